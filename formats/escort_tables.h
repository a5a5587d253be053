/* formats/escort_tables.h - the small tables of an escort: pairs of points, havens, speeds. */
#ifndef AMAN_FORMATS_ESCORT_TABLES_H
#define AMAN_FORMATS_ESCORT_TABLES_H

#include "base/diag.h"
#include "base/error.h"
#include "plan/roads.h"

struct aman_escort_trip {
    double from_lon, from_lat, to_lon, to_lat; /* degrees on Earth */
};

/* Columns from_lon, from_lat, to_lon, to_lat; others are left alone. Rows come from arena. Faults go to diags: INPUT. */
enum aman_err aman_trips_read(const char *path, struct aman_arena *arena, struct aman_diags *diags,
                              struct aman_escort_trip **trips, size_t *n);

/* Columns lon, lat and, if wanted, name and kind (hospital, police; hospital where none is given). */
enum aman_err aman_havens_read(const char *path, struct aman_arena *arena, struct aman_diags *diags,
                               struct aman_road_place **havens, size_t *n);

/* Columns class, from_hour, to_hour (0..24; to behind from), speed_kmh (0..200) and, if wanted, p90_factor (1..20):
 * overrides *speeds for the class at these hours; `all` stands for every class. Later rows win. *speeds is untouched on failure. */
enum aman_err aman_speeds_read(const char *path, const struct aman_mem *mem, struct aman_diags *diags,
                               struct aman_road_speeds *speeds);

/* Columns name and value: overrides of speeds->signal_s, ->spread and ->risk (signal_s, common_share, class_share, stretch_m,
 * risk_bridge_s_per_km, risk_tunnel_s_per_km, risk_access_s_per_km, risk_signal_s). *speeds is untouched on failure. */
enum aman_err aman_factors_read(const char *path, const struct aman_mem *mem, struct aman_diags *diags,
                                struct aman_road_speeds *speeds);

#endif
