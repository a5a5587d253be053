#include "report/pictures.h"

#include "base/tasks.h"
#include "report/escort_sheet.h"
#include "report/naming.h"
#include "report/picture_draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_names[] = {"day", "plan", "ground", "density", "city", "bank", "section", "zone", "capacity",
                                         "moment", "place", "escort", "convoys", "posts", "perimeter"};

const struct aman_picture *aman_pictures_find(const struct aman_pictures *pictures, enum aman_picture_kind kind, int run,
                                              int index)
{
    for (size_t i = 0; i < pictures->n; i++) {
        const struct aman_picture *p = &pictures->items[i];
        if (p->kind == kind && p->run == run && p->index == index) return p;
    }
    return NULL;
}

static bool is_map(enum aman_picture_kind kind)
{
    return kind == AMAN_PICTURE_PLAN || kind == AMAN_PICTURE_GROUND || kind == AMAN_PICTURE_PEAK ||
           kind == AMAN_PICTURE_CITY_PEAK || kind == AMAN_PICTURE_MOMENT || kind == AMAN_PICTURE_PLACE ||
           kind == AMAN_PICTURE_RING;
}

static void size_map(const struct aman_pictures *pictures, struct aman_picture *picture)
{
    bool close_up = picture->kind == AMAN_PICTURE_MOMENT || picture->kind == AMAN_PICTURE_PLACE;
    struct aman_box view = aman_picture_view(pictures, picture);
    double shape = (view.y_max - view.y_min) / fmax(view.x_max - view.x_min, 1);
    double frame = picture->kind == AMAN_PICTURE_GROUND ? 0 : 96;
    picture->width = close_up ? 760 : 960;
    picture->height = round(fmin(fmax(picture->width * shape, 0.45 * picture->width), 1.15 * picture->width) + frame);
    picture->as_png = true;
}

static enum aman_err add(struct aman_pictures *pictures, enum aman_picture_kind kind, int run, int index)
{
    if (aman_pictures_find(pictures, kind, run, index)) return AMAN_OK;
    if (pictures->n == pictures->capacity) {
        size_t capacity = pictures->capacity ? 2 * pictures->capacity : 64;
        struct aman_picture *items = aman_mem_grow(pictures->mem, pictures->items, pictures->capacity, capacity, sizeof *items);
        if (!items) return AMAN_ERR_MEMORY;
        pictures->items = items;
        pictures->capacity = capacity;
    }
    struct aman_picture picture = {.kind = kind, .run = run, .index = index, .width = 860, .height = 330};
    if (run > 0) snprintf(picture.name, sizeof picture.name, "%s-%02d-run%d", kind_names[kind], index, run);
    else snprintf(picture.name, sizeof picture.name, "%s-%02d", kind_names[kind], index);
    if (kind == AMAN_PICTURE_BANK) picture.height = 430;
    if (kind == AMAN_PICTURE_CAPACITY) picture.height = 250;
    if (kind == AMAN_PICTURE_POSTS) {
        picture.width = 1060;
        picture.height = aman_picture_posts_height(pictures->verdict);
    }
    if (kind == AMAN_PICTURE_ESCORT || kind == AMAN_PICTURE_CONVOYS) {
        picture.width = aman_escort_picture_width;
        picture.height = kind == AMAN_PICTURE_ESCORT ? aman_escort_picture_height : aman_convoys_picture_height;
        picture.as_png = kind == AMAN_PICTURE_ESCORT; /* streets of a city are many lines */
    }
    if (is_map(kind)) size_map(pictures, &picture);
    aman_text_init(&picture.png, pictures->mem);
    aman_text_init(&picture.svg, pictures->mem);
    pictures->items[pictures->n++] = picture;
    return AMAN_OK;
}

/* The picture that shows a finding: false if it has none. */
static bool evidence_of(const struct aman_pictures *pictures, size_t finding, enum aman_picture_kind *kind, int *run,
                        int *index)
{
    const struct aman_verdict *v = pictures->verdict;
    const struct aman_finding *f = &v->findings[finding];
    int r = f->run >= 0 && (size_t)f->run < v->n_runs ? f->run : v->n_runs > 0 ? 0 : -1;
    const struct aman_run *its_run = r >= 0 ? &v->runs[r] : NULL;
    size_t most = 0;
    switch (f->evidence) {
    case AMAN_EVIDENCE_NONE: return false;
    case AMAN_EVIDENCE_BANK: *kind = AMAN_PICTURE_BANK; most = its_run ? its_run->n_banks : 0; break;
    case AMAN_EVIDENCE_SECTION: *kind = AMAN_PICTURE_SECTION; most = its_run ? its_run->n_sections : 0; break;
    case AMAN_EVIDENCE_ZONE: *kind = AMAN_PICTURE_ZONE; most = its_run ? its_run->n_zones : 0; break;
    case AMAN_EVIDENCE_CAPACITY: *kind = AMAN_PICTURE_CAPACITY; most = v->n_capacity; r = -1; break;
    case AMAN_EVIDENCE_ESCORT: *kind = AMAN_PICTURE_ESCORT; most = v->escorts.n; r = -1; break;
    case AMAN_EVIDENCE_CONVOYS: *kind = AMAN_PICTURE_CONVOYS; most = 1; r = -1; break;
    case AMAN_EVIDENCE_MAP: *kind = AMAN_PICTURE_MOMENT; break;
    case AMAN_EVIDENCE_GEOMETRY: *kind = AMAN_PICTURE_PLACE; r = -1; break;
    case AMAN_EVIDENCE_POSTS: *kind = AMAN_PICTURE_POSTS; *run = -1; *index = 0; return v->plan->deployment.judged;
    case AMAN_EVIDENCE_RING: *kind = AMAN_PICTURE_RING; most = v->plan->deployment.n_perimeters; r = -1; break;
    }
    bool map = f->evidence == AMAN_EVIDENCE_MAP || f->evidence == AMAN_EVIDENCE_GEOMETRY;
    *run = r;
    *index = map ? (int)finding : f->evidence_index;
    if (map) return f->has_place && f->level >= 0 && (size_t)f->level < v->plan->venue.n_levels && (*kind == AMAN_PICTURE_PLACE || its_run);
    return *index >= 0 && (size_t)*index < most;
}

const struct aman_picture *aman_pictures_of_finding(const struct aman_pictures *pictures, size_t finding)
{
    enum aman_picture_kind kind;
    int run, index;
    if (!evidence_of(pictures, finding, &kind, &run, &index)) return NULL;
    return aman_pictures_find(pictures, kind, run, index);
}

static bool has_density(const struct aman_pictures *pictures, size_t run, int level)
{
    const uint8_t *peak = pictures->ground.peak[run];
    size_t n = (size_t)pictures->verdict->runs[run].width * (size_t)pictures->verdict->runs[run].height;
    for (size_t i = 0; peak && i < n; i++)
        if (peak[(size_t)level * n + i] != AMAN_LOS_NONE) return true;
    return false;
}

static bool is_target(const struct aman_verdict *v, size_t run, int checkpoint)
{
    const struct aman_plan_contingency *c = &v->plan->contingencies[v->runs[run].contingency];
    if (c->type != AMAN_CONTINGENCY_GATE_SHUT && c->type != AMAN_CONTINGENCY_GATE_SLOW) return false;
    for (size_t i = 0; i < c->n_targets; i++)
        if (c->targets[i] == checkpoint) return true;
    return false;
}

static enum aman_err list_run(struct aman_pictures *pictures, size_t r)
{
    const struct aman_verdict *v = pictures->verdict;
    const struct aman_run *run = &v->runs[r];
    enum aman_err err = add(pictures, AMAN_PICTURE_DAY, (int)r, 0);
    for (int level = 0; level < run->levels && (size_t)level < v->plan->venue.n_levels && err == AMAN_OK; level++) {
        if (!has_density(pictures, r, level)) continue;
        if (aman_picture_in_city(&v->plan->venue, level)) err = add(pictures, AMAN_PICTURE_CITY_PEAK, (int)r, level);
        if (err == AMAN_OK) err = add(pictures, AMAN_PICTURE_PEAK, (int)r, level);
    }
    for (size_t i = 0; i < run->n_banks && err == AMAN_OK; i++)
        if (run->contingency < 0 || is_target(v, r, run->banks[i].checkpoint))
            err = add(pictures, AMAN_PICTURE_BANK, (int)r, (int)i);
    for (size_t i = 0; i < run->n_sections && err == AMAN_OK; i++) err = add(pictures, AMAN_PICTURE_SECTION, (int)r, (int)i);
    return err;
}

static enum aman_err list_findings(struct aman_pictures *pictures)
{
    enum aman_err err = AMAN_OK;
    size_t listed = 0;
    for (size_t i = 0; i < pictures->verdict->n_findings && listed < AMAN_PICTURES_OF_FINDINGS_MAX && err == AMAN_OK; i++) {
        enum aman_picture_kind kind;
        int run, index;
        if (pictures->verdict->findings[i].severity > AMAN_SEVERITY_INFO) continue;
        if (!evidence_of(pictures, i, &kind, &run, &index)) continue;
        err = add(pictures, kind, run, index);
        listed++;
    }
    return err;
}

static enum aman_err list_escorts(struct aman_pictures *pictures)
{
    const struct aman_escorts *escorts = &pictures->verdict->escorts;
    enum aman_err err = AMAN_OK;
    bool any = false;
    for (size_t i = 0; i < escorts->n && err == AMAN_OK; i++) {
        if (escorts->items[i].routes.state != AMAN_ESCORT_PLANNED) continue;
        err = add(pictures, AMAN_PICTURE_ESCORT, -1, (int)i);
        any = true;
    }
    return any && err == AMAN_OK ? add(pictures, AMAN_PICTURE_CONVOYS, -1, 0) : err;
}

static enum aman_err list_all(struct aman_pictures *pictures)
{
    const struct aman_verdict *v = pictures->verdict;
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < v->plan->venue.n_levels && err == AMAN_OK; i++) {
        err = add(pictures, AMAN_PICTURE_PLAN, -1, (int)i);
        if (err == AMAN_OK && v->n_runs > 0) err = add(pictures, AMAN_PICTURE_GROUND, -1, (int)i);
    }
    for (size_t r = 0; r < v->n_runs && err == AMAN_OK; r++) err = list_run(pictures, r);
    if (err == AMAN_OK) err = list_escorts(pictures);
    const struct aman_plan_deployment *deployment = &v->plan->deployment;
    if (err == AMAN_OK && deployment->judged) err = add(pictures, AMAN_PICTURE_POSTS, -1, 0);
    for (size_t i = 0; i < deployment->n_perimeters && err == AMAN_OK; i++) err = add(pictures, AMAN_PICTURE_RING, -1, (int)i);
    return err == AMAN_OK ? list_findings(pictures) : err;
}

enum aman_err aman_pictures_init(struct aman_pictures *pictures, const struct aman_verdict *verdict,
                                 enum aman_lang lang, const struct aman_mem *mem)
{
    *pictures = (struct aman_pictures){.verdict = verdict, .lang = lang, .mem = mem};
    aman_arena_init(&pictures->arena, mem, 0);
    enum aman_err err = aman_ground_codes_build(verdict, &pictures->arena, &pictures->ground);
    if (err == AMAN_OK) err = list_all(pictures);
    if (err != AMAN_OK) aman_pictures_release(pictures);
    return err;
}

void aman_pictures_release(struct aman_pictures *pictures)
{
    for (size_t i = 0; i < pictures->n; i++) {
        aman_text_release(&pictures->items[i].png);
        aman_text_release(&pictures->items[i].svg);
    }
    aman_mem_free(pictures->mem, pictures->items, pictures->capacity, sizeof *pictures->items);
    aman_arena_release(&pictures->arena);
    pictures->items = NULL;
    pictures->n = pictures->capacity = 0;
}

static aman_draw_fn *drawer_of(enum aman_picture_kind kind)
{
    switch (kind) {
    case AMAN_PICTURE_DAY: return aman_picture_draw_day;
    case AMAN_PICTURE_BANK: return aman_picture_draw_bank;
    case AMAN_PICTURE_SECTION: return aman_picture_draw_section;
    case AMAN_PICTURE_ZONE: return aman_picture_draw_zone;
    case AMAN_PICTURE_CAPACITY: return aman_picture_draw_capacity;
    case AMAN_PICTURE_POSTS: return aman_picture_draw_posts;
    case AMAN_PICTURE_RING: return aman_picture_draw_ring;
    default: return aman_picture_draw_map;
    }
}

static void add_place_name(struct aman_text *title, const struct aman_verdict *v, const struct aman_picture *p)
{
    const struct aman_plan *plan = v->plan;
    const struct aman_run *run = p->run >= 0 ? &v->runs[p->run] : NULL;
    if (p->kind == AMAN_PICTURE_BANK && run) {
        const struct aman_plan_checkpoint *c = &plan->checkpoints[run->banks[p->index].checkpoint];
        aman_name_with_id(title, c->name, c->id);
    } else if (p->kind == AMAN_PICTURE_SECTION && run) {
        const struct aman_plan_section *s = &plan->sections[run->sections[p->index].section];
        aman_name_with_id(title, s->name, s->id);
    } else if (p->kind == AMAN_PICTURE_ZONE && run) {
        const struct aman_plan_zone *z = &plan->zones[run->zones[p->index].zone];
        aman_name_with_id(title, z->name, z->id);
    } else if (p->kind == AMAN_PICTURE_CAPACITY) {
        bool sum = (size_t)p->index + 1 == v->n_capacity;
        if (!sum) aman_name_with_id(title, v->capacity[p->index].name, v->capacity[p->index].id);
    } else if (p->kind == AMAN_PICTURE_MOMENT || p->kind == AMAN_PICTURE_PLACE) {
        aman_word_clean(title, v->findings[p->index].where);
    } else if (p->kind == AMAN_PICTURE_RING) {
        const struct aman_plan_perimeter *ring = &plan->deployment.perimeters[p->index];
        aman_name_with_id(title, ring->name, ring->id);
    } else if (p->kind == AMAN_PICTURE_ESCORT) {
        aman_word_clean(title, v->escorts.items[p->index].escort->name);
    } else if (p->kind != AMAN_PICTURE_DAY && p->kind != AMAN_PICTURE_CONVOYS && p->kind != AMAN_PICTURE_POSTS) {
        aman_word_clean(title, plan->venue.levels[p->index].name);
    }
}

static void add_title(struct aman_text *title, const struct aman_pictures *pictures, const struct aman_picture *p)
{
    static const char *const keys[] = {"picture.day",     "picture.plan", "picture.ground",   "picture.peak",
                                       "picture.city",    "picture.bank", "picture.section",  "picture.zone",
                                       "picture.capacity", "picture.moment", "picture.place", "picture.escort", "picture.convoys",
                                       "picture.posts", "picture.ring"};
    struct aman_text where;
    aman_text_init(&where, title->mem);
    add_place_name(&where, pictures->verdict, p);
    double t_s = p->kind == AMAN_PICTURE_MOMENT ? pictures->verdict->findings[p->index].t_s : NAN;
    struct aman_arg args[] = {{.name = "where", .text = where.length > 0 ? where.data : "page.whole_venue"},
                              {.name = "t", .value = t_s, .unit = AMAN_UNIT_CLOCK}};
    aman_word_message(title, pictures->lang, keys[p->kind], args, 2);
    if (where.failed) title->failed = true;
    aman_text_release(&where);
}

void aman_picture_title(struct aman_text *title, const struct aman_pictures *pictures, const struct aman_picture *p)
{
    add_title(title, pictures, p);
    if (p->run <= 0) return;
    struct aman_text run;
    aman_text_init(&run, title->mem);
    aman_name_run(&run, pictures->lang, pictures->verdict, p->run);
    if (run.failed) title->failed = true;
    else aman_word_message(title, pictures->lang, "picture.of_run", &(struct aman_arg){.name = "run", .text = run.data}, 1);
    aman_text_release(&run);
}

/* The line under the title: the numbers that the picture is about. */
static void add_under(struct aman_text *under, const struct aman_pictures *pictures, const struct aman_picture *p)
{
    const struct aman_verdict *v = pictures->verdict;
    const struct aman_run *run = p->run >= 0 ? &v->runs[p->run] : NULL;
    if (p->kind == AMAN_PICTURE_BANK) {
        const struct aman_run_bank *b = &run->banks[p->index];
        struct aman_arg args[] = {{.name = "waiting", .value = b->peak_waiting, .unit = AMAN_UNIT_PERSONS},
                                  {.name = "t", .value = b->peak_waiting_t_s, .unit = AMAN_UNIT_CLOCK},
                                  {.name = "wait", .value = b->wait_p95_s, .unit = AMAN_UNIT_SECONDS},
                                  {.name = "lanes", .value = v->plan->checkpoints[b->checkpoint].lanes, .unit = AMAN_UNIT_COUNT_OF_LANES}};
        aman_word_message(under, pictures->lang, "picture.bank_numbers", args, 4);
    } else if (p->kind == AMAN_PICTURE_SECTION) {
        const struct aman_run_section *s = &run->sections[p->index];
        struct aman_arg args[] = {{.name = "people", .value = s->people, .unit = AMAN_UNIT_PERSONS},
                                  {.name = "filled", .value = s->filled_t_s, .unit = AMAN_UNIT_CLOCK},
                                  {.name = "exit", .value = s->exit_s, .unit = AMAN_UNIT_SECONDS}};
        aman_word_message(under, pictures->lang, "picture.section_numbers", args, 3);
    } else if (p->kind == AMAN_PICTURE_POSTS) {
        aman_picture_posts_under(under, pictures->lang, v);
    } else if (p->kind == AMAN_PICTURE_RING) {
        aman_picture_ring_under(under, pictures->lang, v, p->index);
    } else if (p->kind == AMAN_PICTURE_PLACE || p->kind == AMAN_PICTURE_MOMENT) {
        struct aman_arg args[] = {{.name = "level", .text = v->plan->venue.levels[v->findings[p->index].level].name}};
        aman_word_message(under, pictures->lang, "picture.level", args, 1);
    }
}

static enum aman_err render(const struct aman_pictures *pictures, struct aman_picture *picture,
                            const struct aman_picture_job *job)
{
    aman_draw_fn *fn = drawer_of(picture->kind);
    enum aman_err err = aman_draw_render(fn, job, pictures->lang, picture->width, picture->height, AMAN_DRAW_PNG,
                                         1.4, &picture->png);
    if (err == AMAN_OK)
        err = aman_draw_render(fn, job, pictures->lang, picture->width, picture->height, AMAN_DRAW_SVG, 1, &picture->svg);
    return err;
}

static enum aman_err draw_escorts(const struct aman_pictures *pictures, struct aman_picture *picture)
{
    const struct aman_verdict *v = pictures->verdict;
    enum aman_err err = AMAN_OK;
    for (int svg = 0; svg < 2 && err == AMAN_OK; svg++) {
        struct aman_text *bytes = svg ? &picture->svg : &picture->png;
        if (picture->kind == AMAN_PICTURE_ESCORT)
            err = aman_escort_judged_picture(bytes, pictures->lang, v->plan, &v->escorts.items[picture->index], svg);
        else
            err = aman_convoys_picture(bytes, pictures->lang, v->plan, &v->escorts, svg);
    }
    return err;
}

static enum aman_err draw_one(const struct aman_pictures *pictures, struct aman_picture *picture)
{
    if (picture->kind == AMAN_PICTURE_ESCORT || picture->kind == AMAN_PICTURE_CONVOYS) return draw_escorts(pictures, picture);
    const struct aman_verdict *v = pictures->verdict;
    struct aman_text title, under;
    aman_text_init(&title, pictures->mem);
    aman_text_init(&under, pictures->mem);
    aman_picture_title(&title, pictures, picture);
    add_under(&under, pictures, picture);
    struct aman_picture_job job = {pictures, picture, title.data ? title.data : "", under.data ? under.data : "", NULL};
    uint8_t *moment = NULL;
    enum aman_err err = title.failed || under.failed ? AMAN_ERR_MEMORY : AMAN_OK;
    if (picture->kind == AMAN_PICTURE_MOMENT && err == AMAN_OK && pictures->ground.peak[picture->run]) {
        moment = aman_mem_new(pictures->mem, pictures->ground.n_cells, 1);
        if (!moment) err = AMAN_ERR_MEMORY;
        else aman_ground_codes_at(&v->runs[picture->run], &pictures->ground, v->findings[picture->index].t_s, moment);
    }
    bool peak = picture->kind == AMAN_PICTURE_PEAK || picture->kind == AMAN_PICTURE_CITY_PEAK;
    job.codes = peak ? pictures->ground.peak[picture->run] : moment;
    if (err == AMAN_OK) err = render(pictures, picture, &job);
    if (moment) aman_mem_free(pictures->mem, moment, pictures->ground.n_cells, 1);
    aman_text_release(&title);
    aman_text_release(&under);
    return err;
}

static void draw_range(void *ctx, size_t begin, size_t end)
{
    struct aman_pictures *pictures = ctx;
    for (size_t i = begin; i < end; i++) pictures->items[i].err = draw_one(pictures, &pictures->items[i]);
}

enum aman_err aman_pictures_draw(struct aman_pictures *pictures, int threads)
{
    struct aman_tasks *tasks;
    enum aman_err err = aman_tasks_create(pictures->mem, threads < 1 ? 1 : threads > 256 ? 256 : threads, &tasks);
    if (err != AMAN_OK) return err;
    aman_tasks_for(tasks, pictures->n, 1, draw_range, pictures);
    aman_tasks_destroy(tasks);
    for (size_t i = 0; i < pictures->n; i++)
        if (pictures->items[i].err != AMAN_OK) return pictures->items[i].err;
    return AMAN_OK;
}
