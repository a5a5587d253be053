#include "formats/ogr_file.h"

#include <cpl_vsi.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 512 };

const char *const ogr_file_drivers[] = {
    "GeoJSON", "GeoJSONSeq", "TopoJSON",     "GPKG", "ESRI Shapefile",
    "DXF",     "FlatGeobuf", "MapInfo File", "KML",  NULL,
};

bool ogr_file_may_open(const char *path, int most_mib, char found[OGR_FOUND_SIZE], const char **expected)
{
    VSIStatBufL stat;
    const char *why = NULL;
    *expected = "a file";
    if (strncmp(path, "/vsi", 4) == 0 && strncmp(path, "/vsimem/", 8) != 0)
        why = "a virtual path";
    else if (VSIStatL(path, &stat) != 0)
        why = "nothing that can be read";
    else if (VSI_ISDIR(stat.st_mode))
        why = "a directory";
    else if (!VSI_ISREG(stat.st_mode))
        why = "something that is not a plain file";
    else if ((long long)stat.st_size <= (long long)most_mib << 20)
        return true;
    if (!why) *expected = "a smaller file";
    if (why)
        snprintf(found, OGR_FOUND_SIZE, "%s", why);
    else
        snprintf(found, OGR_FOUND_SIZE, "a file of more than %d MiB", most_mib);
    return false;
}

void *ogr_srs_of(const char *definition)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    char *end = NULL;
    bool good = false;
    if (srs && strncmp(definition, "EPSG:", 5) == 0) {
        long code = strtol(definition + 5, &end, 10);
        good = end != definition + 5 && *end == '\0' && code > 0 && code < 1000000 &&
               OSRImportFromEPSG(srs, (int)code) == OGRERR_NONE;
    } else if (srs) {
        char *text = (char *)definition; /* read only, whatever its type says */
        good = OSRImportFromWkt(srs, &text) == OGRERR_NONE;
    }
    if (srs && !good) OSRDestroySpatialReference(srs);
    if (good) OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    return good ? srs : NULL;
}

void *ogr_way_from(const char *from, const char *to)
{
    OGRSpatialReferenceH a = ogr_srs_of(from), b = ogr_srs_of(to);
    OGRCoordinateTransformationH way = a && b ? OCTNewCoordinateTransformation(a, b) : NULL;
    if (a) OSRDestroySpatialReference(a);
    if (b) OSRDestroySpatialReference(b);
    return way;
}

bool ogr_transform(void *way, struct aman_point *points, size_t n)
{
    double x[CHUNK], y[CHUNK];
    int good[CHUNK];
    for (size_t begin = 0; begin < n; begin += CHUNK) {
        size_t m = n - begin < CHUNK ? n - begin : CHUNK;
        for (size_t i = 0; i < m; i++) x[i] = points[begin + i].x, y[i] = points[begin + i].y;
        (void)OCTTransformEx(way, (int)m, x, y, NULL, good);
        for (size_t i = 0; i < m; i++) {
            if (!good[i] || !isfinite(x[i]) || !isfinite(y[i])) return false;
            points[begin + i] = (struct aman_point){x[i], y[i]};
        }
    }
    return true;
}
