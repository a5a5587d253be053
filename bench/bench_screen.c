/* How fast names are searched: bench/names.sh runs it and keeps what it prints.
 *
 * usage: bench_screen lists DATA QUERIES      UN and OFAC of DATA; queries: persons of names/negatives_train.csv, every other one
 *                                             misspelt, and listed names misspelt
 *        bench_screen made DATA NAMES QUERIES a list of so many names, made from the parts of the lists' own names
 *        bench_screen people DATA PEOPLE      a table of so many such names with years of birth, for a batch
 * prints: names,load_s,bytes,queries,searches_per_s,median_us,p99_us,compared_mean,hits_mean   (one thread)
 */
#include "base/rng.h"
#include "engines/names/index.h"
#include "formats/csv.h"
#include "formats/list_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NAME_BYTES = 200 };

static void die(const char *what)
{
    fprintf(stderr, "bench_screen: %s\n", what);
    exit(1);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct names {
    struct aman_names_text *texts;
    size_t n, capacity;
};

static void add(struct names *names, const char *text, enum aman_name_kind kind)
{
    if (names->n == names->capacity) {
        names->capacity = names->capacity ? 2 * names->capacity : 65536;
        names->texts = realloc(names->texts, names->capacity * sizeof *names->texts);
        if (!names->texts) die("memory");
    }
    names->texts[names->n++] = (struct aman_names_text){text, strlen(text), kind};
}

static void add_list(struct names *names, const char *data, const char *const *files, size_t n)
{
    char paths[3][1024];
    const char *pointers[3];
    struct aman_diags diags;
    struct aman_list *list;
    for (size_t i = 0; i < n; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/lists/%s", data, files[i]);
        pointers[i] = paths[i];
    }
    aman_diags_init(&diags, &aman_mem_heap);
    if (aman_list_read(pointers, n, &aman_mem_heap, &diags, &list)) die(paths[0]);
    for (size_t e = 0; e < list->n_entries; e++)
        for (size_t k = 0; k < list->entries[e].n_names; k++) {
            static const enum aman_name_kind kinds[] = {AMAN_NAME_ANY, AMAN_NAME_PERSON, AMAN_NAME_ORGANISATION,
                                                        AMAN_NAME_THING, AMAN_NAME_THING};
            if (list->entries[e].names[k].quality != AMAN_LIST_WEAK)
                add(names, list->entries[e].names[k].text, kinds[list->entries[e].kind]);
        }
    aman_diags_release(&diags);
}

static uint64_t draws;
static uint64_t draw(uint64_t below)
{
    return aman_rng_bits(7, 0, draws++) % below;
}

/* One letter gone, doubled, swapped with the next, or another. */
static char *misspelt(const char *text)
{
    size_t n = strlen(text);
    char *copy = calloc(n + 3, 1);
    if (!copy) die("memory");
    memcpy(copy, text, n);
    size_t at = n > 2 ? 1 + draw(n - 2) : 0;
    while (at > 0 && ((unsigned char)copy[at] >= 0x80 || (unsigned char)copy[at + 1] >= 0x80)) at--;
    switch (at ? draw(4) : 4) {
    case 0: memmove(copy + at, copy + at + 1, n - at); break;
    case 1: memmove(copy + at + 1, copy + at, n - at); break;
    case 2: {
        char c = copy[at];
        copy[at] = copy[at + 1];
        copy[at + 1] = c;
        break;
    }
    case 3: copy[at] = (char)('a' + draw(26)); break;
    default: break;
    }
    return copy;
}

/* Names made of the words of others: as many words as one, each from another. */
static void make_names(const struct names *from, struct names *made, size_t n)
{
    while (made->n < n) {
        const struct aman_names_text *pattern = &from->texts[draw(from->n)];
        if (pattern->kind != AMAN_NAME_PERSON || (unsigned char)pattern->text[0] >= 0x80) continue;
        char name[NAME_BYTES] = "";
        size_t length = 0, words = 1;
        for (const char *c = pattern->text; *c; c++) words += *c == ' ';
        for (size_t w = 0; w < words && length + 40 < sizeof name;) {
            const struct aman_names_text *other = &from->texts[draw(from->n)];
            if (other->kind != AMAN_NAME_PERSON) continue;
            const char *word = other->text;
            for (size_t skip = draw(4); skip && strchr(word, ' '); skip--) word = strchr(word, ' ') + 1;
            int n_word = (int)strcspn(word, " ");
            if (n_word == 0 || n_word > 30) continue;
            length += (size_t)snprintf(name + length, sizeof name - length, "%s%.*s", w ? " " : "", n_word, word);
            w++;
        }
        char *copy = strdup(name);
        if (!copy) die("memory");
        add(made, copy, AMAN_NAME_PERSON);
    }
}

static void make_queries(const struct names *names, const char *data, size_t n, struct names *queries)
{
    static struct aman_arena arena;
    char path[1024];
    struct aman_diags diags;
    struct aman_csv csv;
    snprintf(path, sizeof path, "%s/names/negatives_train.csv", data);
    aman_arena_init(&arena, &aman_mem_heap, 0);
    aman_diags_init(&diags, &aman_mem_heap);
    if (aman_csv_read_file(path, &arena, &diags, &csv)) die(path);
    int column = aman_csv_column(&csv, "full_name");
    for (size_t i = 0; queries->n < n; i++) {
        const char *person = csv.fields[draw(csv.n_rows) * csv.n_columns + (size_t)column].text;
        const struct aman_names_text *listed = &names->texts[draw(names->n)];
        if (i % 4 == 3 && listed->kind == AMAN_NAME_PERSON)
            add(queries, misspelt(listed->text), AMAN_NAME_PERSON);
        else
            add(queries, i % 2 ? misspelt(person) : person, AMAN_NAME_PERSON);
    }
    aman_diags_release(&diags);
}

static void print_people(const struct names *people)
{
    printf("name,born\n");
    for (size_t i = 0; i < people->n; i++) {
        putchar('"');
        for (const char *c = people->texts[i].text; *c; c++) {
            if (*c == '"') putchar('"');
            putchar(*c);
        }
        printf("\",%d\n", 1945 + (int)draw(60));
    }
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const struct names *names, const struct names *queries)
{
    struct aman_names_index *index;
    struct aman_names_scratch *scratch;
    double began = now_s();
    if (aman_names_index_create(&aman_mem_heap, names->texts, names->n, &index)) die("index");
    double load_s = now_s() - began;
    if (aman_names_scratch_create(&aman_mem_heap, index, &scratch)) die("scratch");
    double *took = calloc(queries->n, sizeof *took), all = 0.0, compared_sum = 0.0, hits_sum = 0.0;
    if (!took) die("memory");
    for (size_t q = 0; q < queries->n; q++) {
        struct aman_name query;
        const struct aman_names_hit *hits;
        size_t n_hits, compared;
        began = now_s();
        aman_name_read(queries->texts[q].text, queries->texts[q].n, AMAN_NAME_PERSON, &query);
        if (aman_names_index_search(index, scratch, &query, 0.70, &hits, &n_hits, &compared)) die("search");
        took[q] = now_s() - began;
        all += took[q];
        compared_sum += (double)compared;
        hits_sum += (double)n_hits;
    }
    qsort(took, queries->n, sizeof *took, rising);
    double n = (double)queries->n;
    printf("%zu,%.2f,%zu,%zu,%.0f,%.0f,%.0f,%.1f,%.2f\n", names->n, load_s, aman_names_index_bytes(index), queries->n, n / all,
           1e6 * took[queries->n / 2], 1e6 * took[queries->n * 99 / 100], compared_sum / n, hits_sum / n);
}

int main(int argc, char **argv)
{
    static const char *const un[] = {"un_2026-02-27.xml"};
    static const char *const ofac[] = {"ofac_2021-07/sdn.csv", "ofac_2021-07/alt.csv", "ofac_2021-07/add.csv"};
    struct names names = {0}, made = {0}, queries = {0};
    bool lists = argc == 4 && strcmp(argv[1], "lists") == 0, people = argc == 4 && strcmp(argv[1], "people") == 0;
    if (!lists && !people && !(argc == 5 && strcmp(argv[1], "made") == 0))
        die("usage: bench_screen lists DATA QUERIES | made DATA NAMES QUERIES | people DATA PEOPLE");
    add_list(&names, argv[2], un, 1);
    add_list(&names, argv[2], ofac, 3);
    if (!lists) make_names(&names, &made, strtoul(argv[3], NULL, 10));
    if (people) {
        print_people(&made);
        return 0;
    }
    const struct names *searched = lists ? &names : &made;
    make_queries(searched, argv[2], strtoul(argv[argc - 1], NULL, 10), &queries);
    measure(searched, &queries);
    return 0;
}
