/* How well the names engine tells names: bench/names_accuracy.sh runs it and keeps what it prints.
 *
 * usage: bench_names accuracy DATA            rows of test,split,n,value
 *        bench_names points DATA              raw score and truth of each train pair, for the calibration
 * DATA holds names/ and lists/ as bench/README.md says.
 */
#include "engines/names/index.h"
#include "formats/csv.h"
#include "formats/list_read.h"
#include "formats/plan_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double threshold = 0.70;

static void die(const char *what)
{
    fprintf(stderr, "bench_names: %s\n", what);
    exit(1);
}

static void must(enum aman_err err, const char *what)
{
    if (err) die(what);
}

static void path_of(char *path, size_t size, const char *data, const char *name)
{
    snprintf(path, size, "%s/%s", data, name);
}

static struct aman_csv read_table(const char *data, const char *name, struct aman_arena *arena)
{
    char path[1024], *bytes;
    size_t n;
    struct aman_diags diags;
    struct aman_csv csv;
    path_of(path, sizeof path, data, name);
    aman_diags_init(&diags, &aman_mem_heap);
    if (aman_file_read(path, AMAN_CSV_MOST_BYTES, &aman_mem_heap, &bytes, &n) != AMAN_FILE_OK) die(path);
    must(aman_csv_read(bytes, n, path, arena, &diags, &csv), path);
    aman_mem_free(&aman_mem_heap, bytes, n + 1, 1);
    aman_diags_release(&diags);
    return csv;
}

static const char *field(const struct aman_csv *csv, size_t row, const char *name)
{
    int column = aman_csv_column(csv, name);
    if (column < 0) die(name);
    return csv->fields[row * csv->n_columns + (size_t)column].text;
}

static void row(const char *test, const char *split, size_t n, double value)
{
    printf("%s,%s,%zu,%.4f\n", test, split, n, value);
}

/* ---- labelled pairs ---- */

struct pair {
    double score, raw;
    bool truth, strong, arabic;
};

static enum aman_name_kind kind_of_schema(const char *schema)
{
    if (strcmp(schema, "Person") == 0) return AMAN_NAME_PERSON;
    if (strcmp(schema, "Vessel") == 0) return AMAN_NAME_THING;
    return strcmp(schema, "LegalEntity") == 0 ? AMAN_NAME_ANY : AMAN_NAME_ORGANISATION;
}

/* Arabic letters, or the anatomy of an Arabic name. */
static bool looks_arabic(const struct aman_name *name)
{
    for (int p = 0; p < name->n_parts; p++) {
        const struct aman_name_part *part = &name->parts[p];
        if (part->forms[0].script == 1 || part->role == AMAN_NAME_ROLE_NASAB ||
            part->role == AMAN_NAME_ROLE_KUNYA || part->role == AMAN_NAME_ROLE_ABD)
            return true;
    }
    return false;
}

static struct pair judge(const struct aman_csv *csv, size_t i)
{
    enum aman_name_kind kind = kind_of_schema(field(csv, i, "schema"));
    const char *one = field(csv, i, "name1"), *two = field(csv, i, "name2");
    struct aman_name a, b;
    struct aman_name_match match;
    aman_name_read(one, strlen(one), kind, &a);
    aman_name_read(two, strlen(two), kind, &b);
    aman_name_compare(&a, &b, &match);
    return (struct pair){.score = match.score,
                         .raw = match.raw,
                         .truth = strcmp(field(csv, i, "is_match"), "true") == 0,
                         .strong = strcmp(field(csv, i, "quality"), "STRONG") == 0,
                         .arabic = looks_arabic(&a) || looks_arabic(&b)};
}

static double f1_at(const struct pair *pairs, size_t n, double at, bool arabic_only)
{
    size_t right = 0, false_alarms = 0, missed = 0;
    for (size_t i = 0; i < n; i++) {
        if (arabic_only && !pairs[i].arabic) continue;
        bool said = pairs[i].score >= at;
        right += said && pairs[i].truth;
        false_alarms += said && !pairs[i].truth;
        missed += !said && pairs[i].truth;
    }
    return right ? 2.0 * (double)right / (double)(2 * right + false_alarms + missed) : 0.0;
}

static double best_f1(const struct pair *pairs, size_t n, bool arabic_only)
{
    double best = 0.0;
    for (int t = 1; t < 1000; t++) {
        double f1 = f1_at(pairs, n, t / 1000.0, arabic_only);
        if (f1 > best) best = f1;
    }
    return best;
}

static void judge_pairs(const char *data, bool points)
{
    struct aman_arena arena;
    aman_arena_init(&arena, &aman_mem_heap, 0);
    struct aman_csv csv = read_table(data, "names/name_pairs_train.csv", &arena);
    struct pair *pairs = aman_arena_new(&arena, csv.n_rows, sizeof *pairs);
    size_t n_arabic = 0, strong_wrong = 0;
    for (size_t i = 0; i < csv.n_rows; i++) {
        pairs[i] = judge(&csv, i);
        n_arabic += pairs[i].arabic;
        strong_wrong += pairs[i].strong && (pairs[i].score >= threshold) != pairs[i].truth;
        if (points) printf("%.4f,%d\n", pairs[i].raw, pairs[i].truth);
    }
    if (!points) {
        row("pairs F1 at 0.70", "train", csv.n_rows, f1_at(pairs, csv.n_rows, threshold, false));
        row("pairs best F1", "train", csv.n_rows, best_f1(pairs, csv.n_rows, false));
        row("STRONG pairs wrong", "train", csv.n_rows, (double)strong_wrong);
        row("Arabic-looking pairs best F1", "train", n_arabic, best_f1(pairs, csv.n_rows, true));
        row("Arabic-looking pairs F1 at 0.70", "train", n_arabic, f1_at(pairs, csv.n_rows, threshold, true));
    }
    aman_arena_release(&arena);
}

/* ---- lists ---- */

struct indexed {
    struct aman_list *list;
    struct aman_names_text *texts;
    uint32_t *entries; /* of each text */
    size_t n;
    struct aman_names_index *index;
    struct aman_names_scratch *scratch;
};

static bool is_arabic_text(const char *text)
{
    struct aman_name name;
    aman_name_read(text, strlen(text), AMAN_NAME_PERSON, &name);
    return name.n_parts > 0 && name.parts[0].forms[0].script == 1;
}

static enum aman_name_kind kind_of(const struct aman_list_entry *entry)
{
    return entry->kind == AMAN_LIST_PERSON                                      ? AMAN_NAME_PERSON
           : entry->kind == AMAN_LIST_VESSEL || entry->kind == AMAN_LIST_AIRCRAFT ? AMAN_NAME_THING
                                                                                : AMAN_NAME_ORGANISATION;
}

/* Names that a search is triggered by: of persons, without those in Arabic when `latin`, or of all. */
enum which { LATIN_OF_PERSONS, OF_PERSONS, OF_ALL };
static void index_names(struct indexed *in, enum which which)
{
    bool latin = which == LATIN_OF_PERSONS;
    in->texts = aman_mem_new(&aman_mem_heap, in->list->n_names, sizeof *in->texts);
    in->entries = aman_mem_new(&aman_mem_heap, in->list->n_names, sizeof *in->entries);
    if (!in->texts || !in->entries) die("memory");
    for (size_t e = 0; e < in->list->n_entries; e++) {
        const struct aman_list_entry *entry = &in->list->entries[e];
        for (size_t k = 0; k < entry->n_names && (which == OF_ALL || entry->kind == AMAN_LIST_PERSON); k++) {
            const char *text = entry->names[k].text;
            if (entry->names[k].quality == AMAN_LIST_WEAK || (latin && is_arabic_text(text))) continue;
            in->texts[in->n] = (struct aman_names_text){text, strlen(text), kind_of(entry)};
            in->entries[in->n++] = (uint32_t)e;
        }
    }
    must(aman_names_index_create(&aman_mem_heap, in->texts, in->n, &in->index), "index");
    must(aman_names_scratch_create(&aman_mem_heap, in->index, &in->scratch), "scratch");
}

static struct indexed open_list(const char *data, const char *const *names, size_t n, enum which which)
{
    struct indexed in = {0};
    char paths[3][1024];
    const char *pointers[3];
    struct aman_diags diags;
    for (size_t i = 0; i < n; i++) {
        path_of(paths[i], sizeof paths[i], data, names[i]);
        pointers[i] = paths[i];
    }
    aman_diags_init(&diags, &aman_mem_heap);
    must(aman_list_read(pointers, n, &aman_mem_heap, &diags, &in.list), names[0]);
    aman_diags_release(&diags);
    index_names(&in, which);
    return in;
}

static void close_list(struct indexed *in)
{
    aman_names_scratch_destroy(in->scratch);
    aman_names_index_destroy(in->index);
    aman_mem_free(&aman_mem_heap, in->texts, in->list->n_names, sizeof *in->texts);
    aman_mem_free(&aman_mem_heap, in->entries, in->list->n_names, sizeof *in->entries);
    aman_list_destroy(in->list);
}

/* As a screening does: persons are not looked for among ships. */
static bool kinds_agree(const struct indexed *in, uint32_t name, enum aman_name_kind kind)
{
    return kind_of(&in->list->entries[in->entries[name]]) == kind;
}

/* The best score of the entry (but by the text `except`), and of any other. */
struct found {
    double own, other;
};

static struct found look_up(struct indexed *in, const char *text, enum aman_name_kind kind, uint32_t entry,
                            const char *except)
{
    struct aman_name query;
    const struct aman_names_hit *hits;
    size_t n_hits;
    struct found found = {0.0, 0.0};
    aman_name_read(text, strlen(text), kind, &query);
    must(aman_names_index_search(in->index, in->scratch, &query, 0.3, &hits, &n_hits, NULL), "search");
    for (size_t h = 0; h < n_hits; h++) {
        if (in->texts[hits[h].name].text == except || !kinds_agree(in, hits[h].name, kind)) continue;
        double *best = in->entries[hits[h].name] == entry ? &found.own : &found.other;
        if (hits[h].score > *best) *best = hits[h].score;
    }
    return found;
}

static int falling(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Best scores of the persons who are on no list: all, or those in Arabic; only the second half (`held`),
 * which weights were not learnt from, or all. Returns how many, best scores falling. */
static size_t score_negatives(struct indexed *in, const struct aman_csv *csv, bool arabic, bool held,
                              double *scores)
{
    size_t n = 0;
    for (size_t i = held ? csv->n_rows / 2 : 0; i < csv->n_rows; i++) {
        const char *text = field(csv, i, "full_name");
        if (arabic && !is_arabic_text(text)) continue;
        scores[n++] = look_up(in, text, AMAN_NAME_PERSON, UINT32_MAX, NULL).other;
    }
    qsort(scores, n, sizeof *scores, falling);
    return n;
}

static double share_at(const double *falling_scores, size_t n, double at)
{
    size_t k = 0;
    while (k < n && falling_scores[k] >= at) k++;
    return n ? (double)k / (double)n : 0.0;
}

/* The least threshold that at most one in a hundred of the scores reaches. */
static double one_percent(const double *falling_scores, size_t n)
{
    return falling_scores[n / 100] + 1e-9;
}

static void judge_un(const char *data, const struct aman_csv *negatives, double *scores)
{
    const char *const names[] = {"lists/un_2026-02-27.xml"};
    struct indexed in = open_list(data, names, 1, LATIN_OF_PERSONS);
    size_t n = 0, first = 0, tied = 0, above = 0;
    for (size_t e = 0; e < in.list->n_entries; e++) {
        const struct aman_list_entry *entry = &in.list->entries[e];
        for (size_t k = 0; k < entry->n_names && entry->kind == AMAN_LIST_PERSON; k++) {
            if (!is_arabic_text(entry->names[k].text)) continue;
            struct found found = look_up(&in, entry->names[k].text, AMAN_NAME_PERSON, (uint32_t)e, NULL);
            n++;
            first += found.own > found.other;
            tied += found.own > 0.0 && found.own == found.other;
            above += found.own >= threshold;
            if (getenv("SHOW") && found.own < threshold)
                fprintf(stderr, "un %.3f %.3f %s | %s\n", found.own, found.other, entry->names[k].text,
                        entry->names[0].text);
            break;
        }
    }
    row("UN Arabic original: right one alone first", "list", n, (double)first / (double)n);
    row("UN Arabic original: right one first or tied", "list", n, (double)(first + tied) / (double)n);
    row("UN Arabic original: above 0.70", "list", n, (double)above / (double)n);
    size_t m = score_negatives(&in, negatives, true, true, scores);
    row("UN: Arabic negatives at 0.70", "held out", m, share_at(scores, m, threshold));
    close_list(&in);
}

/* The most parts that the name has in common with another strong name of its entry. */
static size_t parts_shared(const struct aman_list_entry *entry, const char *text)
{
    struct aman_name name, other;
    struct aman_name_match match;
    size_t most = 0;
    aman_name_read(text, strlen(text), kind_of(entry), &name);
    for (size_t k = 0; k < entry->n_names; k++) {
        size_t shared = 0;
        if (entry->names[k].text == text || entry->names[k].quality == AMAN_LIST_WEAK) continue;
        aman_name_read(entry->names[k].text, strlen(entry->names[k].text), kind_of(entry), &other);
        aman_name_compare(&name, &other, &match);
        for (size_t i = 0; i < match.n_steps; i++) {
            const struct aman_name_step *step = &match.steps[i];
            bool met = step->kind == AMAN_NAME_SAME || step->kind == AMAN_NAME_ALIKE || step->kind == AMAN_NAME_JOINED;
            shared += met && step->likeness_pct >= 60 ? (size_t)step->n_a : 0;
        }
        if (shared > most) most = shared;
    }
    return most;
}

static void sdn_row(const char *what, const char *whose, const char *split, size_t n, double value)
{
    char test[128];
    snprintf(test, sizeof test, "SDN aliases held out%s: %s", whose, what);
    row(test, split, n, value);
}

/* Aliases, each left out of the list and searched: found by another name of its entry? */
static void judge_sdn(const char *data, const struct aman_csv *negatives, double *scores, enum which which)
{
    const char *const names[] = {"lists/ofac_2021-07/sdn.csv", "lists/ofac_2021-07/alt.csv",
                                 "lists/ofac_2021-07/add.csv"};
    const char *whose = which == OF_ALL ? " (organisations and vessels too)" : "";
    struct indexed in = open_list(data, names, 3, which);
    double *own = aman_mem_new(&aman_mem_heap, in.n, sizeof *own);
    size_t n = 0, shared[3] = {0};
    if (!own) die("memory");
    for (size_t t = 0; t < in.n; t++) {
        const struct aman_list_entry *entry = &in.list->entries[in.entries[t]];
        if (in.texts[t].text == entry->names[0].text) continue;
        size_t parts = parts_shared(entry, in.texts[t].text);
        shared[parts < 2 ? parts : 2]++;
        own[n] = look_up(&in, in.texts[t].text, kind_of(entry), in.entries[t], in.texts[t].text).own;
        if (getenv("SHOW") && own[n] < threshold)
            fprintf(stderr, "sdn %.3f %s | %s\n", own[n], in.texts[t].text, entry->names[0].text);
        n++;
    }
    qsort(own, n, sizeof *own, falling);
    size_t m = score_negatives(&in, negatives, false, true, scores);
    double at = one_percent(scores, m);
    sdn_row("persons who are on no list at 0.70", whose, "held out", m, share_at(scores, m, threshold));
    sdn_row("recall at 0.70", whose, "list", n, share_at(own, n, threshold));
    sdn_row("no part in common with another name of the entry", whose, "list", n, (double)shared[0] / (double)n);
    sdn_row("one part in common", whose, "list", n, (double)shared[1] / (double)n);
    sdn_row("threshold of 1 % false", whose, "held out", m, at);
    sdn_row("recall at 1 % false", whose, "list", n, share_at(own, n, at));
    aman_mem_free(&aman_mem_heap, own, in.n, sizeof *own);
    close_list(&in);
}

static void judge_lists(const char *data)
{
    struct aman_arena arena;
    aman_arena_init(&arena, &aman_mem_heap, 0);
    struct aman_csv negatives = read_table(data, "names/negatives_train.csv", &arena);
    double *scores = aman_arena_new(&arena, negatives.n_rows, sizeof *scores);
    if (!scores) die("memory");
    judge_un(data, &negatives, scores);
    judge_sdn(data, &negatives, scores, OF_PERSONS);
    judge_sdn(data, &negatives, scores, OF_ALL);
    aman_arena_release(&arena);
}

int main(int argc, char **argv)
{
    if (argc != 3) die("usage: bench_names accuracy|points DATA");
    bool points = strcmp(argv[1], "points") == 0;
    judge_pairs(argv[2], points);
    if (!points) judge_lists(argv[2]);
    return 0;
}
