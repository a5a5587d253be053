#include "report/json.h"

#include <math.h>
#include <string.h>

/* Bytes of a well-formed letter at the start of text, 0 when malformed. */
static size_t letter_bytes(const char *text, size_t n)
{
    for (size_t length = 1; length <= 4 && length <= n; length++)
        if (aman_text_is_utf8(text, length)) return length;
    return 0;
}

void aman_json_text(struct aman_text *json, const char *text)
{
    size_t n = strlen(text);
    aman_text_add_n(json, "\"", 1);
    for (size_t i = 0, bytes; i < n; i += bytes) {
        unsigned char c = (unsigned char)text[i];
        bytes = letter_bytes(text + i, n - i);
        if (bytes == 0) {
            bytes = 1;
            aman_text_add(json, "\\ufffd");
        } else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x7F) {
            aman_text_addf(json, "\\u%04x", c);
        } else {
            if (c == '"' || c == '\\') aman_text_add_n(json, "\\", 1);
            aman_text_add_n(json, text + i, bytes);
        }
    }
    aman_text_add_n(json, "\"", 1);
}

void aman_json_number(struct aman_text *json, double value)
{
    if (!isfinite(value)) {
        aman_text_add(json, "null");
        return;
    }
    size_t begin = json->length;
    aman_text_addf(json, "%.10g", value);
    for (size_t i = begin; i < json->length; i++) /* whatever the locale says */
        if (json->data[i] == ',') json->data[i] = '.';
}

void aman_json_next(struct aman_text *json)
{
    if (json->length == 0) return;
    char last = json->data[json->length - 1];
    if (last != '[' && last != '{') aman_text_add_n(json, ",", 1);
}

void aman_json_key(struct aman_text *json, const char *key)
{
    aman_json_next(json);
    aman_json_text(json, key);
    aman_text_add_n(json, ":", 1);
}

void aman_json_key_text(struct aman_text *json, const char *key, const char *text)
{
    aman_json_key(json, key);
    aman_json_text(json, text);
}

void aman_json_key_number(struct aman_text *json, const char *key, double value)
{
    aman_json_key(json, key);
    aman_json_number(json, value);
}
