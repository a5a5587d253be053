/* What the chapters `roads` and `escorts` may hold. */
#include "formats/plan_schema.h"

#include "formats/schema_rows.h"

/* clang-format off */

/* ---- roads ---- */

static const char *const place_kinds[] = {"other", "hotel", "airport", "station", "training", "venue", "junction",
                                          "checkpoint", "safe_stop", "police", "hospital", NULL};

static const struct aman_plan_key road_place_keys[] = {
    {"id", ID, REQUIRED, AT(road_place, place.id), HELP("Short name, unique among places of roads.")},
    {"name", TEXT, AT(road_place, place.name), HELP("Name to show. Default: the id.")},
    {"at", .type = AMAN_PLAN_POINT, REQUIRED, AT(road_place, at), HELP("Longitude and latitude in degrees, such as [-5.8581, 35.7412].")},
    {"kind", WORD(place_kinds), DEFAULT("other"), AT(road_place, kind),
     HELP("What is there; safe_stop, police and hospital are havens.")},
};
DEFINE_MAP(road_place, "a place of roads", NULL, sizeof(struct aman_raw_road_place));

static const struct aman_plan_key closure_keys[] = {
    {"id", ID, REQUIRED, AT(closure, closure.id), HELP("Short name, unique among closures.")},
    {"name", TEXT, AT(closure, closure.name), HELP("Name to show. Default: the id.")},
    {"roads", TEXTS, AT(closure, roads), HELP("Names of roads as the map has them.")},
    {"ways", TEXTS, AT(closure, ways), HELP("Ids of ways of the map.")},
    {"area", .type = AMAN_PLAN_POINTS, AT(closure, area),
     HELP("Corners [longitude, latitude]: only what lies in it is closed, or all in it where no road is named.")},
    {"from", TIME, AT(closure, closure.from_s), HELP("From when. Default: all day.")},
    {"to", TIME, AT(closure, closure.to_s), HELP("Until when. Default: all day.")},
    {"escorts_pass", BOOL, DEFAULT("false"), AT(closure, closure.escorts_pass), HELP("Whether escorts are let through.")},
};
DEFINE_MAP(closure, "a closure", NULL, sizeof(struct aman_raw_closure));

static const struct aman_plan_key road_keys[] = {
    {"map", TEXT, REQUIRED, AT(roads, map), HELP("OpenStreetMap extract with the roads: a file, or a name under `files`.")},
    {"speeds", TEXT, AT(roads, speeds),
     HELP("Speeds by class and hour: CSV of class,from_hour,to_hour,speed_kmh,p90_factor. Default: usual ones.")},
    {"snap", QUANTITY(LENGTH, 0, 100000), DEFAULT("200 m"), AT(roads, snap_m), HELP("How far a place may be from the nearest road.")},
    {"attribution", TEXT, DEFAULT("© OpenStreetMap contributors, ODbL"), AT(roads, attribution), HELP("Whose map it is, shown with it.")},
    {"places", MAPS(road_place), AT(roads, places), HELP("Points that escorts name.")},
    {"closures", MAPS(closure), AT(roads, closures), HELP("Roads that are closed, and when.")},
};
const struct aman_plan_map aman_plan_roads_map = {"roads", NULL, sizeof(struct aman_raw_roads), road_keys,
                                                  sizeof road_keys / sizeof *road_keys};

/* ---- escorts ---- */

static const char *const vehicle_roles[] = {"lead", "outrider", "guard", "team", "spare", "ambulance", "tail", NULL};

static const struct aman_plan_key vehicle_keys[] = {
    {"role", WORD(vehicle_roles), REQUIRED, AT(vehicle, role), HELP("What it is in the convoy.")},
    {"name", TEXT, AT(vehicle, vehicle.name), HELP("Which vehicle.")},
    {"count", INTEGER(1, 200), DEFAULT("1"), AT(vehicle, vehicle.count), HELP("How many of them, one behind the other.")},
    {"length", QUANTITY(LENGTH, 1, 40), DEFAULT("5 m"), AT(vehicle, vehicle.length_m), HELP("Length of one.")},
    {"width", QUANTITY(LENGTH, 0.3, 6), AT(vehicle, vehicle.width_m), HELP("Width: roads that are narrower are closed to it.")},
    {"height", QUANTITY(LENGTH, 0.5, 6), AT(vehicle, vehicle.height_m), HELP("Height: roads that are lower are closed to it.")},
    {"weight", QUANTITY(MASS, 0.1, 100), AT(vehicle, vehicle.weight_t), HELP("Weight: roads that are weaker are closed to it.")},
};
DEFINE_MAP(vehicle, "a vehicle", NULL, sizeof(struct aman_raw_vehicle));

static const struct aman_plan_key escort_point_keys[] = {
    {"place", ID, REQUIRED, AT(escort_point, place), HELP("A place of roads.places.")},
    {"at", TIME, AT(escort_point, point.at_s), HELP("When the first vehicle passes it.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(escort_point, "a checkpoint", NULL, sizeof(struct aman_raw_escort_point));

static const struct aman_plan_key hold_keys[] = {
    {"place", ID, REQUIRED, AT(hold, place), HELP("A place of roads.places.")},
    {"unit", TEXT, AT(hold, hold.unit), HELP("Which unit holds it.")},
    {"from", TIME, AT(hold, hold.from_s), HELP("From when. Default: as the convoy needs.")},
    {"to", TIME, AT(hold, hold.to_s), HELP("Until when. Default: as the convoy needs.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(hold, "a junction held", NULL, sizeof(struct aman_raw_hold));

static const struct aman_plan_key escort_keys[] = {
    {"id", ID, REQUIRED, AT(escort, escort.id), HELP("Short name, unique among escorts.")},
    {"name", TEXT, AT(escort, escort.name), HELP("Who is escorted. Default: the id.")},
    {"origin", TEXT, AT(escort, escort.origin_text), HELP("From where: a place of roads.places.")},
    {"destination", TEXT, AT(escort, escort.destination_text), HELP("To where: a place of roads.places.")},
    {"must_arrive", TIME, AT(escort, escort.must_arrive_s), HELP("When the last vehicle must be there.")},
    {"ready", TIME, AT(escort, escort.ready_s), HELP("They cannot leave earlier.")},
    {"leaves", TIME, AT(escort, escort.leaves_s), HELP("When they leave. Default: as late as is safe.")},
    {"confidence", QUANTITY(SHARE, 0.5, 0.99), DEFAULT("90 %"), AT(escort, escort.confidence),
     HELP("Share of such drives that arrive in time.")},
    {"keep_off", TEXTS, AT(escort, keep_off), HELP("Names of roads that they must not use.")},
    {"any_turn", BOOL, DEFAULT("false"), AT(escort, escort.any_turn),
     HELP("Whether they may turn where it is forbidden, as the police hold the junctions.")},
    {"convoy_order", MAPS(vehicle), AT(escort, vehicles), HELP("Vehicles in their order.")},
    {"spacing", QUANTITY(LENGTH, 0, 500), DEFAULT("20 m"), AT(escort, escort.spacing_m), HELP("Gap between two vehicles.")},
    {"speed", QUANTITY(SPEED, 1, 40), DEFAULT("50 km/h"), AT(escort, escort.speed_m_per_s), HELP("Speed of the convoy, at most.")},
    {"checkpoints", MAPS(escort_point), AT(escort, checkpoints), HELP("Places with the time at which they are passed.")},
    {"junctions", MAPS(hold), AT(escort, holds), HELP("Junctions held, by which unit and when.")},
    {"safe_stops", TEXTS, AT(escort, safe_stops), HELP("Places to stop at safely, of roads.places.")},
    {"hospital", TEXT, AT(escort, hospital), HELP("The hospital that is told in advance, of roads.places.")},
    {"rival_of", TEXTS, AT(escort, rivals), HELP("Escorts that it must not come near to.")},
    {"primary_route", ANY, SHOWN, HELP("Route taken, in words.")},
    {"alternate_route", ANY, SHOWN, HELP("Route if that one is blocked, in words.")},
    {"emergency_route", ANY, SHOWN, HELP("Route to safety, in words.")},
    {"lead", ANY, SHOWN, HELP("Who leads.")},
    {"tail", ANY, SHOWN, HELP("Who closes up.")},
    {"spare_bus", ANY, SHOWN, HELP("Where a spare bus stands.")},
    {"communications", ANY, SHOWN, HELP("Channels and call signs.")},
    {"on_breakdown", ANY, SHOWN, HELP("What is done when a vehicle breaks down.")},
    {"on_separation", ANY, SHOWN, HELP("What is done when the convoy is cut.")},
    {"on_blocked_road", ANY, SHOWN, HELP("What is done when the road is blocked.")},
    {"rehearsal", ANY, SHOWN, HELP("When it was or will be rehearsed.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
const struct aman_plan_map aman_plan_escort_map = {"an escort", NULL, sizeof(struct aman_raw_escort), escort_keys,
                                                   sizeof escort_keys / sizeof *escort_keys};

/* clang-format on */
