/* report/pictures.h - which pictures a report has, and their bytes.
 *
 * Built from a verdict once, drawn on several threads, then written as files and put into the page.
 */
#ifndef AMAN_REPORT_PICTURES_H
#define AMAN_REPORT_PICTURES_H

#include "check/verdict.h"
#include "report/ground.h"
#include "report/words.h"

enum aman_picture_kind {
    AMAN_PICTURE_DAY,      /* people on the ground, in place, gone */
    AMAN_PICTURE_PLAN,     /* index: level */
    AMAN_PICTURE_GROUND,   /* index: level; without names or frame, under the replay */
    AMAN_PICTURE_PEAK,     /* index: level; worst density over the run */
    AMAN_PICTURE_CITY_PEAK, /* index: level; the same with all of the surroundings */
    AMAN_PICTURE_BANK,     /* index: of the run's banks */
    AMAN_PICTURE_SECTION,  /* index: of the run's sections */
    AMAN_PICTURE_ZONE,     /* index: of the run's zones */
    AMAN_PICTURE_CAPACITY, /* index: row */
    AMAN_PICTURE_MOMENT,   /* index: finding; density around its place at its time */
    AMAN_PICTURE_PLACE,    /* index: finding; the drawing around its place */
    AMAN_PICTURE_ESCORT,   /* index: escort; its routes */
    AMAN_PICTURE_CONVOYS,  /* time and way of all escorts */
    AMAN_PICTURE_POSTS,    /* who is at which post when */
    AMAN_PICTURE_RING,     /* index: perimeter */
};

struct aman_picture {
    enum aman_picture_kind kind;
    int run, index;      /* run -1: of no run */
    char name[48];       /* of the file, without ending */
    double width, height; /* points */
    bool as_png;         /* in the page; otherwise the SVG */
    struct aman_text png, svg;
    enum aman_err err;
};

enum { AMAN_PICTURES_OF_FINDINGS_MAX = 60 };

struct aman_pictures {
    const struct aman_verdict *verdict;
    enum aman_lang lang;
    const struct aman_mem *mem;
    struct aman_arena arena;
    struct aman_ground_codes ground;
    struct aman_picture *items;
    size_t n, capacity;
};

/* Lists the pictures; nothing is drawn yet. `verdict` must outlive them. Errors: MEMORY (nothing to release). */
enum aman_err aman_pictures_init(struct aman_pictures *pictures, const struct aman_verdict *verdict,
                                 enum aman_lang lang, const struct aman_mem *mem);
void aman_pictures_release(struct aman_pictures *pictures);

/* Draws all. Memory comes from `mem`, which must be safe for `threads` threads. Errors: MEMORY, INTERNAL. */
enum aman_err aman_pictures_draw(struct aman_pictures *pictures, int threads);

/* The picture, or NULL if there is none. */
const struct aman_picture *aman_pictures_find(const struct aman_pictures *pictures, enum aman_picture_kind kind, int run,
                                              int index);
const struct aman_picture *aman_pictures_of_finding(const struct aman_pictures *pictures, size_t finding);

/* What the picture shows, one line; for alternative texts. */
void aman_picture_title(struct aman_text *title, const struct aman_pictures *pictures, const struct aman_picture *picture);

#endif
