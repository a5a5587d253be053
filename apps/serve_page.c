/* The page for the queue, and its words. */
#include "apps/serve_assets.h"
#include "apps/serve_parts.h"

#include <string.h>

/* Everything comes from here; nothing is inline; nothing may frame it. */
static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                             "img-src data:; base-uri 'none'; "
                             "form-action 'none'; frame-ancestors 'none'";

void aman_serve_page(struct aman_serve_call *call)
{
    static const char *const types[][2] = {{"page.html", "text/html; charset=utf-8"},
                                           {"page.css", "text/css; charset=utf-8"},
                                           {"page.js", "text/javascript; charset=utf-8"}};
    const char *name = call->target.n_segments ? call->target.segments[0] : "page.html";
    for (size_t i = 0; i < aman_serve_assets_n; i++)
        if (strcmp(aman_serve_assets_files[i].name, name) == 0)
            aman_text_add_n(&call->reply->body, (const char *)aman_serve_assets_files[i].bytes,
                            aman_serve_assets_files[i].n);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i][0], name) == 0) call->reply->type = types[i][1];
    call->reply->policy = policy;
}

void aman_serve_words(struct aman_serve_call *call)
{
    aman_words_json(&call->reply->body, call->lang, "alert.");
}
