/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_verify_receipt.c — `overens verify-receipt [--sha256 HEX] FILE`: the hash of a saved receipt;
 * against a hash, and where there is a database against the response and the event log. */
#include "cli/cli.h"

#include "audit/audit.h"
#include "consult/consult.h"
#include "util/file.h"
#include "util/hash.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RECEIPT_MAX = 64 * 1024 * 1024 };

typedef struct asked {
    const char *file;
    char wanted[OV_HASH_HEX]; /* "" : no hash was given */
} asked;

/* 64 hex digits, in small letters. */
static bool read_hash(const char *text, char out[OV_HASH_HEX])
{
    size_t n = strlen(text);

    if (n != OV_HASH_HEX - 1 || strspn(text, "0123456789abcdefABCDEF") != n)
        return false;
    for (size_t i = 0; i <= n; i++)
        out[i] = (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] + 32 : text[i]);
    return true;
}

/* 0: fine. */
static int read_arguments(int argc, char **argv, asked *out)
{
    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i];
        bool missing = false;
        const char *value = ov_cli_value(argc, argv, &i, "--sha256", &missing);

        if (missing)
            return ov_cli_usage("verify-receipt", "%s needs a value", argument);
        if (value && !read_hash(value, out->wanted))
            return ov_cli_usage("verify-receipt", "\"%s\" is not 64 hex digits", value);
        if (value)
            continue;
        if (argument[0] == '-' && argument[1])
            return ov_cli_usage("verify-receipt", "unknown argument %s", argument);
        if (out->file)
            return ov_cli_usage("verify-receipt", "one file at a time");
        out->file = argument;
    }
    return out->file ? 0 : ov_cli_usage("verify-receipt", "name the file");
}

static ov_status read_file(ov_arena *arena, const char *path, ov_str *out, ov_err *err)
{
    return ov_file_read(arena, strcmp(path, "-") == 0 ? "/dev/stdin" : path, RECEIPT_MAX, out, err);
}

/* A receipt that an editor or a mail program has saved anew has other bytes, and so another hash.
 */
static const char *why_none(ov_str text)
{
    if (ov_str_starts(text, "\xef\xbb\xbf"))
        return "begins with a byte-order mark; save it as it was fetched";
    if (ov_str_starts(text, "overens-receipt-1\r\n") ||
        ov_str_starts(text, "overens-receipt-2\r\n"))
        return "has other line ends than the receipt; save it as it was fetched";
    return "is no receipt: the first line is not overens-receipt-1 or overens-receipt-2, or there "
           "is no number";
}

static ov_status check_stored(ov_verify *verify, const char *number, ov_str text)
{
    ov_status found = ov_receipt_check(verify, number, text);

    if (found == OV_NOT_FOUND) {
        ov_verify_fault(verify, "receipt", number, "no such response is stored");
        return OV_OK;
    }
    OV_TRY(found);
    return ov_audit_verify(verify);
}

/* 0: it is what the portal stores. */
static int against_database(ov_cli *cli, const char *number, ov_str text)
{
    ov_verify verify = {.ctx = &cli->ctx};
    int code = ov_cli_db(cli);
    ov_status status;

    if (code)
        return code;
    status = ov_read_begin(&cli->ctx);
    if (status == OV_OK)
        status = check_stored(&verify, number, text);
    ov_read_end(&cli->ctx);
    if (status != OV_OK) {
        (void)ov_cli_fail(&cli->ctx.err, status);
        return OV_EXIT_CONFIG;
    }
    for (size_t i = 0; i < verify.n_faults; i++)
        printf("%s %s: %s\n", verify.faults[i].kind, verify.faults[i].id, verify.faults[i].what);
    if (!verify.n_faults)
        printf("%s is stored with these bytes, and the event log confirms its arrival\n", number);
    return verify.n_faults ? OV_EXIT_FINDINGS : OV_EXIT_OK;
}

int ov_cmd_verify_receipt(ov_cli *cli, int argc, char **argv)
{
    asked a = {0};
    const char *number;
    char hash[OV_HASH_HEX];
    ov_err err = {0};
    ov_str text;
    int code = read_arguments(argc, argv, &a), stored = OV_EXIT_OK;

    if (code)
        return code;
    if (read_file(cli->arena, a.file, &text, &err) != OV_OK)
        return ov_cli_fail(&err, OV_IO);
    if (!ov_receipt_number(cli->arena, text, &number)) {
        fprintf(stderr, "overens: %s: %s\n", a.file, why_none(text));
        return OV_EXIT_INPUT;
    }
    ov_sha256_hex(text, hash);
    printf("%s\n", hash);
    if (*a.wanted && strcmp(hash, a.wanted) != 0) {
        printf("receipt %s: the file has another hash than %s\n", number, a.wanted);
        code = OV_EXIT_FINDINGS;
    }
    if (cli->named || access(cli->config_file, R_OK) == 0)
        stored = against_database(cli, number, text);
    return stored ? stored : code;
}
