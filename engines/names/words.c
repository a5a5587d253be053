#include "engines/names/words.h"

#include <string.h>

/* Below, at or above 0, as letters[0..n) comes before, is, or comes after the entry. */
static int order(const uint8_t *letters, size_t n, const char *entry)
{
    size_t length = strlen(entry), least = n < length ? n : length;
    int by_bytes = memcmp(letters, entry, least);
    return by_bytes != 0 ? by_bytes : (n > length) - (n < length);
}

const struct names_entry *aman_names_entry_of(const uint8_t *letters, size_t n)
{
    size_t low = 0, high = aman_names_n_entries;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int by = order(letters, n, aman_names_entries[middle].letters);
        if (by == 0) return &aman_names_entries[middle];
        if (by < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct names_entry *aman_names_entry_at(const struct names_word *words, size_t n, size_t *n_taken)
{
    uint8_t phrase[NAMES_PHRASE_MOST * (NAMES_WORD_LETTERS + 1)];
    const struct names_entry *best = NULL;
    size_t length = 0;
    for (size_t k = 0; k < n && k < NAMES_PHRASE_MOST; k++) {
        if (k > 0) phrase[length++] = ' ';
        memcpy(phrase + length, words[k].letters, words[k].n);
        length += words[k].n;
        const struct names_entry *entry = aman_names_entry_of(phrase, length);
        if (!entry) continue;
        best = entry;
        *n_taken = k + 1;
    }
    return best;
}
