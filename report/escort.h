/* report/escort.h - a convoy's plan for programs, for maps, for a commander, as a picture. */
#ifndef AMAN_REPORT_ESCORT_H
#define AMAN_REPORT_ESCORT_H

#include "check/escort_plan.h"
#include "report/words.h"

/* One JSON object without a line end: the same bytes for the same input. Nodes of routes are the map's ids; a place
 * between two nodes, where a route may begin or end, is in `from` and `to` only. */
void aman_escort_json(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan);

/* A GeoJSON FeatureCollection (RFC 7946) with a line end: routes, shared and choke stretches, choke points, ends, havens;
 * `role` tells them apart. */
void aman_escort_geojson(struct aman_text *json, const struct aman_escort_map *map, const struct aman_escort_plan *plan);

/* Some lines for a person; clock_s: the hour that was asked for. */
void aman_escort_text(struct aman_text *text, enum aman_lang lang, const struct aman_escort_map *map,
                      const struct aman_escort_plan *plan, double clock_s);

/* Why there are no routes, as one sentence ("…"), for states but AMAN_ESCORT_PLANNED. */
void aman_escort_why_not(struct aman_text *text, enum aman_lang lang, const struct aman_escort_map *map,
                         const struct aman_escort_plan *plan);

/* A map of the plan with the routes on it: PNG, or SVG where svg is set. Errors: MEMORY, INTERNAL. */
enum aman_err aman_escort_picture(struct aman_text *bytes, enum aman_lang lang, const struct aman_escort_map *map,
                                  const struct aman_escort_plan *plan, bool svg);

/* "planned", "from_far", …: the plan's state for programs. */
const char *aman_escort_state_key(enum aman_escort_state state);

#endif
