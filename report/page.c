#include "report/page_assets.h"
#include "report/page_parts.h"
#include "report/report_parts.h"

struct chapter {
    const char *id, *key; /* in the navigation; NULL: not there */
    void (*add)(struct aman_page_context *page);
};

static const struct chapter chapters[] = {
    {NULL, NULL, aman_page_verdict},
    {"findings", "page.findings", aman_page_findings},
    {"maps", "page.maps", aman_page_maps},
    {"replay", "page.replay", aman_page_replay},
    {"gates", "page.gates", aman_page_gates},
    {"sections", "page.sections", aman_page_sections},
    {"capacity", "page.capacity", aman_page_capacity},
    {"escorts", "title.escorts", aman_page_escorts},
    {"posts", "page.posts", aman_page_posts},
    {"contingencies", "page.contingencies", aman_page_contingencies},
    {"limits", "page.limits", aman_page_limits},
    {"plan", "page.plan", aman_page_chapters},
    {"origin", "page.origin", aman_page_origin},
};
enum { CHAPTERS = sizeof chapters / sizeof *chapters };

static void add_head(struct aman_page_context *page)
{
    aman_page_addf(page, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head><meta charset=\"utf-8\">\n", aman_lang_code(page->lang),
                   aman_lang_is_rtl(page->lang) ? "rtl" : "ltr");
    /* Nothing from outside, no script but ours: a name in a plan that gets past the escaping still does nothing. */
    aman_page_addf(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                         "style-src '%s'; script-src '%s'\">\n", aman_page_css_hash, aman_page_js_hash);
    aman_page_add(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    aman_page_word(page, page->verdict->holds ? "verdict.holds" : "verdict.does_not_hold");
    aman_page_add(page, " — ");
    struct aman_text event; /* a title takes no elements */
    aman_text_init(&event, page->html->mem);
    aman_word_clean(&event, page->verdict->plan->control.event);
    if (event.failed) page->html->failed = true;
    else if (event.length > 0) aman_page_escaped(page, event.data);
    aman_text_release(&event);
    aman_page_add(page, "</title>\n<style>");
    aman_page_add(page, aman_page_css);
    aman_page_add(page, "</style></head>\n");
}

/* Only what a chapter adds is linked, so its text is made first and the navigation put before it. */
static void add_body(struct aman_page_context *page)
{
    struct aman_text *html = page->html, body;
    aman_text_init(&body, html->mem);
    aman_page_add(page, "<body>\n<nav>");
    for (int i = 0; i < CHAPTERS; i++) {
        size_t before = body.length;
        page->html = &body;
        chapters[i].add(page);
        page->html = html;
        if (!chapters[i].id || body.length == before) continue;
        aman_page_addf(page, "<a href=\"#%s\">", chapters[i].id);
        aman_page_word(page, chapters[i].key);
        aman_page_add(page, "</a>");
    }
    aman_page_add(page, "</nav>\n<main>\n");
    if (body.failed) html->failed = true;
    else aman_text_add_n(html, body.data, body.length);
    aman_text_release(&body);
    aman_page_add(page, "</main>\n<script>");
    aman_page_add(page, aman_page_js);
    aman_page_add(page, "</script>\n</body></html>\n");
}

void aman_page(struct aman_text *html, const struct aman_verdict *verdict, const struct aman_report_options *options,
               const struct aman_pictures *pictures)
{
    bool *embedded = aman_mem_new(html->mem, pictures->n, sizeof *embedded);
    if (!embedded) {
        html->failed = true;
        return;
    }
    struct aman_page_context page = {html, verdict, options, pictures, options->lang, embedded};
    add_head(&page);
    add_body(&page);
    aman_mem_free(html->mem, embedded, pictures->n, sizeof *embedded);
}
