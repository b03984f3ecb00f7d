/* SPDX-License-Identifier: EUPL-1.2 */
/* mail_writer.c — writes that send mail, as page functions do; some fail after the mail was added.
 *
 *   mail_writer DATABASE-URL N ADDRESS [FAILING]
 *
 * N mails "Provmejl 1" … to ADDRESS, each in a write of its own; after every FAILINGth one another
 * write adds a mail "Avbrutet" and then fails. ADDRESS may hold a %: the mail's number. */
#include "outbox/outbox.h"
#include "util/clock.h"
#include "util/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct one {
    const char *to, *subject;
    bool fails;
} one;

static ov_status add(ov_ctx *ctx, void *arg)
{
    const one *o = arg;
    const ov_mail mail = {.kind = "mail.test",
                          .object = "test/1",
                          .to = o->to,
                          .to_name = "Åsa Öberg",
                          .subject = o->subject,
                          .body = "Hej!\n\nEtt prov med å, ä och ö.\n.\nhttps://x.example/?a=1\n"};

    OV_TRY(ov_mail_add(ctx, &mail, NULL));
    return o->fails ? OV_CONFLICT : OV_OK;
}

static const char *address(ov_arena *arena, const char *pattern, long n)
{
    const char *at = strchr(pattern, '%');

    return at ? ov_printf(arena, "%.*s%ld%s", (int)(at - pattern), pattern, n, at + 1) : pattern;
}

int main(int argc, char **argv)
{
    ov_db_options options = {.url = argc > 3 ? argv[1] : "", .lock_timeout_ms = 20000};
    long n = argc > 3 ? atol(argv[2]) : 0, failing = argc > 4 ? atol(argv[4]) : 0;
    ov_ctx ctx = {.lang = "sv", .actor = {.login = "system", .name = "-", .is_system = true}};
    ov_err err = {0};

    ov_hash_init();
    ov_mail_domain("portal.example");
    if (ov_db_open(&options, &ctx.db, &err) != OV_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    for (long i = 1; i <= n; i++) {
        ctx.arena = ov_arena_new(0);
        ctx.now = ctx.received = ov_now();
        one good = {.to = address(ctx.arena, argv[3], i),
                    .subject = ov_printf(ctx.arena, "Provmejl %ld", i)};
        one bad = {.to = good.to, .subject = "Avbrutet", .fails = true};

        if (ov_write(&ctx, add, &good) != OV_OK) {
            fprintf(stderr, "%s\n", ctx.err.text);
            return 1;
        }
        if (failing && i % failing == 0 && ov_write(&ctx, add, &bad) != OV_CONFLICT)
            return 1;
        ov_arena_free(ctx.arena);
    }
    ov_db_close(ctx.db);
    return 0;
}
