/* base/text.h - growing text, comparing words, reading numbers. */
#ifndef AMAN_BASE_TEXT_H
#define AMAN_BASE_TEXT_H

#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

/* A growing, NUL-terminated text. Failure sticks: check `failed` once at the end. */
struct aman_text {
    const struct aman_mem *mem;
    char *data; /* NULL or NUL-terminated */
    size_t length, capacity;
    bool failed; /* memory ran out; data holds what fitted */
};

void aman_text_init(struct aman_text *text, const struct aman_mem *mem);
void aman_text_release(struct aman_text *text);
void aman_text_clear(struct aman_text *text);
void aman_text_add(struct aman_text *text, const char *bytes);
void aman_text_add_n(struct aman_text *text, const char *bytes, size_t n);
void aman_text_addf(struct aman_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Number of insertions, deletions, substitutions and neighbour swaps from a to b, bytewise;
 * texts longer than 63 bytes are cut. O(|a|·|b|). */
int aman_text_distance(const char *a, const char *b);

/* The entry of words[0..n) nearest to `word`, or NULL when none is near (distance over a third
 * of the word's length, at least 1). */
const char *aman_text_nearest(const char *word, const char *const *words, size_t n);

/* Reads a finite decimal number that fills text[0..length) (no space, no hex, no nan/inf;
 * independent of the locale). */
bool aman_text_number(const char *text, size_t length, double *value);

/* True when bytes[0..n) is well-formed UTF-8 without NUL. */
bool aman_text_is_utf8(const char *bytes, size_t n);

#endif
