/* SPDX-License-Identifier: EUPL-1.2 */
/* standalone.c — runs a fuzz target without libFuzzer: replays files and folders, then makes
 * mutations of them from a seed.
 *
 *   fuzz_WHAT [--mutations N] [--seed S] [--only I] [--seconds N] FILE|FOLDER …
 *
 * A crash or an input that takes longer than --seconds (default 10) ends it and names the seed and
 * the number of the mutation; `--only I` makes that one again, alone. */
#include <dirent.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_SIZE 65536
#define MAX_SEEDS 1024

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* A target may list words that matter in its inputs, ended by NULL. */
extern const char *const fuzz_words[] __attribute__((weak));
/* Of the sanitizers, when they are there. */
void __sanitizer_set_death_callback(void (*fn)(void)) __attribute__((weak));

static struct {
    uint8_t *bytes;
    size_t size;
} seeds[MAX_SEEDS];
static size_t n_seeds;
static uint64_t seed = 1;
static unsigned seconds = 10;
static const char *current_file;
static long current = -1;
static double slowest;

static void say_where(void)
{
    char text[512];
    int n =
        current < 0
            ? snprintf(text, sizeof text, "input: %s\n", current_file ? current_file : "-")
            : snprintf(text, sizeof text, "input: --seed %" PRIu64 " --only %ld\n", seed, current);
    if (write(STDERR_FILENO, text, (size_t)n) < 0)
        return;
}

static void too_slow(int signal)
{
    static const char text[] = "an input took too long\n";
    (void)signal;
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        _exit(2);
    say_where();
    _exit(1);
}

static void crashed(int number)
{
    say_where();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run_one(const uint8_t *bytes, size_t size)
{
    double before = now();
    uint8_t *exact = malloc(size ? size : 1); /* so that a read past the end is seen */

    if (!exact)
        exit(2);
    memcpy(exact, bytes, size);
    (void)alarm(seconds);
    (void)LLVMFuzzerTestOneInput(exact, size);
    (void)alarm(0);
    free(exact);
    double spent = now() - before;
    slowest = spent > slowest ? spent : slowest;
}

/* ---- Inputs -------------------------------------------------------------------------------- */

static void add_file(const char *path)
{
    static uint8_t bytes[MAX_SIZE];
    FILE *file = fopen(path, "rb");

    if (!file || n_seeds == MAX_SEEDS) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    seeds[n_seeds].bytes = malloc(size ? size : 1);
    if (!seeds[n_seeds].bytes)
        exit(2);
    memcpy(seeds[n_seeds].bytes, bytes, size);
    seeds[n_seeds++].size = size;
    current_file = path;
    run_one(bytes, size);
}

static void add_path(const char *path)
{
    struct dirent **entries;
    struct stat st;
    char below[4096];

    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        add_file(path);
        return;
    }
    int n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        (void)snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            add_file(below);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

/* ---- Mutations ----------------------------------------------------------------------------- */

static uint64_t state;

static uint64_t next_random(void) /* xorshift64* */
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1Du;
}

static size_t below(size_t n)
{
    return n ? (size_t)(next_random() % n) : 0;
}

static size_t insert(uint8_t *to, size_t size, size_t at, const uint8_t *what, size_t n)
{
    if (n > MAX_SIZE - size)
        return size;
    memmove(to + at + n, to + at, size - at);
    memcpy(to + at, what, n);
    return size + n;
}

static size_t insert_word(uint8_t *to, size_t size)
{
    size_t n = 0;

    if (!fuzz_words)
        return size;
    while (fuzz_words[n])
        n++;
    const char *word = fuzz_words[below(n)];
    return insert(to, size, below(size + 1), (const uint8_t *)word, strlen(word));
}

static size_t splice(uint8_t *to, size_t size)
{
    size_t other = below(n_seeds), from = below(seeds[other].size);
    size_t n = below(seeds[other].size - from) + 1;
    return seeds[other].size ? insert(to, size, below(size + 1), seeds[other].bytes + from, n)
                             : size;
}

static size_t repeat(uint8_t *to, size_t size)
{
    static uint8_t piece[MAX_SIZE];
    size_t from = below(size), n = below(size - from < 64 ? size - from : 64);

    memcpy(piece, to + from, n);
    for (size_t times = below(50); times > 0; times--)
        size = insert(to, size, from, piece, n);
    return size;
}

static size_t mutate(uint8_t *to, size_t size)
{
    size_t from, n;

    switch (below(9)) {
    case 0:
        if (size)
            to[below(size)] ^= (uint8_t)(1u << below(8));
        return size;
    case 1:
        if (size)
            to[below(size)] = (uint8_t)next_random();
        return size;
    case 2:
        from = below(size);
        n = below(size - from < 100 ? size - from : 100);
        memmove(to + from, to + from + n, size - from - n);
        return size - n;
    case 3:
        return repeat(to, size);
    case 4:
        return splice(to, size);
    default:
        return insert_word(to, size);
    }
}

static void run_mutation(long i)
{
    static uint8_t bytes[MAX_SIZE];

    state =
        (seed * 0x9E3779B97F4A7C15u) ^ ((uint64_t)i * 0xD1B54A32D192ED03u) ^ 0x5851F42D4C957F2Du;
    (void)next_random();
    size_t which = below(n_seeds), size = seeds[which].size;
    memcpy(bytes, seeds[which].bytes, size);
    for (size_t times = below(below(8) + 1) + 1; times > 0; times--) /* mostly few */
        size = mutate(bytes, size);
    current = i;
    run_one(bytes, size);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"mutations", required_argument, NULL, 'm'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"only", required_argument, NULL, 'o'},
                                            {"seconds", required_argument, NULL, 't'},
                                            {NULL, 0, NULL, 0}};
    long mutations = 0, only = -1;
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'm')
            mutations = strtol(optarg, NULL, 10);
        else if (option == 's')
            seed = strtoull(optarg, NULL, 10);
        else if (option == 'o')
            only = strtol(optarg, NULL, 10);
        else if (option == 't')
            seconds = (unsigned)strtoul(optarg, NULL, 10);
        else
            return 2;
    }
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(say_where);
    else
        (void)signal(SIGSEGV, crashed);
    (void)signal(SIGABRT, crashed);
    (void)signal(SIGALRM, too_slow);

    double begun = now();
    for (int i = optind; i < argc; i++)
        add_path(argv[i]);
    if (n_seeds == 0) {
        fprintf(stderr, "no inputs\n");
        return 2;
    }
    if (only >= 0)
        run_mutation(only);
    for (long i = 0; only < 0 && i < mutations; i++)
        run_mutation(i);
    printf("%zu inputs, %ld mutations, %.1f s, slowest %.0f ms\n", n_seeds,
           only >= 0 ? 1 : mutations, now() - begun, slowest * 1000);
    for (size_t i = 0; i < n_seeds; i++)
        free(seeds[i].bytes);
    return 0;
}
