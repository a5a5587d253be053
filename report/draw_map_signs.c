#include "report/draw_map_signs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MOST = 160 };

struct placed {
    struct aman_box boxes[NAMES_MOST];
    size_t n;
};

static struct aman_point at_of(const struct aman_map_frame *f, struct aman_point p)
{
    return (struct aman_point){f->ox + p.x * f->scale, f->oy - p.y * f->scale};
}

static bool is_free(const struct placed *placed, struct aman_box box)
{
    for (size_t i = 0; i < placed->n; i++) {
        const struct aman_box *other = &placed->boxes[i];
        if (box.x_min < other->x_max && box.x_max > other->x_min && box.y_min < other->y_max && box.y_max > other->y_min)
            return false;
    }
    return true;
}

/* Tries the point itself, then around it; true when it found room inside the window. */
static bool place_label(struct aman_draw *draw, const struct aman_map_frame *f, struct placed *placed,
                        struct aman_label *label, double away)
{
    static const double shifts[][2] = {{0, 0}, {0, -1}, {0, 1}, {1, 0}, {-1, 0}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}};
    double w, h, x = label->x, y = label->y;
    aman_draw_measure(draw, label, &w, &h);
    for (size_t i = away > 0 ? 1 : 0; i < sizeof shifts / sizeof *shifts && placed->n < NAMES_MOST; i++) {
        label->x = x + shifts[i][0] * (w / 2 + away + 3);
        label->y = y + shifts[i][1] * (h / 2 + away);
        struct aman_box box = {label->x - w / 2 - 2, label->y - h / 2, label->x + w / 2 + 2, label->y + h / 2};
        bool inside = box.x_min >= f->x0 && box.x_max <= f->x1 && box.y_min >= f->y0 && box.y_max <= f->y1;
        if (!inside || !is_free(placed, box)) continue;
        placed->boxes[placed->n++] = box;
        aman_draw_label(draw, label);
        return true;
    }
    return false;
}

static void name_point(struct aman_draw *draw, const struct aman_map_frame *f, struct placed *placed,
                       const char *name, struct aman_point p, double size, double away, struct aman_rgba colour, bool bold)
{
    struct aman_point at = at_of(f, p);
    if (at.x < f->x0 || at.x > f->x1 || at.y < f->y0 || at.y > f->y1) return;
    struct aman_text text;
    aman_text_init(&text, draw->mem);
    aman_text_add(&text, "\u2068"); /* a name keeps its own direction */
    aman_word_clean(&text, name);
    aman_text_add(&text, "\u2069");
    struct aman_label label = {.text = text.data, .x = at.x, .y = at.y, .anchor = AMAN_ANCHOR_MIDDLE, .size = size,
                               .bold = bold, .halo = true, .colour = colour};
    if (text.failed) draw->failed = true;
    else place_label(draw, f, placed, &label, away);
    aman_text_release(&text);
}

static struct aman_point middle_of_line(const struct aman_ring *line)
{
    double length = 0;
    for (size_t i = 0; i + 1 < line->n; i++) length += aman_point_distance(line->points[i], line->points[i + 1]);
    double left = length / 2;
    for (size_t i = 0; i + 1 < line->n; i++) {
        struct aman_point a = line->points[i], b = line->points[i + 1];
        double d = aman_point_distance(a, b);
        if (d >= left && d > 0) return (struct aman_point){a.x + (b.x - a.x) * left / d, a.y + (b.y - a.y) * left / d};
        left -= d;
    }
    return line->points[0];
}

static struct aman_point middle_of_area(const struct aman_area *area)
{
    double x = 0, y = 0, twice = 0;
    const struct aman_ring *ring = &area->rings[0];
    for (size_t i = 0; i < ring->n; i++) {
        struct aman_point a = ring->points[i], b = ring->points[(i + 1) % ring->n];
        double cross = a.x * b.y - b.x * a.y;
        twice += cross;
        x += (a.x + b.x) * cross;
        y += (a.y + b.y) * cross;
    }
    if (twice == 0) return ring->points[0];
    return (struct aman_point){x / (3 * twice), y / (3 * twice)};
}

static bool is_named(const struct aman_map *map, const struct aman_feature *feature, enum aman_feature_kind kind)
{
    return feature->kind == kind && feature->level == map->level && feature->area.n > 0 && feature->area.rings[0].n >= 3;
}

static void name_lines(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map,
                       struct placed *placed, enum aman_feature_kind kind, struct aman_rgba colour)
{
    const struct aman_venue *venue = &map->plan->venue;
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        if (feature->kind != kind || feature->level != map->level || feature->line.n < 2) continue;
        name_point(draw, f, placed, feature->id, middle_of_line(&feature->line), 11, 4, colour, true);
    }
}

static void name_areas(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map,
                       struct placed *placed, enum aman_feature_kind kind, struct aman_rgba colour)
{
    const struct aman_venue *venue = &map->plan->venue;
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        if (!is_named(map, feature, kind)) continue;
        const char *name = *feature->name ? feature->name : feature->id;
        name_point(draw, f, placed, name, middle_of_area(&feature->area), 11, 0, colour, false);
    }
}

static const char *section_name(const struct aman_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->n_sections; i++)
        if (strcmp(plan->sections[i].id, id) == 0) return *plan->sections[i].name ? plan->sections[i].name : id;
    return id;
}

static bool is_of_section(const struct aman_map *map, const struct aman_feature *feature, const char *section)
{
    return is_named(map, feature, AMAN_FEATURE_STAND) && strcmp(feature->section, section) == 0;
}

static struct aman_point section_middle(const struct aman_map *map, const char *section)
{
    const struct aman_venue *venue = &map->plan->venue;
    double x = 0, y = 0, n = 0;
    for (size_t i = 0; i < venue->n_features; i++) {
        if (!is_of_section(map, &venue->features[i], section)) continue;
        struct aman_point p = middle_of_area(&venue->features[i].area);
        x += p.x;
        y += p.y;
        n++;
    }
    return (struct aman_point){x / n, y / n};
}

/* Where a section is written: on the stand of it that lies nearest to the middle of all. */
static struct aman_point section_point(const struct aman_map *map, const char *section)
{
    const struct aman_venue *venue = &map->plan->venue;
    struct aman_point middle = section_middle(map, section), best = middle;
    double least = INFINITY;
    for (size_t i = 0; i < venue->n_features; i++) {
        if (!is_of_section(map, &venue->features[i], section)) continue;
        struct aman_point p = middle_of_area(&venue->features[i].area);
        if (aman_point_distance(p, middle) >= least) continue;
        least = aman_point_distance(p, middle);
        best = p;
    }
    return best;
}

/* Blocks are many: each section is written once. A stand that belongs to none goes by its own name. */
static void name_stands(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map,
                        struct placed *placed)
{
    const struct aman_venue *venue = &map->plan->venue;
    for (size_t i = 0; i < venue->n_features; i++) {
        const struct aman_feature *feature = &venue->features[i];
        if (!is_named(map, feature, AMAN_FEATURE_STAND)) continue;
        bool own = !*feature->section || strcmp(feature->section, feature->id) == 0, told = false;
        for (size_t k = 0; k < i && !own && !told; k++)
            told = is_of_section(map, &venue->features[k], feature->section);
        if (told) continue;
        const char *name = !own ? section_name(map->plan, feature->section) : *feature->name ? feature->name : feature->id;
        struct aman_point p = own ? middle_of_area(&feature->area) : section_point(map, feature->section);
        name_point(draw, f, placed, name, p, own ? 11 : 12, 0, aman_ink_soft, !own);
    }
}

void aman_map_names(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map)
{
    struct placed placed = {.n = 0};
    name_areas(draw, f, map, &placed, AMAN_FEATURE_SOURCE, aman_blue);
    if (map->far) return;
    name_lines(draw, f, map, &placed, AMAN_FEATURE_GATE, aman_blue);
    name_lines(draw, f, map, &placed, AMAN_FEATURE_SEARCH, aman_orange);
    name_stands(draw, f, map, &placed);
    name_areas(draw, f, map, &placed, AMAN_FEATURE_SAFETY, aman_good);
    name_lines(draw, f, map, &placed, AMAN_FEATURE_EXIT, aman_good);
}

static void draw_disc(struct aman_draw *draw, struct aman_point at, double radius, struct aman_rgba colour)
{
    cairo_new_path(draw->cr);
    cairo_arc(draw->cr, at.x, at.y, radius, 0, 2 * acos(-1.0));
    aman_draw_colour(draw, colour);
    cairo_fill(draw->cr);
}

static void draw_ring(struct aman_draw *draw, struct aman_point at, double radius, struct aman_rgba colour, double width)
{
    cairo_new_path(draw->cr);
    cairo_arc(draw->cr, at.x, at.y, radius, 0, 2 * acos(-1.0));
    aman_draw_colour(draw, colour);
    cairo_set_line_width(draw->cr, width);
    cairo_stroke(draw->cr);
}

void aman_map_marks(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map)
{
    for (size_t i = 0; i < map->n_marks; i++) {
        struct aman_point at = at_of(f, map->marks[i].at);
        const char *text = map->marks[i].text;
        double radius = *text ? 10 : 17;
        draw_disc(draw, at, radius, *text ? aman_alarm : (struct aman_rgba){0, 0, 0, 0});
        draw_ring(draw, at, radius, aman_paper, *text ? 1.5 : 5.5);
        if (!*text) draw_ring(draw, at, radius, aman_ink, 2.2);
        aman_draw_label(draw, &(struct aman_label){.text = text, .x = at.x, .y = at.y, .anchor = AMAN_ANCHOR_MIDDLE,
                                                   .size = 11, .bold = true, .colour = aman_paper});
    }
}

void aman_map_scale_bar(struct aman_draw *draw, double scale, double x, double y)
{
    static const double lengths_m[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000};
    double length = lengths_m[0];
    for (size_t i = 0; i < sizeof lengths_m / sizeof *lengths_m; i++)
        if (lengths_m[i] * scale <= 110) length = lengths_m[i];
    double x_end = x + length * scale;
    aman_draw_colour(draw, (struct aman_rgba){1, 1, 1, 0.78});
    cairo_rectangle(draw->cr, x - 8, y - 21, x_end - x + 16, 28);
    cairo_fill(draw->cr);
    aman_draw_colour(draw, aman_ink);
    aman_draw_line(draw, x, y, x_end, y, 2);
    aman_draw_line(draw, x, y - 4, x, y + 1, 1.5);
    aman_draw_line(draw, x_end, y - 4, x_end, y + 1, 1.5);
    struct aman_text text;
    aman_text_init(&text, draw->mem);
    aman_word_quantity(&text, draw->lang, length, AMAN_UNIT_METRES);
    if (text.failed) draw->failed = true;
    else
        aman_draw_label(draw, &(struct aman_label){.text = text.data, .x = (x + x_end) / 2, .y = y - 10, .size = 11,
                                                   .anchor = AMAN_ANCHOR_MIDDLE, .colour = aman_ink});
    aman_text_release(&text);
}

void aman_map_north(struct aman_draw *draw, double x, double y)
{
    cairo_new_path(draw->cr);
    cairo_move_to(draw->cr, x, y - 16);
    cairo_line_to(draw->cr, x + 6, y + 6);
    cairo_line_to(draw->cr, x, y + 1);
    cairo_line_to(draw->cr, x - 6, y + 6);
    cairo_close_path(draw->cr);
    aman_draw_colour(draw, aman_ink);
    cairo_fill_preserve(draw->cr);
    aman_draw_colour(draw, aman_paper);
    cairo_set_line_width(draw->cr, 1);
    cairo_stroke(draw->cr);
    aman_draw_label(draw, &(struct aman_label){.text = aman_word(draw->lang, "map.north"), .x = x, .y = y + 15, .size = 11,
                                               .anchor = AMAN_ANCHOR_MIDDLE, .bold = true, .halo = true, .colour = aman_ink});
}

static double draw_swatch(struct aman_draw *draw, double x, double y, struct aman_rgba colour, const char *text)
{
    double w, h;
    aman_draw_colour(draw, colour);
    cairo_rectangle(draw->cr, x, y - 6, 20, 12);
    cairo_fill(draw->cr);
    struct aman_label label = {.text = text, .x = x + 24, .y = y, .anchor = AMAN_ANCHOR_START, .size = 11, .colour = aman_ink};
    aman_draw_label(draw, &label);
    aman_draw_measure(draw, &label, &w, &h);
    return x + 24 + w + 11;
}

static void draw_los_legend(struct aman_draw *draw, double x, double y)
{
    struct aman_label title = {.text = aman_word(draw->lang, "map.los"), .x = x, .y = y, .anchor = AMAN_ANCHOR_START,
                               .size = 11, .bold = true, .colour = aman_ink};
    double w, h;
    aman_draw_label(draw, &title);
    aman_draw_measure(draw, &title, &w, &h);
    x += w + 10;
    for (int class = 0; class < AMAN_LOS_CLASSES; class++) {
        char letter[2] = {(char)('A' + class), '\0'};
        x = draw_swatch(draw, x, y, aman_los_colour((uint8_t)(AMAN_LOS_A + 2 * class + 1)), letter);
    }
    x = draw_swatch(draw, x, y, aman_los_colour(AMAN_LOS_DANGER), aman_word(draw->lang, "map.danger"));
    draw_swatch(draw, x, y, aman_los_colour(AMAN_LOS_CRITICAL), aman_word(draw->lang, "map.critical"));
}

static void draw_plan_legend(struct aman_draw *draw, double x, double y)
{
    x = draw_swatch(draw, x, y, aman_blue, aman_word(draw->lang, "map.gate"));
    x = draw_swatch(draw, x, y, aman_orange, aman_word(draw->lang, "map.search"));
    x = draw_swatch(draw, x, y, aman_good, aman_word(draw->lang, "map.exit"));
    x = draw_swatch(draw, x, y, (struct aman_rgba){0.885, 0.875, 0.925, 1}, aman_word(draw->lang, "map.stand"));
    draw_swatch(draw, x, y, (struct aman_rgba){0.80, 0.80, 0.84, 1}, aman_word(draw->lang, "map.stairs"));
}

void aman_map_furniture(struct aman_draw *draw, const struct aman_map_frame *f, const struct aman_map *map)
{
    double y = f->y1 + 22;
    if (map->codes) draw_los_legend(draw, 16, y);
    else draw_plan_legend(draw, 16, y);
    aman_map_scale_bar(draw, f->scale, f->x0 + 18, f->y1 - 15);
    aman_map_north(draw, draw->width - 26, f->y0 + 26);
    const char *thanks = map->plan->venue.attribution;
    if (*thanks && map->plan->venue.buildings.n > 0)
        aman_draw_label(draw, &(struct aman_label){.text = thanks, .x = f->x1 - 6, .y = f->y1 - 9, .size = 9,
                                                   .anchor = AMAN_ANCHOR_END, .halo = true, .colour = aman_ink_soft});
}
