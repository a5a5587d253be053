#include "formats/encoding.h"

#include "base/text.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unicode/ucnv.h>

const char *aman_encoding_text(enum aman_encoding encoding)
{
    static const char *const texts[] = {"UTF-8", "UTF-16 (little endian)", "UTF-16 (big endian)", "Windows-1256",
                                        "Windows-1252"};
    return texts[encoding];
}

/* UTF-16 of any text with line ends, digits or Latin letters has zeros at every other place, and few at the others. */
static bool zeros_at(const char *bytes, size_t n, size_t parity)
{
    size_t zeros[2] = {0};
    for (size_t i = 0; i < n; i++) zeros[i % 2] += bytes[i] == 0;
    return zeros[parity] > 0 && zeros[parity] > 8 * zeros[1 - parity];
}

static bool is_arabic_1256(unsigned char c)
{
    return (c >= 0xC1 && c <= 0xDF && c != 0xD7) || c == 0xE1 || (c >= 0xE3 && c <= 0xE6) || c == 0xEC || c == 0xED ||
           c == 0x81 || c == 0x8D || c == 0x8E || c == 0x90;
}

/* Arabic stands in words of its letters; French and Spanish accents stand alone among ASCII letters. */
static bool looks_arabic(const char *bytes, size_t n)
{
    size_t in_words = 0, high = 0, run = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        high += c >= 0x80;
        run = is_arabic_1256(c) ? run + 1 : 0;
        if (run == 2) in_words += 2;
        if (run > 2) in_words++;
    }
    return 2 * in_words > high;
}

enum aman_encoding aman_encoding_of(const char *bytes, size_t n)
{
    if (n >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0) return AMAN_ENCODING_UTF16LE;
    if (n >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0) return AMAN_ENCODING_UTF16BE;
    if (aman_text_is_utf8(bytes, n)) return AMAN_ENCODING_UTF8;
    if (zeros_at(bytes, n, 1)) return AMAN_ENCODING_UTF16LE;
    if (zeros_at(bytes, n, 0)) return AMAN_ENCODING_UTF16BE;
    return looks_arabic(bytes, n) ? AMAN_ENCODING_WINDOWS_1256 : AMAN_ENCODING_WINDOWS_1252;
}

enum aman_err aman_encoding_to_utf8(enum aman_encoding encoding, const char *bytes, size_t n, struct aman_arena *arena,
                                    const char **text, size_t *length)
{
    static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1256", "windows-1252"};
    if (encoding == AMAN_ENCODING_UTF8) {
        *text = bytes;
        *length = n;
        return AMAN_OK;
    }
    if (n > INT_MAX / 4) return AMAN_ERR_LIMIT;
    UErrorCode status = U_ZERO_ERROR;
    UConverter *from = ucnv_open(names[encoding], &status), *to = ucnv_open("UTF-8", &status);
    char *out = aman_arena_new(arena, 3 * n + 4, 1), *at = out;
    const char *source = bytes;
    enum aman_err err = out ? AMAN_OK : AMAN_ERR_MEMORY;
    if (!err && U_FAILURE(status)) err = AMAN_ERR_INTERNAL;
    if (!err) {
        ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
        UChar pivot[1024], *pivot_from = pivot, *pivot_to = pivot;
        ucnv_convertEx(to, from, &at, out + 3 * n + 3, &source, bytes + n, pivot, &pivot_from, &pivot_to, pivot + 1024,
                       true, true, &status);
        if (U_FAILURE(status)) err = AMAN_ERR_INPUT;
    }
    if (from) ucnv_close(from);
    if (to) ucnv_close(to);
    if (err) return err;
    bool mark = at - out >= 3 && memcmp(out, "\xEF\xBB\xBF", 3) == 0;
    *text = mark ? out + 3 : out;
    *length = (size_t)(at - *text);
    return AMAN_OK;
}
