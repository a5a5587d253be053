#include "report/posts_sheet.h"

struct page {
    struct aman_text *html;
    enum aman_lang lang;
};

static const char style[] =
    "body{font:10.5pt/1.35 'DejaVu Sans','Noto Sans','Noto Sans Arabic',sans-serif;color:#1f242e;margin:1.5em}"
    "h1{font-size:1.5em;margin:0 0 .2em}h2{font-size:1.15em;margin:1.4em 0 .4em;break-after:avoid}p{margin:.1em 0;color:#616975}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #c9ced6;padding:.22em .45em;text-align:start;"
    "vertical-align:top}th{background:#f1f3f6}tr{break-inside:avoid}thead{display:table-header-group}"
    "@page{size:A4 landscape;margin:12mm}@media print{body{margin:0;font-size:8.5pt}}";

static void add_escaped(struct aman_text *html, const char *text)
{
    for (; *text; text++) {
        if (*text == '<') aman_text_add(html, "&lt;");
        else if (*text == '>') aman_text_add(html, "&gt;");
        else if (*text == '&') aman_text_add(html, "&amp;");
        else if (*text == '"') aman_text_add(html, "&quot;");
        else aman_text_add_n(html, text, 1);
    }
}

static void add_element(struct aman_text *html, const char *open, const char *text, const char *close)
{
    aman_text_add(html, open);
    add_escaped(html, text);
    aman_text_add(html, close);
}

static void begin(void *ctx, const char *key, const char *title, const char *const *keys, const char *const *heads, size_t n)
{
    struct page *page = ctx;
    (void)key;
    (void)keys;
    add_element(page->html, "<h2 dir=\"auto\">", title, "</h2>\n<table><thead><tr>");
    for (size_t i = 0; i < n; i++) add_element(page->html, "<th>", heads[i], "</th>");
    aman_text_add(page->html, "</tr></thead><tbody>\n");
}

static void row(void *ctx, const char *const *cells, size_t n)
{
    struct page *page = ctx;
    aman_text_add(page->html, "<tr>");
    for (size_t i = 0; i < n; i++) add_element(page->html, "<td><bdi>", cells[i], "</bdi></td>");
    aman_text_add(page->html, "</tr>\n");
}

static void end(void *ctx)
{
    aman_text_add(((struct page *)ctx)->html, "</tbody></table>\n");
}

static void add_clean(struct aman_text *html, const char *open, const char *raw, const char *close)
{
    struct aman_text text;
    aman_text_init(&text, html->mem);
    aman_word_clean(&text, raw);
    if (text.failed) html->failed = true;
    else if (text.length > 0) add_element(html, open, text.data, close);
    aman_text_release(&text);
}

enum aman_err aman_posts_page(struct aman_text *html, const struct aman_plan *plan, const struct aman_sheet_options *options)
{
    struct page page = {html, options->lang};
    const struct aman_sheet_writer writer = {&page, begin, row, end};
    aman_text_addf(html, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head><meta charset=\"utf-8\"><title>",
                   aman_lang_code(options->lang), aman_lang_is_rtl(options->lang) ? "rtl" : "ltr");
    add_escaped(html, aman_word(options->lang, "deploy.title"));
    aman_text_add(html, "</title>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                        "'unsafe-inline'\">\n<style>");
    aman_text_add(html, style);
    aman_text_add(html, "</style></head>\n<body>\n");
    add_element(html, "<h1>", aman_word(options->lang, "deploy.title"), "</h1>\n");
    add_clean(html, "<p><bdi>", plan->control.event, "</bdi></p>\n");
    add_clean(html, "<p><bdi>", plan->control.match, "</bdi></p>\n");
    add_clean(html, "<p><bdi>", plan->control.venue, "</bdi></p>\n");
    aman_text_addf(html, "<p><bdi>%s", plan->situation.date);
    add_clean(html, " · ", plan->control.version, "");
    aman_text_add(html, "</bdi></p>\n");
    enum aman_err err = aman_posts_sheet(plan, options, html->mem, &writer);
    aman_text_add(html, "</body></html>\n");
    return html->failed ? AMAN_ERR_MEMORY : err;
}
