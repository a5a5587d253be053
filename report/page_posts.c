#include "report/page_parts.h"

void aman_page_posts(struct aman_page_context *page)
{
    const struct aman_plan_deployment *deployment = &page->verdict->plan->deployment;
    if (!deployment->judged && deployment->n_perimeters == 0) return;
    aman_page_add(page, "<section id=\"posts\"><h2>");
    aman_page_word(page, "page.posts");
    aman_page_add(page, "</h2>\n");
    aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_POSTS, -1, 0));
    for (size_t i = 0; i < deployment->n_perimeters; i++)
        aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_RING, -1, (int)i));
    aman_page_add(page, "</section>\n");
}
