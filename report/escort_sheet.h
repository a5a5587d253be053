/* report/escort_sheet.h - what the commander and the driver of an escort take along: a page to print, files for devices. */
#ifndef AMAN_REPORT_ESCORT_SHEET_H
#define AMAN_REPORT_ESCORT_SHEET_H

#include "base/error.h"
#include "check/escorts.h"
#include "report/words.h"

/* Points of the pictures below. */
extern const double aman_escort_picture_width, aman_escort_picture_height, aman_convoys_picture_height;

/* A page of HTML with its pictures in it: times, map, vehicles, streets, checkpoints, junctions held, what cannot be avoided, what
 * if a stretch is lost, havens, communications and actions. The escort's routes must be planned: ARGUMENT otherwise. */
enum aman_err aman_escort_sheet(struct aman_text *html, enum aman_lang lang, const struct aman_plan *plan,
                                const struct aman_escorts *escorts, size_t escort);

/* GPX 1.1: the three routes as tracks (names in `lang`), checkpoints, junctions held, havens and ends as waypoints. */
enum aman_err aman_escort_gpx(struct aman_text *xml, enum aman_lang lang, const struct aman_plan *plan,
                              const struct aman_escort_judged *judged);

/* aman_escort_geojson with junctions (`role` junction) and checkpoints, with their times as seconds from midnight. */
void aman_escort_judged_geojson(struct aman_text *json, const struct aman_plan *plan, const struct aman_escort_judged *judged);

/* aman_escort_picture with the junctions to be held and the closures that last while the convoy drives. */
enum aman_err aman_escort_judged_picture(struct aman_text *bytes, enum aman_lang lang, const struct aman_plan *plan,
                                         const struct aman_escort_judged *judged, bool svg);

/* Time across, way to go to the destination downwards to 0: a band for each convoy from the soonest to the last vehicle at
 * the latest, its expected line, when it must be there, and where two come too near. Errors: MEMORY, INTERNAL; ARGUMENT when
 * no escort is planned. */
enum aman_err aman_convoys_picture(struct aman_text *bytes, enum aman_lang lang, const struct aman_plan *plan,
                                   const struct aman_escorts *escorts, bool svg);

#endif
