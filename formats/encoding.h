/* formats/encoding.h - text files in the encodings that lists and tables of people come in. */
#ifndef AMAN_FORMATS_ENCODING_H
#define AMAN_FORMATS_ENCODING_H

#include "base/error.h"
#include "base/mem.h"

#include <stddef.h>

enum aman_encoding {
    AMAN_ENCODING_UTF8, /* with or without its byte order mark */
    AMAN_ENCODING_UTF16LE,
    AMAN_ENCODING_UTF16BE,
    AMAN_ENCODING_WINDOWS_1256, /* Arabic (and French) of Windows */
    AMAN_ENCODING_WINDOWS_1252, /* Western Europe */
};

/* "UTF-16 (little endian)", … */
const char *aman_encoding_text(enum aman_encoding encoding);

/* What bytes[0..n) are most likely written in: a byte order mark, then well-formed UTF-8, then the zeros of UTF-16, then how
 * letters stand together. O(n). */
enum aman_encoding aman_encoding_of(const char *bytes, size_t n);

/* Turns bytes[0..n) into UTF-8 from arena; UTF-8 is handed back as it is. Errors: MEMORY, INPUT (what no reading of the
 * encoding allows, such as half a character). */
enum aman_err aman_encoding_to_utf8(enum aman_encoding encoding, const char *bytes, size_t n, struct aman_arena *arena,
                                    const char **text, size_t *length);

#endif
