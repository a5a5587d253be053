/* report/page_parts.h - the chapters of the page, in their order. */
#ifndef AMAN_REPORT_PAGE_PARTS_H
#define AMAN_REPORT_PAGE_PARTS_H

#include "report/page_text.h"

void aman_page_verdict(struct aman_page_context *page);       /* page_findings.c: banner, what would mend it */
void aman_page_findings(struct aman_page_context *page);      /* page_findings.c */
void aman_page_run_findings(struct aman_page_context *page, int run); /* page_findings.c: a list of those under one run */
void aman_page_maps(struct aman_page_context *page);          /* page_results.c: plan and worst density per level */
void aman_page_peak(struct aman_page_context *page, int run, int level); /* page_results.c: one level's maps */
void aman_page_gates(struct aman_page_context *page);         /* page_results.c */
void aman_page_sections(struct aman_page_context *page);      /* page_results.c */
void aman_page_capacity(struct aman_page_context *page);      /* page_results.c */
void aman_page_escorts(struct aman_page_context *page);       /* page_escorts.c */
void aman_page_posts(struct aman_page_context *page);         /* page_posts.c: who is where when, perimeters */
void aman_page_contingencies(struct aman_page_context *page); /* page_contingencies.c */
void aman_page_replay(struct aman_page_context *page);        /* page_replay.c */
void aman_page_chapters(struct aman_page_context *page);      /* page_plan.c: the plan as written */
void aman_page_limits(struct aman_page_context *page);        /* page_plan.c: criteria with their sources */
void aman_page_origin(struct aman_page_context *page);        /* page_plan.c: inputs, how to make it again */
void aman_page_node(struct aman_page_context *page, const struct aman_node *node); /* page_plan.c: a tree as tables */

#endif
