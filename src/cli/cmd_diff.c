/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_diff.c — `overens diff`: what differs between two files, provision by provision. */
#include "cli/cli.h"

#include "text/diff/diff.h"
#include "text/import/import_file.h"
#include "util/file.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ---- reading --------------------------------------------------------------------------------- */

/* "FILE:LINE:COL: text", the form of every message about a file. */
static int refuse(const char *file, const char *text)
{
    int line = 1, column = 1, used = 0;

    if (sscanf(text, "Rad %d: %n", &line, &used) == 1 && used > 0)
        text += used;
    else
        line = column = 1;
    fprintf(stderr, "%s:%d:%d: %s\n", file, line, column, text);
    return OV_EXIT_INPUT;
}

/* One of the two files. */
typedef struct reading {
    const char *file;
    ov_arena *arena;
    ov_str source;
    ov_node *root;
    ov_status status;
    ov_err err;
} reading;

static int read_source(reading *r)
{
    struct stat st;

    if (stat(r->file, &st) == 0 && S_ISDIR(st.st_mode))
        return refuse(r->file, "Det är en mapp. Ange en fil.");
    switch (ov_file_read(r->arena, r->file, OV_IMPORT_FILE_MAX, &r->source, &r->err)) {
    case OV_OK:
        return OV_EXIT_OK;
    case OV_TOO_LARGE:
        return refuse(r->file, "Filen är större än 32 MiB. Dela upp den.");
    default:
        fprintf(stderr, "overens: %s\n", r->err.text);
        return OV_EXIT_INPUT;
    }
}

/* Plain text is read without touching anything but r, so that two can be read at once. */
static void *read_plain(void *arg)
{
    reading *r = arg;

    r->status = ov_import_tree(r->arena, r->source, r->file, false, &r->root, &r->err);
    return NULL;
}

static int finish(reading *r)
{
    if (r->status == OV_OK && !r->root) /* it needs a helper program */
        r->status = ov_import_tree(r->arena, r->source, r->file, true, &r->root, &r->err);
    return r->status == OV_OK ? OV_EXIT_OK : refuse(r->file, r->err.text);
}

/* Reading is most of the work of a comparison, and the two texts have nothing to do with each
 * other: the second is read beside the first. */
static int read_both(reading *first, reading *second)
{
    pthread_t thread;
    bool beside;
    int code = read_source(first);

    if (code == OV_EXIT_OK)
        code = read_source(second);
    if (code)
        return code;
    beside = pthread_create(&thread, NULL, read_plain, second) == 0;
    read_plain(first);
    if (beside)
        (void)pthread_join(thread, NULL);
    else
        read_plain(second);
    code = finish(first);
    return code ? code : finish(second);
}

/* ---- for people ------------------------------------------------------------------------------ */

static void print_str(ov_str text)
{
    (void)fwrite(text.ptr, 1, text.len, stdout);
}

static void print_ops(const ov_diff_entry *entry)
{
    for (size_t i = 0; i < entry->n_ops; i++) {
        const ov_diff_op *op = &entry->ops[i];
        bool lead = op->op != '=' && op->text.len && op->text.ptr[0] == ' ';
        ov_str text = {op->text.ptr + lead, op->text.len - lead};
        bool trail = op->op != '=' && text.len && text.ptr[text.len - 1] == ' ';

        if (op->op == '=') {
            print_str(text);
            continue;
        }
        text.len -= trail;
        printf("%s[%s: ", lead ? " " : "", op->op == '+' ? "nytt" : "borttaget");
        print_str(text);
        printf("]%s", trail ? " " : "");
    }
}

static void print_flags(const ov_diff_entry *entry)
{
    static const char *const names[] = {"annan siffra", "annat datum", "annan tidsgräns"};
    bool any = false;

    for (unsigned i = 0; i < OV_LEN(names); i++)
        if (entry->flags & 1u << i) {
            printf("%s%s", any ? "; " : "    Observera: ", names[i]);
            any = true;
        }
    if (entry->flags & OV_DIFF_MODAL) {
        const char *from = entry->modal_old, *to = entry->modal_new;

        fputs(any ? "; " : "    Observera: ", stdout);
        if (from && to)
            printf("”%s” har blivit ”%s”", from, to);
        else
            printf(to ? "”%s” är nytt" : "”%s” är borttaget", to ? to : from ? from : "");
        any = true;
    }
    if (any)
        puts(".");
}

static void print_entry(const ov_diff_entry *entry)
{
    static const char *const blocks[] = {"Rubriken", "Stycket", "Punkten", "Tabellraden"};
    static const char *const became[] = {[OV_DIFF_CHANGED] = "ändrad",
                                         [OV_DIFF_MOVED] = "↕ flyttad",
                                         [OV_DIFF_MOVED_CHANGED] = "↕ flyttad och ändrad",
                                         [OV_DIFF_NEW] = "ny",
                                         [OV_DIFF_REMOVED] = "borttagen",
                                         [OV_DIFF_SPLIT] = "delad i flera",
                                         [OV_DIFF_MERGED] = "hopslagen av flera"};
    static const char *const became_neuter[] = {[OV_DIFF_CHANGED] = "ändrat",
                                                [OV_DIFF_MOVED] = "↕ flyttat",
                                                [OV_DIFF_MOVED_CHANGED] = "↕ flyttat och ändrat",
                                                [OV_DIFF_NEW] = "nytt",
                                                [OV_DIFF_REMOVED] = "borttaget",
                                                [OV_DIFF_SPLIT] = "delat i flera",
                                                [OV_DIFF_MERGED] = "hopslaget av flera"};
    bool neuter = entry->block == OV_DIFF_PARAGRAPH;

    printf("  %s är %s", blocks[entry->block],
           neuter ? became_neuter[entry->kind] : became[entry->kind]);
    if (entry->kind == OV_DIFF_MOVED || entry->kind == OV_DIFF_MOVED_CHANGED)
        printf(" från plats %zu till plats %zu", entry->from, entry->to);
    fputs(":\n    ", stdout);
    print_ops(entry);
    putchar('\n');
    print_flags(entry);
}

static void print_provision(const ov_node *node)
{
    const char *number = node->number ? node->number : "";
    const char *heading = node->heading ? node->heading : "";

    if (*number || *heading)
        printf("\n%s%s%s\n", number, *number && *heading ? " " : "", heading);
    else
        puts("\nInledningen");
}

static void print_diff(const ov_diff *diff)
{
    const ov_node *last = NULL;

    if (diff->changes == 0) {
        puts("Texterna är lika.");
        return;
    }
    printf("%zu %s i %zu avsnitt\n", diff->changes, diff->changes == 1 ? "ändring" : "ändringar",
           diff->sections);
    for (size_t i = 0; i < diff->n; i++) {
        const ov_diff_entry *entry = &diff->entries[i];
        const ov_node *node = entry->to ? diff->new_nodes[entry->new_node].node
                                        : diff->old_nodes[entry->old_node].node;

        if (entry->kind == OV_DIFF_SAME)
            continue;
        if (node != last)
            print_provision(node);
        last = node;
        print_entry(entry);
    }
}

/* What is freed is soon wanted again: giving it back to the kernel costs more than the comparison.
 */
static void keep_memory(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
    (void)mallopt(M_TRIM_THRESHOLD, 256 << 20);
    (void)mallopt(M_TOP_PAD, 4 << 20);
}

/* 0 when understood, else the exit code. */
static int read_options(int argc, char **argv, bool *json, const char *files[2])
{
    bool options = true;
    size_t n = 0;

    for (int i = 1; i < argc; i++) {
        if (options && !strcmp(argv[i], "--"))
            options = false;
        else if (options && !strcmp(argv[i], "--json"))
            *json = true;
        else if (options && argv[i][0] == '-' && argv[i][1])
            return ov_cli_usage("diff", "unknown option %s", argv[i]);
        else if (n == 2)
            return ov_cli_usage("diff", "two files at a time: OLD NEW");
        else
            files[n++] = argv[i];
    }
    return n < 2 ? ov_cli_usage("diff", "which two files? OLD NEW") : 0;
}

static int show(ov_cli *cli, const ov_node *old_root, const ov_node *new_root, bool json)
{
    ov_diff diff;
    ov_err err = {0};

    if (ov_diff_trees(cli->arena, old_root, new_root, &diff, &err) != OV_OK)
        return ov_cli_fail(&err, err.status);
    if (json)
        (void)fputs(ov_diff_json(cli->arena, &diff), stdout);
    else
        print_diff(&diff);
    if (fflush(stdout) != 0)
        return OV_EXIT_INPUT;
    return diff.changes ? OV_EXIT_FINDINGS : OV_EXIT_OK;
}

/* overens diff [--json] OLD NEW */
int ov_cmd_diff(ov_cli *cli, int argc, char **argv)
{
    const char *files[2] = {NULL, NULL};
    bool json = false;
    reading sides[2];
    int code = read_options(argc, argv, &json, files);

    if (code)
        return code;
    keep_memory();
    for (size_t i = 0; i < 2; i++)
        sides[i] = (reading){.file = files[i], .arena = ov_arena_new(0)};
    code = read_both(&sides[0], &sides[1]);
    if (code == OV_EXIT_OK)
        code = show(cli, sides[0].root, sides[1].root, json);
    ov_arena_free(sides[0].arena);
    ov_arena_free(sides[1].arena);
    return code;
}
