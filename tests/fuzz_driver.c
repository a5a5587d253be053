/* tests/fuzz_driver.c - runs a libFuzzer entry point where there is no libFuzzer.
 *
 * usage: FUZZER CORPUS_DIRECTORY [ITERATIONS [SEED]]
 *
 * Every file of the corpus is tried as it is, then ITERATIONS mutants of them. The same corpus and seed give
 * the same inputs. When an input kills the process it is left in fuzz-input.bin.
 */
#include "base/rng.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
/* Of the sanitizers, where the program is built with one. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

enum { MOST_FILES = 256, MOST_BYTES = 64 * 1024, SECONDS_PER_INPUT = 20 };

struct seed_input {
    char name[256];
    uint8_t *bytes;
    size_t n;
};

static struct seed_input corpus[MOST_FILES];
static size_t n_corpus;
static uint8_t input[2 * MOST_BYTES];
static size_t n_input;
static uint64_t seed, counter;

static void save_input(void)
{
    int fd = open("fuzz-input.bin", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return;
    ssize_t written = write(fd, input, n_input);
    (void)written;
    close(fd);
}

static void on_signal(int number)
{
    save_input();
    signal(number, SIG_DFL);
    raise(number);
}

static uint64_t draw(uint64_t below)
{
    return aman_rng_bits(seed, 0, counter++) % below;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct seed_input *)a)->name, ((const struct seed_input *)b)->name);
}

static void load_file(const char *directory, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(MOST_BYTES);
    size_t n = file && bytes ? fread(bytes, 1, MOST_BYTES, file) : 0;
    if (file) fclose(file);
    if (n == 0 || n_corpus == MOST_FILES) {
        free(bytes);
        return;
    }
    struct seed_input *loaded = &corpus[n_corpus++];
    snprintf(loaded->name, sizeof loaded->name, "%s", name);
    loaded->bytes = bytes;
    loaded->n = n;
}

static void load_corpus(const char *directory)
{
    DIR *files = opendir(directory);
    struct dirent *entry;
    while (files && (entry = readdir(files)) != NULL)
        if (entry->d_name[0] != '.') load_file(directory, entry->d_name);
    if (files) closedir(files);
    qsort(corpus, n_corpus, sizeof *corpus, by_name);
}

static void take_input(const uint8_t *bytes, size_t n)
{
    memcpy(input, bytes, n);
    n_input = n;
}

/* Puts n bytes in the place of `removed` bytes at `at`, as far as there is room. */
static void replace(size_t at, size_t removed, const uint8_t *bytes, size_t n)
{
    if (n_input - removed + n > MOST_BYTES) return;
    memmove(input + at + n, input + at + removed, n_input - at - removed);
    memcpy(input + at, bytes, n);
    n_input = n_input - removed + n;
}

static void mutate(void)
{
    static const char *const words[] = {
        "\n", "  ",          ": ",   "- ",           "{", "}",        "[",    "]",   ",",     "\"",
        "'",  "&a ",         "*a",   "!!x ",         "#", "|\n",      "nan",  "inf", "1e308", "-1",
        "0",  "99999999999", "\r\n", "\xEF\xBB\xBF", "%", "\xC3\xA9", "null", "~",   "? ",    "<<: ",
        "\t", "47:59",       "---\n"};
    size_t at = draw(n_input + 1), left = n_input - at;
    const struct seed_input *other = &corpus[draw(n_corpus)];
    const char *word = words[draw(sizeof words / sizeof *words)];
    uint8_t byte = (uint8_t)draw(256), copy[256];
    size_t chunk = left > 0 ? 1 + draw(left < sizeof copy ? left : sizeof copy) : 0;
    switch (draw(6)) {
    case 0:
        replace(at, left > 0, &byte, 1);
        break;
    case 1:
        replace(at, chunk, &byte, 0);
        break;
    case 2:
        replace(at, 0, (const uint8_t *)word, strlen(word));
        break;
    case 3:
        replace(at, chunk, (const uint8_t *)word, strlen(word));
        break;
    case 4:
        memcpy(copy, input + at, chunk);
        replace(draw(n_input + 1), 0, copy, chunk);
        break;
    default:
        chunk = 1 + draw(other->n < sizeof copy ? other->n : sizeof copy);
        memcpy(copy, other->bytes + draw(other->n - chunk + 1), chunk);
        replace(at, 0, copy, chunk);
    }
}

static void run(void)
{
    alarm(SECONDS_PER_INPUT); /* an input that hangs is a fault */
    LLVMFuzzerTestOneInput(input, n_input);
}

int main(int argc, char **argv)
{
    unsigned long iterations = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000;
    seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    if (argc > 1) load_corpus(argv[1]);
    if (n_corpus == 0) {
        fprintf(stderr, "usage: %s CORPUS_DIRECTORY [ITERATIONS [SEED]]; the directory must hold files\n",
                argv[0]);
        return 1;
    }
    const int deaths[] = {SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++) signal(deaths[i], on_signal);
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(save_input);
    else
        signal(SIGSEGV, on_signal);
    for (size_t i = 0; i < n_corpus; i++) {
        take_input(corpus[i].bytes, corpus[i].n);
        run();
    }
    for (unsigned long i = 0; i < iterations; i++) {
        const struct seed_input *start = &corpus[draw(n_corpus)];
        take_input(start->bytes, start->n);
        for (uint64_t k = 1 + draw(4); k > 0; k--) mutate();
        run();
    }
    printf("%zu files, %lu mutants\n", n_corpus, iterations);
    for (size_t i = 0; i < n_corpus; i++) free(corpus[i].bytes);
    return 0;
}
