/* SPDX-License-Identifier: EUPL-1.2 */
/* original_check.c — can everybody read this file? Tags and text of a PDF, headings and described
 * pictures of an office document. Practice 28. */
#include "text/kind.h"
#include "text/original.h"
#include "util/helper.h"

#include <string.h>

enum { SECONDS = 10, FEW_LETTERS = 20 };
#define MEMORY ((size_t)1 << 30)
#define OUTPUT ((size_t)32 << 20)

typedef struct checking {
    ov_arena *arena;
    ov_str bytes;
    ov_buf faults;
    bool unknown; /* a helper could not say */
} checking;

static void add_fault(checking *c, const char *fault)
{
    if (c->faults.len)
        ov_buf_addc(&c->faults, '\n');
    ov_buf_addz(&c->faults, fault);
}

/* What a helper program says of the file; false: it is not there, or gave up. */
static bool run(checking *c, const char *const *argv, ov_str *out)
{
    ov_helper helper = {.argv = argv,
                        .input = c->bytes,
                        .seconds = SECONDS,
                        .memory = MEMORY,
                        .output = OUTPUT,
                        .alone = true};
    ov_err err = {0};

    if (argv[0] && ov_helper_run(c->arena, &helper, out, &err) == OV_OK)
        return true;
    c->unknown = true;
    return false;
}

static bool holds(ov_str text, const char *what)
{
    return text.len && memmem(text.ptr, text.len, what, strlen(what)) != NULL;
}

/* The value of "Tagged:          yes" in what pdfinfo writes; "" when there is none. */
static ov_str info_of(ov_str info, const char *name)
{
    while (info.ptr) {
        ov_str line = ov_str_cut(&info, '\n');

        if (ov_str_starts(line, name))
            return ov_str_trim((ov_str){line.ptr + strlen(name), line.len - strlen(name)});
    }
    return OV_LIT("");
}

static size_t letters_of(ov_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += (unsigned char)text.ptr[i] > ' ';
    return n;
}

static void check_pdf(checking *c)
{
    const char *const info_argv[] = {ov_helper_find(c->arena, "pdfinfo"), "-", NULL};
    const char *const text_argv[] = {
        ov_helper_find(c->arena, "pdftotext"), "-l", "10", "-", "-", NULL};
    ov_str info, text;

    if (run(c, text_argv, &text) && letters_of(text) < FEW_LETTERS)
        add_fault(c, "no_text");
    if (!run(c, info_argv, &info))
        return;
    if (!ov_str_is(info_of(info, "Tagged:"), "yes"))
        add_fault(c, "no_tags");
    if (!info_of(info, "Title:").len)
        add_fault(c, "no_title");
    /* The catalogue may be packed away; then nothing is said of it. */
    if (!holds(c->bytes, "/Lang") && !holds(c->bytes, "/ObjStm"))
        add_fault(c, "no_language");
}

/* Past one JSON value that begins with a bracket; SIZE_MAX when it does not end. */
static size_t skip_value(ov_str json, size_t i)
{
    size_t depth = 0;
    bool text = false;

    for (; i < json.len; i++) {
        char c = json.ptr[i];

        if (text) {
            if (c == '\\')
                i++;
            else if (c == '"')
                text = false;
            continue;
        }
        if (c == '"')
            text = true;
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && --depth == 0)
            return i + 1;
    }
    return SIZE_MAX;
}

/* Pictures of pandoc's tree whose description is empty: {"t":"Image","c":[ATTR,[],…]}. A quote in a
 * text is always escaped, so these bytes can only be its own. */
static size_t undescribed(ov_str json)
{
    static const char image[] = "{\"t\":\"Image\",\"c\":[";
    const char *end = json.ptr + json.len, *at = json.ptr;
    size_t n = 0;

    while ((at = memmem(at, (size_t)(end - at), image, sizeof image - 1)) != NULL) {
        at += sizeof image - 1;

        size_t next = skip_value(json, (size_t)(at - json.ptr));

        if (next == SIZE_MAX)
            break;
        at = json.ptr + next;
        n += end - at > 3 && !memcmp(at, ",[]", 3);
    }
    return n;
}

static void check_office(checking *c, const char *format)
{
    const char *const argv[] = {
        ov_helper_find(c->arena, "pandoc"), "--sandbox", "-f", format, "-t", "json", NULL};
    ov_str json;

    if (!run(c, argv, &json))
        return;
    if (!holds(json, "{\"t\":\"Header\""))
        add_fault(c, "no_headings");
    if (json.len && undescribed(json) > 0)
        add_fault(c, "undescribed");
}

void ov_upload_check_run(ov_arena *arena, ov_str bytes, ov_upload_check *out)
{
    checking c = {.arena = arena, .bytes = bytes};
    ov_import_kind kind;
    ov_err err = {0};
    ov_str text;

    *out = (ov_upload_check){.verdict = "unknown",
                             .media = "application/octet-stream",
                             .bytes = (int64_t)bytes.len,
                             .faults = ""};
    if (!bytes.len || ov_kind_tell(arena, bytes, "", &kind, &text, &err) != OV_OK)
        return;
    out->media = ov_import_kind_mime(kind);
    if (kind == OV_KIND_PDF)
        check_pdf(&c);
    else if (kind == OV_KIND_DOCX)
        check_office(&c, "docx");
    else if (kind == OV_KIND_ODT)
        check_office(&c, "odt");
    if (c.faults.len) {
        out->verdict = "failing";
        out->faults = ov_strndup(arena, c.faults.ptr, c.faults.len);
    } else if (!c.unknown) {
        out->verdict = "ok";
    }
    ov_buf_free(&c.faults);
}
