#include "formats/plan_schema.h"

#include "formats/schema_rows.h"
#include "plan/profile.h"

#include <string.h>

/* Tables, one row a key: */
/* clang-format off */

/* ---- control, situation, venue ---- */

static const struct aman_plan_key approval_keys[] = {
    {"name", TEXT, REQUIRED, SHOWN, HELP("Who approved.")},
    {"role", TEXT, SHOWN, HELP("In which function.")},
    {"date", .type = AMAN_PLAN_DATE, SHOWN, HELP("On which day.")},
};
DEFINE_MAP(approval, "an approval", NULL, 0);

static const struct aman_plan_key control_keys[] = {
    {"event", TEXT, REQUIRED, AT(control, control.event), HELP("Name of the event.")},
    {"match", TEXT, AT(control, control.match), HELP("The match, such as the two teams.")},
    {"venue", TEXT, AT(control, control.venue), HELP("Where it takes place.")},
    {"version", TEXT, AT(control, control.version), HELP("Version of this plan.")},
    {"author", TEXT, AT(control, control.author), HELP("Who wrote it.")},
    {"approvals", MAPS(approval), SHOWN, HELP("Who approved it.")},
    {"distribution", TEXTS, AT(control, distribution), HELP("Who receives it.")},
};
DEFINE_MAP(control, "the control sheet", NULL, sizeof(struct aman_raw_control));

static const char *const risks[] = {"low", "medium", "high", NULL};

static const struct aman_plan_key situation_keys[] = {
    {"date", .type = AMAN_PLAN_DATE, REQUIRED, AT(situation, situation.date), HELP("Day of the event, YYYY-MM-DD.")},
    {"time_zone", TEXT, REQUIRED, AT(situation, situation.time_zone),
     HELP("Time zone of every time in the plan, such as Africa/Casablanca.")},
    {"gates_open", TIME, REQUIRED, AT(situation, situation.gates_open_s), HELP("When the first gates open.")},
    {"kick_off", TIME, REQUIRED, AT(situation, situation.kick_off_s), HELP("When the match begins.")},
    {"full_time", TIME, AT(situation, situation.full_time_s),
     HELP("When the match ends. Default: 110 min after kick-off.")},
    {"egress_opens", TIME, AT(situation, situation.egress_opens_s),
     HELP("When gates and exits open for leaving. Default: 10 min before full time.")},
    {"risk", .type = AMAN_PLAN_NAME, .words = risks, AT(situation, situation.risk), HELP("Risk rating.")},
    {"notes", TEXT, AT(situation, situation.notes), HELP("Anything else.")},
    {"weather", ANY, SHOWN, HELP("Weather that is expected.")},
    {"other_events", ANY, SHOWN, HELP("What else takes place that day.")},
    {"lessons", ANY, SHOWN, HELP("What was learnt last time.")},
};
DEFINE_MAP(situation, "the situation", NULL, sizeof(struct aman_raw_situation));

static const struct aman_plan_key venue_keys[] = {
    {"name", TEXT, AT(venue, name), HELP("Name of the venue.")},
    {"geometry", TEXTS, REQUIRED, AT(venue, geometry),
     HELP("Drawing of the venue: one or more files that OGR reads, or names under `files`.")},
    {"crs", TEXT, AT(venue, crs),
     HELP("Projection in metres, such as EPSG:32630. Default: the UTM zone of the middle.")},
    {"surroundings", TEXT, AT(venue, surroundings),
     HELP("OpenStreetMap extract of the city around: a file, or a name under `files`.")},
    {"surroundings_radius", QUANTITY(LENGTH, 50, 20000), DEFAULT("800 m"), AT(venue, surroundings_radius_m),
     HELP("How far around the drawn geometry streets are taken.")},
};
DEFINE_MAP(venue, "the venue", NULL, sizeof(struct aman_raw_venue));

static const char *const schemes[] = {"walkway", "queue", "stairs", "standing", NULL};

static const struct aman_plan_key zone_keys[] = {
    {"id", ID, REQUIRED, AT(zone, zone.id), HELP("Short name, unique among zones.")},
    {"name", TEXT, AT(zone, zone.name), HELP("Name to show. Default: that of the feature, or the id.")},
    {"area", ID, AT(zone, area), HELP("Feature with an area in the drawing. Default: the id.")},
    {"scheme", WORD(schemes), AT(zone, scheme),
     HELP("What people do there, which decides the limit. Default: from the drawing.")},
};
DEFINE_MAP(zone, "a zone", NULL, sizeof(struct aman_raw_zone));

/* ---- access, places ---- */

static const struct aman_plan_key search_keys[] = {
    {"id", ID, REQUIRED, AT(checkpoint, checkpoint.id), HELP("Feature of kind search.")},
    {"name", TEXT, AT(checkpoint, checkpoint.name), HELP("Name to show. Default: that of the feature, or the id.")},
    {"lanes", INTEGER(1, 1000), REQUIRED, AT(checkpoint, checkpoint.lanes), HELP("Search lanes side by side.")},
    {"service_time", QUANTITY(DURATION, 0.5, 600), REQUIRED, AT(checkpoint, checkpoint.service_s),
     HELP("Mean time that one person takes in a lane, walk-up included.")},
    {"service_time_sd", QUANTITY(DURATION, 0, 600), DEFAULT("3 s"), AT(checkpoint, checkpoint.service_sd_s),
     HELP("Standard deviation of it.")},
    {"opens", TIME, AT(checkpoint, checkpoint.opens_s), HELP("Default: situation.gates_open.")},
    {"closes", TIME, AT(checkpoint, checkpoint.closes_s), HELP("Default: situation.egress_opens.")},
    {"populations", TEXT, AT(checkpoint, checkpoint.populations), HELP("Who may use it, in words.")},
    {"width", QUANTITY(LENGTH, 0.5, 200), AT(checkpoint, checkpoint.width_m),
     HELP("Free width when people leave. Default: length of the line.")},
};
DEFINE_MAP(search, "a bank of search lanes", NULL, sizeof(struct aman_raw_checkpoint));

static const struct aman_plan_key gate_keys[] = {
    {"id", ID, REQUIRED, AT(checkpoint, checkpoint.id), HELP("Feature of kind gate.")},
    {"name", TEXT, AT(checkpoint, checkpoint.name), HELP("Name to show. Default: that of the feature, or the id.")},
    {"turnstiles", INTEGER(1, 1000), REQUIRED, AT(checkpoint, checkpoint.lanes), HELP("Turnstiles side by side.")},
    {"service_time", QUANTITY(DURATION, 0.5, 600), REQUIRED, AT(checkpoint, checkpoint.service_s),
     HELP("Mean time that one person takes at a turnstile, walk-up included; 660 persons an hour are 5.45 s.")},
    {"service_time_sd", QUANTITY(DURATION, 0, 600), DEFAULT("2 s"), AT(checkpoint, checkpoint.service_sd_s),
     HELP("Standard deviation of it.")},
    {"opens", TIME, AT(checkpoint, checkpoint.opens_s), HELP("Default: situation.gates_open.")},
    {"closes", TIME, AT(checkpoint, checkpoint.closes_s), HELP("Default: situation.egress_opens.")},
    {"populations", TEXT, AT(checkpoint, checkpoint.populations), HELP("Who may use it, in words.")},
    {"width", QUANTITY(LENGTH, 0.5, 200), AT(checkpoint, checkpoint.width_m),
     HELP("Free width when people leave. Default: length of the line.")},
};
DEFINE_MAP(gate, "a gate", NULL, sizeof(struct aman_raw_checkpoint));

static const struct aman_plan_key door_keys[] = {
    {"id", ID, REQUIRED, AT(exit, exit.id), HELP("Feature of kind exit.")},
    {"name", TEXT, AT(exit, exit.name), HELP("Name to show. Default: that of the feature, or the id.")},
    {"width", QUANTITY(LENGTH, 0.5, 200), AT(exit, exit.width_m), HELP("Free width. Default: length of the line.")},
    {"stepped", BOOL, DEFAULT("false"), AT(exit, exit.stepped), HELP("Whether the weakest element of the way is stepped.")},
};
DEFINE_MAP(door, "an exit", NULL, sizeof(struct aman_raw_exit));

static const struct aman_plan_key access_keys[] = {
    {"search", MAPS(search), AT(access, searches), HELP("Banks of search lanes, passed before the gates.")},
    {"gates", MAPS(gate), REQUIRED, AT(access, gates), HELP("Gates with their turnstiles.")},
    {"exits", MAPS(door), AT(access, exits), HELP("Doors that open for leaving only.")},
};
DEFINE_MAP(access, "access", NULL, sizeof(struct aman_raw_access));

static const char *const modes[] = {"foot", "car", "shuttle", "bus", "train", "tram", "coach", "taxi", NULL};

static const struct aman_plan_key place_keys[] = {
    {"id", ID, REQUIRED, AT(place, place.id), HELP("Feature of kind source.")},
    {"name", TEXT, AT(place, place.name), HELP("Name to show. Default: that of the feature, or the id.")},
    {"mode", .type = AMAN_PLAN_NAME, .words = modes, DEFAULT("foot"), AT(place, place.mode), HELP("How people come there.")},
    {"batch", QUANTITY(NUMBER, 0, 5000), DEFAULT("0"), AT(place, place.batch),
     HELP("Persons that one vehicle brings; 0: one by one.")},
    {"departure_rate", QUANTITY(PER_MIN, 0.1, 10000), AT(place, place.departure_per_min),
     HELP("Persons that it takes away, at most. Default: no bound.")},
};
DEFINE_MAP(place, "a place", NULL, sizeof(struct aman_raw_place));

/* ---- crowd, capacity ---- */

static const struct aman_plan_key arrival_keys[] = {
    {"curve", WORD(aman_curve_names), AT(arrival, curve), HELP("A named curve; `late` brings 65 % in the last 45 min.")},
    {"from", TIME, AT(arrival, from_s), HELP("When the first ones come. Default: situation.gates_open.")},
    {"to", TIME, AT(arrival, to_s), HELP("When the last ones come. Default: situation.kick_off.")},
    {"table", TEXT, AT(arrival, table),
     HELP("Instead of a curve: CSV with the columns time and share (cumulative), or a name under `files`.")},
};
DEFINE_MAP(arrival, "an arrival profile", NULL, sizeof(struct aman_raw_arrival));

static const char *const sides[] = {"home", "away", "neutral", NULL};

static const struct aman_plan_key group_keys[] = {
    {"id", ID, REQUIRED, AT(group, group.id), HELP("Short name, unique among groups.")},
    {"name", TEXT, AT(group, group.name), HELP("Name to show. Default: the id.")},
    {"size", INTEGER(1, 2000000), REQUIRED, AT(group, group.size), HELP("Persons.")},
    {"side", WORD(sides), DEFAULT("neutral"), AT(group, group.side), HELP("Whom they support.")},
    {"arrival", MAP(arrival), REQUIRED, AT(group, arrival), HELP("When they come.")},
    {"from", .type = AMAN_PLAN_SHARES, REQUIRED, AT(group, from),
     HELP("Share of the group by place of arrival; they leave from there too. Shares sum to 100 %.")},
    {"stands", TEXTS, REQUIRED, AT(group, stands), HELP("Features of kind stand that they sit or stand in.")},
    {"search", TEXTS, AT(group, searches), HELP("Banks of search lanes that they may use. Default: none, they are not searched.")},
    {"gates", TEXTS, REQUIRED, AT(group, gates), HELP("Gates that their tickets allow.")},
    {"party_sizes", .type = AMAN_PLAN_SHARES, AT(group, party_sizes),
     HELP("Share of the people who come alone (1) or in parties of 2 to 8. Default: all alone.")},
    {"walking_speed", QUANTITY(SPEED, 0.1, 3), DEFAULT("1.34 m/s"), AT(group, group.speed_m_per_s), HELP("Mean free walking speed.")},
    {"walking_speed_sd", QUANTITY(SPEED, 0, 1), DEFAULT("0.26 m/s"), AT(group, group.speed_sd_m_per_s), HELP("Standard deviation of it.")},
    {"reduced_mobility", QUANTITY(SHARE, 0, 1), DEFAULT("1 %"), AT(group, group.reduced_mobility), HELP("Share of people with reduced mobility.")},
    {"hold_back", QUANTITY(DURATION, 0, 14400), DEFAULT("0 s"), AT(group, group.hold_back_s), HELP("How long they are kept in the stand after full time.")},
    {"leaves_after", QUANTITY(DURATION, 0, 7200), DEFAULT("3 min"), AT(group, group.leave_mean_s), HELP("Mean delay until they get up after full time or release.")},
};
DEFINE_MAP(group, "a group", NULL, sizeof(struct aman_raw_group));

static const struct aman_plan_key crowd_keys[] = {
    {"groups", MAPS(group), REQUIRED, AT(crowd, groups), HELP("Everyone who comes, by group.")},
};
DEFINE_MAP(crowd, "the crowd", NULL, sizeof(struct aman_raw_crowd));

static const struct aman_plan_key section_keys[] = {
    {"id", ID, REQUIRED, AT(section, section.id), HELP("Short name, unique among sections.")},
    {"name", TEXT, AT(section, section.name), HELP("Name to show. Default: the id.")},
    {"stands", TEXTS, REQUIRED, AT(section, stands), HELP("Features of kind stand; each belongs to one section at most.")},
    {"gates", TEXTS, AT(section, gates), HELP("Gates that serve it. Default: those of the groups in its stands.")},
    {"exits", TEXTS, AT(section, exits), HELP("Exits that serve it.")},
    {"places", INTEGER(1, 2000000), AT(section, section.places), HELP("Usable places. Default: as drawn.")},
    {"p", QUANTITY(NUMBER, 0, 1), REQUIRED, AT(section, section.p), HELP("P factor, the physical condition, 0 to 1.")},
    {"s", QUANTITY(NUMBER, 0, 1), REQUIRED, AT(section, section.s), HELP("S factor, the safety management, 0 to 1.")},
    {"exit_width", QUANTITY(LENGTH, 0.5, 2000), AT(section, section.exit_width_m),
     HELP("Width of the weakest element of its ways out, in sum. Default: its gates and exits, each as wide as it is.")},
    {"stepped", BOOL, DEFAULT("true"), AT(section, section.stepped), HELP("Whether that weakest element is stepped; read with exit_width only.")},
    {"exit_time", QUANTITY(DURATION, 30, 480), AT(section, section.exit_time_s), HELP("Normal egress. Default: limits.exit_time.")},
    {"evacuation_time", QUANTITY(DURATION, 150, 480), AT(section, section.evacuation_time_s),
     HELP("Emergency evacuation, by fire risk. Default: limits.evacuation_time.")},
};
DEFINE_MAP(section, "a section", NULL, sizeof(struct aman_raw_section));

static const struct aman_plan_key capacity_keys[] = {
    {"sections", MAPS(section), REQUIRED, AT(capacity, sections), HELP("Sections of the ground, each with its own capacity.")},
};
DEFINE_MAP(capacity, "capacity", NULL, sizeof(struct aman_raw_capacity));

/* ---- contingencies, limits, escalation, simulation ---- */

static const char *const contingency_types[AMAN_CONTINGENCY_TYPE_COUNT + 1] = {
    [AMAN_CONTINGENCY_GATE_SHUT] = "gate_shut",
    [AMAN_CONTINGENCY_GATE_SLOW] = "gate_slow",
    [AMAN_CONTINGENCY_TICKET_SYSTEM_DOWN] = "ticket_system_down",
    [AMAN_CONTINGENCY_LATE_ARRIVAL] = "late_arrival",
    [AMAN_CONTINGENCY_EVACUATION] = "evacuation",
    [AMAN_CONTINGENCY_DELAYED_KICK_OFF] = "delayed_kick_off",
    [AMAN_CONTINGENCY_TRANSPORT_HALT] = "transport_halt",
    [AMAN_CONTINGENCY_PROSE] = "prose",
};

enum {
    SHUT = 1 << AMAN_CONTINGENCY_GATE_SHUT,
    SLOW = 1 << AMAN_CONTINGENCY_GATE_SLOW,
    TICKETS = 1 << AMAN_CONTINGENCY_TICKET_SYSTEM_DOWN,
    LATE = 1 << AMAN_CONTINGENCY_LATE_ARRIVAL,
    EVACUATION = 1 << AMAN_CONTINGENCY_EVACUATION,
    DELAYED = 1 << AMAN_CONTINGENCY_DELAYED_KICK_OFF,
    HALT = 1 << AMAN_CONTINGENCY_TRANSPORT_HALT
};

static const struct aman_plan_key contingency_keys[] = {
    {"id", ID, REQUIRED, AT(contingency, contingency.id), HELP("Short name, unique among contingencies.")},
    {"name", TEXT, AT(contingency, contingency.name), HELP("Name to show. Default: the id.")},
    {"type", WORD(contingency_types), REQUIRED, AT(contingency, type), HELP("What happens; `prose` is described only.")},
    {"gates", TEXTS, .only_for = SHUT | SLOW | TICKETS, .needed_for = SHUT | SLOW, AT(contingency, gates),
     HELP("Gates or banks of search lanes. Default: all gates.")},
    {"sections", TEXTS, .only_for = EVACUATION, AT(contingency, sections), HELP("Sections evacuated. Default: all.")},
    {"group", ID, .only_for = LATE, .needed_for = LATE, AT(contingency, group), HELP("The group that comes late.")},
    {"places", TEXTS, .only_for = HALT, .needed_for = HALT, AT(contingency, places), HELP("Places of departure that stop.")},
    {"from", TIME, .only_for = SHUT | SLOW | TICKETS | LATE | HALT, .needed_for = SHUT | SLOW | TICKETS | HALT,
     AT(contingency, contingency.from_s), HELP("When it begins.")},
    {"to", TIME, .only_for = SHUT | SLOW | TICKETS | HALT, AT(contingency, contingency.to_s),
     HELP("When it ends. Default: never.")},
    {"at", TIME, .only_for = EVACUATION, .needed_for = EVACUATION, AT(contingency, at_s), HELP("When the alarm is given.")},
    {"factor", QUANTITY(NUMBER, 1, 100), .only_for = SLOW | TICKETS, .needed_for = SLOW | TICKETS,
     AT(contingency, contingency.factor), HELP("By how much the service time grows.")},
    {"delay", QUANTITY(DURATION, 1, 21600), .only_for = LATE | DELAYED, .needed_for = LATE | DELAYED,
     AT(contingency, contingency.delay_s), HELP("By how much it is late.")},
    {"trigger", ANY, SHOWN, HELP("What sets it off.")},
    {"decider", ANY, SHOWN, HELP("Who decides.")},
    {"action", ANY, SHOWN, HELP("What is done.")},
    {"message", ANY, SHOWN, HELP("What people are told.")},
    {"resources", ANY, SHOWN, HELP("What it takes.")},
};
DEFINE_MAP(contingency, "a contingency", "type", sizeof(struct aman_raw_contingency));

static const struct aman_plan_key limit_keys[] = {
    {"value", .type = AMAN_PLAN_MEASURE, REQUIRED, AT(limit, value), HELP("The limit.")},
    {"source", TEXT, REQUIRED, AT(limit, source), HELP("Who set it, or where it is written.")},
};
const struct aman_plan_map aman_plan_limit_map = {"a limit", NULL, sizeof(struct aman_raw_limit), limit_keys,
                                                  sizeof limit_keys / sizeof *limit_keys};

const char *const aman_escalation_measures[] = {"density", "queue_wait", "flow", NULL};
const enum aman_quantity aman_escalation_quantities[] = {AMAN_QUANTITY_DENSITY, AMAN_QUANTITY_DURATION,
                                                         AMAN_QUANTITY_FLOW};

static const struct aman_plan_key escalation_keys[] = {
    {"measure", WORD(aman_escalation_measures), REQUIRED, AT(escalation, measure), HELP("What is watched.")},
    {"amber", .type = AMAN_PLAN_MEASURE, REQUIRED, AT(escalation, amber),
     HELP("Value from which it is amber, with the unit of the measure: /m2, min or /m/min.")},
    {"red", .type = AMAN_PLAN_MEASURE, REQUIRED, AT(escalation, red), HELP("Value from which it is red, above amber.")},
};
DEFINE_MAP(escalation, "a level of escalation", NULL, sizeof(struct aman_raw_escalation));

static const struct aman_plan_key simulation_keys[] = {
    {"step", QUANTITY(DURATION, 0.01, 0.2), DEFAULT("0.1 s"), AT(simulation, simulation.step_s), HELP("Time step.")},
    {"cell", QUANTITY(LENGTH, 0.1, 1), AT(simulation, simulation.cell_m), HELP("Raster of ways. Default: by the size of the venue.")},
    {"radius", QUANTITY(LENGTH, 0.1, 0.5), DEFAULT("0.2 m"), AT(simulation, simulation.radius_m), HELP("Radius of a body.")},
    {"time_gap", QUANTITY(DURATION, 0.1, 3), DEFAULT("0.8 s"), AT(simulation, simulation.time_gap_s), HELP("Time gap that people keep to the one ahead.")},
    {"queue_spacing", QUANTITY(LENGTH, 0.2, 2), DEFAULT("0.55 m"), AT(simulation, simulation.queue_spacing_m), HELP("Distance that people keep in a queue, centre to centre.")},
    {"patience", QUANTITY(DURATION, 1, 7200), DEFAULT("600 s"), AT(simulation, simulation.patience_s), HELP("Wait after which people press closer and look for another gate.")},
    {"premovement", QUANTITY(DURATION, 0, 1800), DEFAULT("30 s"), AT(simulation, simulation.premovement_mean_s), HELP("Mean time until people react to an alarm.")},
    {"premovement_sd", QUANTITY(DURATION, 0, 1800), DEFAULT("15 s"), AT(simulation, simulation.premovement_sd_s), HELP("Standard deviation of it.")},
    {"stair_up", QUANTITY(NUMBER, 0.1, 1), DEFAULT("0.45"), AT(simulation, simulation.stair_up), HELP("Factor on walking speed, stairs up.")},
    {"stair_down", QUANTITY(NUMBER, 0.1, 1), DEFAULT("0.6"), AT(simulation, simulation.stair_down), HELP("Factor on walking speed, stairs down.")},
    {"ramp_up", QUANTITY(NUMBER, 0.1, 1), DEFAULT("0.85"), AT(simulation, simulation.ramp_up), HELP("Factor on walking speed, ramps up.")},
    {"ramp_down", QUANTITY(NUMBER, 0.1, 1), DEFAULT("0.95"), AT(simulation, simulation.ramp_down), HELP("Factor on walking speed, ramps down.")},
    {"end", TIME, AT(simulation, simulation.end_s), HELP("Hard end of the day. Default: 3 h after full time, 47:59:59 at the latest.")},
};
DEFINE_MAP(simulation, "the simulation", NULL, sizeof(struct aman_raw_simulation));

/* ---- chapters that no engine reads yet: checked and shown; a plain text will do for each ---- */

static const struct aman_plan_key command_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"level", ANY, SHOWN, HELP("Level of command.")},
    {"name", ANY, SHOWN, HELP("Who.")},
    {"role", ANY, SHOWN, HELP("In which function.")},
    {"gold", ANY, SHOWN, HELP("Strategic commander.")},
    {"silver", ANY, SHOWN, HELP("Tactical commander.")},
    {"bronze", ANY, SHOWN, HELP("Commanders on the ground.")},
    {"wali", ANY, SHOWN, HELP("Governor.")},
    {"prefect", ANY, SHOWN, HELP("Prefect of police.")},
    {"units", ANY, SHOWN, HELP("Units and their commanders.")},
    {"control", ANY, SHOWN, HELP("Who holds control, and when.")},
    {"handover", ANY, SHOWN, HELP("What hands control over.")},
    {"from", TIME, SHOWN, HELP("From when.")},
    {"to", TIME, SHOWN, HELP("Until when.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(command, "command", NULL, 0);

static const struct aman_plan_key segregation_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"name", ANY, SHOWN, HELP("Name to show.")},
    {"sectors", ANY, SHOWN, HELP("Sectors of the two sides.")},
    {"buffers", ANY, SHOWN, HELP("Empty sectors between them.")},
    {"routes", ANY, SHOWN, HELP("Ways of each side.")},
    {"coach_parks", ANY, SHOWN, HELP("Where their coaches stand.")},
    {"order_of_dispersal", ANY, SHOWN, HELP("Who leaves first.")},
    {"hold_back", ANY, SHOWN, HELP("Who is held back, and how long.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(segregation, "segregation", NULL, 0);

static const struct aman_plan_key deployment_keys[] = {
    {"post", ANY, SHOWN, HELP("The post.")},
    {"place", ANY, SHOWN, HELP("Where it stands.")},
    {"role", ANY, SHOWN, HELP("Steward, police, civil protection …")},
    {"unit", ANY, SHOWN, HELP("Who provides it.")},
    {"count", INTEGER(0, 100000), SHOWN, HELP("Persons.")},
    {"from", TIME, SHOWN, HELP("From when.")},
    {"to", TIME, SHOWN, HELP("Until when.")},
    {"radio", ANY, SHOWN, HELP("Channel or call sign.")},
    {"orders", ANY, SHOWN, HELP("What they do.")},
    {"relief", ANY, SHOWN, HELP("Who relieves them, and when.")},
    {"reserves", ANY, SHOWN, HELP("Reserves.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(deployment, "a post", NULL, 0);

static const struct aman_plan_key escort_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"name", ANY, SHOWN, HELP("Who is escorted.")},
    {"origin", ANY, SHOWN, HELP("From where.")},
    {"destination", ANY, SHOWN, HELP("To where.")},
    {"must_arrive", TIME, SHOWN, HELP("When they must be there.")},
    {"primary_route", ANY, SHOWN, HELP("Route taken.")},
    {"alternate_route", ANY, SHOWN, HELP("Route if that one is blocked.")},
    {"emergency_route", ANY, SHOWN, HELP("Route to safety.")},
    {"checkpoints", ANY, SHOWN, HELP("Places with the time at which they are passed.")},
    {"convoy_order", ANY, SHOWN, HELP("Vehicles in their order.")},
    {"lead", ANY, SHOWN, HELP("First vehicle.")},
    {"tail", ANY, SHOWN, HELP("Last vehicle.")},
    {"spare_bus", ANY, SHOWN, HELP("Where a spare bus stands.")},
    {"junctions", ANY, SHOWN, HELP("Junctions held, by which unit and when.")},
    {"safe_stops", ANY, SHOWN, HELP("Places to stop at safely.")},
    {"hospital", ANY, SHOWN, HELP("Nearest hospital.")},
    {"communications", ANY, SHOWN, HELP("Channels and call signs.")},
    {"on_breakdown", ANY, SHOWN, HELP("What is done when a vehicle breaks down.")},
    {"on_separation", ANY, SHOWN, HELP("What is done when the convoy is cut.")},
    {"on_blocked_road", ANY, SHOWN, HELP("What is done when the road is blocked.")},
    {"rehearsal", ANY, SHOWN, HELP("When it was or will be rehearsed.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(escort, "an escort", NULL, 0);

static const struct aman_plan_key sweep_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"areas", ANY, SHOWN, HELP("What is searched; the roof too.")},
    {"team", ANY, SHOWN, HELP("Who searches.")},
    {"start", TIME, SHOWN, HELP("When it starts.")},
    {"finish", TIME, SHOWN, HELP("When it must be finished.")},
    {"seal", ANY, SHOWN, HELP("How the area is sealed.")},
    {"guard", ANY, SHOWN, HELP("Who guards it afterwards.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(sweep, "a sweep", NULL, 0);

static const struct aman_plan_key traffic_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"closures", ANY, SHOWN, HELP("Roads closed, and when.")},
    {"diversions", ANY, SHOWN, HELP("Where traffic goes instead.")},
    {"parking", ANY, SHOWN, HELP("Car and coach parks.")},
    {"park_and_ride", ANY, SHOWN, HELP("Shuttles from car parks.")},
    {"timetable", ANY, SHOWN, HELP("Trains, trams, shuttles.")},
    {"last_departure", TIME, SHOWN, HELP("The last one that takes spectators away.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(traffic, "traffic", NULL, 0);

static const struct aman_plan_key medical_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"posts", ANY, SHOWN, HELP("Medical posts.")},
    {"hospitals", ANY, SHOWN, HELP("Hospitals told in advance.")},
    {"ambulance_routes", ANY, SHOWN, HELP("Ways kept free for ambulances.")},
    {"fire", ANY, SHOWN, HELP("Fire service.")},
    {"rescue", ANY, SHOWN, HELP("Rescue service.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(medical, "medical, fire and rescue", NULL, 0);

static const struct aman_plan_key communications_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"primary", ANY, SHOWN, HELP("Means used.")},
    {"alternate", ANY, SHOWN, HELP("Means if that one fails.")},
    {"contingency", ANY, SHOWN, HELP("Third means.")},
    {"emergency", ANY, SHOWN, HELP("Last means.")},
    {"call_signs", ANY, SHOWN, HELP("Who is called what.")},
    {"public_messages", ANY, SHOWN, HELP("Messages to the public, ready to be spoken.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(communications, "communications", NULL, 0);

static const struct aman_plan_key inspection_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"questions", ANY, SHOWN, HELP("What the commander asks.")},
    {"walk_through", ANY, SHOWN, HELP("When the ground is walked through.")},
    {"defects", ANY, SHOWN, HELP("What was found wanting.")},
    {"decisions", ANY, SHOWN, HELP("What was decided.")},
    {"sign_off", ANY, SHOWN, HELP("Who signed.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(inspection, "an inspection", NULL, 0);

static const struct aman_plan_key exercise_keys[] = {
    {"id", ID, SHOWN, HELP("Short name.")},
    {"name", ANY, SHOWN, HELP("Name to show.")},
    {"date", .type = AMAN_PLAN_DATE, SHOWN, HELP("When it is held.")},
    {"injects", ANY, SHOWN, HELP("What is played in.")},
    {"timeline", ANY, SHOWN, HELP("What happens when.")},
    {"lessons", ANY, SHOWN, HELP("What was learnt.")},
    {"owner", ANY, SHOWN, HELP("Who mends it.")},
    {"due", .type = AMAN_PLAN_DATE, SHOWN, HELP("By when.")},
    {"notes", ANY, SHOWN, HELP("Anything else.")},
};
DEFINE_MAP(exercise, "an exercise", NULL, 0);

/* ---- the whole plan ---- */

static const struct aman_plan_key root_keys[] = {
    {"aman", INTEGER(1, 1), REQUIRED, AT(plan, format), HELP("Version of the plan format: 1.")},
    {"control", MAP(control), REQUIRED, AT(plan, control), HELP("Control sheet: who wrote what.")},
    {"situation", MAP(situation), REQUIRED, AT(plan, situation), HELP("When, and under which circumstances.")},
    {"files", .type = AMAN_PLAN_FILES, AT(plan, files), HELP("Names for files, relative to the plan; --file NAME=PATH overrides them.")},
    {"venue", MAP(venue), REQUIRED, AT(plan, venue), HELP("The ground.")},
    {"zones", MAPS(zone), AT(plan, zones), HELP("Where density is judged, besides every area drawn as kind=zone.")},
    {"access", MAP(access), REQUIRED, AT(plan, access), HELP("Searches, gates, exits.")},
    {"places", MAPS(place), REQUIRED, AT(plan, places), HELP("Where people arrive and leave.")},
    {"crowd", MAP(crowd), REQUIRED, AT(plan, crowd), HELP("Who comes.")},
    {"capacity", MAP(capacity), AT(plan, capacity), HELP("Capacity factors of each section.")},
    {"contingencies", MAPS(contingency), AT(plan, contingencies), HELP("What may go wrong; each is a run of its own.")},
    {"people", TEXT, AT(plan, people),
     HELP("Everyone who gets a badge: CSV with the columns name and, if known, badge, born, country; or a name under `files`.")},
    {"vendors", TEXT, AT(plan, vendors), HELP("Who sells to the event: a table with the same columns and, if known, kind.")},
    {"limits", .type = AMAN_PLAN_LIMITS, AT(plan, limits), HELP("Criteria that the plan is judged by.")},
    {"escalation", MAPS(escalation), AT(plan, escalation), HELP("From when on a measure is amber or red.")},
    {"simulation", MAP(simulation), AT(plan, simulation), HELP("Numbers of the simulation.")},
    {"command", CHAPTER(command), HELP("Who commands.")},
    {"segregation", CHAPTER(segregation), HELP("How the sides are kept apart.")},
    {"deployment", CHAPTER(deployment), HELP("Who stands where.")},
    {"escorts", CHAPTER(escort), HELP("Escorts of teams, officials, guests.")},
    {"sweep", CHAPTER(sweep), HELP("Search of the venue before it opens.")},
    {"traffic", CHAPTER(traffic), HELP("Traffic and parking.")},
    {"medical", CHAPTER(medical), HELP("Medical, fire, rescue.")},
    {"communications", CHAPTER(communications), HELP("Primary, alternate, contingency and emergency means.")},
    {"inspection", CHAPTER(inspection), HELP("Questions, defects, decisions.")},
    {"exercises", CHAPTER(exercise), HELP("Exercises and what they taught.")},
};
const struct aman_plan_map aman_plan_root = {"a plan", NULL, sizeof(struct aman_raw_plan), root_keys,
                                             sizeof root_keys / sizeof *root_keys};

/* clang-format on */

const struct aman_plan_key *aman_plan_key_find(const struct aman_plan_map *map, const char *key)
{
    for (size_t i = 0; i < map->n_keys; i++)
        if (strcmp(map->keys[i].key, key) == 0) return &map->keys[i];
    return NULL;
}
