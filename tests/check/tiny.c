#include "tests/check/tiny.h"

#include <math.h>
#include <string.h>

enum { ROWS = 10, SEATS_A_SIDE = 10, SEATS = ROWS * SEATS_A_SIDE * 2, CONTINGENCIES = 8 };

static struct {
    struct aman_plan plan;
    struct aman_level level;
    struct aman_feature features[TINY_FEATURES];
    struct aman_point square[8], boxes[TINY_FEATURES][4], gate_line[2];
    struct aman_ring rings[TINY_FEATURES];
    struct aman_segment walls[10];
    struct aman_seat seats[SEATS];
    struct aman_plan_zone zones[2];
    struct aman_plan_checkpoint gate;
    struct aman_plan_place place;
    struct aman_plan_group group;
    struct aman_profile_point profile[2];
    struct aman_plan_share from;
    int stand, gate_index;
    struct aman_plan_section section;
    struct aman_plan_contingency contingencies[CONTINGENCIES];
} t;

static void box_feature(enum tiny_feature i, enum aman_feature_kind kind, const char *id, double x0,
                        double y0, double x1, double y1)
{
    struct aman_point *p = t.boxes[i];
    p[0] = (struct aman_point){x0, y0};
    p[1] = (struct aman_point){x1, y0};
    p[2] = (struct aman_point){x1, y1};
    p[3] = (struct aman_point){x0, y1};
    t.rings[i] = (struct aman_ring){p, 4};
    t.features[i] = (struct aman_feature){
        .kind = kind, .id = id, .name = "", .section = "", .drawn = true, .area = {&t.rings[i], 1}};
}

static void add_ground(void)
{
    static const struct aman_point outline[8] = {{0, 0},   {60, 0},  {60, 40}, {32, 40},
                                                 {32, 50}, {28, 50}, {28, 40}, {0, 40}};
    memcpy(t.square, outline, sizeof outline);
    t.rings[TINY_SQUARE] = (struct aman_ring){t.square, 8};
    t.features[TINY_SQUARE] = (struct aman_feature){.kind = AMAN_FEATURE_WALKABLE,
                                                    .id = "square",
                                                    .name = "",
                                                    .section = "",
                                                    .area = {&t.rings[TINY_SQUARE], 1}};
    for (int i = 0; i < 8; i++) t.walls[i] = (struct aman_segment){t.square[i], t.square[(i + 1) % 8]};
    t.walls[8] = (struct aman_segment){{0, 20}, {25, 20}};
    t.walls[9] = (struct aman_segment){{35, 20}, {60, 20}};
    t.level = (struct aman_level){"0", {&t.rings[TINY_SQUARE], 1}, t.walls, 10};
}

static void add_features(void)
{
    box_feature(TINY_GANGWAY, AMAN_FEATURE_GANGWAY, "gangway", 28, 40, 32, 50);
    box_feature(TINY_STAND, AMAN_FEATURE_STAND, "stand", 22, 40, 38, 50);
    box_feature(TINY_CAR_PARK, AMAN_FEATURE_SOURCE, "P", 2, 2, 14, 14);
    box_feature(TINY_SAFETY, AMAN_FEATURE_SAFETY, "S", 44, 2, 58, 16);
    box_feature(TINY_QUEUE, AMAN_FEATURE_ZONE, "queue", 18, 8, 42, 20);
    box_feature(TINY_CONCOURSE, AMAN_FEATURE_ZONE, "concourse", 10, 20, 50, 40);
    t.gate_line[0] = (struct aman_point){25, 20};
    t.gate_line[1] = (struct aman_point){35, 20};
    t.features[TINY_GATE] = (struct aman_feature){.kind = AMAN_FEATURE_GATE,
                                                  .id = "G1",
                                                  .name = "",
                                                  .section = "",
                                                  .line = {t.gate_line, 2},
                                                  .inward_deg = 0.0};
}

static void add_seats(void)
{
    size_t n = 0;
    for (int row = 0; row < ROWS; row++)
        for (int side = -1; side <= 1; side += 2)
            for (int i = 0; i < SEATS_A_SIDE; i++) {
                double y = 40.5 + row;
                t.seats[n++] = (struct aman_seat){.at = {30.0 + side * (2.3 + 0.5 * i), y},
                                                  .access = {30.0 + side * 1.7, y},
                                                  .stand = TINY_STAND,
                                                  .gangway = TINY_GANGWAY,
                                                  .row = row};
            }
}

static void add_access(int lanes)
{
    t.zones[0] = (struct aman_plan_zone){"queue", "Queue", TINY_QUEUE, AMAN_ZONE_QUEUE};
    t.zones[1] = (struct aman_plan_zone){"concourse", "Concourse", TINY_CONCOURSE, AMAN_ZONE_WALKWAY};
    t.gate = (struct aman_plan_checkpoint){.kind = AMAN_CHECKPOINT_GATE,
                                           .id = "G1",
                                           .name = "Gate 1",
                                           .feature = TINY_GATE,
                                           .lanes = lanes,
                                           .service_s = 6.0,
                                           .service_sd_s = 1.0,
                                           .opens_s = TINY_GATES_OPEN,
                                           .closes_s = TINY_FULL_TIME,
                                           .populations = "",
                                           .width_m = 10.0};
    t.place = (struct aman_plan_place){.id = "P",
                                       .name = "Car park",
                                       .feature = TINY_CAR_PARK,
                                       .mode = "car",
                                       .departure_per_min = INFINITY};
}

static void add_people(int people)
{
    t.profile[0] = (struct aman_profile_point){TINY_GATES_OPEN, 0.0};
    t.profile[1] = (struct aman_profile_point){TINY_GATES_OPEN + 1200, 1.0};
    t.from = (struct aman_plan_share){0, 1.0};
    t.stand = TINY_STAND;
    t.gate_index = 0;
    t.group = (struct aman_plan_group){.id = "all",
                                       .name = "Everyone",
                                       .size = people,
                                       .profile = t.profile,
                                       .n_profile = 2,
                                       .from = &t.from,
                                       .n_from = 1,
                                       .stands = &t.stand,
                                       .n_stands = 1,
                                       .gates = &t.gate_index,
                                       .n_gates = 1,
                                       .party_share = {0.4, 0.3, 0.15, 0.15},
                                       .speed_m_per_s = 1.34,
                                       .speed_sd_m_per_s = 0.26,
                                       .reduced_mobility = 0.01,
                                       .leave_mean_s = 60.0};
    t.section = (struct aman_plan_section){.id = "A",
                                           .name = "Stand A",
                                           .stands = &t.stand,
                                           .n_stands = 1,
                                           .gates = &t.gate_index,
                                           .n_gates = 1,
                                           .places = SEATS,
                                           .p = 1.0,
                                           .s = 1.0,
                                           .exit_width_m = 4.0,
                                           .stepped = true,
                                           .exit_time_s = 480.0,
                                           .evacuation_time_s = 480.0};
}

static void add_settings(void)
{
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++)
        t.plan.limits[i] = (struct aman_limit){aman_limit_defs[i].value, aman_limit_defs[i].certainty,
                                               aman_limit_defs[i].source, 0};
    t.plan.situation = (struct aman_plan_situation){.date = "2026-01-01",
                                                    .time_zone = "UTC",
                                                    .gates_open_s = TINY_GATES_OPEN,
                                                    .kick_off_s = TINY_KICK_OFF,
                                                    .full_time_s = TINY_FULL_TIME,
                                                    .egress_opens_s = TINY_EGRESS,
                                                    .risk = "low",
                                                    .notes = ""};
    t.plan.simulation = (struct aman_plan_simulation){.step_s = 0.1,
                                                      .cell_m = 0.25,
                                                      .radius_m = 0.2,
                                                      .time_gap_s = 0.5,
                                                      .queue_spacing_m = 0.55,
                                                      .patience_s = 600.0,
                                                      .premovement_mean_s = 20.0,
                                                      .premovement_sd_s = 10.0,
                                                      .stair_up = 0.4,
                                                      .stair_down = 0.5,
                                                      .ramp_up = 0.8,
                                                      .ramp_down = 0.9,
                                                      .end_s = TINY_END};
}

struct aman_plan *tiny_plan(int people, int lanes)
{
    memset(&t, 0, sizeof t);
    add_ground();
    add_features();
    add_seats();
    add_access(lanes);
    add_people(people);
    add_settings();
    t.plan.format = 1;
    t.plan.directory = t.plan.venue_name = "tiny";
    t.plan.venue = (struct aman_venue){.crs = "",
                                       .box = {0, 0, 60, 50},
                                       .levels = &t.level,
                                       .n_levels = 1,
                                       .features = t.features,
                                       .n_features = TINY_FEATURES,
                                       .seats = t.seats,
                                       .n_seats = SEATS,
                                       .attribution = ""};
    t.plan.zones = t.zones;
    t.plan.n_zones = 2;
    t.plan.checkpoints = &t.gate;
    t.plan.n_checkpoints = 1;
    t.plan.places = &t.place;
    t.plan.n_places = 1;
    t.plan.groups = &t.group;
    t.plan.n_groups = 1;
    t.plan.sections = &t.section;
    t.plan.n_sections = 1;
    t.plan.contingencies = t.contingencies;
    return &t.plan;
}

struct aman_plan_contingency *tiny_contingency(struct aman_plan *plan, const char *id,
                                               enum aman_contingency_type type)
{
    struct aman_plan_contingency *c = &plan->contingencies[plan->n_contingencies++];
    *c = (struct aman_plan_contingency){
        .id = id, .name = id, .type = type, .from_s = NAN, .to_s = NAN, .factor = 1.0, .delay_s = NAN};
    return c;
}
