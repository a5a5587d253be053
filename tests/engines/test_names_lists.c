/* On the real lists of the UN and of OFAC: the index misses nothing that a full scan finds above the
 * threshold. */
#include "engines/names/index.h"
#include "formats/list_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 40000, QUERIES = 120 };

static struct aman_names_text names[MOST];
static struct aman_name read_names[MOST];
static size_t n_names;

static void add_list(const char *data, const char *const *files, size_t n)
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
    if (aman_list_read(pointers, n, &aman_mem_heap, &diags, &list)) {
        printf("SKIPPED: %s is not there (AMAN_SHARED_DATA); the real lists were not searched\n", paths[0]);
        exit(77);
    }
    for (size_t e = 0; e < list->n_entries; e++)
        for (size_t k = 0; k < list->entries[e].n_names && n_names < MOST; k++)
            names[n_names++] = (struct aman_names_text){
                list->entries[e].names[k].text, strlen(list->entries[e].names[k].text),
                list->entries[e].kind == AMAN_LIST_PERSON ? AMAN_NAME_PERSON : AMAN_NAME_ANY};
    aman_diags_release(&diags);
}

/* The name with a letter left out, so that it is no longer quite a listed one. */
static size_t misspelt(const struct aman_names_text *name, char out[512])
{
    size_t n = name->n < 500 ? name->n : 500, at = n / 2;
    while (at > 0 && ((unsigned char)name->text[at] >= 0x80 || name->text[at] == ' ')) at--;
    memcpy(out, name->text, n);
    if (at > 0) memmove(out + at, out + at + 1, n - at - 1);
    return at > 0 ? n - 1 : n;
}

/* Names that many have, so that few parts are listed. */
static const char *const common[] = {"Mohamed Ali", "Ahmad Hassan Muhammad", "Abdullah", "Garcia Lopez, Jose Maria", "Ali M. Hussein",
                                     "محمد احمد",   "Ibrahim",               "M. Khan",  "Abd al-Rahman Muhammad"};
enum { N_COMMON = sizeof common / sizeof *common };

static size_t faults_of(const struct aman_names_index *index, struct aman_names_scratch *scratch, const char *text, size_t n,
                        enum aman_name_kind kind, size_t *found)
{
    static unsigned char is_hit[MOST];
    struct aman_name query;
    const struct aman_names_hit *hits;
    size_t n_hits, faults = 0;
    aman_name_read(text, n, kind, &query);
    if (aman_names_index_search(index, scratch, &query, 0.70, &hits, &n_hits, NULL)) return 1;
    memset(is_hit, 0, sizeof is_hit);
    for (size_t h = 0; h < n_hits; h++) is_hit[hits[h].name] = 1;
    for (size_t i = 0; i < n_names; i++) {
        struct aman_name_match match;
        aman_name_compare(&query, &read_names[i], &match);
        if ((match.score >= 0.70) != is_hit[i]) {
            faults++;
            printf("%.*s | %s: scan %.4f, index %d\n", (int)n, text, names[i].text, match.score, is_hit[i]);
        }
        *found += match.score >= 0.70;
    }
    return faults;
}

int main(void)
{
    static const char *const un[] = {"un_2026-02-27.xml"};
    static const char *const ofac[] = {"ofac_2021-07/sdn.csv", "ofac_2021-07/alt.csv",
                                       "ofac_2021-07/add.csv"};
    const char *data = getenv("AMAN_SHARED_DATA");
    struct aman_names_index *index;
    struct aman_names_scratch *scratch;
    size_t faults = 0, found = 0;
    if (!data) {
        printf("SKIPPED: AMAN_SHARED_DATA is not set; the real lists were not searched\n");
        return 77;
    }
    add_list(data, un, 1);
    add_list(data, ofac, 3);
    for (size_t i = 0; i < n_names; i++)
        aman_name_read(names[i].text, names[i].n, names[i].kind, &read_names[i]);
    if (aman_names_index_create(&aman_mem_heap, names, n_names, &index)) return 1;
    if (aman_names_scratch_create(&aman_mem_heap, index, &scratch)) return 1;
    for (size_t q = 0; q < QUERIES; q++) {
        char text[512];
        const struct aman_names_text *name = &names[q * n_names / QUERIES];
        faults += faults_of(index, scratch, text, misspelt(name, text), name->kind, &found);
    }
    for (size_t q = 0; q < N_COMMON; q++)
        faults += faults_of(index, scratch, common[q], strlen(common[q]), AMAN_NAME_PERSON, &found);
    printf("%zu names, %d queries, %zu matches, %zu faults\n", n_names, QUERIES + N_COMMON, found, faults);
    aman_names_scratch_destroy(scratch);
    aman_names_index_destroy(index);
    return faults || found < QUERIES ? 1 : 0;
}
