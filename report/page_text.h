/* report/page_text.h - pieces of HTML. */
#ifndef AMAN_REPORT_PAGE_TEXT_H
#define AMAN_REPORT_PAGE_TEXT_H

#include "report/pictures.h"
#include "report/report.h"

/* What the parts of the page share. */
struct aman_page_context {
    struct aman_text *html;
    const struct aman_verdict *verdict;
    const struct aman_report_options *options;
    const struct aman_pictures *pictures;
    enum aman_lang lang;
    bool *embedded; /* per picture: already in the page */
};

/* Text that others wrote: cleaned, escaped for elements and quoted attributes, isolated in its direction. */
void aman_page_plan_text(struct aman_page_context *page, const char *text);
/* Our own text (words, messages with their isolates): escaped. */
void aman_page_escaped(struct aman_page_context *page, const char *text);
void aman_page_word(struct aman_page_context *page, const char *key);
void aman_page_quantity(struct aman_page_context *page, double value, enum aman_unit unit);
void aman_page_add(struct aman_page_context *page, const char *markup);
void aman_page_addf(struct aman_page_context *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
void aman_page_base64(struct aman_page_context *page, const void *bytes, size_t n);

/* A message or other text made by one of the aman_word_ functions, escaped. */
void aman_page_message(struct aman_page_context *page, const char *key, const struct aman_arg *args, size_t n);
void aman_page_run_name(struct aman_page_context *page, int run);

/* `<td>` of a quantity; a row of a name (key) and a value. */
void aman_page_cell(struct aman_page_context *page, double value, enum aman_unit unit);

/* A figure with its title as alternative text. In the page once; shown again, the script takes the image from there,
 * and without a script there is a link to it. NULL adds nothing. */
void aman_page_figure(struct aman_page_context *page, const struct aman_picture *picture);

#endif
