/* Sources of a scenario: how many come, when, where to, how fast. */
#include "formats/crowd_scenario_build.h"

#include <math.h>
#include <stdio.h>

static void fault(struct scenario_reader *reader, const struct aman_yaml *node, const char *found,
                  const char *expected)
{
    aman_reader_fault(&reader->plain,
                      (struct aman_fault){.node = node, .found = found, .expected = expected});
}

/* ---- where to ---- */

static int destination_of(struct scenario_reader *reader, const struct aman_yaml *node, const char *id)
{
    return aman_ids_resolve(&reader->plain, reader->destinations, node, id);
}

static size_t read_shares(struct scenario_reader *reader, const struct aman_yaml *node,
                          struct aman_scenario_share *shares)
{
    size_t n = 0;
    for (const struct aman_yaml *child = node->first; child; child = child->next) {
        double share = 0.0;
        int destination = destination_of(reader, child, child->key);
        if (destination >= 0 && aman_quantity_parse(child->text, AMAN_QUANTITY_SHARE, &share) && share > 0.0)
            shares[n++] = (struct aman_scenario_share){destination, share};
    }
    return n;
}

static void read_destinations(struct scenario_reader *reader, const struct aman_yaml *node,
                              struct aman_scenario_source *source)
{
    static const struct aman_plan_key shares_row = {.key = "destination", .type = AMAN_PLAN_SHARES};
    if (!node) return;
    if (node->kind != AMAN_YAML_TEXT && node->kind != AMAN_YAML_MAP) {
        aman_reader_expect(&reader->plain, node, "the id of a destination, or a map of ids and shares");
        return;
    }
    struct aman_scenario_share *shares = aman_reader_new(&reader->plain, node->n + 1, sizeof *shares);
    if (!shares) return;
    source->shares = shares;
    if (node->kind == AMAN_YAML_TEXT) {
        int destination = destination_of(reader, node, node->text);
        if (destination >= 0) shares[source->n_shares++] = (struct aman_scenario_share){destination, 1.0};
        return;
    }
    const struct aman_yaml *sound = NULL;
    aman_plan_fill_value(&reader->plain, &shares_row, node, (char *)&sound);
    if (sound) source->n_shares = read_shares(reader, sound, shares);
}

/* ---- how many, and when ---- */

/* With a rate: as many as come until `to`, or `number` of them. */
static void read_rate(struct scenario_reader *reader, const struct aman_raw_source *raw,
                      struct aman_scenario_source *source)
{
    double to_s = isnan(raw->times.to_s) ? reader->raw.end_s : raw->times.to_s;
    source->gap_s = 60.0 / raw->rate_per_min;
    double number = floor((to_s - raw->times.from_s) / source->gap_s + 1e-9);
    if (isnan(number)) return;
    if (raw->number > 0 && raw->number < number) number = raw->number;
    if (number >= 1.0 && number <= AMAN_SCENARIO_MOST_PEOPLE)
        source->number = (uint32_t)number;
    else
        fault(reader, aman_yaml_get(raw->node, "rate"),
              number < 1.0 ? "a rate at which nobody comes" : "a rate at which too many come",
              "1 to 2000000 people");
}

static void read_arrivals(struct scenario_reader *reader, const struct aman_raw_source *raw,
                          struct aman_scenario_source *source)
{
    double from_s = raw->times.from_s, to_s = raw->times.to_s;
    source->from_s = from_s;
    if (to_s < from_s) {
        fault(reader, aman_yaml_get(raw->times.node, "to"), "a time before `from`", "a later time");
        return;
    }
    if (!isnan(reader->raw.end_s) && from_s >= reader->raw.end_s)
        fault(reader, aman_yaml_get(raw->times.node, "from"), "a time after the end of the run",
              "an earlier time");
    if (!isnan(raw->rate_per_min)) {
        read_rate(reader, raw, source);
        return;
    }
    if (!aman_yaml_get(raw->node, "number"))
        fault(reader, raw->node, "a source without `number`", "`number`, or a `rate`, or a `file` of people");
    source->number = (uint32_t)raw->number;
    if (raw->number > 0 && to_s > from_s) source->gap_s = (to_s - from_s) / raw->number;
}

/* ---- how ---- */

static void read_manner(struct scenario_reader *reader, const struct aman_raw_source *raw,
                        struct aman_scenario_source *source)
{
    const struct aman_raw_spread *speed = &raw->speed, *wait = &raw->premovement;
    source->radius_m = raw->radius_m;
    source->speed_m_per_s = speed->mean;
    source->speed_sd_m_per_s = speed->deviation;
    source->speed_least_m_per_s = speed->least;
    source->speed_most_m_per_s = speed->most;
    if (speed->mean < speed->least || speed->mean > speed->most)
        fault(reader, speed->node, "a mean speed outside of `min` and `max`", "min <= mean <= max");
    bool normal = aman_yaml_get(wait->node, "mean"), even = aman_yaml_get(wait->node, "max");
    if (wait->node && normal == even)
        fault(reader, wait->node, normal ? "both `mean` and `max`" : "neither `mean` nor `max`",
              "one of the two");
    if (wait->least > wait->most) fault(reader, wait->node, "`min` over `max`", "min <= max");
    source->wait_mean_s = normal ? wait->mean : NAN;
    source->wait_sd_s = isnan(wait->deviation) ? 0.0 : wait->deviation;
    source->wait_most_s = isnan(wait->most) ? 0.0 : wait->most;
    source->wait_least_s = isnan(wait->least) ? 0.0 : wait->least;
}

static void refuse_beside_file(struct scenario_reader *reader, const struct aman_yaml *node)
{
    static const char *const keys[] = {"number", "times", "rate"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct aman_yaml *child = aman_yaml_get(node, keys[i]);
        char found[64];
        if (!child) continue;
        snprintf(found, sizeof found, "`%s` beside `file`", keys[i]);
        aman_reader_fault(&reader->plain, (struct aman_fault){child, true, false, found,
                                                              "people from the one or the other", NULL});
    }
}

static void read_source(struct scenario_reader *reader, const struct aman_raw_source *raw,
                        struct aman_scenario_source *source)
{
    if (!raw->node || raw->node->kind != AMAN_YAML_MAP) return;
    bool wkt = aman_yaml_get(raw->node, "wkt"), file = aman_yaml_get(raw->node, "file");
    *source = (struct aman_scenario_source){
        .id = raw->id, .line = raw->node->line, .column = raw->node->column, .file = ""};
    source->level = scenario_level(reader, raw->node, raw->level);
    read_destinations(reader, raw->destination, source);
    read_manner(reader, raw, source);
    if (wkt == file)
        fault(reader, raw->node, wkt ? "both `wkt` and `file`" : "neither `wkt` nor `file`",
              "one of the two");
    if (wkt) {
        GEOSGeometry *shape = scenario_wkt(reader, raw->node, "wkt", SCENARIO_AREA);
        GEOSGeometry *part = scenario_on_ground(reader, raw->node, "wkt", shape, source->level);
        if (part) scenario_area_of(reader, part, &source->area);
        if (!file) read_arrivals(reader, raw, source);
    } else if (file) {
        refuse_beside_file(reader, raw->node);
        scenario_read_people(reader, raw, source);
    }
}

void scenario_read_sources(struct scenario_reader *reader)
{
    const struct aman_raw_list *list = &reader->raw.sources;
    const struct aman_raw_source *raw = list->items;
    struct aman_scenario *out = reader->out;
    if (list->n > AMAN_SCENARIO_MOST_PLACES) {
        aman_reader_expect(&reader->plain, aman_yaml_get(reader->raw.node, "sources"),
                           "at most 1000 of them");
        return;
    }
    out->sources = aman_reader_new(&reader->plain, list->n, sizeof *out->sources);
    if (!out->sources) return;
    for (size_t i = 0; i < list->n; i++) {
        read_source(reader, &raw[i], &out->sources[i]);
        out->n_people += out->sources[i].number;
    }
    out->n_sources = list->n;
    if (out->n_people > AMAN_SCENARIO_MOST_PEOPLE) {
        char found[64];
        snprintf(found, sizeof found, "%zu people", out->n_people);
        fault(reader, aman_yaml_get(reader->raw.node, "sources"), found, "at most 2000000");
    }
}
