#include "report/page_text.h"

#include "report/naming.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void aman_page_add(struct aman_page_context *page, const char *markup)
{
    aman_text_add(page->html, markup);
}

void aman_page_addf(struct aman_page_context *page, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text) page->html->failed = true; /* markup of ours is short */
    else aman_text_add_n(page->html, text, (size_t)n);
}

void aman_page_escaped(struct aman_page_context *page, const char *text)
{
    while (*text) {
        size_t plain = strcspn(text, "<>&\"'");
        aman_text_add_n(page->html, text, plain);
        text += plain;
        switch (*text) {
        case '<': aman_text_add(page->html, "&lt;"); break;
        case '>': aman_text_add(page->html, "&gt;"); break;
        case '&': aman_text_add(page->html, "&amp;"); break;
        case '"': aman_text_add(page->html, "&quot;"); break;
        case '\'': aman_text_add(page->html, "&#39;"); break;
        default: return;
        }
        text++;
    }
}

static void add_made(struct aman_page_context *page, struct aman_text *made)
{
    if (made->failed) page->html->failed = true;
    else if (made->length > 0) aman_page_escaped(page, made->data);
    aman_text_release(made);
}

void aman_page_plan_text(struct aman_page_context *page, const char *text)
{
    struct aman_text clean;
    aman_text_init(&clean, page->html->mem);
    aman_word_clean(&clean, text);
    if (clean.length > 0) aman_page_add(page, "<bdi>");
    bool any = clean.length > 0;
    add_made(page, &clean);
    if (any) aman_page_add(page, "</bdi>");
}

void aman_page_word(struct aman_page_context *page, const char *key)
{
    aman_page_escaped(page, aman_word(page->lang, key));
}

void aman_page_quantity(struct aman_page_context *page, double value, enum aman_unit unit)
{
    struct aman_text text;
    aman_text_init(&text, page->html->mem);
    aman_word_quantity(&text, page->lang, value, unit);
    add_made(page, &text);
}

void aman_page_message(struct aman_page_context *page, const char *key, const struct aman_arg *args, size_t n)
{
    struct aman_text text;
    aman_text_init(&text, page->html->mem);
    aman_word_message(&text, page->lang, key, args, n);
    add_made(page, &text);
}

void aman_page_run_name(struct aman_page_context *page, int run)
{
    struct aman_text text;
    aman_text_init(&text, page->html->mem);
    aman_name_run(&text, page->lang, page->verdict, run);
    aman_page_add(page, "<bdi>");
    add_made(page, &text);
    aman_page_add(page, "</bdi>");
}

void aman_page_cell(struct aman_page_context *page, double value, enum aman_unit unit)
{
    aman_page_add(page, "<td class=\"n\">");
    aman_page_quantity(page, value, unit);
    aman_page_add(page, "</td>");
}

void aman_page_base64(struct aman_page_context *page, const void *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *b = bytes;
    char block[4 * 256];
    size_t used = 0;
    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = (uint32_t)b[i] << 16 | (i + 1 < n ? (uint32_t)b[i + 1] << 8 : 0) | (i + 2 < n ? b[i + 2] : 0);
        block[used++] = digits[three >> 18];
        block[used++] = digits[three >> 12 & 63];
        block[used++] = i + 1 < n ? digits[three >> 6 & 63] : '=';
        block[used++] = i + 2 < n ? digits[three & 63] : '=';
        if (used < sizeof block) continue;
        aman_text_add_n(page->html, block, used);
        used = 0;
    }
    aman_text_add_n(page->html, block, used);
}

static void add_title(struct aman_page_context *page, const struct aman_picture *picture)
{
    struct aman_text title;
    aman_text_init(&title, page->html->mem);
    aman_picture_title(&title, page->pictures, picture);
    add_made(page, &title);
}

static void add_image(struct aman_page_context *page, const struct aman_picture *picture)
{
    aman_page_addf(page, "<img id=\"pic-%s\" width=\"%.0f\" height=\"%.0f\" alt=\"", picture->name, picture->width, picture->height);
    add_title(page, picture);
    aman_page_add(page, picture->as_png ? "\" src=\"data:image/png;base64," : "\" src=\"data:image/svg+xml;base64,");
    const struct aman_text *bytes = picture->as_png ? &picture->png : &picture->svg;
    aman_page_base64(page, bytes->data, bytes->length);
    aman_page_add(page, "\">");
}

void aman_page_figure(struct aman_page_context *page, const struct aman_picture *picture)
{
    if (!picture) return;
    bool *embedded = &page->embedded[picture - page->pictures->items];
    aman_page_add(page, "<figure>");
    if (*embedded) {
        aman_page_addf(page, "<a href=\"#pic-%s\" data-same=\"pic-%s\">", picture->name, picture->name);
        add_title(page, picture);
        aman_page_add(page, "</a>");
    } else {
        add_image(page, picture);
    }
    *embedded = true;
    aman_page_add(page, "</figure>\n");
}
