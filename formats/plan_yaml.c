#include "formats/plan_yaml.h"

#include "base/text.h"

#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct builder {
    const char *file;
    struct aman_arena *arena;
    struct aman_diags *diags;
    struct aman_yaml *root, *open; /* open: the list or map being filled */
    const char *key;               /* of the next value in a map; NULL while a key is expected */
    int key_line, key_column;
    size_t n_nodes, depth, n_documents;
    enum aman_err err;
    size_t n_faults;
};

static void fault_at(struct builder *builder, int line, int column, const char *found, const char *expected)
{
    char where[256];
    aman_yaml_path(builder->open, where, sizeof where);
    builder->n_faults++;
    aman_diags_add(builder->diags, (struct aman_diag){.file = builder->file,
                                                      .line = line,
                                                      .column = column,
                                                      .where = where,
                                                      .found = found,
                                                      .expected = expected,
                                                      .hint = ""});
}

static void stop(struct builder *builder, enum aman_err err)
{
    if (!builder->err) builder->err = err;
}

static struct fy_mark mark_of(struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    return mark ? *mark : (struct fy_mark){0};
}

static bool is_null_text(struct fy_token *token, const char *text)
{
    if (fy_token_scalar_style(token) != FYSS_PLAIN) return false;
    return !text[0] || strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
}

static const char *scalar_text(struct builder *builder, struct fy_event *event)
{
    size_t n = 0;
    const char *bytes = fy_token_get_text(event->scalar.value, &n);
    const char *text = aman_arena_text(builder->arena, bytes ? bytes : "", bytes ? n : 0);
    if (!text) stop(builder, AMAN_ERR_MEMORY);
    return text;
}

/* A new node in its place in the tree, or NULL with err set. */
static struct aman_yaml *add_node(struct builder *builder, enum aman_yaml_kind kind, struct fy_mark mark)
{
    if (++builder->n_nodes > AMAN_YAML_MOST_NODES) {
        fault_at(builder, mark.line + 1, mark.column + 1, "too many values", "at most 200000");
        stop(builder, AMAN_ERR_LIMIT);
        return NULL;
    }
    struct aman_yaml *node = aman_arena_new(builder->arena, 1, sizeof *node);
    if (!node) {
        stop(builder, AMAN_ERR_MEMORY);
        return NULL;
    }
    *node = (struct aman_yaml){.kind = kind,
                               .key = "",
                               .text = "",
                               .line = mark.line + 1,
                               .column = mark.column + 1,
                               .parent = builder->open};
    node->key_line = node->line;
    node->key_column = node->column;
    struct aman_yaml *parent = builder->open;
    if (!parent) {
        builder->root = node;
        return node;
    }
    if (parent->kind == AMAN_YAML_MAP) {
        node->key = builder->key;
        node->key_line = builder->key_line;
        node->key_column = builder->key_column;
        builder->key = NULL;
    }
    node->index = (int)parent->n++;
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    return node;
}

static bool expects_key(const struct builder *builder)
{
    return builder->open && builder->open->kind == AMAN_YAML_MAP && !builder->key;
}

static void open_node(struct builder *builder, enum aman_yaml_kind kind, struct fy_event *event)
{
    struct fy_mark mark = mark_of(event);
    if (expects_key(builder)) {
        fault_at(builder, mark.line + 1, mark.column + 1, "a list or map as a key", "a word");
        stop(builder, AMAN_ERR_INPUT);
        return;
    }
    if (++builder->depth > AMAN_YAML_MOST_DEPTH) {
        fault_at(builder, mark.line + 1, mark.column + 1, "values nested too deep", "at most 32 levels");
        stop(builder, AMAN_ERR_LIMIT);
        return;
    }
    struct aman_yaml *node = add_node(builder, kind, mark);
    if (node) builder->open = node;
}

static int by_key(const void *a, const void *b)
{
    const struct aman_yaml *x = *(const struct aman_yaml *const *)a, *y = *(const struct aman_yaml *const *)b;
    int order = strcmp(x->key, y->key);
    return order ? order : x->index - y->index;
}

static void refuse_duplicate(struct builder *builder, const struct aman_yaml *node,
                             const struct aman_yaml *first)
{
    char found[96], expected[64], shown[64];
    aman_text_shown(node->key, shown, sizeof shown);
    snprintf(found, sizeof found, "%s a second time", shown);
    snprintf(expected, sizeof expected, "each key once; it stands in line %d", first->key_line);
    fault_at(builder, node->key_line, node->key_column, found, expected);
}

static void check_keys(struct builder *builder, const struct aman_yaml *map)
{
    if (map->n < 2) return;
    const struct aman_mem *mem = builder->arena->mem;
    const struct aman_yaml **sorted = aman_mem_new(mem, map->n, sizeof *sorted);
    if (!sorted) {
        stop(builder, AMAN_ERR_MEMORY);
        return;
    }
    size_t n = 0;
    for (const struct aman_yaml *child = map->first; child; child = child->next) sorted[n++] = child;
    qsort(sorted, n, sizeof *sorted, by_key);
    for (size_t i = 1, first = 0; i < n; i++) {
        if (strcmp(sorted[i]->key, sorted[first]->key) == 0)
            refuse_duplicate(builder, sorted[i], sorted[first]);
        else
            first = i;
    }
    aman_mem_free(mem, sorted, map->n, sizeof *sorted);
}

static void close_node(struct builder *builder)
{
    if (builder->open->kind == AMAN_YAML_MAP) check_keys(builder, builder->open);
    builder->open = builder->open->parent;
    builder->depth--;
}

/* Where a scalar starts: libfyaml tells where the text behind the quote does. */
static struct fy_mark mark_of_scalar(struct fy_event *event)
{
    struct fy_mark mark = mark_of(event);
    enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
    bool quoted = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
    if (quoted && mark.column > 0) mark.column--;
    return mark;
}

static void add_scalar(struct builder *builder, struct fy_event *event)
{
    struct fy_mark mark = mark_of_scalar(event);
    const char *text = scalar_text(builder, event);
    if (!text) return;
    if (expects_key(builder)) {
        builder->key = text;
        builder->key_line = mark.line + 1;
        builder->key_column = mark.column + 1;
        return;
    }
    bool nothing = is_null_text(event->scalar.value, text);
    struct aman_yaml *node = add_node(builder, nothing ? AMAN_YAML_NOTHING : AMAN_YAML_TEXT, mark);
    if (node && !nothing) node->text = text;
}

static void refuse_token(struct builder *builder, struct fy_token *token, const char *found,
                         const char *expected)
{
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    if (mark)
        fault_at(builder, mark->line + 1, mark->column + 1, found, expected);
    else if (token)
        fault_at(builder, 0, 0, found, expected);
}

static void refuse_extras(struct builder *builder, struct fy_token *anchor, struct fy_token *tag)
{
    refuse_token(builder, anchor, "an anchor (`&`)", "the value written out");
    refuse_token(builder, tag, "a tag (`!`)", "a plain value");
}

static void take_alias(struct builder *builder, struct fy_event *event)
{
    struct fy_mark mark = mark_of(event);
    fault_at(builder, mark.line + 1, mark.column + 1, "an alias (`*`)", "the value written out");
    if (expects_key(builder))
        stop(builder, AMAN_ERR_INPUT);
    else
        add_node(builder, AMAN_YAML_NOTHING, mark);
}

static void take_event(struct builder *builder, struct fy_event *event)
{
    switch (event->type) {
    case FYET_DOCUMENT_START:
        if (++builder->n_documents > 1) {
            fault_at(builder, mark_of(event).line + 1, 1, "a second document", "one plan in a file");
            stop(builder, AMAN_ERR_INPUT);
        }
        break;
    case FYET_MAPPING_START:
        refuse_extras(builder, event->mapping_start.anchor, event->mapping_start.tag);
        open_node(builder, AMAN_YAML_MAP, event);
        break;
    case FYET_SEQUENCE_START:
        refuse_extras(builder, event->sequence_start.anchor, event->sequence_start.tag);
        open_node(builder, AMAN_YAML_LIST, event);
        break;
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        close_node(builder);
        break;
    case FYET_SCALAR:
        refuse_extras(builder, event->scalar.anchor, event->scalar.tag);
        add_scalar(builder, event);
        break;
    case FYET_ALIAS:
        take_alias(builder, event);
        break;
    default:
        break;
    }
}

static void report_syntax(struct builder *builder, struct fy_diag *diag)
{
    void *at = NULL;
    const struct fy_diag_error *error;
    size_t n = 0;
    while ((error = fy_diag_errors_iterate(diag, &at)) != NULL && n++ < 8) {
        char shown[200];
        aman_text_shown(error->msg ? error->msg : "", shown, sizeof shown);
        char found[256];
        snprintf(found, sizeof found, "text that is not YAML (%s)", shown);
        fault_at(builder, error->line > 0 ? error->line : 0, error->column > 0 ? error->column : 0, found,
                 "YAML 1.2");
    }
    if (n == 0) fault_at(builder, 0, 0, "text that is not YAML", "YAML 1.2");
    stop(builder, AMAN_ERR_INPUT);
}

static void run_parser(struct builder *builder, struct fy_parser *parser, struct fy_diag *diag)
{
    while (!builder->err) {
        struct fy_event *event = fy_parser_parse(parser);
        if (!event) break;
        bool ended = event->type == FYET_STREAM_END;
        take_event(builder, event);
        fy_parser_event_free(parser, event);
        if (ended) return;
    }
    if (!builder->err) report_syntax(builder, diag);
}

static enum aman_err parse_events(struct builder *builder, const char *text, size_t n)
{
    struct fy_diag_cfg diag_cfg;
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = NULL; /* collected, never printed */
    diag_cfg.colorize = false;
    struct fy_diag *diag = fy_diag_create(&diag_cfg);
    if (!diag) return AMAN_ERR_MEMORY;
    fy_diag_set_collect_errors(diag, true);
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 |
                                        FYPCF_JSON_NONE | FYPCF_DISABLE_MMAP_OPT,
                               .diag = diag};
    struct fy_parser *parser = fy_parser_create(&cfg);
    if (!parser || fy_parser_set_string(parser, text, n) != 0)
        stop(builder, AMAN_ERR_MEMORY);
    else
        run_parser(builder, parser, diag);
    if (parser) fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    return builder->err;
}

static enum aman_err refuse_whole(struct builder *builder, const char *found, const char *expected,
                                  enum aman_err err)
{
    fault_at(builder, 0, 0, found, expected);
    return err;
}

/* What would take libfyaml time that grows with the square of the input, or memory of 200 times its size, and
 * that no plan needs: directives, thousands of blank lines in a row, more separators than values are allowed.
 */
static enum aman_err refuse_costly(struct builder *builder, const char *text, size_t n)
{
    enum { MOST_BLANK_LINES = 1000, MOST_SEPARATORS = 3 * AMAN_YAML_MOST_NODES };
    int line = 1, n_blank = 0, n_separators = 0;
    bool is_blank = true;
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (c == '%' && (i == 0 || text[i - 1] == '\n')) {
            fault_at(builder, line, 1, "a directive (`%`)", "no directives; texts that start so need quotes");
            return AMAN_ERR_INPUT;
        }
        n_separators += strchr(",:[]{}", c) != NULL;
        is_blank = is_blank && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
        if (c != '\n') continue;
        n_blank = is_blank ? n_blank + 1 : 0;
        is_blank = true;
        line++;
        if (n_blank <= MOST_BLANK_LINES) continue;
        fault_at(builder, line - 1, 1, "too many blank lines in a row", "at most 1000");
        return AMAN_ERR_LIMIT;
    }
    if (n_separators <= MOST_SEPARATORS) return AMAN_OK;
    fault_at(builder, 0, 0, "too many values", "at most 200000");
    return AMAN_ERR_LIMIT;
}

enum aman_err aman_yaml_parse(const char *text, size_t n, const char *file, struct aman_arena *arena,
                              struct aman_diags *diags, struct aman_yaml **root)
{
    struct builder builder = {.file = file, .arena = arena, .diags = diags};
    if (n > AMAN_YAML_MOST_BYTES)
        return refuse_whole(&builder, "a file over 4 MiB", "a smaller one", AMAN_ERR_LIMIT);
    if (!aman_text_is_utf8(text, n))
        return refuse_whole(&builder, "bytes that are not UTF-8 text", "a plan in UTF-8", AMAN_ERR_INPUT);
    size_t mark = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    enum aman_err err = refuse_costly(&builder, text + mark, n - mark);
    if (err) return err;
    err = n > mark ? parse_events(&builder, text + mark, n - mark) : AMAN_OK;
    if (err) return err;
    if (!builder.root || builder.root->kind == AMAN_YAML_NOTHING)
        return refuse_whole(&builder, "an empty file", "a plan", AMAN_ERR_INPUT);
    if (builder.n_faults > 0) err = AMAN_ERR_INPUT;
    *root = builder.root; /* with duplicate keys and the like the tree still says more */
    return err;
}

const struct aman_yaml *aman_yaml_get(const struct aman_yaml *map, const char *key)
{
    if (!map || map->kind != AMAN_YAML_MAP) return NULL;
    for (const struct aman_yaml *child = map->first; child; child = child->next)
        if (strcmp(child->key, key) == 0) return child;
    return NULL;
}

void aman_yaml_path(const struct aman_yaml *node, char *path, size_t size)
{
    const struct aman_yaml *chain[AMAN_YAML_MOST_DEPTH + 1];
    size_t n = 0, used = 0;
    path[0] = '\0';
    for (; node && node->parent && n <= AMAN_YAML_MOST_DEPTH; node = node->parent) chain[n++] = node;
    while (n-- > 0 && used < size - 1) {
        bool in_list = chain[n]->parent->kind == AMAN_YAML_LIST;
        char shown[64];
        aman_text_shown(chain[n]->key, shown, sizeof shown);
        shown[strlen(shown) - 1] = '\0'; /* without the quotes */
        int more = in_list ? snprintf(path + used, size - used, "[%d]", chain[n]->index)
                           : snprintf(path + used, size - used, "%s%s", used ? "." : "", shown + 1);
        if (more < 0) return;
        used += (size_t)more;
    }
}

void aman_text_shown(const char *text, char *shown, size_t size)
{
    static const char dots[] = "…";
    size_t room = size - 2 - sizeof dots, n = strlen(text), used = 0;
    bool cut = n > room;
    if (cut)
        for (n = room; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80; n--) continue;
    shown[used++] = '`';
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        shown[used++] = c < 0x20 || c == 0x7F ? ' ' : text[i];
    }
    if (cut) {
        memcpy(shown + used, dots, sizeof dots - 1);
        used += sizeof dots - 1;
    }
    shown[used++] = '`';
    shown[used] = '\0';
}

void aman_yaml_shown(const struct aman_yaml *node, char *shown, size_t size)
{
    static const char *const kinds[] = {"nothing", "", "a list", "a map"};
    if (node && node->kind == AMAN_YAML_TEXT)
        aman_text_shown(node->text, shown, size);
    else
        snprintf(shown, size, "%s", kinds[node ? node->kind : AMAN_YAML_NOTHING]);
}
