/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_mo.c — any bytes as a .mo file: opened or refused, and every text of it can be read. */
#include "view/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[100];
static char path[200];

static void remove_all(void)
{
    (void)remove(path);
    (void)remove(folder);
}

static void begin(void)
{
    /* In memory where that is possible: each input is a file. */
    (void)snprintf(folder, sizeof folder, "%s/overens-fuzz-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(folder))
        abort();
    (void)snprintf(path, sizeof path, "%s/en.mo", folder);
    (void)atexit(remove_all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const ids[] = {"", "Skicka in", "knapp\004Stäng", "ärende", "\xFF", "a"};
    ov_i18n *set;

    if (!path[0])
        begin();
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
        abort();
    if (ov_i18n_open(folder, &set, NULL) != OV_OK)
        return 0;
    for (size_t i = 0; i < OV_LEN(ids); i++) {
        const char *text = ov_i18n_get(set, "en", ids[i]);
        if (text && strlen(text) > size)
            abort();
    }
    ov_i18n_free(set);
    return 0;
}
