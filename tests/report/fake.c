#include "tests/report/fake.h"

#include "tests/base/cmocka_all.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CORNERS = 64, GATES = 8, STANDS = 4, SEARCHES = 2 };

static const double gates_open_s = 17.5 * 3600, kick_off_s = 19 * 3600, full_time_s = 19.75 * 3600;

static void *make(struct aman_fake *fake, size_t n, size_t size)
{
    void *made = aman_arena_new(&fake->plan.arena, n, size);
    assert_non_null(made);
    return made;
}

static const char *named(struct aman_fake *fake, const char *format, int i)
{
    char text[128];
    snprintf(text, sizeof text, format, i);
    return aman_arena_text(&fake->plan.arena, text, strlen(text));
}

static struct aman_ring sector(struct aman_fake *fake, double from_deg, double to_deg, double inner, double outer)
{
    struct aman_ring ring = {make(fake, CORNERS, sizeof *ring.points), CORNERS};
    for (int i = 0; i < CORNERS / 2; i++) {
        double angle = (from_deg + (to_deg - from_deg) * i / (CORNERS / 2 - 1)) * acos(-1.0) / 180;
        ring.points[i] = (struct aman_point){(outer + 22) * cos(angle), outer * sin(angle)};
        ring.points[CORNERS - 1 - i] = (struct aman_point){(inner + 22) * cos(angle), inner * sin(angle)};
    }
    return ring;
}

static struct aman_ring ellipse(struct aman_fake *fake, double radius)
{
    struct aman_ring ring = {make(fake, CORNERS, sizeof *ring.points), CORNERS};
    for (int i = 0; i < CORNERS; i++) {
        double angle = 2 * acos(-1.0) * i / CORNERS;
        ring.points[i] = (struct aman_point){(radius + 22) * cos(angle), radius * sin(angle)};
    }
    return ring;
}

static struct aman_ring box_ring(struct aman_fake *fake, double x, double y, double w, double h)
{
    struct aman_ring ring = {make(fake, 4, sizeof *ring.points), 4};
    ring.points[0] = (struct aman_point){x - w / 2, y - h / 2};
    ring.points[1] = (struct aman_point){x + w / 2, y - h / 2};
    ring.points[2] = (struct aman_point){x + w / 2, y + h / 2};
    ring.points[3] = (struct aman_point){x - w / 2, y + h / 2};
    return ring;
}

static struct aman_feature *add_feature(struct aman_fake *fake, enum aman_feature_kind kind, const char *id, int level,
                                        struct aman_ring ring)
{
    struct aman_feature *f = &fake->plan.venue.features[fake->plan.venue.n_features++];
    *f = (struct aman_feature){.kind = kind, .id = id, .name = "", .level = level, .level_up = level, .section = "", .drawn = true};
    bool line = kind == AMAN_FEATURE_GATE || kind == AMAN_FEATURE_SEARCH || kind == AMAN_FEATURE_EXIT || kind == AMAN_FEATURE_WALL;
    if (line) {
        f->line = ring;
    } else {
        f->area = (struct aman_area){make(fake, 1, sizeof *f->area.rings), 1};
        f->area.rings[0] = ring;
    }
    return f;
}

static struct aman_point at_angle(double degrees, double radius)
{
    double angle = degrees * acos(-1.0) / 180;
    return (struct aman_point){(radius + 22) * cos(angle), radius * sin(angle)};
}

static double gate_angle(int gate)
{
    return 22.5 + 45 * (gate % GATES);
}

static struct aman_ring gate_line(struct aman_fake *fake, double degrees, double radius)
{
    struct aman_ring ring = {make(fake, 2, sizeof *ring.points), 2};
    ring.points[0] = at_angle(degrees - 2.5, radius);
    ring.points[1] = at_angle(degrees + 2.5, radius);
    return ring;
}

static void build_levels(struct aman_fake *fake)
{
    struct aman_venue *venue = &fake->plan.venue;
    venue->n_levels = 2;
    venue->levels = make(fake, 2, sizeof *venue->levels);
    static const double outer[] = {118, 86}, inner[] = {72, 50};
    for (int l = 0; l < 2; l++) {
        struct aman_level *level = &venue->levels[l];
        level->name = l == 0 ? "0" : "upper";
        level->region = (struct aman_area){make(fake, 2, sizeof *level->region.rings), 2};
        level->region.rings[0] = ellipse(fake, outer[l]);
        level->region.rings[1] = ellipse(fake, inner[l]);
        level->walls = make(fake, 2 * CORNERS, sizeof *level->walls);
        for (size_t r = 0; r < 2; r++)
            for (size_t i = 0; i < CORNERS; i++)
                level->walls[level->n_walls++] = (struct aman_segment){level->region.rings[r].points[i],
                                                                       level->region.rings[r].points[(i + 1) % CORNERS]};
    }
    venue->box = (struct aman_box){-145, -123, 145, 123};
}

static void build_features(struct aman_fake *fake, int n_gates, bool hostile)
{
    struct aman_venue *venue = &fake->plan.venue;
    static const char *const stand_names[] = {"East", "North", "West", "South"};
    venue->features = make(fake, 64 + 2 * (size_t)n_gates, sizeof *venue->features);
    venue->crs = "EPSG:32630";
    venue->attribution = "";
    build_levels(fake);
    add_feature(fake, AMAN_FEATURE_PITCH, "pitch", 0, box_ring(fake, 0, 0, 105, 68));
    for (int i = 0; i < STANDS; i++) {
        for (int l = 0; l < 2; l++) {
            struct aman_feature *f = add_feature(fake, AMAN_FEATURE_STAND, named(fake, l ? "stand-up-%d" : "stand-%d", i), l,
                                                 sector(fake, 90 * i - 38, 90 * i + 38, l ? 64 : 46, l ? 82 : 66));
            f->name = hostile && i == 0 ? "<script>alert(1)</script>\"'&\xE2\x80\xAE" : stand_names[i];
        }
        struct aman_point p = at_angle(90 * i + 45, 76);
        struct aman_feature *stair = add_feature(fake, AMAN_FEATURE_STAIR, named(fake, "stair-%d", i), 0, box_ring(fake, p.x, p.y, 8, 8));
        stair->level_up = 1;
        stair->rise_m = 4;
        stair->up_deg = aman_vector_bearing((struct aman_point){-p.x, -p.y});
    }
    add_feature(fake, AMAN_FEATURE_SOURCE, "P-north", 0, box_ring(fake, -60, 104, 40, 12))->name = "موقف الحافلات";
    add_feature(fake, AMAN_FEATURE_SOURCE, "P-south", 0, box_ring(fake, 60, -104, 40, 12))->name = "South car park";
    for (int i = 0; i < SEARCHES; i++)
        add_feature(fake, AMAN_FEATURE_SEARCH, named(fake, "S%d", i + 1), 0, gate_line(fake, 90 + 180 * i, 108));
    for (int i = 0; i < n_gates; i++)
        add_feature(fake, AMAN_FEATURE_GATE, named(fake, "G%d", i + 1), 0, gate_line(fake, gate_angle(i), 96));
    for (int i = 0; i < 4; i++) add_feature(fake, AMAN_FEATURE_EXIT, named(fake, "X%d", i + 1), 0, gate_line(fake, 90 * i, 96));
}

static void build_access(struct aman_fake *fake, int n_gates)
{
    struct aman_plan *plan = &fake->plan;
    plan->n_searches = SEARCHES;
    plan->n_checkpoints = SEARCHES + (size_t)n_gates;
    plan->checkpoints = make(fake, plan->n_checkpoints, sizeof *plan->checkpoints);
    for (int i = 0; i < (int)plan->n_checkpoints; i++) {
        bool search = i < SEARCHES;
        const char *id = named(fake, search ? "S%d" : "G%d", search ? i + 1 : i - SEARCHES + 1);
        plan->checkpoints[i] = (struct aman_plan_checkpoint){
            .kind = search ? AMAN_CHECKPOINT_SEARCH : AMAN_CHECKPOINT_GATE, .id = id,
            .name = search ? "" : named(fake, "Door %d", i - SEARCHES + 1), .feature = aman_venue_find(&plan->venue, id),
            .lanes = search ? 14 : 4, .service_s = search ? 9 : 5.45, .service_sd_s = 2, .opens_s = gates_open_s,
            .closes_s = 19.5 * 3600, .populations = "", .width_m = 5};
    }
}

static void build_zones(struct aman_fake *fake, int n_zones)
{
    struct aman_plan *plan = &fake->plan;
    plan->n_zones = (size_t)n_zones;
    plan->zones = make(fake, plan->n_zones, sizeof *plan->zones);
    for (int i = 0; i < n_zones; i++) {
        const char *id = named(fake, "Q%d", i + 1);
        struct aman_point p = at_angle(gate_angle(i), 104);
        plan->zones[i] = (struct aman_plan_zone){.id = id, .name = named(fake, "Queue %d", i + 1), .feature = (int)plan->venue.n_features,
                                                 .scheme = (enum aman_zone_scheme)(i % 4)};
        if (i < GATES) plan->zones[i].scheme = AMAN_ZONE_QUEUE;
        if (i < 20) add_feature(fake, AMAN_FEATURE_ZONE, id, 0, box_ring(fake, p.x, p.y, 16, 16));
        else plan->zones[i].feature = plan->zones[i % 20].feature;
    }
}

static void build_sections(struct aman_fake *fake)
{
    static const char *const names[] = {"East stand", "North stand", "المدرج الغربي", "South stand"};
    struct aman_plan *plan = &fake->plan;
    plan->n_sections = STANDS;
    plan->sections = make(fake, STANDS, sizeof *plan->sections);
    for (int i = 0; i < STANDS; i++)
        plan->sections[i] = (struct aman_plan_section){.id = named(fake, "sec-%d", i), .name = names[i], .places = 4000, .p = 0.9,
                                                       .s = 0.85, .exit_width_m = 8, .exit_time_s = 480, .evacuation_time_s = 480};
}

static struct aman_node *node(struct aman_fake *fake, struct aman_node *parent, const char *key, const char *text)
{
    if (!parent->children) parent->children = make(fake, 12, sizeof *parent->children);
    struct aman_node *child = &parent->children[parent->n_children++];
    *child = (struct aman_node){.key = key, .text = text};
    return child;
}

static void build_words(struct aman_fake *fake, bool hostile)
{
    struct aman_plan *plan = &fake->plan;
    struct aman_node *command = node(fake, &plan->chapters, "command", NULL);
    node(fake, command, "gold", "Wali");
    node(fake, command, hostile ? "<img src=x onerror=alert(2)>" : "silver", hostile ? "</td><script>alert(3)</script>" : "Prefect of police");
    struct aman_node *deployment = node(fake, &plan->chapters, "deployment", NULL);
    for (int i = 0; i < 3; i++) {
        struct aman_node *post = node(fake, deployment, "", NULL);
        node(fake, post, "post", named(fake, "Post %d", i + 1));
        node(fake, post, "unit", "القوات المساعدة");
        node(fake, post, "count", named(fake, "%d", 12 * (i + 1)));
    }
    plan->n_contingencies = 2;
    plan->contingencies = make(fake, 2, sizeof *plan->contingencies);
    int *target = make(fake, 1, sizeof *target);
    *target = SEARCHES + 2;
    plan->contingencies[0] = (struct aman_plan_contingency){.id = "gate-3-shut", .name = "Door 3 shut for half an hour",
        .type = AMAN_CONTINGENCY_GATE_SHUT, .targets = target, .n_targets = 1, .from_s = 18.25 * 3600, .to_s = 18.75 * 3600};
    node(fake, &plan->contingencies[0].prose, "trigger", "Turnstiles stop for more than 2 minutes");
    node(fake, &plan->contingencies[0].prose, "decider", "Silver commander");
    plan->contingencies[1] = (struct aman_plan_contingency){.id = "storm", .name = "", .type = AMAN_CONTINGENCY_PROSE};
}

static void build_plan(struct aman_fake *fake, bool hostile, int n_gates, int n_zones)
{
    struct aman_plan *plan = &fake->plan;
    aman_arena_init(&plan->arena, &aman_mem_heap, 0);
    plan->format = 1;
    plan->directory = "fake";
    snprintf(plan->hash_hex, sizeof plan->hash_hex, "%064d", 7);
    plan->control.event = hostile ? "Cup <b>&\"final\"</b> \xE2\x80\xAEnoitceles" : "Atlantic Cup 2026";
    plan->control.match = "الأهلي – Auckland City";
    plan->control.venue = "Made-up bowl";
    plan->control.version = "1.2";
    plan->control.author = "Planning cell";
    plan->situation.date = "2026-02-01";
    plan->situation.time_zone = "Africa/Casablanca";
    plan->situation.gates_open_s = gates_open_s;
    plan->situation.kick_off_s = kick_off_s;
    plan->situation.full_time_s = full_time_s;
    plan->situation.egress_opens_s = full_time_s - 600;
    plan->situation.risk = "high";
    plan->situation.notes = "";
    plan->venue_name = "Made-up bowl";
    build_features(fake, n_gates, hostile);
    build_access(fake, n_gates);
    build_zones(fake, n_zones);
    build_sections(fake);
    build_words(fake, hostile);
    plan->n_groups = 1;
    plan->groups = make(fake, 1, sizeof *plan->groups);
    plan->groups[0] = (struct aman_plan_group){.id = "all", .name = "Everyone", .size = 16000};
    static const struct { enum aman_limit_id id; double value; } limits[] = {
        {AMAN_LIMIT_TURNSTILE_PER_H, 660}, {AMAN_LIMIT_EXIT_TIME_S, 480}, {AMAN_LIMIT_DENSITY_WALKWAY_PER_M2, 2.5},
        {AMAN_LIMIT_DENSITY_QUEUE_PER_M2, 3.59}, {AMAN_LIMIT_DENSITY_STAIRS_PER_M2, 2.5}, {AMAN_LIMIT_DENSITY_STANDING_PER_M2, 4.7},
        {AMAN_LIMIT_QUEUE_WAIT_P95_S, 1200}};
    for (int i = 0; i < AMAN_LIMIT_COUNT; i++) plan->limits[i] = (struct aman_limit){.certainty = 'C', .source = "Green Guide"};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) plan->limits[limits[i].id].value = limits[i].value;
}

/* Cumulative share of a wave around `middle`. */
static double wave(double t, double middle, double width)
{
    return 1 / (1 + exp(-(t - middle) / width));
}

static uint32_t *series(struct aman_fake *fake, size_t n)
{
    return make(fake, n, sizeof(uint32_t));
}

static void build_bank(struct aman_fake *fake, const struct aman_run *run, struct aman_run_bank *bank, int i, double delay_s)
{
    double people = 1500 + 130 * (i % GATES), rate = 2640.0 / 3600, served = 0;
    if (i < SEARCHES) rate = 1.6;
    *bank = (struct aman_run_bank){.checkpoint = i, .arrived = series(fake, run->n_seconds), .served = series(fake, run->n_seconds),
                                   .waiting = series(fake, run->n_seconds), .wait_mean_s = 300, .wait_p95_s = 900 + 60 * i,
                                   .wait_max_s = 2000, .peak_served_per_h = 2500, .busy_share = 0.8};
    for (size_t k = 0; k < run->n_seconds; k++) {
        double t = run->begin_s + (double)k;
        double arrived = people * (wave(t, 18.55 * 3600 + delay_s, 520) - wave(run->begin_s, 18.55 * 3600 + delay_s, 520));
        bool shut = run->contingency == 0 && i == SEARCHES + 2 && t > 18.25 * 3600 && t < 18.75 * 3600;
        if (t >= gates_open_s && !shut) served = fmin(arrived, served + rate);
        bank->arrived[k] = (uint32_t)arrived;
        bank->served[k] = (uint32_t)served;
        bank->waiting[k] = bank->arrived[k] - bank->served[k];
        if (bank->waiting[k] > bank->peak_waiting) {
            bank->peak_waiting = bank->waiting[k];
            bank->peak_waiting_t_s = t;
        }
    }
}

static void build_section(struct aman_fake *fake, const struct aman_run *run, struct aman_run_section *s, int i, double delay_s)
{
    *s = (struct aman_run_section){.section = i, .people = 3900, .seated = series(fake, run->n_seconds), .released = series(fake, run->n_seconds),
                                   .out = series(fake, run->n_seconds), .gone = series(fake, run->n_seconds), .filled_t_s = 19.05 * 3600 + delay_s,
                                   .first_out_t_s = run->full_time_s, .emptied_t_s = NAN, .empty_s = 700, .exit_s = 430 + 40 * i,
                                   .exit_t_s = run->full_time_s + 100, .evacuated_s = NAN};
    for (size_t k = 0; k < run->n_seconds; k++) {
        double t = run->begin_s + (double)k;
        double in = 3900 * wave(t, 18.6 * 3600 + delay_s, 500), up = t > run->full_time_s ? 3900 * (1 - exp(-(t - run->full_time_s) / 200)) : 0;
        double out = t > run->full_time_s + 60 ? fmin(up, (t - run->full_time_s - 60) * (7.5 - i)) : 0;
        s->seated[k] = (uint32_t)fmax(0, in - up);
        s->released[k] = (uint32_t)up;
        s->out[k] = (uint32_t)out;
        s->gone[k] = (uint32_t)(out * 0.8);
    }
}

static void build_zone(struct aman_fake *fake, const struct aman_run *run, struct aman_run_zone *z, int i)
{
    size_t n_fields = (run->n_seconds - 1) / AMAN_RUN_FIELD_S + 1;
    *z = (struct aman_run_zone){.zone = i, .area_m2 = 256, .count = make(fake, run->n_seconds, sizeof *z->count),
                                .peak_per_m2 = make(fake, n_fields, sizeof *z->peak_per_m2), .sustained_per_m2 = 3.9f,
                                .sustained_t_s = 18.6 * 3600, .mean_peak_per_m2 = 2, .pressure_per_s2 = 0.004f, .pressure_t_s = 18.6 * 3600};
    for (size_t k = 0; k < run->n_seconds; k++) {
        double bump = (run->begin_s + (double)k - 18.6 * 3600) / 900;
        z->count[k] = (uint16_t)(500 * exp(-bump * bump));
        if (k % AMAN_RUN_FIELD_S == 0)
            z->peak_per_m2[k / AMAN_RUN_FIELD_S] = (float)(4.3 * exp(-bump * bump) + 0.2 * sin((double)k / 40) + 0.2);
    }
}

static struct aman_point cell_middle(const struct aman_run *run, size_t cell)
{
    size_t floor_cells = (size_t)(run->width * run->height), c = cell % floor_cells;
    return (struct aman_point){run->x0 + ((double)(c % (size_t)run->width) + 0.5) * run->cell_m,
                               run->y0 + ((double)(c / (size_t)run->width) + 0.5) * run->cell_m};
}

enum { WIDTH = 292, HEIGHT = 248 };

/* How near to each gate a cell of the lower level is: a sharp and a broad bump, found once. */
static float sharp[GATES][WIDTH * HEIGHT], broad[GATES][WIDTH * HEIGHT];

static void find_bumps(const struct aman_run *run)
{
    if (sharp[0][0] != 0.0f || broad[0][0] != 0.0f) return;
    for (int g = 0; g < GATES; g++) {
        struct aman_point q = at_angle(gate_angle(g), 103);
        for (size_t c = 0; c < WIDTH * HEIGHT; c++) {
            double d = aman_point_distance(cell_middle(run, c), q);
            sharp[g][c] = (float)((3 + 0.6 * g) * exp(-d * d / (30 + 8 * g)));
            broad[g][c] = (float)(0.5 * exp(-d / 25));
        }
    }
}

static void find_heights(double t_s, float high[GATES], float low[GATES])
{
    for (int g = 0; g < GATES; g++) {
        double bump = (t_s - 18.6 * 3600 - 120 * g) / 1100;
        high[g] = (float)exp(-bump * bump);
        low[g] = (float)exp(-bump * bump / 3);
    }
}

static void build_minutes(struct aman_fake *fake, struct aman_run *run)
{
    find_bumps(run);
    run->n_minutes = run->n_seconds / 60;
    run->minutes = make(fake, run->n_minutes, sizeof *run->minutes);
    size_t floor_cells = (size_t)(run->width * run->height);
    for (size_t m = 0; m < run->n_minutes; m++) {
        struct aman_run_minute *minute = &run->minutes[m];
        minute->t_s = run->begin_s + 60.0 * (double)m;
        minute->cells = make(fake, floor_cells / 2, sizeof *minute->cells);
        float high[GATES], low[GATES];
        find_heights(minute->t_s, high, low);
        for (size_t c = 0; c < floor_cells && minute->n_cells < floor_cells / 2; c++) {
            float density = 0;
            for (int g = 0; g < GATES && run->walkable[c]; g++) density += sharp[g][c] * high[g] + broad[g][c] * low[g];
            if (density < 0.05f) continue;
            minute->cells[minute->n_cells++] = (struct aman_run_cell){(uint32_t)c, density};
            if (density <= run->peak_per_m2[c]) continue;
            run->peak_per_m2[c] = density;
            run->peak_t_s[c] = (float)minute->t_s;
        }
    }
}

static void build_raster(struct aman_fake *fake, struct aman_run *run)
{
    const struct aman_venue *venue = &fake->plan.venue;
    run->cell_m = 1;
    run->x0 = -146;
    run->y0 = -124;
    run->width = WIDTH;
    run->height = HEIGHT;
    run->levels = 2;
    size_t floor_cells = (size_t)(run->width * run->height), n = 2 * floor_cells;
    uint8_t *walkable = make(fake, n, 1);
    for (size_t c = 0; c < n; c++) walkable[c] = aman_area_contains(&venue->levels[c / floor_cells].region, cell_middle(run, c));
    run->walkable = walkable;
    run->peak_per_m2 = make(fake, n, sizeof *run->peak_per_m2);
    run->peak_pressure_per_s2 = make(fake, n, sizeof *run->peak_pressure_per_s2);
    run->peak_t_s = make(fake, n, sizeof *run->peak_t_s);
    for (size_t c = floor_cells; c < n; c++)
        if (walkable[c]) run->peak_per_m2[c] = (float)(0.9 + 0.9 * sin(cell_middle(run, c).x / 20));
    build_minutes(fake, run);
}

static void build_run(struct aman_fake *fake, struct aman_run *run, int contingency, double hours)
{
    const struct aman_plan *plan = &fake->plan;
    double delay_s = contingency < 0 ? 0 : 400;
    *run = (struct aman_run){.contingency = contingency, .begin_s = contingency < 0 ? 17 * 3600 : 17.5 * 3600, .kick_off_s = kick_off_s,
                             .full_time_s = full_time_s, .egress_opens_s = full_time_s - 600, .alarm_s = NAN, .cleared_t_s = NAN,
                             .n_people = 16000, .danger = {6.83f, 18.8 * 3600, {0, 0}, 0}, .hash = 0xABCDEF, .agent_steps = 123456789, .wall_s = 3.5};
    run->n_seconds = (size_t)(hours * 3600);
    run->end_s = run->begin_s + (double)run->n_seconds;
    uint32_t **totals[] = {&run->on_ground, &run->seated, &run->gone, &run->held_at_source};
    for (int i = 0; i < 4; i++) *totals[i] = series(fake, run->n_seconds);
    run->n_banks = plan->n_checkpoints;
    run->banks = make(fake, run->n_banks, sizeof *run->banks);
    for (size_t i = 0; i < run->n_banks; i++) build_bank(fake, run, &run->banks[i], (int)i, delay_s);
    run->n_sections = STANDS;
    run->sections = make(fake, STANDS, sizeof *run->sections);
    for (int i = 0; i < STANDS; i++) build_section(fake, run, &run->sections[i], i, delay_s);
    run->n_zones = plan->n_zones;
    run->zones = make(fake, run->n_zones, sizeof *run->zones);
    for (size_t i = 0; i < run->n_zones; i++) build_zone(fake, run, &run->zones[i], (int)i);
    for (size_t k = 0; k < run->n_seconds; k++) {
        double t = run->begin_s + (double)k;
        for (int i = 0; i < STANDS; i++) {
            run->seated[k] += run->sections[i].seated[k];
            run->gone[k] += run->sections[i].gone[k];
        }
        run->on_ground[k] = (uint32_t)(15600 * wave(t, 18.4 * 3600 + delay_s, 500)) - run->seated[k] / 2 - run->gone[k] / 2;
    }
    build_raster(fake, run);
}

static struct aman_finding *add_finding(struct aman_fake *fake, enum aman_severity severity, const char *key, const char *where)
{
    struct aman_finding *f = &fake->verdict.findings[fake->verdict.n_findings++];
    *f = (struct aman_finding){.severity = severity, .key = key, .limit = -1, .source = "Green Guide 10.7", .value = NAN,
                               .criterion = NAN, .where = where, .t_s = NAN, .certainty = "simulated", .evidence_index = -1};
    f->args[0] = (struct aman_arg){.name = "where", .text = where};
    return f;
}

static void measure(struct aman_finding *f, double value, double criterion, enum aman_unit unit, const char *value_name)
{
    f->value = value;
    f->criterion = criterion;
    f->unit = unit;
    f->args[1] = (struct aman_arg){.name = value_name, .value = value, .unit = unit};
    f->args[2] = (struct aman_arg){.name = "limit", .value = criterion, .unit = unit};
}

static void set_time(struct aman_finding *f, double t_s)
{
    f->t_s = t_s;
    f->args[3] = (struct aman_arg){.name = "t", .value = t_s, .unit = AMAN_UNIT_CLOCK};
}

static void set_evidence(struct aman_finding *f, enum aman_evidence evidence, int index, double x_m, double y_m)
{
    f->evidence = evidence;
    f->evidence_index = index;
    f->has_place = evidence == AMAN_EVIDENCE_MAP || evidence == AMAN_EVIDENCE_GEOMETRY;
    f->x_m = x_m;
    f->y_m = y_m;
}

static void build_findings(struct aman_fake *fake, bool hostile)
{
    fake->verdict.findings = make(fake, 16, sizeof *fake->verdict.findings);
    struct aman_point spot = at_angle(gate_angle(7), 103);
    struct aman_finding *f = add_finding(fake, AMAN_SEVERITY_CRITICAL, "density.danger", hostile ? "<script>alert(4)</script>\xE2\x80\xAE" : "Q8");
    measure(f, 6.83, 5.55, AMAN_UNIT_PER_M2, "density");
    set_time(f, 18.8 * 3600);
    set_evidence(f, AMAN_EVIDENCE_MAP, -1, spot.x, spot.y);
    f = add_finding(fake, AMAN_SEVERITY_MAJOR, "gate.wait", "G6");
    measure(f, 1980, 1200, AMAN_UNIT_SECONDS, "wait");
    set_time(f, 18.75 * 3600);
    set_evidence(f, AMAN_EVIDENCE_BANK, 7, 0, 0);
    f->remedy = "lanes.more";
    f->remedy_args[0] = (struct aman_arg){.name = "where", .text = "G6"};
    f->remedy_args[1] = (struct aman_arg){.name = "n", .value = 2, .unit = AMAN_UNIT_COUNT_OF_LANES};
    f->remedy_args[2] = (struct aman_arg){.name = "have", .value = 4};
    f = add_finding(fake, AMAN_SEVERITY_MAJOR, "exit.time", "المدرج الغربي");
    measure(f, 545, 480, AMAN_UNIT_SECONDS, "time");
    f->args[2].name = "limit";
    set_evidence(f, AMAN_EVIDENCE_SECTION, 2, 0, 0);
    f = add_finding(fake, AMAN_SEVERITY_MAJOR, "seated.kick_off", "East stand");
    measure(f, 0.962, 0.99, AMAN_UNIT_SHARE, "share");
    f->args[3] = (struct aman_arg){.name = "late", .value = 148, .unit = AMAN_UNIT_PERSONS};
    f->run = 1;
    set_evidence(f, AMAN_EVIDENCE_SECTION, 0, 0, 0);
    f = add_finding(fake, AMAN_SEVERITY_MAJOR, "capacity.section", "East stand");
    f->run = -1;
    f->certainty = "arithmetic";
    measure(f, 4000, 3400, AMAN_UNIT_PERSONS, "expected");
    f->args[3] = (struct aman_arg){.name = "safe", .value = 3400, .unit = AMAN_UNIT_PERSONS};
    f->args[4] = (struct aman_arg){.name = "term", .text = "term.holding"};
    set_evidence(f, AMAN_EVIDENCE_CAPACITY, 0, 0, 0);
    f = add_finding(fake, AMAN_SEVERITY_MINOR, "density.zone", "Q3");
    measure(f, 3.9, 3.59, AMAN_UNIT_PER_M2, "density");
    set_time(f, 18.6 * 3600);
    f->args[4] = (struct aman_arg){.name = "duration", .value = 60, .unit = AMAN_UNIT_SECONDS};
    set_evidence(f, AMAN_EVIDENCE_ZONE, 2, 0, 0);
    f = add_finding(fake, AMAN_SEVERITY_MINOR, "reader.fault", "stair-1");
    f->run = -1;
    f->certainty = "reader";
    f->args[1] = (struct aman_arg){.name = "what", .text = "touches no walkable area at its upper end"};
    spot = at_angle(135, 76);
    set_evidence(f, AMAN_EVIDENCE_GEOMETRY, -1, spot.x, spot.y);
    f = add_finding(fake, AMAN_SEVERITY_INFO, "contingency.prose", "storm");
    f->run = -1;
    f = add_finding(fake, AMAN_SEVERITY_HOLDS, "gate.wait", "G1");
    measure(f, 640, 1200, AMAN_UNIT_SECONDS, "wait");
    set_time(f, 18.5 * 3600);
    f = add_finding(fake, AMAN_SEVERITY_HOLDS, "exit.time", "North stand");
    measure(f, 402, 480, AMAN_UNIT_SECONDS, "time");
}

static void build_capacity(struct aman_fake *fake)
{
    struct aman_verdict *v = &fake->verdict;
    v->n_capacity = STANDS + 1;
    v->capacity = make(fake, v->n_capacity, sizeof *v->capacity);
    for (int i = 0; i <= STANDS; i++) {
        struct aman_capacity_row *row = &v->capacity[i];
        double k = i == STANDS ? STANDS : 1;
        *row = (struct aman_capacity_row){.id = i == STANDS ? "" : fake->plan.sections[i].id, .name = i == STANDS ? "" : fake->plan.sections[i].name,
                                          .term = {5280 * k, 3400 * k, 4224 * k, 3696 * k}, .safe = 3400 * k, .binding = AMAN_CAPACITY_HOLDING,
                                          .expected = 4000 * k, .p = i == STANDS ? NAN : 0.9, .s = i == STANDS ? NAN : 0.85, .places = 4000 * k};
    }
}

void aman_fake_build(struct aman_fake *fake, bool hostile, int scale, double hours)
{
    memset(fake, 0, sizeof *fake);
    build_plan(fake, hostile, GATES * scale, 10 * scale);
    struct aman_verdict *v = &fake->verdict;
    aman_arena_init(&v->arena, &aman_mem_heap, 0);
    v->plan = &fake->plan;
    v->seed = 1;
    v->threads = 2;
    v->n_runs = scale > 1 ? 4 : 2;
    v->runs = make(fake, v->n_runs, sizeof *v->runs);
    for (size_t i = 0; i < v->n_runs; i++) build_run(fake, &v->runs[i], i == 0 ? -1 : 0, hours);
    build_findings(fake, hostile);
    build_capacity(fake);
}

void aman_fake_release(struct aman_fake *fake)
{
    aman_arena_release(&fake->verdict.arena);
    aman_arena_release(&fake->plan.arena);
}

void aman_fake_folder(char path[64])
{
    snprintf(path, 64, "/tmp/aman-report-XXXXXX");
    assert_non_null(mkdtemp(path));
}

void aman_fake_remove(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) {
        unlink(path);
        return;
    }
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        char child[512];
        snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
        aman_fake_remove(child);
    }
    closedir(dir);
    rmdir(path);
}
