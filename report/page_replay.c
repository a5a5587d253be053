/* The day minute by minute, for the slider: levels of service of each minute in 4 bits a cell.
 *
 * Data of a run, base64 of bytes. A minute is a row of spans over the raster (row 0 in the south, levels after one
 * another): a varint of cells skipped since the last span, a varint of the span's cells, then their codes, two in a byte, low half
 * first. Cells are merged until all runs together fit (the worst code wins).
 */
#include "report/draw_map.h"
#include "report/json.h"
#include "report/naming.h"
#include "report/page_parts.h"
#include "report/picture_draw.h"

#include <math.h>
#include <string.h>

enum { CELLS_MOST = 4000000 };

static void add_varint(struct aman_text *bytes, size_t value)
{
    do {
        char byte = (char)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
        aman_text_add_n(bytes, &byte, 1);
        value >>= 7;
    } while (value > 0);
}

/* How many cells on a side become one. */
static int merge_of(const struct aman_verdict *verdict)
{
    double cells = 0;
    for (size_t r = 0; r < verdict->n_runs; r++)
        for (size_t i = 0; i < verdict->runs[r].n_minutes; i++) cells += (double)verdict->runs[r].minutes[i].n_cells;
    int merge = 1;
    while (merge < 8 && cells / (merge * merge) > CELLS_MOST) merge++;
    return merge;
}

struct coarse {
    const struct aman_run *run;
    const struct aman_ground_codes *ground;
    int merge, width, height;
    uint8_t *codes; /* levels * height * width */
    size_t n;
};

static size_t coarse_cell(const struct coarse *c, uint32_t cell)
{
    size_t width = (size_t)c->run->width, height = (size_t)c->run->height, merge = (size_t)c->merge;
    size_t x = cell % width / merge, y = cell / width % height / merge, level = cell / (width * height);
    return (level * (size_t)c->height + y) * (size_t)c->width + x;
}

static void fill_minute(struct coarse *c, const struct aman_run_minute *minute)
{
    memset(c->codes, AMAN_LOS_NONE, c->n);
    for (size_t i = 0; i < minute->n_cells; i++) {
        uint32_t cell = minute->cells[i].cell;
        if (cell >= c->ground->n_cells) continue;
        uint8_t code = aman_los_code((enum aman_zone_scheme)c->ground->scheme[cell], (double)minute->cells[i].density_per_m2);
        uint8_t *at = &c->codes[coarse_cell(c, cell)];
        if (code > *at) *at = code;
    }
}

static void add_spans(struct aman_text *bytes, const struct coarse *c)
{
    size_t last = 0;
    for (size_t i = 0; i < c->n;) {
        if (c->codes[i] == AMAN_LOS_NONE) {
            i++;
            continue;
        }
        size_t end = i;
        while (end < c->n && c->codes[end] != AMAN_LOS_NONE) end++;
        add_varint(bytes, i - last);
        add_varint(bytes, end - i);
        for (; i < end; i += 2) {
            char pair = (char)(c->codes[i] | (i + 1 < end ? c->codes[i + 1] << 4 : 0));
            aman_text_add_n(bytes, &pair, 1);
        }
        i = last = end;
    }
}

static void key_series(struct aman_text *json, const char *key, const struct aman_run *run, const uint32_t *values)
{
    aman_json_key(json, key);
    aman_text_add(json, "[");
    for (size_t i = 0; i < run->n_minutes; i++) {
        double at = fmax(0, run->minutes[i].t_s - run->begin_s);
        aman_json_next(json);
        aman_json_number(json, at < (double)run->n_seconds ? values[(size_t)at] : NAN);
    }
    aman_text_add(json, "]");
}

/* The spans of every minute, and where each minute ends. */
static void key_minutes(struct aman_page_context *page, struct coarse *c)
{
    struct aman_text *json = page->html, bytes;
    aman_text_init(&bytes, json->mem);
    aman_json_key(json, "ends");
    aman_text_add(json, "[");
    for (size_t i = 0; i < c->run->n_minutes; i++) {
        fill_minute(c, &c->run->minutes[i]);
        add_spans(&bytes, c);
        aman_json_next(json);
        aman_text_addf(json, "%zu", bytes.length);
    }
    aman_text_add(json, "]");
    aman_json_key(json, "data");
    aman_text_add(json, "\"");
    aman_page_base64(page, bytes.data, bytes.length);
    aman_text_add(json, "\"");
    if (bytes.failed) json->failed = true;
    aman_text_release(&bytes);
}

static void add_run(struct aman_page_context *page, size_t r, struct coarse *c)
{
    struct aman_text *json = page->html, name;
    const struct aman_run *run = c->run;
    aman_text_init(&name, json->mem);
    aman_name_run(&name, page->lang, page->verdict, (int)r);
    aman_json_next(json);
    aman_text_add(json, "\n{");
    aman_json_key_text(json, "name", name.data ? name.data : "");
    aman_json_key_number(json, "worst", run->danger.t_s);
    aman_json_key_number(json, "cell", run->cell_m * c->merge);
    aman_json_key_number(json, "x0", run->x0);
    aman_json_key_number(json, "y0", run->y0);
    aman_json_key_number(json, "width", c->width);
    aman_json_key_number(json, "height", c->height);
    aman_json_key_number(json, "levels", run->levels);
    aman_json_key(json, "t");
    aman_text_add(json, "[");
    for (size_t i = 0; i < run->n_minutes; i++) {
        aman_json_next(json);
        aman_json_number(json, run->minutes[i].t_s);
    }
    aman_text_add(json, "]");
    key_series(json, "onGround", run, run->on_ground);
    key_series(json, "seated", run, run->seated);
    key_minutes(page, c);
    aman_text_add(json, "}");
    if (name.failed) json->failed = true;
    aman_text_release(&name);
}

static void add_runs(struct aman_page_context *page)
{
    const struct aman_verdict *verdict = page->verdict;
    int merge = merge_of(verdict);
    aman_json_key(page->html, "runs");
    aman_text_add(page->html, "[");
    for (size_t r = 0; r < verdict->n_runs; r++) {
        const struct aman_run *run = &verdict->runs[r];
        if (!page->pictures->ground.peak[r] || run->n_minutes == 0) continue;
        struct coarse c = {.run = run, .ground = &page->pictures->ground, .merge = merge,
                           .width = (run->width + merge - 1) / merge, .height = (run->height + merge - 1) / merge};
        c.n = (size_t)run->levels * (size_t)c.width * (size_t)c.height;
        c.codes = aman_mem_new(page->html->mem, c.n, 1);
        if (!c.codes) {
            page->html->failed = true;
            return;
        }
        add_run(page, r, &c);
        aman_mem_free(page->html->mem, c.codes, c.n, 1);
    }
    aman_text_add(page->html, "]");
}

static void add_levels(struct aman_page_context *page)
{
    struct aman_text *json = page->html;
    const struct aman_venue *venue = &page->verdict->plan->venue;
    aman_json_key(json, "levels");
    aman_text_add(json, "[");
    for (size_t i = 0; i < venue->n_levels; i++) {
        const struct aman_picture *ground = aman_pictures_find(page->pictures, AMAN_PICTURE_GROUND, -1, (int)i);
        if (!ground) continue;
        struct aman_picture_job job = {page->pictures, ground, "", "", NULL};
        struct aman_map map = aman_picture_map(&job);
        struct aman_map_frame frame = aman_map_frame_of(&map, ground->width, ground->height);
        aman_json_next(json);
        aman_text_add(json, "{");
        aman_json_key_text(json, "name", venue->levels[i].name);
        aman_json_key(json, "image");
        aman_text_addf(json, "\"pic-%s\"", ground->name);
        aman_json_key_number(json, "width", ground->width);
        aman_json_key_number(json, "height", ground->height);
        aman_json_key_number(json, "ox", frame.ox);
        aman_json_key_number(json, "oy", frame.oy);
        aman_json_key_number(json, "scale", frame.scale);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

static void add_colours(struct aman_page_context *page)
{
    aman_json_key(page->html, "colours");
    aman_text_add(page->html, "[");
    for (uint8_t code = 0; code < AMAN_LOS_CODES; code++) {
        struct aman_rgba c = aman_los_colour(code);
        aman_json_next(page->html);
        aman_text_addf(page->html, "[%d,%d,%d,%d]", (int)lround(c.r * 255), (int)lround(c.g * 255), (int)lround(c.b * 255),
                       (int)lround(c.a * 255));
    }
    aman_text_add(page->html, "]");
}

static void add_controls(struct aman_page_context *page)
{
    aman_page_add(page, "<div class=\"controls\"><button type=\"button\" id=\"replay-play\" aria-label=\"");
    aman_page_word(page, "page.play");
    aman_page_add(page, "\">▶</button><output id=\"replay-clock\">--:--</output>"
                        "<input type=\"range\" id=\"replay-slider\" dir=\"ltr\" min=\"0\" value=\"0\" aria-label=\"");
    aman_page_word(page, "page.replay");
    aman_page_add(page, "\"><select id=\"replay-run\" aria-label=\"");
    aman_page_word(page, "app.under");
    aman_page_add(page, "\"></select><select id=\"replay-level\" aria-label=\"");
    aman_page_word(page, "page.level");
    aman_page_add(page, "\"></select></div><p class=\"now\">");
    aman_page_word(page, "picture.on_ground");
    aman_page_add(page, ": <b id=\"replay-ground\"></b> · ");
    aman_page_word(page, "picture.in_place");
    aman_page_add(page, ": <b id=\"replay-seated\"></b></p>\n");
}

static void add_legend(struct aman_page_context *page)
{
    aman_page_add(page, "<p class=\"legend\">");
    for (int class = 0; class < AMAN_LOS_CLASSES; class++) aman_page_addf(page, "<span class=\"los-%c\">%c</span>", 'a' + class, 'A' + class);
    aman_page_add(page, "<span class=\"los-danger\">");
    aman_page_word(page, "map.danger");
    aman_page_add(page, "</span><span class=\"los-critical\">");
    aman_page_word(page, "map.critical");
    aman_page_add(page, "</span></p>\n");
}

void aman_page_replay(struct aman_page_context *page)
{
    bool any = false;
    for (size_t r = 0; r < page->verdict->n_runs; r++) any = any || (page->pictures->ground.peak[r] && page->verdict->runs[r].n_minutes > 0);
    if (!any) return;
    aman_page_add(page, "<section id=\"replay\"><h2>");
    aman_page_word(page, "page.replay");
    aman_page_add(page, "</h2>\n");
    add_controls(page);
    aman_page_add(page, "<canvas id=\"replay-canvas\" width=\"960\" height=\"600\"></canvas>\n");
    add_legend(page);
    aman_page_add(page, "<div hidden>");
    for (size_t i = 0; i < page->verdict->plan->venue.n_levels; i++)
        aman_page_figure(page, aman_pictures_find(page->pictures, AMAN_PICTURE_GROUND, -1, (int)i));
    aman_page_add(page, "</div><script type=\"application/json\" id=\"replay-data\">{");
    add_colours(page);
    add_levels(page);
    add_runs(page);
    aman_page_add(page, "}</script></section>\n");
}
