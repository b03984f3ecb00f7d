/* SPDX-License-Identifier: EUPL-1.2 */
/* config.c — the typed configuration: INI text against tables of known keys. */
#include "util/config.h"

#include "util/str.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct value {
    const ov_config_key *key;
    const char *text; /* NULL: not in the file yet */
    int64_t number;
    int line;
} value;

struct ov_config {
    ov_arena *arena;
    const char *path;
    value *values;
    size_t n;
};

typedef struct reading {
    ov_config *config;
    ov_err *err;
    int line;
    const char *long_value; /* of this line, where inih's own line is too short for it */
} reading;

/* What stands for the long value in the line that inih gets. */
static const char stand_in[] = "\x01";

static value *find(const ov_config *config, const char *section, const char *name)
{
    for (size_t i = 0; i < config->n; i++) {
        const ov_config_key *key = config->values[i].key;
        if (strcmp(key->section, section) == 0 && strcmp(key->name, name) == 0)
            return &config->values[i];
    }
    return NULL;
}

/* A number with one of the units (a letter each and what it multiplies by). */
static ov_status parse_scaled(ov_str text, const char *letters, const int64_t *factors,
                              int64_t *out)
{
    int64_t factor = 1, number;

    if (text.len > 1) {
        const char *at = memchr(letters, text.ptr[text.len - 1] | 0x20, strlen(letters));
        if (at) {
            factor = factors[at - letters];
            text.len--;
        }
    }
    OV_TRY(ov_parse_int(text, &number));
    return number < 0 || __builtin_mul_overflow(number, factor, out) ? OV_INVALID : OV_OK;
}

static ov_status parse_bool(ov_str text, int64_t *out)
{
    static const char *const yes[] = {"on", "yes", "true", "1"}, *const no[] = {"off", "no",
                                                                                "false", "0"};
    for (size_t i = 0; i < OV_LEN(yes); i++) {
        if (ov_str_is(text, yes[i]) || ov_str_is(text, no[i])) {
            *out = ov_str_is(text, yes[i]);
            return OV_OK;
        }
    }
    return OV_INVALID;
}

static ov_status parse_number(const ov_config_key *key, ov_str text, int64_t *out)
{
    static const int64_t seconds[] = {1, 60, 3600, 86400}, bytes[] = {1 << 10, 1 << 20, 1 << 30};

    switch (key->type) {
    case OV_KEY_INT:
        return ov_parse_int(text, out);
    case OV_KEY_BOOL:
        return parse_bool(text, out);
    case OV_KEY_DURATION:
        return parse_scaled(text, "smhd", seconds, out);
    case OV_KEY_SIZE:
        return parse_scaled(text, "kmg", bytes, out);
    case OV_KEY_TEXT:
    case OV_KEY_PATH:
        break;
    }
    *out = 0;
    return OV_OK;
}

static const char *what_is_wanted(ov_key_type type)
{
    switch (type) {
    case OV_KEY_INT:
        return "a whole number";
    case OV_KEY_BOOL:
        return "on or off";
    case OV_KEY_DURATION:
        return "a time such as 30s, 10m or 2h";
    case OV_KEY_SIZE:
        return "a size such as 64k or 16m";
    case OV_KEY_TEXT:
    case OV_KEY_PATH:
        break;
    }
    return "text";
}

/* A relative path is taken from the file's own folder. */
static const char *from_folder(const ov_config *config, const char *path)
{
    const char *slash = strrchr(config->path, '/');

    if (path[0] == '/' || path[0] == '\0' || !slash)
        return path;
    return ov_printf(config->arena, "%.*s/%s", (int)(slash - config->path), config->path, path);
}

static ov_status set(ov_config *config, value *v, const char *text, int line, ov_err *err)
{
    const ov_config_key *key = v->key;
    int64_t number = 0;

    if (parse_number(key, ov_str_from(text), &number) != OV_OK)
        return ov_fail(err, OV_INVALID, "%s:%d: %s.%s must be %s, not \"%.60s\"", config->path,
                       line, key->section, key->name, what_is_wanted(key->type), text);
    if ((key->min || key->max) && (number < key->min || number > key->max))
        return ov_fail(err, OV_INVALID, "%s:%d: %s.%s must be between %lld and %lld", config->path,
                       line, key->section, key->name, (long long)key->min, (long long)key->max);
    v->number = number;
    v->text = key->type == OV_KEY_PATH ? from_folder(config, text) : text;
    v->line = line;
    return OV_OK;
}

/* Called by inih for each name = value. Returns 0 to stop. */
static int on_pair(void *user, const char *section, const char *name, const char *text)
{
    reading *r = user;
    value *v = find(r->config, section, name);

    if (strcmp(text, stand_in) == 0 && r->long_value)
        text = r->long_value;
    if (!v) {
        (void)ov_fail(r->err, OV_INVALID, "%s:%d: unknown key \"%.60s\" in section [%.60s]",
                      r->config->path, r->line, name, section);
        return 0;
    }
    if (v->line) {
        (void)ov_fail(r->err, OV_INVALID, "%s:%d: %s.%s stands on line %d already", r->config->path,
                      r->line, section, name, v->line);
        return 0;
    }
    return set(r->config, v, ov_strdup(r->config->arena, text), r->line, r->err) == OV_OK;
}

static bool known_section(const ov_config *config, ov_str name)
{
    for (size_t i = 0; i < config->n; i++)
        if (ov_str_is(name, config->values[i].key->section))
            return true;
    return false;
}

/* What inih does not tell: section lines themselves. */
static ov_status check_line(reading *r, char *line)
{
    ov_str text = ov_str_trim(ov_str_from(line));

    if (!text.len || text.ptr[0] != '[')
        return OV_OK;
    const char *end = memchr(text.ptr, ']', text.len);
    if (!end)
        return ov_fail(r->err, OV_INVALID, "%s:%d: the section lacks its ]", r->config->path,
                       r->line);
    ov_str name = {text.ptr + 1, (size_t)(end - text.ptr) - 1};
    if (!known_section(r->config, name))
        return ov_fail(r->err, OV_INVALID, "%s:%d: unknown section [%.*s]", r->config->path,
                       r->line, (int)(name.len < 60 ? name.len : 60), name.ptr);
    return OV_OK;
}

typedef struct source {
    reading *r;
    FILE *file;
    ov_status status;
} source;

/* Debian's inih knows lines of 200 bytes; an address of a database can be longer. */
static ov_status shorten(reading *r, char *whole, char *line, size_t size)
{
    char *equals = strchr(whole, '='), first = whole[strspn(whole, " \t")];

    if (first == '#' || first == ';') {
        line[0] = '\n';
        line[1] = '\0';
        return OV_OK;
    }
    size_t name = equals ? (size_t)(equals - whole) + 1 : size;
    if (name + sizeof stand_in > size)
        return ov_fail(r->err, OV_INVALID, "%s:%d: the line is too long", r->config->path, r->line);
    r->long_value = ov_str_z(r->config->arena, ov_str_trim(ov_str_from(equals + 1)));
    memcpy(line, whole, name);
    memcpy(line + name, stand_in, sizeof stand_in);
    return OV_OK;
}

/* Feeds inih line by line, so that we know which line it is at. */
static char *next_line(char *line, int size, void *stream)
{
    char whole[4096];
    source *s = stream;

    if (s->status != OV_OK || !fgets(whole, sizeof whole, s->file))
        return NULL;
    size_t len = strlen(whole);
    s->r->line++;
    if (len + 1 == sizeof whole)
        s->status = ov_fail(s->r->err, OV_INVALID, "%s:%d: the line is too long",
                            s->r->config->path, s->r->line);
    else if (len < (size_t)size)
        memcpy(line, whole, len + 1);
    else
        s->status = shorten(s->r, whole, line, (size_t)size);
    if (s->status == OV_OK)
        s->status = check_line(s->r, line);
    return s->status == OV_OK ? line : NULL;
}

static ov_status read_file(ov_config *config, ov_err *err)
{
    reading r = {.config = config, .err = err};
    source s = {.r = &r, .file = ov_config_open(config->path)};

    if (!s.file)
        return ov_fail(err, OV_IO, "%s: %s", config->path, strerror(errno));
    ov_err before = {0};
    if (err)
        err->text[0] = '\0';
    else
        r.err = &before;
    int bad = ini_parse_stream(next_line, &s, on_pair, &r);
    (void)fclose(s.file);
    if (s.status != OV_OK)
        return s.status;
    if (bad == 0)
        return OV_OK;
    if (r.err->text[0] == '\0')
        return ov_fail(r.err, OV_INVALID, "%s:%d: this is neither [section] nor key = value",
                       config->path, bad);
    return OV_INVALID;
}

static void collect(ov_config *config, const ov_config_key *const *tables, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (const ov_config_key *key = tables[i]; key->name; key++)
            config->n++;
    config->values = ov_calloc(config->arena, config->n, sizeof config->values[0]);
    value *v = config->values;
    for (size_t i = 0; i < n; i++)
        for (const ov_config_key *key = tables[i]; key->name; key++)
            (v++)->key = key;
}

ov_status ov_config_read(ov_arena *arena, const char *path, const ov_config_key *const *tables,
                         size_t n, ov_config **out, ov_err *err)
{
    ov_config *config = ov_calloc(arena, 1, sizeof *config);

    config->arena = arena;
    config->path = ov_strdup(arena, path);
    collect(config, tables, n);
    OV_TRY(read_file(config, err));
    for (size_t i = 0; i < config->n; i++) {
        value *v = &config->values[i];
        if (v->line)
            continue;
        if (!v->key->def)
            return ov_fail(err, OV_INVALID, "%s:0: %s.%s is missing", path, v->key->section,
                           v->key->name);
        OV_TRY(set(config, v, v->key->def, 0, err));
    }
    *out = config;
    return OV_OK;
}

static const value *need(const ov_config *config, const char *section, const char *name)
{
    const value *v = find(config, section, name);

    if (!v)
        abort();
    return v;
}

const char *ov_config_text(const ov_config *config, const char *section, const char *name)
{
    return need(config, section, name)->text;
}

int64_t ov_config_int(const ov_config *config, const char *section, const char *name)
{
    return need(config, section, name)->number;
}

bool ov_config_bool(const ov_config *config, const char *section, const char *name)
{
    return need(config, section, name)->number != 0;
}

const char *ov_config_at(const ov_config *config, const char *section, const char *name)
{
    const value *v = need(config, section, name);

    return v->line ? ov_printf(config->arena, "%s:%d", config->path, v->line) : config->path;
}

/* NULL: nothing is wrong with it. */
static const char *path_fault(const char *path, ov_path_kind kind)
{
    struct stat st;

    if (stat(path, &st) != 0 || access(path, kind == OV_PATH_FOLDER ? R_OK | X_OK : R_OK) != 0)
        return strerror(errno);
    if (kind == OV_PATH_FOLDER)
        return S_ISDIR(st.st_mode) ? NULL : "no folder";
    if (!S_ISREG(st.st_mode) || st.st_size == 0)
        return "empty, or no file";
    if (kind == OV_PATH_SECRET && (st.st_mode & 0007))
        return "everybody can read it: chmod 0640";
    return NULL;
}

ov_status ov_config_path_check(const ov_config *config, const char *section, const char *name,
                               ov_path_kind kind, ov_err *err)
{
    const char *path = ov_config_text(config, section, name);
    const char *why = *path ? path_fault(path, kind) : NULL;

    if (!why)
        return OV_OK;
    return ov_fail(err, OV_INVALID, "%s: %s.%s: %s: %s", ov_config_at(config, section, name),
                   section, name, path, why);
}
