/* report/report_parts.h - the parts of a report, each made from the verdict and the drawn pictures. */
#ifndef AMAN_REPORT_REPORT_PARTS_H
#define AMAN_REPORT_REPORT_PARTS_H

#include "report/pictures.h"
#include "report/report.h"

/* findings.json. Memory that runs out shows in json->failed. */
void aman_findings_json(struct aman_text *json, const struct aman_verdict *verdict,
                        const struct aman_report_options *options, const struct aman_pictures *pictures);

/* index.html, whole. Memory that runs out shows in html->failed. */
void aman_page(struct aman_text *html, const struct aman_verdict *verdict, const struct aman_report_options *options,
               const struct aman_pictures *pictures);

/* run.sqlite. Errors: IO, MEMORY, INTERNAL; nothing is left then. */
enum aman_err aman_run_file_write(const struct aman_verdict *verdict, const struct aman_report_options *options,
                                  const char *path, const struct aman_mem *mem);

#endif
