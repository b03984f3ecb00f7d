/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_config.c — any bytes as a configuration: refused with file and line, or every value lies
 * within what its key allows. */
#include "util/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {"[site]\n",
                                  "[serve]\n",
                                  "\nname = ",
                                  "\nworkers = ",
                                  "\nlimit = ",
                                  "\nbody = ",
                                  "\npages = ",
                                  "\nsocket = ",
                                  "10m",
                                  "16m",
                                  "off",
                                  "yes",
                                  "-1",
                                  "99999999999999999",
                                  "1h",
                                  ";",
                                  "#",
                                  "\r\n",
                                  "\"",
                                  "\\\n",
                                  "\xef\xbb\xbf",
                                  "\xc3\xa5",
                                  "=",
                                  NULL};

static const ov_config_key site_keys[] = {
    {"site", "name", OV_KEY_TEXT, "Överens", true, "a text", 0, 0},
    {"site", "pages", OV_KEY_BOOL, "on", true, "a switch", 0, 0},
    {0}};
static const ov_config_key serve_keys[] = {
    {"serve", "workers", OV_KEY_INT, "3", true, "a number", 1, 256},
    {"serve", "limit", OV_KEY_DURATION, "10s", true, "a duration", 1, 3600},
    {"serve", "body", OV_KEY_SIZE, "1m", true, "a size", 1024, 64 << 20},
    {"serve", "socket", OV_KEY_PATH, "s.sock", false, "a path", 0, 0},
    {0}};

static char path[100];

static void remove_file(void)
{
    (void)remove(path);
}

static void begin(void)
{
    /* In memory where that is possible: each input is a file. */
    (void)snprintf(path, sizeof path, "%s/overens-fuzz-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir);
    int fd = mkstemp(path);
    if (fd < 0)
        abort();
    (void)close(fd);
    (void)atexit(remove_file);
}

static void check_number(const ov_config *config, const ov_config_key *key)
{
    int64_t value = ov_config_int(config, key->section, key->name);

    if (value < key->min || value > key->max)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ov_config_key *const tables[] = {site_keys, serve_keys};
    ov_arena *arena = ov_arena_new(0);
    ov_config *config;
    ov_err err = {0};

    if (!path[0])
        begin();
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
        abort();
    if (ov_config_read(arena, path, tables, OV_LEN(tables), &config, &err) == OV_OK) {
        for (size_t i = 0; i < 3; i++)
            check_number(config, &serve_keys[i]);
        const char *socket = ov_config_text(config, "serve", "socket");

        (void)ov_config_bool(config, "site", "pages");
        if (strlen(ov_config_text(config, "site", "name")) > size + sizeof "Överens" ||
            (*socket && *socket != '/')) /* whole, or left empty */
            abort();
    } else if (strncmp(err.text, path, strlen(path)) != 0 || err.text[strlen(path)] != ':') {
        abort(); /* whoever wrote the file must be told where */
    }
    ov_arena_free(arena);
    return 0;
}
