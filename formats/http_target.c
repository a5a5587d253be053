#include "formats/http_target.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* The text of a piece, decoded; in a query `+` is a blank. */
static enum aman_err decode(const char *piece, size_t n, bool query, struct aman_arena *arena,
                            const char **text, const char **why)
{
    char *out = aman_arena_new(arena, n + 1, 1);
    size_t length = 0;
    if (!out) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        if (piece[i] == '%') {
            int high = n - i > 2 ? digit(piece[i + 1]) : -1, low = n - i > 2 ? digit(piece[i + 2]) : -1;
            if (high < 0 || low < 0) {
                *why = "a % in the address is no escape of two hexadecimal digits";
                return AMAN_ERR_INPUT;
            }
            out[length++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[length++] = query && piece[i] == '+' ? ' ' : piece[i];
        }
    }
    if (!aman_text_is_utf8(out, length)) {
        *why = "the address holds text that is not UTF-8";
        return AMAN_ERR_INPUT;
    }
    *text = out;
    return AMAN_OK;
}

static enum aman_err read_path(const char *path, size_t n, struct aman_arena *arena,
                               struct aman_http_target *target, const char **why)
{
    size_t at = 1; /* behind the slash */
    while (at < n) {
        const char *end = memchr(path + at, '/', n - at);
        size_t length = end ? (size_t)(end - path) - at : n - at;
        if (target->n_segments == AMAN_TARGET_SEGMENTS_MOST) {
            *why = "the path has too many parts";
            return AMAN_ERR_LIMIT;
        }
        enum aman_err err =
            decode(path + at, length, false, arena, &target->segments[target->n_segments], why);
        if (err) return err;
        target->n_segments++;
        at += length + 1;
    }
    return AMAN_OK;
}

static size_t count_parameters(const char *query, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += query[i] == '&';
    return n > 0 ? count + 1 : 0;
}

static enum aman_err read_query(const char *query, size_t n, struct aman_arena *arena,
                                struct aman_http_target *target, const char **why)
{
    size_t count = count_parameters(query, n), at = 0;
    if (count > AMAN_TARGET_PARAMETERS_MOST) {
        *why = "the address has too many parameters";
        return AMAN_ERR_LIMIT;
    }
    target->parameters = aman_arena_new(arena, count, sizeof *target->parameters);
    if (!target->parameters) return AMAN_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const char *piece = query + at, *end = memchr(piece, '&', n - at);
        size_t length = end ? (size_t)(end - piece) : n - at;
        at += length + (end != NULL);
        if (length == 0) continue;
        const char *equals = memchr(piece, '=', length);
        size_t name = equals ? (size_t)(equals - piece) : length;
        size_t value = equals ? length - name - 1 : 0;
        struct aman_http_parameter *parameter = &target->parameters[target->n_parameters];
        enum aman_err err = decode(piece, name, true, arena, &parameter->name, why);
        if (!err) err = decode(piece + length - value, value, true, arena, &parameter->value, why);
        if (err) return err;
        target->n_parameters++;
    }
    return AMAN_OK;
}

enum aman_err aman_http_target_read(const char *text, struct aman_arena *arena,
                                    struct aman_http_target *target, const char **why)
{
    struct aman_http_target read = {.n_segments = 0};
    size_t n = strcspn(text, "#"), path = strcspn(text, "?#");
    if (text[0] != '/') {
        *why = "the address does not begin with a slash";
        return AMAN_ERR_INPUT;
    }
    enum aman_err err = read_path(text, path, arena, &read, why);
    if (!err && path < n) err = read_query(text + path + 1, n - path - 1, arena, &read, why);
    if (!err) *target = read;
    return err;
}

const char *aman_http_parameter_text(const struct aman_http_target *target, const char *name)
{
    for (size_t i = 0; i < target->n_parameters; i++)
        if (strcmp(target->parameters[i].name, name) == 0) return target->parameters[i].value;
    return NULL;
}

bool aman_http_parameter_number(const struct aman_http_target *target, const char *name, double least,
                                double most, double otherwise, double *number)
{
    const char *text = aman_http_parameter_text(target, name);
    double value = otherwise;
    if (text && !aman_text_number(text, strlen(text), &value)) return false;
    if (text && !(value >= least && value <= most)) return false;
    *number = value;
    return true;
}

bool aman_http_parameter_has(const struct aman_http_target *target, const char *name, const char *value)
{
    for (size_t i = 0; i < target->n_parameters; i++)
        if (strcmp(target->parameters[i].name, name) == 0 &&
            strcasecmp(target->parameters[i].value, value) == 0)
            return true;
    return false;
}
