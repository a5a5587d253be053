/* The index finds exactly what comparing with each name would, and fails cleanly when memory does. */
#include "engines/names/index.h"

#include "base/rng.h"
#include "tests/base/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_NAMES = 3000, N_QUERIES = 150, TEXT = 160 };

static const char *const words[] = {
    "Mohamed", "Muhammad", "محمد",  "Ahmed", "أحمد",   "Ali",     "علي",    "Hassan",     "Hussein",
    "حسين",    "Omar",     "عمر",   "bin",   "بن",     "Abd",     "al",     "Rahman",     "الرحمن",
    "عبد",     "Abu",      "Bakr",  "أبو",   "بكر",    "Tazi",    "التازي", "Benjelloun", "بنجلون",
    "Jean",    "Claude",   "J.",    "K.",    "Smith",  "Schmidt", "Путин",  "Ivan",       "Ibrahim",
    "إبراهيم", "Yusuf",    "يوسف",  "Fassi", "Alaoui", "Nour",    "Eddine", "الدين",      "نور",
    "Haqqani", "Ullah",    "الله",  "Ishaq", "إسحاق",  "Kim",     "Jong",   "un",         "林",
    "王",      "Garcia",   "Lopez", "Maria", "de",     "la",
};
enum { N_WORDS = sizeof words / sizeof *words };

static char texts[N_NAMES + N_QUERIES][TEXT];
static struct aman_names_text names[N_NAMES + N_QUERIES];
static uint64_t counter;

static uint64_t draw(uint64_t below)
{
    return aman_rng_bits(11, 3, counter++) % below;
}

/* A name of one to five words, here and there with a letter wrong. */
static void make_name(char *text)
{
    size_t n = 1 + draw(5), length = 0;
    for (size_t w = 0; w < n; w++) {
        length += (size_t)snprintf(text + length, TEXT - length, "%s%s", w ? " " : "", words[draw(N_WORDS)]);
        size_t at = length - 1 - draw(3);
        if (draw(6) == 0 && at < length && (unsigned char)text[at] < 0x80 && text[at] != ' ')
            text[at] = (char)('a' + draw(26));
    }
}

static void make_names(void)
{
    counter = 0;
    for (size_t i = 0; i < N_NAMES + N_QUERIES; i++) {
        make_name(texts[i]);
        enum aman_name_kind kind = i % 7 == 0   ? AMAN_NAME_ORGANISATION
                                   : i % 7 == 1 ? AMAN_NAME_ANY
                                                : AMAN_NAME_PERSON;
        names[i] = (struct aman_names_text){texts[i], strlen(texts[i]), kind};
    }
}

/* Index and full scan give the same names with the same scores. */
static size_t compare_with_scan(const struct aman_names_index *index, struct aman_names_scratch *scratch,
                                const struct aman_name *query, double threshold)
{
    const struct aman_names_hit *hits;
    size_t n_hits, found = 0;
    static double scores[N_NAMES];
    assert_int_equal(aman_names_index_search(index, scratch, query, threshold, &hits, &n_hits, NULL),
                     AMAN_OK);
    memset(scores, 0, sizeof scores);
    for (size_t h = 0; h < n_hits; h++) {
        scores[hits[h].name] = hits[h].score;
        if (h > 0)
            assert_true(hits[h - 1].score > hits[h].score ||
                        (hits[h - 1].score == hits[h].score && hits[h - 1].name < hits[h].name));
    }
    for (size_t i = 0; i < N_NAMES; i++) {
        struct aman_name name;
        struct aman_name_match match;
        aman_name_read(names[i].text, names[i].n, names[i].kind, &name);
        aman_name_compare(query, &name, &match);
        if (match.score < threshold)
            assert_true(scores[i] == 0.0);
        else if (scores[i] != match.score)
            fail_msg("%s: the scan says %.4f, the index %.4f", names[i].text, match.score, scores[i]);
        found += match.score >= threshold;
    }
    return found;
}

static void the_index_is_exact(void **state)
{
    (void)state;
    struct aman_names_index *index;
    struct aman_names_scratch *scratch;
    static const double thresholds[] = {0.70, 0.85, 0.45, 0.3};
    size_t found = 0;
    make_names();
    assert_int_equal(aman_names_index_create(&aman_mem_heap, names, N_NAMES, &index), AMAN_OK);
    assert_int_equal(aman_names_scratch_create(&aman_mem_heap, index, &scratch), AMAN_OK);
    for (size_t q = 0; q < N_QUERIES; q++) {
        struct aman_name query;
        const struct aman_names_text *text = &names[N_NAMES + q];
        aman_name_read(text->text, text->n, text->kind, &query);
        found += compare_with_scan(index, scratch, &query, thresholds[q % 4]);
    }
    assert_true(found > N_QUERIES); /* the test would be empty otherwise */
    aman_names_scratch_destroy(scratch);
    aman_names_index_destroy(index);
}

static void names_come_back_as_read(void **state)
{
    (void)state;
    struct aman_names_index *index;
    make_names();
    assert_int_equal(aman_names_index_create(&aman_mem_heap, names, 200, &index), AMAN_OK);
    for (uint32_t i = 0; i < 200; i++) {
        struct aman_name read, kept;
        aman_name_read(names[i].text, names[i].n, names[i].kind, &read);
        aman_names_index_name(index, i, &kept);
        assert_int_equal(read.n_parts, kept.n_parts);
        assert_int_equal(read.kind, kept.kind);
        assert_int_equal(read.legal, kept.legal);
        for (int p = 0; p < read.n_parts; p++) {
            assert_int_equal(read.parts[p].weight, kept.parts[p].weight);
            assert_int_equal(read.parts[p].n_forms, kept.parts[p].n_forms);
            for (int f = 0; f < read.parts[p].n_forms; f++)
                assert_memory_equal(read.parts[p].forms[f].symbols, kept.parts[p].forms[f].symbols,
                                    read.parts[p].forms[f].n);
        }
    }
    assert_true(aman_names_index_bytes(index) > 0);
    aman_names_index_destroy(index);
}

static void empty_and_wrong_arguments(void **state)
{
    (void)state;
    struct aman_names_index *index;
    struct aman_names_scratch *scratch;
    const struct aman_names_hit *hits = NULL;
    size_t n_hits = 7;
    struct aman_name query;
    aman_name_read("Ali", 3, AMAN_NAME_PERSON, &query);
    assert_int_equal(aman_names_index_create(&aman_mem_heap, NULL, AMAN_NAMES_MOST + 1, &index),
                     AMAN_ERR_LIMIT);
    assert_int_equal(aman_names_index_create(&aman_mem_heap, NULL, 0, &index), AMAN_OK);
    assert_int_equal(aman_names_scratch_create(&aman_mem_heap, index, &scratch), AMAN_OK);
    assert_int_equal(aman_names_index_search(index, scratch, &query, 0.01, &hits, &n_hits, NULL),
                     AMAN_ERR_ARGUMENT);
    assert_int_equal(n_hits, 7);
    assert_int_equal(aman_names_index_search(index, scratch, &query, 0.7, &hits, &n_hits, NULL), AMAN_OK);
    assert_int_equal(n_hits, 0);
    aman_names_scratch_destroy(scratch);
    aman_names_index_destroy(index);
    aman_names_index_destroy(NULL);
    aman_names_scratch_destroy(NULL);
}

/* ---- memory that fails ---- */

struct failing {
    size_t left, blocks;
};

static void *failing_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct failing *failing = ctx;
    if (size == 0) {
        failing->blocks -= ptr != NULL;
        return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, 0);
    }
    if (failing->left == 0) return NULL;
    failing->left--;
    void *fresh = aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
    failing->blocks += fresh && !ptr;
    return fresh;
}

static enum aman_err use_all(const struct aman_mem *mem)
{
    struct aman_names_index *index = NULL;
    struct aman_names_scratch *scratch = NULL;
    struct aman_name query;
    const struct aman_names_hit *hits;
    size_t n_hits;
    aman_name_read("Mohamed Ali", 11, AMAN_NAME_PERSON, &query);
    enum aman_err err = aman_names_index_create(mem, names, 600, &index);
    if (!err) err = aman_names_scratch_create(mem, index, &scratch);
    if (!err) err = aman_names_index_search(index, scratch, &query, 0.5, &hits, &n_hits, NULL);
    aman_names_scratch_destroy(scratch);
    aman_names_index_destroy(index);
    return err;
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    make_names();
    for (size_t allowed = 0;; allowed++) {
        struct failing failing = {allowed, 0};
        const struct aman_mem mem = {failing_resize, &failing};
        enum aman_err err = use_all(&mem);
        assert_int_equal(failing.blocks, 0);
        if (err == AMAN_OK) {
            assert_true(allowed > 15);
            return;
        }
        assert_int_equal(err, AMAN_ERR_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_is_exact),
        cmocka_unit_test(names_come_back_as_read),
        cmocka_unit_test(empty_and_wrong_arguments),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
