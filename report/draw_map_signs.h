/* report/draw_map_signs.h - what is written on a map: names, marks, scale, north, legend. */
#ifndef AMAN_REPORT_DRAW_MAP_SIGNS_H
#define AMAN_REPORT_DRAW_MAP_SIGNS_H

#include "report/draw_map.h"

/* Names of gates, searches, exits, sections, places; one that would cover another is left out. */
void aman_map_names(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map);
void aman_map_marks(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map);
/* Below the window: the legend; on it: scale bar, north arrow, who made the map's data. */
void aman_map_furniture(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map);

/* A scale bar with its left end at (x, y), `scale` points a metre; a north arrow around (x, y). */
void aman_map_scale_bar(struct aman_draw *draw, double scale, double x, double y);
void aman_map_north(struct aman_draw *draw, double x, double y);

#endif
