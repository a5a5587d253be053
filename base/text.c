#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void aman_text_init(struct aman_text *text, const struct aman_mem *mem)
{
    *text = (struct aman_text){.mem = mem};
}

void aman_text_release(struct aman_text *text)
{
    aman_mem_free(text->mem, text->data, text->capacity, 1);
    *text = (struct aman_text){.mem = text->mem};
}

void aman_text_clear(struct aman_text *text)
{
    text->length = 0;
    if (text->data) text->data[0] = '\0';
}

static bool text_reserve(struct aman_text *text, size_t more)
{
    if (text->failed || more > SIZE_MAX / 4) return false;
    size_t need = text->length + more + 1;
    if (need <= text->capacity) return true;
    size_t capacity = text->capacity ? text->capacity : 256;
    while (capacity < need) capacity *= 2;
    char *data = aman_mem_grow(text->mem, text->data, text->capacity, capacity, 1);
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void aman_text_add_n(struct aman_text *text, const char *bytes, size_t n)
{
    if (!text_reserve(text, n)) return;
    memcpy(text->data + text->length, bytes, n);
    text->length += n;
    text->data[text->length] = '\0';
}

void aman_text_add(struct aman_text *text, const char *bytes)
{
    aman_text_add_n(text, bytes, strlen(bytes));
}

void aman_text_addf(struct aman_text *text, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n >= 0 && text_reserve(text, (size_t)n)) {
        vsnprintf(text->data + text->length, (size_t)n + 1, format, again);
        text->length += (size_t)n;
    }
    va_end(again);
}

static int min3(int a, int b, int c)
{
    int least = a < b ? a : b;
    return least < c ? least : c;
}

int aman_text_distance(const char *a, const char *b)
{
    enum { MAX = 63 };
    int rows[3][MAX + 1];
    int n = (int)strnlen(a, MAX), m = (int)strnlen(b, MAX);
    int *before = rows[0], *last = rows[1], *row = rows[2];
    for (int j = 0; j <= m; j++) last[j] = j;
    for (int i = 1; i <= n; i++) {
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < row[j]) row[j] = before[j - 2] + 1;
        }
        int *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[m];
}

const char *aman_text_nearest(const char *word, const char *const *words, size_t n)
{
    int limit = (int)strnlen(word, 63) / 3;
    if (limit < 1) limit = 1;
    const char *best = NULL;
    for (size_t i = 0; i < n; i++) {
        int distance = aman_text_distance(word, words[i]);
        if (distance <= limit) {
            best = words[i];
            limit = distance - 1;
        }
    }
    return best;
}

bool aman_text_number(const char *text, size_t length, double *value)
{
    char copy[64];
    if (length == 0 || length >= sizeof copy) return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool allowed = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
        if (!allowed) return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    /* glibc hands out its built-in "C" locale here: nothing is allocated, nothing can fail. */
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    char *end;
    double number = strtod_l(copy, &end, c_locale);
    freelocale(c_locale);
    if (end != copy + length || !isfinite(number)) return false;
    *value = number;
    return true;
}

bool aman_text_is_utf8(const char *bytes, size_t n)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t i = 0;
    while (i < n) {
        unsigned c = p[i];
        size_t more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2
                    : c >= 0xF0 && c < 0xF5 ? 3 : 9;
        if (c == 0 || more == 9 || i + more >= n + (more == 0)) return false;
        for (size_t k = 1; k <= more; k++)
            if ((p[i + k] & 0xC0) != 0x80) return false;
        if (c == 0xE0 && p[i + 1] < 0xA0) return false;
        if (c == 0xED && p[i + 1] > 0x9F) return false;
        if (c == 0xF0 && p[i + 1] < 0x90) return false;
        if (c == 0xF4 && p[i + 1] > 0x8F) return false;
        i += more + 1;
    }
    return true;
}
