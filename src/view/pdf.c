/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf.c — finds a renderer, gives it a folder of its own, runs it, removes the folder. */
#include "view/pdf_inside.h"

#include "util/clock.h"
#include "util/file.h"
#include "util/helper.h"
#include "util/log.h"
#include "util/places.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    SECONDS = 30, /* for one renderer */
    YOUNG = 2     /* seconds: a folder this young may not be locked yet */
};
#define LONGEST_WAIT_MS 4000
#define FOLDER "overens-pdf-"

/* ---- What is installed ---- */

static struct {
    bool looked;
    char chromium[64], python[64];
    const char *name;
} found;

static bool find(ov_arena *arena, const char *program, char *to, size_t size)
{
    const char *path = ov_helper_find(arena, program);

    return path && (size_t)snprintf(to, size, "%s", path) < size;
}

const char *ov_pdf_renderer(void)
{
    if (!found.looked) {
        ov_arena *arena = ov_arena_new(0);
        char ignored[64];

        if (!find(arena, "chromium", found.chromium, sizeof found.chromium))
            found.chromium[0] = '\0';
        /* Its library belongs to the system's Python: another one would not find it. */
        if (!find(arena, "weasyprint", ignored, sizeof ignored) ||
            !find(arena, "python3", found.python, sizeof found.python))
            found.python[0] = '\0';
        if (find(arena, "qpdf", ignored, sizeof ignored))
            found.name = found.chromium[0] ? "chromium" : found.python[0] ? "weasyprint" : NULL;
        found.looked = true;
        ov_arena_free(arena);
    }
    return found.name;
}

/* ---- The folder ---- */

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    (void)remove(path);
    return 0;
}

static void remove_folder(const char *path)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A folder is locked as long as its owner lives. -1: somebody else's, or no folder. */
static int lock_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static void sweep_one(const char *path)
{
    struct stat info;
    int fd;

    if (lstat(path, &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != geteuid() ||
        time(NULL) - info.st_mtime < YOUNG)
        return;
    fd = lock_folder(path);
    if (fd < 0)
        return;
    remove_folder(path);
    (void)close(fd);
}

/* Folders that a killed process left behind. */
static void sweep(const char *tmp_dir)
{
    DIR *dir = opendir(tmp_dir);
    char path[512];

    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        int len = snprintf(path, sizeof path, "%s/%s", tmp_dir, entry->d_name);

        if (!strncmp(entry->d_name, FOLDER, sizeof FOLDER - 1) && len > 0 &&
            (size_t)len < sizeof path)
            sweep_one(path);
    }
    if (dir)
        (void)closedir(dir);
}

static ov_status write_file(const char *path, ov_str bytes, ov_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t done = 0;

    while (fd >= 0 && done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    if (fd < 0 || done < bytes.len || close(fd) != 0)
        return ov_fail(err, OV_IO, "%s: %s", path, strerror(errno));
    return OV_OK;
}

/* ---- Renderers ---- */

static ov_status run(ov_arena *arena, const char *const *argv, const char *dir, ov_err *err)
{
    const ov_helper helper = {
        .argv = argv, .dir = dir, .seconds = SECONDS, .output = 1 << 16, .file_size = OV_PDF_SIZE};
    ov_str said;

    OV_TRY(ov_helper_run(arena, &helper, &said, err));
    char *path = ov_printf(arena, "%s/made.pdf", dir);
    if (access(path, R_OK) != 0)
        return ov_fail(err, OV_INVALID, "%s made no PDF", argv[0]);
    return OV_OK;
}

/* Without the browser's own sandbox: ours has no network, and user namespaces are closed to it
 * where the portal runs. Without just-in-time code: no script runs, and memory that is both
 * writable and executable may be forbidden. */
static ov_status run_chromium(ov_arena *arena, const char *dir, ov_err *err)
{
    const char *const argv[] = {found.chromium,
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--disable-dev-shm-usage",
                                "--disable-breakpad",
                                "--js-flags=--jitless",
                                ov_printf(arena, "--user-data-dir=%s/profile", dir),
                                ov_printf(arena, "--print-to-pdf=%s/made.pdf", dir),
                                "--generate-pdf-document-outline",
                                "--no-pdf-header-footer",
                                ov_printf(arena, "file://%s/page.html", dir),
                                NULL};

    return run(arena, argv, dir, err);
}

/* pdf/ua-1 is what makes this version write tags; its claim to be PDF/UA is taken away again. */
static ov_status run_weasyprint(ov_arena *arena, const char *dir, ov_err *err)
{
    static const char program[] =
        "import weasyprint\n"
        "def fetch(url, *args, **more):\n"
        "    if url.startswith('data:'):\n"
        "        return weasyprint.default_url_fetcher(url, *args, **more)\n"
        "    raise ValueError('only data: addresses')\n"
        "with open('page.html', encoding='utf-8') as page:\n"
        "    html = page.read()\n"
        "weasyprint.HTML(string=html, url_fetcher=fetch).write_pdf('made.pdf', "
        "variant='pdf/ua-1')\n";
    const char *const argv[] = {found.python, "-I", "-c", program, NULL};

    return run(arena, argv, dir, err);
}

static ov_status render_in(ov_arena *arena, const ov_pdf_job *job, const char *dir, ov_str *out,
                           ov_err *err)
{
    ov_status status = OV_INVALID;
    ov_str page;

    OV_TRY(ov_pdf_guarded(arena, job, &page, err));
    OV_TRY(write_file(ov_printf(arena, "%s/page.html", dir), page, err));
    if (found.chromium[0])
        status = run_chromium(arena, dir, err);
    /* Where the browser cannot start (a unit's limits), the lighter one may. */
    if (status == OV_INVALID && found.python[0]) {
        if (found.chromium[0])
            ov_log(OV_LOG_WARN, "chromium failed, weasyprint takes over: %s", err->text);
        status = run_weasyprint(arena, dir, err);
    }
    return status == OV_OK ? ov_pdf_finish(arena, job, dir, out, err) : status;
}

ov_status ov_pdf_render(ov_arena *arena, const ov_pdf_job *job, ov_str *out, ov_err *err)
{
    ov_status status;
    const ov_places places = {.dir = job->limited ? job->tmp_dir : NULL,
                              .name = OV_HELPER_PLACES,
                              .n = OV_HELPER_PLACES_N,
                              .wait_ms = LONGEST_WAIT_MS};
    int place;

    if (!ov_pdf_available())
        return ov_fail(err, OV_NOT_FOUND, "no PDF without " OV_PDF_PACKAGES);
    OV_TRY(ov_place_take(&places, &place, err));
    sweep(job->tmp_dir);
    char *dir = ov_printf(arena, "%s/" FOLDER "XXXXXX", job->tmp_dir);
    if (!mkdtemp(dir)) {
        status = ov_fail(err, OV_IO, "%s: %s", dir, strerror(errno));
    } else {
        int lock = lock_folder(dir);

        status = render_in(arena, job, dir, out, err);
        remove_folder(dir);
        if (lock >= 0)
            (void)close(lock);
    }
    ov_place_leave(place);
    return status;
}
