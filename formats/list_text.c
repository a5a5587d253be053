#include "formats/list_text.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const quality_words[] = {"name", "alias", "weak"};
static const char *const detail_words[AMAN_N_LIST_DETAILS] = {
    [AMAN_LIST_BIRTH_DATE] = "birth-date", [AMAN_LIST_BIRTH_PLACE] = "birth-place", [AMAN_LIST_GENDER] = "gender",
    [AMAN_LIST_DOCUMENT] = "document",     [AMAN_LIST_ADDRESS] = "address",         [AMAN_LIST_POSITION] = "position",
    [AMAN_LIST_LISTED_ON] = "listed-on",   [AMAN_LIST_REMARK] = "remark"};

const char *aman_list_detail_text(enum aman_list_detail_kind kind)
{
    return detail_words[kind];
}

static bool is_material(enum aman_list_detail_kind kind)
{
    return kind != AMAN_LIST_LISTED_ON && kind != AMAN_LIST_REMARK;
}

/* ---- writing ---- */

static void write_facts(struct aman_text *out, const struct aman_list_entry *entry)
{
    aman_text_addf(out, "kind %s\n", aman_list_kind_text(entry->kind));
    for (size_t i = 0; i < entry->n_names; i++)
        aman_text_addf(out, "%s %s\n", quality_words[entry->names[i].quality], entry->names[i].text);
    for (size_t i = 0; i < entry->n_births; i++)
        aman_text_addf(out, "born %d-%d\n", entry->births[i].from_year, entry->births[i].to_year);
    for (size_t i = 0; i < entry->n_countries; i++) aman_text_addf(out, "country %s\n", entry->countries[i]);
    if (entry->programme[0]) aman_text_addf(out, "programme %s\n", entry->programme);
}

static void write_details(struct aman_text *out, const struct aman_list_entry *entry, bool material)
{
    for (size_t i = 0; i < entry->n_details; i++)
        if (is_material(entry->details[i].kind) == material)
            aman_text_addf(out, "%s %s\n", detail_words[entry->details[i].kind], entry->details[i].text);
}

void aman_list_entry_write(struct aman_text *out, const struct aman_list_entry *entry)
{
    write_facts(out, entry);
    write_details(out, entry, true);
    write_details(out, entry, false);
}

/* ---- hashing ---- */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void hash_lines(char *text, const char **lines, char hex[AMAN_LIST_HASH_HEX])
{
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    size_t n = 0;
    for (char *at = text; *at;) {
        char *end = strchr(at, '\n');
        lines[n++] = at;
        *end = '\0';
        at = end + 1;
    }
    qsort(lines, n, sizeof *lines, by_bytes);
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < n; i++) {
        crypto_hash_sha256_update(&state, (const unsigned char *)lines[i], strlen(lines[i]));
        crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
    }
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(hex, AMAN_LIST_HASH_HEX, digest, sizeof digest);
}

enum aman_err aman_list_entry_hash(const struct aman_list_entry *entry, const struct aman_mem *mem,
                                   char hex[AMAN_LIST_HASH_HEX])
{
    struct aman_text text;
    size_t most = 2 + entry->n_names + entry->n_births + entry->n_countries + entry->n_details;
    const char **lines = aman_mem_new(mem, most, sizeof *lines);
    aman_text_init(&text, mem);
    write_facts(&text, entry);
    write_details(&text, entry, true);
    enum aman_err err = lines && !text.failed ? AMAN_OK : AMAN_ERR_MEMORY;
    if (!err) hash_lines(text.data, lines, hex);
    aman_text_release(&text);
    aman_mem_free(mem, lines, most, sizeof *lines);
    return err;
}

/* ---- reading ---- */

struct counts {
    size_t names, details;
};

static int word_index(const char *word, size_t n, const char *const *words, int n_words)
{
    for (int i = 0; i < n_words; i++)
        if (strlen(words[i]) == n && memcmp(words[i], word, n) == 0) return i;
    return -1;
}

enum { N_QUALITIES = sizeof quality_words / sizeof *quality_words };

static void count_line(struct counts *counts, const char *word, size_t n)
{
    counts->names += word_index(word, n, quality_words, N_QUALITIES) >= 0;
    counts->details += word_index(word, n, detail_words, AMAN_N_LIST_DETAILS) >= 0;
}

static bool read_kind(struct aman_list_entry *entry, const char *text)
{
    for (int kind = AMAN_LIST_ANY; kind <= AMAN_LIST_AIRCRAFT; kind++)
        if (strcmp(aman_list_kind_text((enum aman_list_kind)kind), text) == 0) {
            entry->kind = (enum aman_list_kind)kind;
            return true;
        }
    return false;
}

static bool read_birth(struct aman_list_entry *entry, const char *text)
{
    char *end;
    long from = strtol(text, &end, 10), to = *end == '-' ? strtol(end + 1, &end, 10) : 0;
    if (*end || from <= 0 || to < from || to > INT_MAX || entry->n_births == AMAN_LIST_MOST_BIRTHS) return false;
    entry->births[entry->n_births++] = (struct aman_list_birth){(int)from, (int)to};
    return true;
}

static bool is_word(const char *word, size_t n, const char *expected)
{
    return strlen(expected) == n && memcmp(word, expected, n) == 0;
}

/* A line whose text is already a text of its own. */
static bool read_line(struct aman_list_entry *entry, const char *word, size_t n, const char *text)
{
    int quality = word_index(word, n, quality_words, N_QUALITIES);
    int detail = word_index(word, n, detail_words, AMAN_N_LIST_DETAILS);
    if (text[0] == '\0') return false;
    if (quality >= 0)
        entry->names[entry->n_names++] = (struct aman_list_name){text, (enum aman_list_quality)quality};
    else if (detail >= 0)
        entry->details[entry->n_details++] = (struct aman_list_detail){(enum aman_list_detail_kind)detail, text};
    else if (is_word(word, n, "kind"))
        return read_kind(entry, text);
    else if (is_word(word, n, "born"))
        return read_birth(entry, text);
    else if (is_word(word, n, "country") && entry->n_countries < AMAN_LIST_MOST_COUNTRIES)
        entry->countries[entry->n_countries++] = text;
    else if (is_word(word, n, "programme"))
        entry->programme = text;
    else
        return false;
    return true;
}

enum aman_err aman_list_entry_read(const char *text, struct aman_arena *arena, struct aman_list_entry *entry)
{
    struct aman_list_entry read = {.id = "", .programme = ""};
    struct counts counts = {0, 0};
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') count_line(&counts, at, strcspn(at, " \n"));
    char *copy = aman_arena_text(arena, text, strlen(text));
    read.names = aman_arena_new(arena, counts.names, sizeof *read.names);
    read.details = aman_arena_new(arena, counts.details, sizeof *read.details);
    if (!copy || !read.names || !read.details) return AMAN_ERR_MEMORY;
    for (char *at = copy; *at;) {
        size_t n = strcspn(at, " \n"), length = strcspn(at, "\n");
        if (at[length] != '\n' || at[n] != ' ') return AMAN_ERR_INPUT;
        at[length] = '\0';
        if (!read_line(&read, at, n, at + n + 1)) return AMAN_ERR_INPUT;
        at += length + 1;
    }
    if (read.n_names == 0) return AMAN_ERR_INPUT;
    *entry = read;
    return AMAN_OK;
}
