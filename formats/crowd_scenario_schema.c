#include "formats/crowd_scenario_build.h"
#include "formats/schema_rows.h"

/* Tables, one row a key: */
/* clang-format off */

#define WKT_AREA "As WKT: POLYGON, MULTIPOLYGON or GEOMETRYCOLLECTION, in metres."

static const struct aman_plan_key level_keys[] = {
    {"id", ID, AT(shape, id), HELP("Short name; needed where there are several levels.")},
    {"wkt", TEXT, AT(shape, wkt), HELP("Where people can walk. " WKT_AREA)},
    {"file", TEXT, AT(shape, file), HELP("The same in a file that OGR reads, or a .wkt file.")},
    {"height", QUANTITY(LENGTH, -1000, 1000), DEFAULT("0 m"), AT(shape, height_m), HELP("How high it lies: z in trajectories.")},
};
const struct aman_plan_map aman_scenario_level_map = {"a level of the geometry", NULL, sizeof(struct aman_raw_shape), level_keys,
                                                      sizeof level_keys / sizeof *level_keys};

static const struct aman_plan_key stair_keys[] = {
    {"id", ID, REQUIRED, AT(stair, id), HELP("Short name.")},
    {"wkt", TEXT, REQUIRED, AT(stair, wkt), HELP("Its footprint. " WKT_AREA)},
    {"low", ID, REQUIRED, AT(stair, low), HELP("The level below.")},
    {"high", ID, REQUIRED, AT(stair, high), HELP("The level above.")},
    {"bottom", TEXT, REQUIRED, AT(stair, bottom), HELP("The edge at which it leaves the level below: LINESTRING of two points.")},
    {"top", TEXT, REQUIRED, AT(stair, top), HELP("The edge at which it meets the level above: LINESTRING of two points.")},
    {"speed_up", QUANTITY(SHARE, 0.05, 1), DEFAULT("0.5"), AT(stair, speed_up), HELP("Speed on the way up, as a share of that on the flat.")},
    {"speed_down", QUANTITY(SHARE, 0.05, 1), DEFAULT("0.6"), AT(stair, speed_down), HELP("The same on the way down.")},
};
DEFINE_MAP(stair, "a stair", NULL, sizeof(struct aman_raw_stair));

static const struct aman_plan_key destination_keys[] = {
    {"id", ID, REQUIRED, AT(shape, id), HELP("Short name.")},
    {"level", ID, AT(shape, level), HELP("The level that it is on; needed where there are several.")},
    {"wkt", TEXT, REQUIRED, AT(shape, wkt), HELP("POLYGON: people inside leave; LINESTRING: people at it leave.")},
};
DEFINE_MAP(destination, "a destination", NULL, sizeof(struct aman_raw_shape));

static const struct aman_plan_key times_keys[] = {
    {"from", QUANTITY(DURATION, 0, 1e6), DEFAULT("0 s"), AT(span, from_s), HELP("When the first one comes.")},
    {"to", QUANTITY(DURATION, 0, 1e6), AT(span, to_s), HELP("By when the last one comes. Default: all come at once.")},
};
DEFINE_MAP(times, "the times of a source", NULL, sizeof(struct aman_raw_span));

static const struct aman_plan_key speed_keys[] = {
    {"mean", QUANTITY(SPEED, 0.05, 2.2), DEFAULT("1.34 m/s"), AT(spread, mean), HELP("Mean of the free speed.")},
    {"deviation", QUANTITY(SPEED, 0, 2), DEFAULT("0.26 m/s"), AT(spread, deviation), HELP("Standard deviation of it; normal, drawn again outside of min and max.")},
    {"min", QUANTITY(SPEED, 0.05, 2.2), DEFAULT("0.5 m/s"), AT(spread, least), HELP("Least free speed.")},
    {"max", QUANTITY(SPEED, 0.05, 2.2), DEFAULT("2.2 m/s"), AT(spread, most), HELP("Greatest free speed.")},
};
DEFINE_MAP(speed, "the speed of a source", NULL, sizeof(struct aman_raw_spread));

static const struct aman_plan_key premovement_keys[] = {
    {"min", QUANTITY(DURATION, 0, 1e6), AT(spread, least), HELP("Least time that one stands before walking; even up to max.")},
    {"max", QUANTITY(DURATION, 0, 1e6), AT(spread, most), HELP("Greatest time.")},
    {"mean", QUANTITY(DURATION, 0, 1e6), AT(spread, mean), HELP("Instead: mean time; normal, cut at 0.")},
    {"deviation", QUANTITY(DURATION, 0, 1e6), AT(spread, deviation), HELP("Standard deviation of it.")},
};
DEFINE_MAP(premovement, "the premovement of a source", NULL, sizeof(struct aman_raw_spread));

static const struct aman_plan_key source_keys[] = {
    {"id", ID, REQUIRED, AT(source, id), HELP("Short name.")},
    {"level", ID, AT(source, level), HELP("The level that it is on; needed where there are several.")},
    {"wkt", TEXT, AT(source, wkt), HELP("Where people come from. " WKT_AREA)},
    {"number", INTEGER(1, AMAN_SCENARIO_MOST_PEOPLE), AT(source, number), HELP("How many people.")},
    {"times", MAP(times), AT(source, times), HELP("When they come.")},
    {"rate", QUANTITY(PER_MIN, 1e-3, 6e6), AT(source, rate_per_min), HELP("Instead of a number or a last time: how many come in a time.")},
    {"file", TEXT, AT(source, file), HELP("Instead of an area: a table of people, time_s,x_m,y_m and optionally id, radius_m, speed_m_per_s, destination, start_s.")},
    {"destination", ID_OR_SHARES, REQUIRED, AT(source, destination), HELP("Where to: an id, or shares such as {north: 0.6, south: 0.4}.")},
    {"speed", MAP(speed), AT(source, speed), HELP("How fast they walk when they are free to.")},
    {"radius", QUANTITY(LENGTH, 0.05, 0.5), DEFAULT("0.2 m"), AT(source, radius_m), HELP("Radius of a body.")},
    {"premovement", MAP(premovement), AT(source, premovement), HELP("How long they stand before walking. Default: not at all.")},
};
DEFINE_MAP(source, "a source", NULL, sizeof(struct aman_raw_source));

static const struct aman_plan_key server_keys[] = {
    {"id", ID, REQUIRED, AT(server, id), HELP("Short name.")},
    {"level", ID, AT(server, level), HELP("The level that it is on; needed where there are several.")},
    {"wkt", TEXT, REQUIRED, AT(server, wkt), HELP("The line that its lanes stand on, from wall to wall: LINESTRING.")},
    {"towards_deg", QUANTITY(NUMBER, 0, 360), REQUIRED, AT(server, towards_deg), HELP("Where people go who have been served: degrees from north (+y), clockwise.")},
    {"lanes", INTEGER(1, 1000), REQUIRED, AT(server, lanes), HELP("Lanes side by side.")},
    {"service_time", QUANTITY(DURATION, 0.05, 3600), REQUIRED, AT(server, service_s), HELP("Mean time that one person takes, walk-up included.")},
    {"service_time_sd", QUANTITY(DURATION, 0, 3600), DEFAULT("0 s"), AT(server, service_sd_s), HELP("Standard deviation of it; log-normal.")},
    {"stage", INTEGER(1, 2), DEFAULT("1"), AT(server, stage), HELP("People pass one server of stage 1, then one of stage 2.")},
    {"sources", TEXTS, AT(server, sources), HELP("Whose people must pass. Default: everyone's.")},
};
DEFINE_MAP(server, "a server", NULL, sizeof(struct aman_raw_server));

#define PARAMETER(key, quantity, lo, hi, member, help) \
    {key, QUANTITY(quantity, lo, hi), AT(parameters, motion.member), HELP(help)}
static const struct aman_plan_key parameter_keys[] = {
    PARAMETER("time_gap", DURATION, 0.1, 5, time_gap_s, "Time gap that people keep to those ahead."),
    PARAMETER("strength", NUMBER, 0, 100, strength, "Strength of the repulsion between people."),
    PARAMETER("range", LENGTH, 0.005, 1, range_m, "Range of it."),
    PARAMETER("wall_strength", NUMBER, 0, 100, wall_strength, "Strength of the repulsion of walls."),
    PARAMETER("wall_range", LENGTH, 0.005, 1, wall_range_m, "Range of it."),
    PARAMETER("anticipation", DURATION, 0, 5, anticipation_s, "Anticipation velocity: how far ahead people look."),
    PARAMETER("reaction", DURATION, 0.01, 5, reaction_s, "Anticipation velocity: time in which people turn."),
    PARAMETER("wall_buffer", LENGTH, 0.001, 1, wall_buffer_m, "Anticipation velocity: distance kept to walls."),
    PARAMETER("mass_kg", NUMBER, 1, 500, mass_kg, "Social force: mass of a body."),
    PARAMETER("relaxation", DURATION, 0.05, 10, relax_s, "Social force: time in which people reach their speed."),
    PARAMETER("force_n", NUMBER, 0, 1e5, force_n, "Social force: strength of the repulsion."),
    PARAMETER("force_range", LENGTH, 0.005, 1, force_range_m, "Social force: range of it."),
    PARAMETER("body_n_per_m", NUMBER, 0, 1e6, body_n_per_m, "Social force: stiffness of bodies in contact."),
    PARAMETER("friction_n_s_per_m2", NUMBER, 0, 1e7, friction_n_s_per_m2, "Social force: friction of bodies in contact."),
};
DEFINE_MAP(parameter, "the parameters of a motion", NULL, sizeof(struct aman_raw_parameters));

static const char *const models[] = {"aman", "collision_free_speed", "anticipation_velocity", "social_force", NULL};

static const struct aman_plan_key motion_keys[] = {
    {"model", WORD(models), DEFAULT("aman"), AT(motion, model), HELP("How people move.")},
    {"parameters", MAP(parameter), AT(motion, parameters), HELP("What differs from the published values.")},
};
DEFINE_MAP(motion, "the motion", NULL, sizeof(struct aman_raw_motion));

static const struct aman_plan_key line_keys[] = {
    {"id", ID, REQUIRED, AT(shape, id), HELP("Short name.")},
    {"level", ID, AT(shape, level), HELP("The level that it is on; needed where there are several.")},
    {"wkt", TEXT, REQUIRED, AT(shape, wkt), HELP("LINESTRING; forward is from its left to its right.")},
};
DEFINE_MAP(line, "a measured line", NULL, sizeof(struct aman_raw_shape));

static const struct aman_plan_key area_keys[] = {
    {"id", ID, REQUIRED, AT(shape, id), HELP("Short name.")},
    {"level", ID, AT(shape, level), HELP("The level that it is on; needed where there are several.")},
    {"wkt", TEXT, REQUIRED, AT(shape, wkt), HELP("Where people are counted. " WKT_AREA)},
};
DEFINE_MAP(area, "a measured area", NULL, sizeof(struct aman_raw_shape));

static const struct aman_plan_key measurement_keys[] = {
    {"lines", MAPS(line), AT(measurements, lines), HELP("Who passes, and when.")},
    {"areas", MAPS(area), AT(measurements, areas), HELP("Density and speed, each second.")},
};
DEFINE_MAP(measurement, "the measurements", NULL, sizeof(struct aman_raw_measurements));

static const struct aman_plan_key scenario_keys[] = {
    {"aman_crowd", INTEGER(1, 1), REQUIRED, AT(scenario, format), HELP("Version of the scenario format: 1.")},
    {"name", TEXT, AT(scenario, name), HELP("Name to show.")},
    {"geometry", MAP_OR_MAPS(aman_scenario_level_map), REQUIRED, AT(scenario, geometry), HELP("The ground: a level, or a list of levels.")},
    {"stairs", MAPS(stair), AT(scenario, stairs), HELP("What joins the levels.")},
    {"destinations", MAPS(destination), REQUIRED, AT(scenario, destinations), HELP("Where people go.")},
    {"sources", MAPS(source), REQUIRED, AT(scenario, sources), HELP("Where people come from.")},
    {"servers", MAPS(server), AT(scenario, servers), HELP("Where people queue.")},
    {"motion", MAP(motion), AT(scenario, motion), HELP("How people move.")},
    {"step", QUANTITY(DURATION, 0.001, 0.2), AT(scenario, step_s), HELP("Time step. Default: that of the motion.")},
    {"cell", QUANTITY(LENGTH, 0.1, 2), AT(scenario, cell_m), HELP("Raster of the ways. Default: 0.1 m to 0.25 m, by the size of the ground.")},
    {"end", QUANTITY(DURATION, 0.1, 1e6), REQUIRED, AT(scenario, end_s), HELP("When the run ends at the latest.")},
    {"seed", INTEGER(0, 2147483647), DEFAULT("1"), AT(scenario, seed), HELP("Seed of the random numbers; --seed overrides it.")},
    {"measurements", MAP(measurement), AT(scenario, measurements), HELP("What is measured.")},
};
const struct aman_plan_map aman_scenario_root = {"a scenario", NULL, sizeof(struct aman_raw_scenario), scenario_keys,
                                                 sizeof scenario_keys / sizeof *scenario_keys};
