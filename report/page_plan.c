#include "report/page_parts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { DEPTH_MOST = 12 };

static void add_key(struct aman_page_context *page, const char *key)
{
    /* keys are words with underscores; shown as people write */
    struct aman_text text;
    aman_text_init(&text, page->html->mem);
    aman_text_add(&text, key);
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == '_') text.data[i] = ' ';
    if (text.failed) page->html->failed = true;
    else if (text.length > 0) aman_page_plan_text(page, text.data);
    aman_text_release(&text);
}

/* A list whose entries all are maps becomes one table with the first entry's keys as columns. */
static bool is_table(const struct aman_node *node)
{
    if (node->n_children == 0 || node->children[0].n_children == 0) return false;
    for (size_t i = 0; i < node->n_children; i++) {
        const struct aman_node *row = &node->children[i];
        if (*row->key || row->text || row->n_children != node->children[0].n_children) return false;
        for (size_t k = 0; k < row->n_children; k++)
            if (!*row->children[k].key || strcmp(row->children[k].key, node->children[0].children[k].key) != 0) return false;
    }
    return true;
}

static void add_node(struct aman_page_context *page, const struct aman_node *node, int depth);

static void add_table(struct aman_page_context *page, const struct aman_node *node, int depth)
{
    aman_page_add(page, "<table class=\"plan\"><thead><tr>");
    for (size_t k = 0; k < node->children[0].n_children; k++) {
        aman_page_add(page, "<th>");
        add_key(page, node->children[0].children[k].key);
        aman_page_add(page, "</th>");
    }
    aman_page_add(page, "</tr></thead><tbody>");
    for (size_t i = 0; i < node->n_children; i++) {
        aman_page_add(page, "<tr>");
        for (size_t k = 0; k < node->children[i].n_children; k++) {
            aman_page_add(page, "<td>");
            add_node(page, &node->children[i].children[k], depth + 1);
            aman_page_add(page, "</td>");
        }
        aman_page_add(page, "</tr>");
    }
    aman_page_add(page, "</tbody></table>\n");
}

static void add_map(struct aman_page_context *page, const struct aman_node *node, int depth)
{
    aman_page_add(page, "<table class=\"plan\"><tbody>");
    for (size_t i = 0; i < node->n_children; i++) {
        aman_page_add(page, "<tr><th>");
        add_key(page, node->children[i].key);
        aman_page_add(page, "</th><td>");
        add_node(page, &node->children[i], depth + 1);
        aman_page_add(page, "</td></tr>");
    }
    aman_page_add(page, "</tbody></table>\n");
}

static void add_list(struct aman_page_context *page, const struct aman_node *node, int depth)
{
    aman_page_add(page, "<ul class=\"plan\">");
    for (size_t i = 0; i < node->n_children; i++) {
        aman_page_add(page, "<li>");
        add_node(page, &node->children[i], depth + 1);
        aman_page_add(page, "</li>");
    }
    aman_page_add(page, "</ul>");
}

static void add_node(struct aman_page_context *page, const struct aman_node *node, int depth)
{
    if (node->text) aman_page_plan_text(page, node->text);
    if (node->n_children == 0 || depth > DEPTH_MOST) return;
    if (is_table(node)) add_table(page, node, depth);
    else if (*node->children[0].key) add_map(page, node, depth);
    else add_list(page, node, depth);
}

void aman_page_node(struct aman_page_context *page, const struct aman_node *node)
{
    add_node(page, node, 0);
}

static void add_chapter_title(struct aman_page_context *page, const char *key)
{
    struct aman_text word;
    aman_text_init(&word, page->html->mem);
    aman_text_addf(&word, "title.%s", key);
    if (word.failed) page->html->failed = true;
    else if (aman_word_exists(word.data)) aman_page_word(page, word.data);
    else add_key(page, key);
    aman_text_release(&word);
}

void aman_page_chapters(struct aman_page_context *page)
{
    const struct aman_node *chapters = &page->verdict->plan->chapters;
    if (chapters->n_children == 0) return;
    aman_page_add(page, "<section id=\"plan\"><h2>");
    aman_page_word(page, "page.plan");
    aman_page_add(page, "</h2>\n");
    for (size_t i = 0; i < chapters->n_children; i++) {
        const struct aman_node *chapter = &chapters->children[i];
        if (strcmp(chapter->key, "aman") == 0) continue;
        aman_page_add(page, "<details class=\"chapter\"><summary>");
        add_chapter_title(page, chapter->key);
        aman_page_add(page, "</summary>");
        add_node(page, chapter, 0);
        aman_page_add(page, "</details>\n");
    }
    aman_page_add(page, "</section>\n");
}

void aman_page_limits(struct aman_page_context *page)
{
    aman_page_add(page, "<section id=\"limits\"><h2>");
    aman_page_word(page, "page.limits");
    aman_page_add(page, "</h2><table><thead><tr><th>");
    aman_page_word(page, "page.criterion");
    aman_page_add(page, "</th><th class=\"n\">");
    aman_page_word(page, "page.value");
    aman_page_add(page, "</th><th>");
    aman_page_word(page, "page.unit");
    aman_page_add(page, "</th><th>");
    aman_page_word(page, "page.certainty");
    aman_page_add(page, "</th><th>");
    aman_page_word(page, "page.source");
    aman_page_add(page, "</th></tr></thead><tbody>");
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++) {
        const struct aman_limit *limit = &page->verdict->plan->limits[i];
        aman_page_add(page, "<tr><th>");
        add_key(page, aman_limit_defs[i].key);
        aman_page_add(page, "</th>");
        aman_page_cell(page, limit->value, AMAN_UNIT_NONE);
        aman_page_add(page, "<td>");
        aman_page_plan_text(page, aman_limit_defs[i].unit);
        aman_page_addf(page, "</td><td>%c</td><td>", limit->certainty ? limit->certainty : '-');
        aman_page_plan_text(page, limit->source ? limit->source : "");
        aman_page_add(page, "</td></tr>");
    }
    aman_page_add(page, "</tbody></table><p><small>");
    aman_page_word(page, "page.certainty_note");
    aman_page_add(page, "</small></p></section>\n");
}

static void add_line(struct aman_page_context *page, const char *key, const char *value)
{
    if (!value || !*value) return;
    aman_page_add(page, "<tr><th>");
    aman_page_word(page, key);
    aman_page_add(page, "</th><td><code>");
    aman_page_plan_text(page, value);
    aman_page_add(page, "</code></td></tr>");
}

static void add_run_hashes(struct aman_page_context *page)
{
    for (size_t i = 0; i < page->verdict->n_runs; i++) {
        aman_page_add(page, "<tr><th>");
        aman_page_word(page, "page.run_hash");
        aman_page_add(page, " (");
        aman_page_run_name(page, (int)i);
        aman_page_addf(page, ")</th><td><code>%016" PRIx64 "</code></td></tr>", page->verdict->runs[i].hash);
    }
}

void aman_page_origin(struct aman_page_context *page)
{
    const struct aman_plan *plan = page->verdict->plan;
    aman_page_add(page, "<section id=\"origin\"><h2>");
    aman_page_word(page, "page.origin");
    aman_page_add(page, "</h2><table class=\"plan\"><tbody>");
    add_line(page, "page.command", page->options->command);
    add_line(page, "page.directory", plan->directory);
    add_line(page, "page.plan_version", plan->control.version);
    add_line(page, "page.author", plan->control.author);
    add_line(page, "page.hash", plan->hash_hex);
    aman_page_add(page, "<tr><th>");
    aman_page_word(page, "page.seed");
    aman_page_addf(page, "</th><td><code>%" PRIu64 "</code></td></tr>", page->verdict->seed);
    add_line(page, "page.version", page->options->version);
    add_line(page, "page.made_at", page->options->made_at);
    add_line(page, "page.crs", plan->venue.crs);
    add_line(page, "page.map_data", plan->venue.attribution);
    add_run_hashes(page);
    aman_page_add(page, "</tbody></table><p><small>");
    aman_page_word(page, "page.files_note");
    aman_page_add(page, "</small></p></section>\n");
}
