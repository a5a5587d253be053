/* formats/roads_tags.h - what OpenStreetMap's tags mean to a convoy. Private to the reader of roads. */
#ifndef AMAN_FORMATS_ROADS_TAGS_H
#define AMAN_FORMATS_ROADS_TAGS_H

#include "formats/osm_stream.h"
#include "plan/roads.h"

/* A way's class, directions and limits; name, id and nodes are left. False when it is no road for vehicles. Either way
 * notes (AMAN_ROAD_NOTE_COUNT) count what was not used; ways without `highway` are no roads at all and not counted. */
bool roads_way_of(const struct osm_element *element, struct aman_road_way *way, size_t *notes);

/* A node's `signal` and `barred`. */
void roads_node_of(const struct osm_element *element, struct aman_road_node *node);

/* Whether it is a police station (not a car pound, a range, …: those are noted), or a hospital that does not say that it takes no emergencies: those are noted. */
bool roads_help_of(const struct osm_element *element, enum aman_road_help *kind, size_t *notes);

/* Km/h of "50", "50 km/h", "30 mph"; 0 for "none". False when it is nothing that can be read, or out of 1..200. */
bool roads_speed_of(const char *text, double *kmh);

/* Metres of "3.5", "3.5 m", "12'6\"", "12 ft"; tonnes of "7.5", "7.5 t", "7500 kg", "8 st", "16000 lbs"; 0 for "none"
 * and "default". False when it is nothing that can be read, or out of (0, 200]. */
bool roads_metres_of(const char *text, double *metres);
bool roads_tonnes_of(const char *text, double *tonnes);

#endif
