#include "plan/escorts.h"

#include <math.h>

double aman_convoy_length_m(const struct aman_plan_escort *escort)
{
    double length_m = 0.0;
    int n = 0;
    for (size_t i = 0; i < escort->n_vehicles; i++) {
        length_m += escort->vehicles[i].count * escort->vehicles[i].length_m;
        n += escort->vehicles[i].count;
    }
    return n > 0 ? length_m + (n - 1) * escort->spacing_m : 0.0;
}

struct aman_convoy_size aman_convoy_size(const struct aman_plan_escort *escort)
{
    struct aman_convoy_size size = {0};
    for (size_t i = 0; i < escort->n_vehicles; i++) { /* fmax passes over NAN */
        size.height_m = fmax(size.height_m, escort->vehicles[i].height_m);
        size.width_m = fmax(size.width_m, escort->vehicles[i].width_m);
        size.weight_t = fmax(size.weight_t, escort->vehicles[i].weight_t);
    }
    return size;
}

const char *aman_road_place_kind_name(enum aman_road_place_kind kind)
{
    static const char *const names[AMAN_ROAD_PLACE_KIND_COUNT] = {
        "other", "hotel", "airport", "station", "training", "venue", "junction", "checkpoint", "safe_stop", "police", "hospital"};
    return names[kind];
}

const char *aman_vehicle_role_name(enum aman_vehicle_role role)
{
    static const char *const names[AMAN_VEHICLE_ROLE_COUNT] = {"lead", "outrider", "guard", "team", "spare", "ambulance", "tail"};
    return names[role];
}
