/* tests/report/fake.h - a made-up verdict: a bowl with two levels, eight gates, two runs of three hours. */
#ifndef AMAN_TESTS_REPORT_FAKE_H
#define AMAN_TESTS_REPORT_FAKE_H

#include "check/verdict.h"

struct aman_fake {
    struct aman_plan plan;
    struct aman_verdict verdict;
};

/* hostile: names that try to break out of HTML, SVG and the direction of text. `scale` multiplies banks (8) and
 * zones (10). Everything lies in the two arenas. */
void aman_fake_build(struct aman_fake *fake, bool hostile, int scale, double hours);
void aman_fake_release(struct aman_fake *fake);

/* The same folder for a test to write into; made anew, removed by aman_fake_remove. */
void aman_fake_folder(char path[64]);
void aman_fake_remove(const char *path);

#endif
