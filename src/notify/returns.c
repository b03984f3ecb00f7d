/* SPDX-License-Identifier: EUPL-1.2 */
/* returns.c — letters of the return mailbox into the outbox; mailboxes that are folders. */
#include "notify/returns.h"

#include "outbox/queue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- One letter ---- */

typedef struct mark {
    const ov_letter *letter;
    ov_id id;
} mark;

static ov_status mark_mail(ov_ctx *ctx, void *arg)
{
    const mark *m = arg;
    const ov_mail_fault fault = {.kind = m->letter->fault, .told = m->letter->told};

    return m->letter->kind == OV_LETTER_DELAYED
               ? ov_mail_delayed(ctx, m->id, &fault)
               : ov_mail_bounced(ctx, m->id, &fault, m->letter->address_fault);
}

static ov_status mail_of(ov_ctx *ctx, const ov_letter *letter, ov_id *out)
{
    ov_status status = OV_NOT_FOUND;

    if (letter->mail_id)
        status = ov_mail_by_token(ctx, letter->mail_id, letter->token, out);
    if (status == OV_NOT_FOUND && letter->message_id)
        status = ov_mail_by_message_id(ctx, letter->message_id, out);
    return status;
}

ov_status ov_returns_letter(ov_ctx *ctx, const ov_returns_settings *settings, ov_str letter,
                            ov_returns_count *count, bool *known)
{
    ov_letter read;
    mark m = {.letter = &read};
    ov_status status;

    ov_letter_read(ctx->arena, letter, settings->return_path, &read);
    status = mail_of(ctx, &read, &m.id);
    if (status == OV_NOT_FOUND || (status == OV_OK && read.kind == OV_LETTER_OTHER)) {
        count->unknown++;
        *known = false;
        return OV_OK;
    }
    OV_TRY(status);
    if (read.kind != OV_LETTER_AUTO_REPLY)
        OV_TRY(ov_write(ctx, mark_mail, &m));
    count->bounces += read.kind == OV_LETTER_BOUNCED;
    count->others += read.kind != OV_LETTER_BOUNCED;
    *known = true;
    return OV_OK;
}

/* ---- Maildir ---- */

/* The beginning of a plain file; nothing else is opened. Owns: arena. */
static ov_status read_letter(ov_ctx *ctx, int folder, const char *name, ov_str *out)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    char *text;
    size_t n = 0;
    ssize_t got = 1;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        return ov_fail(&ctx->err, OV_IO, "a letter cannot be read: %s", strerror(errno));
    }
    text = ov_alloc(ctx->arena, OV_LETTER_MOST + 1);
    while (n < OV_LETTER_MOST && (got = read(fd, text + n, OV_LETTER_MOST - n)) > 0)
        n += (size_t)got;
    close(fd);
    if (got < 0)
        return ov_fail(&ctx->err, OV_IO, "a letter cannot be read: %s", strerror(errno));
    text[n] = '\0';
    *out = (ov_str){text, n};
    return OV_OK;
}

/* One letter of new/, in an arena of its own; it is moved when it has been dealt with. */
static ov_status one_file(const ov_ctx *outer, const ov_returns_settings *settings, int from,
                          int to, const char *name, ov_returns_count *count, ov_err *err)
{
    ov_ctx ctx = *outer;
    bool known = false;
    ov_str letter;
    ov_status status;

    ctx.arena = ov_arena_new(0);
    status = read_letter(&ctx, from, name, &letter);
    if (status == OV_OK)
        status = ov_returns_letter(&ctx, settings, letter, count, &known);
    if (status == OV_OK &&
        renameat(from, name, to, ov_printf(ctx.arena, "%s:2,%s", name, known ? "S" : "F")) != 0)
        status = ov_fail(&ctx.err, OV_IO, "a letter cannot be moved: %s", strerror(errno));
    if (status != OV_OK)
        *err = ctx.err;
    ov_arena_free(ctx.arena);
    return status;
}

static ov_status read_folder(ov_ctx *ctx, const ov_returns_settings *settings, DIR *dir, int to,
                             ov_returns_count *count)
{
    ov_status worst = OV_OK;
    struct dirent *entry;

    for (int n = 0; n < OV_RETURNS_MOST && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.' || strlen(entry->d_name) > 200)
            continue;
        ov_status status = one_file(ctx, settings, dirfd(dir), to, entry->d_name, count, &ctx->err);
        if (status != OV_OK)
            worst = status; /* the others are read all the same */
        n++;
    }
    return worst;
}

static ov_status read_maildir(ov_ctx *ctx, const ov_returns_settings *settings, const char *path,
                              ov_returns_count *count)
{
    DIR *dir = opendir(ov_printf(ctx->arena, "%s/new", path));
    int to = open(ov_printf(ctx->arena, "%s/cur", path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ov_status status;

    if (!dir || to < 0)
        status = ov_fail(&ctx->err, OV_IO, "%s is no Maildir that can be read: %s", path,
                         strerror(errno));
    else
        status = read_folder(ctx, settings, dir, to, count);
    if (dir)
        closedir(dir);
    if (to >= 0)
        close(to);
    return status;
}

ov_status ov_returns_read(ov_ctx *ctx, const ov_returns_settings *settings, ov_returns_count *count)
{
    static const char maildir[] = "maildir:";

    *count = (ov_returns_count){0};
    if (!strncmp(settings->mailbox, maildir, sizeof maildir - 1))
        return read_maildir(ctx, settings, settings->mailbox + sizeof maildir - 1, count);
    return ov_returns_pop3(ctx, settings, count);
}
