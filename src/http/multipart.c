/* SPDX-License-Identifier: EUPL-1.2 */
/* multipart.c — multipart/form-data (RFC 7578, RFC 2046), fed in pieces of any size. */
#include "http/disposition.h"
#include "http/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BOUNDARY_MAX 70
#define HEADERS_MAX 8192
#define FIELDS_BYTES_MAX ((size_t)4 << 20) /* of all fields that are not files */
#define DELIMITER_PADDING_MAX 256

/* DATA is a part's body, or what stands before the first delimiter. */
typedef enum part_state { DATA, DELIMITER, HEADERS, EPILOGUE } part_state;

struct ov_multipart {
    ov_arena *arena;
    const char *tmp_dir;
    size_t max_fields, n_parts, fields_bytes;
    char delimiter[BOUNDARY_MAX + 5]; /* "\r\n--" and the boundary */
    size_t delimiter_len;
    part_state state;
    bool in_part; /* DATA is kept only then */
    ov_buf pending, value;
    ov_disposition part;
    ov_file *file; /* of the part, NULL for a field */
    ov_pair_list fields;
    ov_file *files;
    size_t n_files, cap_files;
};

static void multipart_cleanup(void *arg)
{
    ov_multipart *m = arg;

    ov_buf_free(&m->pending);
    ov_buf_free(&m->value);
}

static void close_fd(void *arg)
{
    int *fd = arg;

    if (*fd >= 0)
        close(*fd);
}

ov_status ov_multipart_new(ov_arena *arena, const char *content_type, const char *tmp_dir,
                           size_t max_fields, ov_multipart **out, ov_err *err)
{
    ov_multipart *m;
    ov_str boundary;

    if (ov_boundary_parse(arena, content_type, &boundary) != OV_OK || boundary.len == 0 ||
        boundary.len > BOUNDARY_MAX)
        return ov_fail(err, OV_INVALID, "the multipart boundary is missing or malformed");
    m = ov_calloc(arena, 1, sizeof *m);
    m->arena = arena;
    m->tmp_dir = tmp_dir;
    m->max_fields = max_fields;
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.ptr, boundary.len);
    m->delimiter_len = boundary.len + 4;
    ov_arena_cleanup(arena, multipart_cleanup, m);
    /* As if an empty line came first: then the first delimiter looks like all others. */
    ov_buf_add(&m->pending, "\r\n", 2);
    *out = m;
    return OV_OK;
}

static int spool_open(const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char name[4096];

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
        return fd;
    /* A file system without O_TMPFILE. */
    if ((size_t)snprintf(name, sizeof name, "%s/upload-XXXXXX", dir) >= sizeof name)
        return -1;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

static ov_status file_begin(ov_multipart *m, ov_err *err)
{
    int *owned;

    if (m->n_files == m->cap_files) {
        size_t cap = m->cap_files ? m->cap_files * 2 : 4;
        ov_file *files = ov_calloc(m->arena, cap, sizeof *files);
        if (m->n_files)
            memcpy(files, m->files, m->n_files * sizeof *files);
        m->files = files;
        m->cap_files = cap;
    }
    m->file = &m->files[m->n_files];
    *m->file = (ov_file){m->part.name, m->part.filename, m->part.type, -1, 0};
    owned = ov_alloc(m->arena, sizeof *owned);
    *owned = m->file->fd = spool_open(m->tmp_dir);
    if (m->file->fd < 0)
        return ov_fail(err, OV_IO, "no temporary file for an upload: %s", strerror(errno));
    ov_arena_cleanup(m->arena, close_fd, owned);
    m->n_files++;
    return OV_OK;
}

static ov_status part_begin(ov_multipart *m, ov_str headers, ov_err *err)
{
    if (m->n_parts++ >= m->max_fields)
        return ov_fail(err, OV_TOO_LARGE, "more than %zu fields", m->max_fields);
    if (ov_disposition_parse(m->arena, headers, &m->part) != OV_OK)
        return ov_fail(err, OV_INVALID, "the head of part %zu is malformed", m->n_parts);
    ov_buf_clear(&m->value);
    m->file = NULL;
    m->in_part = true;
    /* A file field where nothing was chosen has an empty file name. */
    if (m->part.filename && m->part.filename[0])
        return file_begin(m, err);
    return OV_OK;
}

static ov_status part_data(ov_multipart *m, const char *bytes, size_t n, ov_err *err)
{
    if (!m->in_part || n == 0)
        return OV_OK;
    if (!m->file) {
        m->fields_bytes += n;
        if (m->fields_bytes > FIELDS_BYTES_MAX)
            return ov_fail(err, OV_TOO_LARGE, "the fields are too long");
        ov_buf_add(&m->value, bytes, n);
        return OV_OK;
    }
    m->file->size += (int64_t)n;
    while (n > 0) {
        ssize_t done = write(m->file->fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return ov_fail(err, OV_IO, "an upload cannot be spooled: %s", strerror(errno));
        bytes += done;
        n -= (size_t)done;
    }
    return OV_OK;
}

static ov_status part_end(ov_multipart *m, ov_err *err)
{
    ov_str value;

    if (!m->in_part)
        return OV_OK;
    m->in_part = false;
    if (m->file) {
        if (lseek(m->file->fd, 0, SEEK_SET) < 0)
            return ov_fail(err, OV_IO, "an upload cannot be rewound: %s", strerror(errno));
        m->file = NULL;
        return OV_OK;
    }
    if (m->part.filename)
        return OV_OK; /* no file chosen */
    value = (ov_str){ov_strndup(m->arena, m->value.len ? m->value.ptr : "", m->value.len),
                     m->value.len};
    if (!ov_utf8_valid(value))
        return ov_fail(err, OV_INVALID, "the value of part %zu is malformed", m->n_parts);
    ov_pair_add(m->arena, &m->fields, m->part.name, value);
    return OV_OK;
}

/* Each of the steps takes what it can from text and says in *used how much that was. Nothing taken
 * and the state as before: more must come. */

static ov_status step_data(ov_multipart *m, ov_str text, size_t *used, ov_err *err)
{
    const char *hit = memmem(text.ptr, text.len, m->delimiter, m->delimiter_len);
    size_t keep = m->delimiter_len - 1;

    if (hit) {
        size_t n = (size_t)(hit - text.ptr);
        *used = n;
        m->state = DELIMITER;
        return part_data(m, text.ptr, n, err);
    }
    if (text.len <= keep)
        return OV_OK;
    *used = text.len - keep;
    return part_data(m, text.ptr, *used, err);
}

/* text begins with the delimiter's bytes. It is one only when "--", or blanks and a line break,
 * follow; anything else was content that looked like it. */
static ov_status step_delimiter(ov_multipart *m, ov_str text, size_t *used, ov_err *err)
{
    size_t i = m->delimiter_len;

    if (text.len < i + 2)
        return OV_OK;
    if (text.ptr[i] == '-' && text.ptr[i + 1] == '-') {
        *used = i + 2;
        m->state = EPILOGUE;
        return part_end(m, err);
    }
    while (i < text.len && i < m->delimiter_len + DELIMITER_PADDING_MAX &&
           (text.ptr[i] == ' ' || text.ptr[i] == '\t'))
        i++;
    if (text.len < i + 2)
        return OV_OK;
    if (text.ptr[i] == '\r' && text.ptr[i + 1] == '\n') {
        *used = i; /* the break stays: with the next one it is the end of an empty head */
        m->state = HEADERS;
        return part_end(m, err);
    }
    *used = 1;
    m->state = DATA;
    return part_data(m, text.ptr, 1, err);
}

/* text begins with the line break that ended the delimiter. */
static ov_status step_headers(ov_multipart *m, ov_str text, size_t *used, ov_err *err)
{
    const char *end = memmem(text.ptr, text.len, "\r\n\r\n", 4);
    size_t len = end ? (size_t)(end - text.ptr) : text.len;

    if (len > HEADERS_MAX)
        return ov_fail(err, OV_TOO_LARGE, "the head of part %zu is too long", m->n_parts + 1);
    if (!end)
        return OV_OK;
    *used = len + 4;
    m->state = DATA;
    return part_begin(m, (ov_str){text.ptr, len}, err);
}

ov_status ov_multipart_feed(ov_multipart *m, const char *bytes, size_t n, ov_err *err)
{
    size_t done = 0;

    if (m->state == EPILOGUE)
        return OV_OK;
    ov_buf_add(&m->pending, bytes, n);
    for (;;) {
        ov_str text = {m->pending.ptr + done, m->pending.len - done};
        part_state before = m->state;
        size_t used = 0;
        if (before == DATA)
            OV_TRY(step_data(m, text, &used, err));
        else if (before == DELIMITER)
            OV_TRY(step_delimiter(m, text, &used, err));
        else if (before == HEADERS)
            OV_TRY(step_headers(m, text, &used, err));
        done += used;
        if (used == 0 && m->state == before)
            break;
    }
    if (done < m->pending.len)
        memmove(m->pending.ptr, m->pending.ptr + done, m->pending.len - done);
    m->pending.len -= done;
    return OV_OK;
}

ov_status ov_multipart_end(ov_multipart *m, ov_pairs *fields, const ov_file **files,
                           size_t *n_files, ov_err *err)
{
    if (m->state != EPILOGUE)
        return ov_fail(err, OV_INVALID, "the multipart body has no end");
    *fields = (ov_pairs){m->fields.items, m->fields.n};
    *files = m->files;
    *n_files = m->n_files;
    return OV_OK;
}
