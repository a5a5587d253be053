#include "report/words.h"

#include "report/json.h"
#include "report/words_table.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const codes[AMAN_LANG_COUNT] = {"en", "fr", "ar"};

bool aman_lang_of(const char *code, enum aman_lang *lang)
{
    for (int i = 0; i < AMAN_LANG_COUNT; i++) {
        if (strcmp(code, codes[i]) != 0) continue;
        *lang = (enum aman_lang)i;
        return true;
    }
    return false;
}

const char *aman_lang_code(enum aman_lang lang)
{
    return codes[lang];
}

bool aman_lang_is_rtl(enum aman_lang lang)
{
    return lang == AMAN_LANG_AR;
}

static int compare_key(const void *key, const void *row)
{
    return strcmp(key, ((const struct aman_word_row *)row)->key);
}

static const struct aman_word_row *find(const char *key)
{
    return bsearch(key, aman_word_rows, aman_word_row_count, sizeof *aman_word_rows, compare_key);
}

const char *aman_word(enum aman_lang lang, const char *key)
{
    const struct aman_word_row *row = find(key);
    return row ? row->text[lang] : key;
}

bool aman_word_exists(const char *key)
{
    return find(key) != NULL;
}

void aman_words_json(struct aman_text *json, enum aman_lang lang, const char *prefix)
{
    aman_text_add(json, "{");
    for (size_t i = 0; i < aman_word_row_count; i++)
        if (strncmp(aman_word_rows[i].key, prefix, strlen(prefix)) == 0)
            aman_json_key_text(json, aman_word_rows[i].key, aman_word_rows[i].text[lang]);
    aman_text_add(json, "}");
}

/* Reads one letter of at most n bytes; *bytes 0 when malformed. */
static uint32_t decode(const char *text, size_t n, size_t *bytes)
{
    const unsigned char *u = (const unsigned char *)text;
    size_t length = u[0] < 0x80 ? 1 : u[0] < 0xC2 ? 0 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : u[0] < 0xF5 ? 4 : 0;
    *bytes = 0;
    if (length == 0 || length > n || !aman_text_is_utf8(text, length)) return 0xFFFD;
    uint32_t c = length == 1 ? u[0] : u[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) c = c << 6 | (u[i] & 0x3F);
    *bytes = length;
    return c;
}

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static bool is_rtl(uint32_t c)
{
    return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
}

void aman_word_clean(struct aman_text *text, const char *raw)
{
    size_t n = strlen(raw);
    for (size_t i = 0, bytes; i < n; i += bytes) {
        uint32_t c = decode(raw + i, n - i, &bytes);
        if (bytes == 0) {
            bytes = 1;
            aman_text_add(text, "\uFFFD");
        } else if (c == '\n' || c == '\t') {
            aman_text_add_n(text, " ", 1);
        } else if (!is_control(c)) {
            aman_text_add_n(text, raw + i, bytes);
        }
    }
}

/* One letter is enough: in Latin text it sets the direction of the digits and signs next to it. */
static bool holds_rtl(const char *text, size_t n)
{
    for (size_t i = 0, bytes; i < n; i += bytes) {
        if (is_rtl(decode(text + i, n - i, &bytes))) return true;
        if (bytes == 0) bytes = 1;
    }
    return false;
}

static const struct aman_arg *find_arg(const struct aman_arg *args, size_t n, const char *name, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (args[i].name && strncmp(args[i].name, name, length) == 0 && args[i].name[length] == '\0') return &args[i];
    return NULL;
}

static void add_arg(struct aman_text *text, enum aman_lang lang, const struct aman_arg *arg)
{
    struct aman_text piece;
    aman_text_init(&piece, text->mem);
    if (!arg->text) aman_word_quantity(&piece, lang, arg->value, arg->unit);
    else if (aman_word_exists(arg->text)) aman_text_add(&piece, aman_word(lang, arg->text));
    else aman_word_clean(&piece, arg->text);
    bool isolate = piece.length > 0 && (aman_lang_is_rtl(lang) || holds_rtl(piece.data, piece.length));
    if (isolate) aman_text_add(text, "\u2068");
    if (piece.length > 0) aman_text_add_n(text, piece.data, piece.length);
    if (isolate) aman_text_add(text, "\u2069");
    if (piece.failed) text->failed = true;
    aman_text_release(&piece);
}

void aman_word_message(struct aman_text *text, enum aman_lang lang, const char *key,
                       const struct aman_arg *args, size_t n)
{
    const char *rest = aman_word(lang, key);
    while (*rest) {
        size_t plain = strcspn(rest, "{");
        aman_text_add_n(text, rest, plain);
        rest += plain;
        if (!*rest) break;
        size_t length = strcspn(rest + 1, "}");
        const struct aman_arg *arg = rest[1 + length] ? find_arg(args, n, rest + 1, length) : NULL;
        if (arg) add_arg(text, lang, arg);
        else aman_text_add_n(text, rest, 1);
        rest += arg ? length + 2 : 1;
    }
}

static void add_keyed(struct aman_text *text, enum aman_lang lang, const char *prefix, const char *name,
                      const struct aman_arg *args)
{
    struct aman_text key;
    aman_text_init(&key, text->mem);
    aman_text_addf(&key, "%s%s", prefix, name);
    if (key.failed) text->failed = true;
    else aman_word_message(text, lang, key.data, args, AMAN_FINDING_ARGS);
    aman_text_release(&key);
}

void aman_word_finding(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding)
{
    add_keyed(text, lang, "finding.", finding->key, finding->args);
}

void aman_word_question(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding)
{
    add_keyed(text, lang, "question.", finding->key, finding->args);
}

void aman_word_remedy(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding)
{
    if (finding->remedy) add_keyed(text, lang, "remedy.", finding->remedy, finding->remedy_args);
}

const char *aman_word_severity(enum aman_lang lang, enum aman_severity severity)
{
    static const char *const keys[AMAN_SEVERITY_COUNT] = {
        "severity.critical", "severity.major", "severity.minor", "severity.info", "severity.holds",
    };
    return aman_word(lang, keys[severity]);
}
