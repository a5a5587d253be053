/* report/picture_draw.h - the drawing of each kind of picture. */
#ifndef AMAN_REPORT_PICTURE_DRAW_H
#define AMAN_REPORT_PICTURE_DRAW_H

#include "report/draw.h"
#include "report/draw_map.h"
#include "report/pictures.h"

/* What an aman_draw_fn of a picture gets. */
struct aman_picture_job {
    const struct aman_pictures *pictures;
    const struct aman_picture *picture;
    const char *title, *under; /* texts over it */
    const uint8_t *codes;      /* maps: raster of all levels; NULL: plain */
};

void aman_picture_draw_map(struct aman_draw *draw, const void *job);
void aman_picture_draw_day(struct aman_draw *draw, const void *job);
void aman_picture_draw_bank(struct aman_draw *draw, const void *job);
void aman_picture_draw_section(struct aman_draw *draw, const void *job);
void aman_picture_draw_zone(struct aman_draw *draw, const void *job);
void aman_picture_draw_capacity(struct aman_draw *draw, const void *job);
void aman_picture_draw_posts(struct aman_draw *draw, const void *job); /* picture_posts.c, as what follows */
void aman_picture_draw_ring(struct aman_draw *draw, const void *job);

/* As high as its rows ask for; what stands under the titles; what is shown around a perimeter. */
double aman_picture_posts_height(const struct aman_verdict *verdict);
void aman_picture_posts_under(struct aman_text *under, enum aman_lang lang, const struct aman_verdict *verdict);
void aman_picture_ring_under(struct aman_text *under, enum aman_lang lang, const struct aman_verdict *verdict, int index);
struct aman_box aman_picture_ring_view(const struct aman_verdict *verdict, int index);

/* The view of a map picture in metres; its window keeps the proportions. */
struct aman_box aman_picture_view(const struct aman_pictures *pictures, const struct aman_picture *picture);

/* True when people come to this level through the streets around the venue. */
bool aman_picture_in_city(const struct aman_venue *venue, int level);

/* The map that such a picture draws; the page places its replay by aman_map_frame_of. */
struct aman_map aman_picture_map(const struct aman_picture_job *job);

#endif
