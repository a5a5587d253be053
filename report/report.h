/* report/report.h - a verdict as files: findings.json, index.html, pictures, run.sqlite. */
#ifndef AMAN_REPORT_REPORT_H
#define AMAN_REPORT_REPORT_H

#include "base/error.h"
#include "check/verdict.h"
#include "report/words.h"

struct aman_report_options {
    enum aman_lang lang;
    const char *version;  /* of Aman */
    const char *made_at;  /* "2026-11-24 10:12 UTC", or "" to leave it out */
    const char *command;  /* how to make it again */
    int threads;
};

/* Writes everything into a directory beside `directory` and renames it into place, replacing an
 * earlier report; on failure nothing is left behind and the old report stands. `failed_path` gets the
 * path that could not be written (may be NULL). Errors: IO, MEMORY. */
enum aman_err aman_report_write(const struct aman_verdict *verdict,
                                const struct aman_report_options *options, const char *directory,
                                const struct aman_mem *mem, char failed_path[256]);

/* findings.json as text. */
enum aman_err aman_report_findings_json(const struct aman_verdict *verdict,
                                        const struct aman_report_options *options,
                                        struct aman_text *json);
#endif
