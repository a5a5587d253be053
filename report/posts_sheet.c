#include "report/posts_sheet.h"

#include "check/posts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct sheet {
    const struct aman_plan *plan;
    const struct aman_sheet_options *options;
    const struct aman_sheet_writer *writer;
    struct aman_text cells[AMAN_SHEET_COLUMNS_MOST];
    size_t n;
    bool failed;
};

/* ---- cells ---- */

static struct aman_text *next_cell(struct sheet *sheet)
{
    struct aman_text *cell = &sheet->cells[sheet->n++];
    aman_text_clear(cell);
    return cell;
}

static void add_raw(struct sheet *sheet, const char *raw)
{
    aman_word_clean(next_cell(sheet), raw);
}

static void add_number(struct sheet *sheet, int number)
{
    aman_text_addf(next_cell(sheet), "%d", number);
}

static void add_clock(struct sheet *sheet, double t_s)
{
    aman_word_quantity(next_cell(sheet), sheet->options->lang, t_s, AMAN_UNIT_CLOCK);
}

/* A word of the plan's format, translated unless machines read it. */
static void add_word(struct sheet *sheet, const char *group, const char *word)
{
    char key[64];
    snprintf(key, sizeof key, "%s.%s", group, word);
    add_raw(sheet, sheet->options->plain ? word : aman_word(sheet->options->lang, key));
}

static void begin(struct sheet *sheet, const char *key, const char *title, const char *const *keys, size_t n)
{
    const char *heads[AMAN_SHEET_COLUMNS_MOST];
    char name[64];
    for (size_t i = 0; i < n; i++) {
        snprintf(name, sizeof name, "deploy.%s", keys[i]);
        heads[i] = aman_word(sheet->options->lang, name);
        if (!aman_word_exists(name)) heads[i] = keys[i]; /* a unit's name, cleaned */
    }
    sheet->writer->begin(sheet->writer->ctx, key, title, keys, heads, n);
}

static void end_row(struct sheet *sheet)
{
    const char *cells[AMAN_SHEET_COLUMNS_MOST];
    for (size_t i = 0; i < sheet->n; i++) {
        sheet->failed = sheet->failed || sheet->cells[i].failed;
        cells[i] = sheet->cells[i].data ? sheet->cells[i].data : "";
    }
    if (!sheet->failed) sheet->writer->row(sheet->writer->ctx, cells, sheet->n);
    sheet->n = 0;
}

static void end_table(struct sheet *sheet)
{
    sheet->writer->end(sheet->writer->ctx);
}

/* ---- posts ---- */

static const char *spot_name(const struct sheet *sheet, const struct aman_plan_spot *spot)
{
    if (spot->feature < 0) return aman_word(sheet->options->lang, "deploy.off_drawing");
    const struct aman_feature *feature = &sheet->plan->venue.features[spot->feature];
    return feature->name[0] ? feature->name : feature->id;
}

/* On a sheet of all units, where the post has many places, how many there are says enough after the first few. */
static void add_places(struct sheet *sheet, const struct aman_plan_post *post)
{
    enum { SHOWN = 4 };
    struct aman_text *cell = next_cell(sheet);
    bool all = sheet->options->plain || sheet->options->unit >= 0 || post->n_spots <= SHOWN;
    size_t most = all ? post->n_spots : SHOWN - 1;
    for (size_t i = 0; i < most; i++) {
        if (i > 0) aman_text_add(cell, "; ");
        if (sheet->options->plain && post->spots[i].feature >= 0)
            aman_word_clean(cell, sheet->plan->venue.features[post->spots[i].feature].id);
        else
            aman_word_clean(cell, spot_name(sheet, &post->spots[i]));
    }
    if (most < post->n_spots) aman_text_addf(cell, "; … (%zu)", post->n_spots);
}

static void add_persons(struct sheet *sheet, const struct aman_plan_post *post)
{
    bool each = post->kind == AMAN_POST_STATIC && post->n_spots > 1 && !sheet->options->plain;
    struct aman_text *cell = next_cell(sheet);
    aman_text_addf(cell, "%d", aman_plan_post_persons(post));
    if (each) aman_text_addf(cell, " (%d %s)", post->count, aman_word(sheet->options->lang, "deploy.each"));
}

static void add_relief(struct sheet *sheet, const struct aman_plan_post *post)
{
    struct aman_text *cell = next_cell(sheet);
    if (isnan(post->relief_after_s)) return;
    const char *unit = sheet->plan->deployment.units[post->relief_unit].name;
    struct aman_arg args[] = {{.name = "time", .value = post->relief_after_s, .unit = AMAN_UNIT_SECONDS},
                              {.name = "unit", .text = unit}};
    aman_word_message(cell, sheet->options->lang, "deploy.relief_value", args, 2);
}

static void add_post(struct sheet *sheet, const struct aman_plan_post *post, bool with_unit)
{
    add_raw(sheet, post->id);
    add_raw(sheet, post->name);
    add_places(sheet, post);
    add_word(sheet, "post", aman_post_kind_words[post->kind]);
    add_word(sheet, "role", aman_post_role_words[post->role]);
    if (with_unit) add_raw(sheet, sheet->plan->deployment.units[post->unit].name);
    add_persons(sheet, post);
    add_clock(sheet, post->from_s);
    add_clock(sheet, post->to_s);
    add_relief(sheet, post);
    add_raw(sheet, post->radio);
    add_raw(sheet, post->orders);
    end_row(sheet);
}

static bool is_of(const struct aman_plan_post *post, int unit)
{
    return unit < 0 || post->unit == unit || (!isnan(post->relief_after_s) && post->relief_unit == unit);
}

static void add_by_post(struct sheet *sheet)
{
    static const char *const keys[] = {"post", "name", "place", "kind",   "role",  "unit",
                                       "count", "from", "to",    "relief", "radio", "orders"};
    const struct aman_plan_deployment *deployment = &sheet->plan->deployment;
    begin(sheet, "post", aman_word(sheet->options->lang, "deploy.by_post"), keys, 12);
    for (size_t i = 0; i < deployment->n_posts; i++)
        if (is_of(&deployment->posts[i], sheet->options->unit)) add_post(sheet, &deployment->posts[i], true);
    end_table(sheet);
}

/* ---- units: each with its posts by the clock ---- */

static void add_units(struct sheet *sheet)
{
    static const char *const keys[] = {"unit", "name", "kind", "strength", "peak", "base"};
    const struct aman_plan_deployment *deployment = &sheet->plan->deployment;
    begin(sheet, "unit", aman_word(sheet->options->lang, "deploy.by_unit"), keys, 6);
    for (size_t u = 0; u < deployment->n_units; u++) {
        if (sheet->options->unit >= 0 && sheet->options->unit != (int)u) continue;
        int peak = 0;
        for (size_t i = 0; i < deployment->n_posts; i++)
            for (int relief = 0; relief < 2; relief++) {
                const struct aman_plan_post *post = &deployment->posts[i];
                double t_s = relief && !isnan(post->relief_after_s) ? post->from_s + post->relief_after_s : post->from_s;
                int there = aman_posts_on_duty(sheet->plan, (int)u, t_s);
                peak = there > peak ? there : peak;
            }
        add_raw(sheet, deployment->units[u].id);
        add_raw(sheet, deployment->units[u].name);
        add_word(sheet, "force", aman_unit_kind_words[deployment->units[u].kind]);
        add_number(sheet, deployment->units[u].strength);
        add_number(sheet, peak);
        add_raw(sheet, deployment->units[u].base);
        end_row(sheet);
    }
    end_table(sheet);
}

/* The next post of a unit by begin, then by the order of the plan; after `last` (NULL: the first). */
static const struct aman_plan_post *next_post(const struct sheet *sheet, int unit, const struct aman_plan_post *last)
{
    const struct aman_plan_deployment *deployment = &sheet->plan->deployment;
    const struct aman_plan_post *best = NULL;
    for (size_t i = 0; i < deployment->n_posts; i++) {
        const struct aman_plan_post *post = &deployment->posts[i];
        if (!is_of(post, unit)) continue;
        bool after = !last || post->from_s > last->from_s || (post->from_s == last->from_s && post > last);
        if (after && (!best || post->from_s < best->from_s)) best = post;
    }
    return best;
}

static void add_of_unit(struct sheet *sheet, int unit)
{
    static const char *const keys[] = {"post", "name", "place", "kind",   "role", "count",
                                       "from", "to",   "relief", "radio", "orders"};
    struct aman_text title;
    aman_text_init(&title, sheet->cells[0].mem);
    aman_word_clean(&title, sheet->plan->deployment.units[unit].name);
    if (title.failed) sheet->failed = true;
    begin(sheet, "unit_posts", title.data ? title.data : "", keys, 11);
    for (const struct aman_plan_post *post = next_post(sheet, unit, NULL); post; post = next_post(sheet, unit, post))
        add_post(sheet, post, false);
    end_table(sheet);
    aman_text_release(&title);
}

static void add_by_unit(struct sheet *sheet)
{
    add_units(sheet);
    for (size_t u = 0; u < sheet->plan->deployment.n_units; u++)
        if (sheet->options->unit < 0 || sheet->options->unit == (int)u) add_of_unit(sheet, (int)u);
}

/* ---- hours: the most persons at posts within each ---- */

static int most_in_hour(const struct aman_plan *plan, int unit, double from_s)
{
    int most = aman_posts_on_duty(plan, unit, from_s);
    for (size_t i = 0; i < plan->deployment.n_posts; i++)
        for (int relief = 0; relief < 2; relief++) {
            const struct aman_plan_post *post = &plan->deployment.posts[i];
            double t_s = relief ? post->from_s + post->relief_after_s : post->from_s;
            if (isnan(t_s) || t_s < from_s || t_s >= from_s + 3600.0) continue;
            int there = aman_posts_on_duty(plan, unit, t_s);
            most = there > most ? there : most;
        }
    return most;
}

static void add_by_hour(struct sheet *sheet)
{
    enum { UNITS_MOST = AMAN_SHEET_COLUMNS_MOST - 2 };
    const struct aman_plan_deployment *deployment = &sheet->plan->deployment;
    const char *keys[AMAN_SHEET_COLUMNS_MOST] = {"hour"};
    int units[UNITS_MOST];
    size_t n = 0;
    double from_s = INFINITY, to_s = -INFINITY;
    for (size_t i = 0; i < deployment->n_posts; i++) {
        from_s = fmin(from_s, deployment->posts[i].from_s);
        to_s = fmax(to_s, deployment->posts[i].to_s);
    }
    for (size_t u = 0; u < deployment->n_units && n < UNITS_MOST; u++) {
        if (sheet->options->unit >= 0 && sheet->options->unit != (int)u) continue;
        units[n] = (int)u;
        keys[++n] = deployment->units[u].id;
    }
    keys[n + 1] = "all";
    begin(sheet, "hour", aman_word(sheet->options->lang, "deploy.by_hour"), keys, n + 2);
    for (double t_s = floor(from_s / 3600.0) * 3600.0; t_s < to_s; t_s += 3600.0) {
        int all = 0;
        add_clock(sheet, t_s);
        for (size_t i = 0; i < n; i++) {
            int most = most_in_hour(sheet->plan, units[i], t_s);
            add_number(sheet, most);
            all += most;
        }
        add_number(sheet, all);
        end_row(sheet);
    }
    end_table(sheet);
}

/* ---- command and radio ---- */

static void add_roles(struct sheet *sheet)
{
    static const char *const keys[] = {"role", "name", "level", "call_sign", "from", "to"};
    const struct aman_plan_deployment *deployment = &sheet->plan->deployment;
    if (deployment->n_roles == 0) return;
    begin(sheet, "command", aman_word(sheet->options->lang, "deploy.command"), keys, 6);
    for (size_t i = 0; i < deployment->n_roles; i++) {
        const struct aman_plan_role *role = &deployment->roles[i];
        add_raw(sheet, role->id);
        add_raw(sheet, role->name);
        add_word(sheet, "level", aman_command_level_words[role->level]);
        add_raw(sheet, role->call_sign);
        add_clock(sheet, role->from_s);
        add_clock(sheet, role->to_s);
        end_row(sheet);
    }
    end_table(sheet);
}

static void add_watches(struct sheet *sheet)
{
    static const char *const keys[] = {"area", "name", "from", "to", "handover"};
    const struct aman_plan_deployment *deployment = &sheet->plan->deployment;
    if (deployment->n_watches == 0) return;
    begin(sheet, "in_control", aman_word(sheet->options->lang, "deploy.in_control"), keys, 5);
    for (size_t i = 0; i < deployment->n_watches; i++) {
        const struct aman_plan_watch *watch = &deployment->watches[i];
        add_raw(sheet, watch->area);
        add_raw(sheet, deployment->roles[watch->role].name);
        add_clock(sheet, watch->from_s);
        add_clock(sheet, watch->to_s);
        add_raw(sheet, watch->handover);
        end_row(sheet);
    }
    end_table(sheet);
}

static bool is_on(const struct aman_plan_net *net, int unit)
{
    for (size_t i = 0; i < net->n_units; i++)
        if (net->units[i] == unit) return true;
    return unit < 0 || net->n_units == 0;
}

static void add_nets(struct sheet *sheet)
{
    const struct aman_plan_deployment *deployment = &sheet->plan->deployment;
    const char *heads[1 + AMAN_NET_MEANS] = {aman_word(sheet->options->lang, "deploy.net")};
    const char *keys[1 + AMAN_NET_MEANS] = {"net"};
    char name[64];
    if (deployment->n_nets == 0) return;
    for (int k = 0; k < AMAN_NET_MEANS; k++) {
        snprintf(name, sizeof name, "mean.%s", aman_net_mean_words[k]);
        keys[1 + k] = aman_net_mean_words[k];
        heads[1 + k] = aman_word(sheet->options->lang, name);
    }
    sheet->writer->begin(sheet->writer->ctx, "nets", aman_word(sheet->options->lang, "deploy.nets"), keys, heads,
                         1 + AMAN_NET_MEANS);
    for (size_t i = 0; i < deployment->n_nets; i++) {
        if (!is_on(&deployment->nets[i], sheet->options->unit)) continue;
        add_raw(sheet, deployment->nets[i].name);
        for (int k = 0; k < AMAN_NET_MEANS; k++) add_raw(sheet, deployment->nets[i].means[k]);
        end_row(sheet);
    }
    end_table(sheet);
}

enum aman_err aman_posts_sheet(const struct aman_plan *plan, const struct aman_sheet_options *options,
                               const struct aman_mem *mem, const struct aman_sheet_writer *writer)
{
    struct sheet sheet = {.plan = plan, .options = options, .writer = writer};
    for (size_t i = 0; i < AMAN_SHEET_COLUMNS_MOST; i++) aman_text_init(&sheet.cells[i], mem);
    if (options->parts & AMAN_SHEET_POST) add_by_post(&sheet);
    if (options->parts & AMAN_SHEET_UNIT) add_by_unit(&sheet);
    if (options->parts & AMAN_SHEET_HOUR) add_by_hour(&sheet);
    if (options->parts & AMAN_SHEET_COMMAND) {
        add_roles(&sheet);
        add_watches(&sheet);
        add_nets(&sheet);
    }
    for (size_t i = 0; i < AMAN_SHEET_COLUMNS_MOST; i++) aman_text_release(&sheet.cells[i]);
    return sheet.failed ? AMAN_ERR_MEMORY : AMAN_OK;
}
