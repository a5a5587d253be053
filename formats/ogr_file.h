/* formats/ogr_file.h - what the readers of vector files share: what may be opened, and coordinates between projections.
 * Private to the readers. */
#ifndef AMAN_FORMATS_OGR_FILE_H
#define AMAN_FORMATS_OGR_FILE_H

#include "base/geom.h"

#include <stdbool.h>
#include <stddef.h>

/* Formats that live in a file; ends with NULL. Others (databases, services, VRT that points elsewhere) could reach out of
 * the plan's directory. */
extern const char *const ogr_file_drivers[];

/* Whether a driver may be asked to open this path; otherwise why not ("a directory", ...), and what was expected. */
enum { OGR_FOUND_SIZE = 64 };
bool ogr_file_may_open(const char *path, int most_mib, char found[OGR_FOUND_SIZE], const char **expected);

/* An OGRSpatialReferenceH from "EPSG:32630" or WKT; nothing that makes OGR look into files or the network. NULL if it is neither. x is east. */
void *ogr_srs_of(const char *definition);

/* An OGRCoordinateTransformationH between two of them (OCTDestroyCoordinateTransformation), or NULL. */
void *ogr_way_from(const char *from, const char *to);

/* In place; false when a point has no image. */
bool ogr_transform(void *way, struct aman_point *points, size_t n);

#endif
