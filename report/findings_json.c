/* findings.json; its shape is described in report/README.md. */
#include "report/json.h"
#include "report/naming.h"
#include "report/pictures.h"
#include "report/report.h"
#include "report/report_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

typedef void sentence_fn(struct aman_text *text, enum aman_lang lang, const struct aman_finding *finding);

static void key_sentence(struct aman_text *json, const char *key, enum aman_lang lang, const struct aman_finding *finding,
                         sentence_fn *sentence)
{
    struct aman_text text;
    aman_text_init(&text, json->mem);
    sentence(&text, lang, finding);
    if (text.failed) json->failed = true;
    aman_json_key_text(json, key, text.data ? text.data : "");
    aman_text_release(&text);
}

static void key_args(struct aman_text *json, const char *key, const struct aman_arg *args)
{
    aman_json_key(json, key);
    aman_text_add(json, "{");
    for (int i = 0; i < AMAN_FINDING_ARGS; i++) {
        if (!args[i].name || !*args[i].name) continue;
        aman_json_key(json, args[i].name);
        if (args[i].text) aman_json_text(json, args[i].text);
        else aman_json_number(json, args[i].value);
    }
    aman_text_add(json, "}");
}

static void key_place(struct aman_text *json, const struct aman_verdict *verdict, const struct aman_finding *f)
{
    aman_json_key(json, "place");
    if (!f->has_place) {
        aman_text_add(json, "null");
        return;
    }
    const struct aman_venue *venue = &verdict->plan->venue;
    bool known = f->level >= 0 && (size_t)f->level < venue->n_levels;
    aman_text_add(json, "{");
    aman_json_key_number(json, "x_m", f->x_m);
    aman_json_key_number(json, "y_m", f->y_m);
    aman_json_key_text(json, "level", known ? venue->levels[f->level].name : "");
    aman_text_add(json, "}");
}

static void key_contingency(struct aman_text *json, const struct aman_verdict *verdict, const struct aman_finding *f)
{
    bool known = f->run >= 0 && (size_t)f->run < verdict->n_runs;
    int contingency = known ? verdict->runs[f->run].contingency : -1;
    aman_json_key(json, "contingency");
    if (contingency >= 0) aman_json_text(json, verdict->plan->contingencies[contingency].id);
    else aman_text_add(json, "null");
}

static void add_finding(struct aman_text *json, const struct aman_verdict *verdict, enum aman_lang lang, size_t i,
                        const struct aman_pictures *pictures)
{
    const struct aman_finding *f = &verdict->findings[i];
    const struct aman_picture *picture = pictures ? aman_pictures_of_finding(pictures, i) : NULL;
    aman_json_next(json);
    aman_text_add(json, "\n{");
    aman_json_key_text(json, "severity", aman_name_severity(f->severity));
    aman_json_key_text(json, "key", f->key);
    key_sentence(json, "question", lang, f, aman_word_question);
    key_sentence(json, "text", lang, f, aman_word_finding);
    key_args(json, "args", f->args);
    aman_json_key_number(json, "value", f->value);
    aman_json_key_number(json, "criterion", f->criterion);
    aman_json_key_text(json, "unit", aman_name_unit(f->unit));
    aman_json_key_text(json, "limit", f->limit >= 0 && f->limit < AMAN_LIMIT_COUNT ? aman_limit_defs[f->limit].key : "");
    aman_json_key_text(json, "source", f->source ? f->source : "");
    aman_json_key_text(json, "where", f->where);
    key_place(json, verdict, f);
    aman_json_key_number(json, "t_s", f->t_s);
    aman_json_key_number(json, "run", f->run >= 0 ? f->run : NAN);
    key_contingency(json, verdict, f);
    aman_json_key_text(json, "certainty", f->certainty);
    aman_json_key(json, "evidence");
    if (picture) aman_text_addf(json, "\"pictures/%s.svg\"", picture->name);
    else aman_text_add(json, "null");
    aman_json_key_text(json, "remedy_key", f->remedy ? f->remedy : "");
    key_sentence(json, "remedy", lang, f, aman_word_remedy);
    key_args(json, "remedy_args", f->remedy_args);
    aman_text_add(json, "}");
}

static void key_inputs(struct aman_text *json, const struct aman_verdict *verdict, const struct aman_report_options *options)
{
    const struct aman_plan *plan = verdict->plan;
    aman_json_key(json, "inputs");
    aman_text_add(json, "{");
    aman_json_key_text(json, "plan", plan->directory);
    aman_json_key_text(json, "plan_sha256", plan->hash_hex);
    aman_json_key_text(json, "event", plan->control.event);
    aman_json_key_text(json, "match", plan->control.match);
    aman_json_key_text(json, "plan_version", plan->control.version);
    aman_json_key_text(json, "date", plan->situation.date);
    aman_json_key_text(json, "time_zone", plan->situation.time_zone);
    aman_json_key_text(json, "crs", plan->venue.crs);
    aman_json_key_number(json, "origin_e_m", plan->venue.origin_e_m);
    aman_json_key_number(json, "origin_n_m", plan->venue.origin_n_m);
    aman_json_key_number(json, "attendance", aman_plan_attendance(plan));
    aman_json_key(json, "seed");
    aman_text_addf(json, "%" PRIu64, verdict->seed);
    aman_json_key_text(json, "command", options->command);
    aman_text_add(json, "}");
}

static void key_runs(struct aman_text *json, const struct aman_verdict *verdict)
{
    aman_json_key(json, "runs");
    aman_text_add(json, "[");
    for (size_t i = 0; i < verdict->n_runs; i++) {
        const struct aman_run *run = &verdict->runs[i];
        char hash[32];
        snprintf(hash, sizeof hash, "%016" PRIx64, run->hash);
        aman_json_next(json);
        aman_text_add(json, "\n{");
        aman_json_key(json, "contingency");
        if (run->contingency >= 0) aman_json_text(json, verdict->plan->contingencies[run->contingency].id);
        else aman_text_add(json, "null");
        aman_json_key_number(json, "begin_s", run->begin_s);
        aman_json_key_number(json, "end_s", run->end_s);
        aman_json_key_number(json, "people", run->n_people);
        aman_json_key_number(json, "cleared_t_s", run->cleared_t_s);
        aman_json_key_number(json, "turned_back", run->turned_back);
        aman_json_key_number(json, "stranded", run->stranded);
        aman_json_key_text(json, "hash", hash);
        aman_text_add(json, "}");
    }
    aman_text_add(json, "]");
}

void aman_findings_json(struct aman_text *json, const struct aman_verdict *verdict,
                        const struct aman_report_options *options, const struct aman_pictures *pictures)
{
    aman_text_add(json, "{");
    aman_json_key_text(json, "format", "aman-findings-1");
    aman_json_key_text(json, "aman", options->version);
    aman_json_key_text(json, "made_at", options->made_at);
    aman_json_key_text(json, "language", aman_lang_code(options->lang));
    aman_json_key(json, "holds");
    aman_text_add(json, verdict->holds ? "true" : "false");
    key_inputs(json, verdict, options);
    key_runs(json, verdict);
    aman_json_key(json, "findings");
    aman_text_add(json, "[");
    for (size_t i = 0; i < verdict->n_findings; i++) add_finding(json, verdict, options->lang, i, pictures);
    aman_text_add(json, "]}\n");
}

enum aman_err aman_report_findings_json(const struct aman_verdict *verdict, const struct aman_report_options *options,
                                        struct aman_text *json)
{
    struct aman_pictures pictures; /* for their names */
    enum aman_err err = aman_pictures_init(&pictures, verdict, options->lang, json->mem);
    if (err != AMAN_OK) return err;
    struct aman_text made;
    aman_text_init(&made, json->mem);
    aman_findings_json(&made, verdict, options, &pictures);
    if (!made.failed) aman_text_add_n(json, made.data, made.length);
    if (made.failed || json->failed) err = AMAN_ERR_MEMORY;
    aman_text_release(&made);
    aman_pictures_release(&pictures);
    return err;
}
