/* report/page_assets.h - page.css and page.js as compiled in, with their hashes for the page's security policy. */
#ifndef AMAN_REPORT_PAGE_ASSETS_H
#define AMAN_REPORT_PAGE_ASSETS_H

extern const char aman_page_css[], aman_page_js[];
extern const char aman_page_css_hash[], aman_page_js_hash[]; /* "sha256-…" in base64 */

#endif
