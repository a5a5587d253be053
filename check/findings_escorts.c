/* Escorts: in time, by three routes, with someone at every junction, never too near to one another or to a crowd. */
#include "check/findings.h"

#include <math.h>
#include <string.h>

static struct aman_finding finding_of(const struct aman_asked *asked, size_t i, const char *key)
{
    const struct aman_plan_escort *escort = asked->escorts->items[i].escort;
    struct aman_finding finding = aman_finding_default(key, escort->id);
    finding.source = "an escort arrives in time, by routes that may be driven";
    finding.evidence = AMAN_EVIDENCE_ESCORT;
    finding.evidence_index = (int)i;
    aman_finding_text(&finding, "where", escort->name);
    return finding;
}

static double whole_minutes_s(double s)
{
    return 60.0 * ceil(s / 60.0);
}

static void leave_earlier(struct aman_finding *finding, const struct aman_escort_judged *judged, double by_s)
{
    aman_finding_remedy(finding, "escort.leave_earlier");
    aman_remedy_text(finding, "where", judged->escort->name);
    aman_remedy_arg(finding, "minutes", whole_minutes_s(by_s), AMAN_UNIT_SECONDS);
}

static const char *road_at(const struct aman_escort_judged *judged, size_t point)
{
    const char *name = judged->map.roads->ways[judged->routes.primary.points[point].way].name;
    return name[0] ? name : "escort.unnamed";
}

/* ---- routes and times ---- */

static void ask_route(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    static const char *const why[] = {[AMAN_ESCORT_FROM_FAR] = "escort.state.from_far", [AMAN_ESCORT_TO_FAR] = "escort.state.to_far",
                                      [AMAN_ESCORT_SAME] = "escort.state.same", [AMAN_ESCORT_NO_ROUTE] = "escort.state.no_route"};
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    struct aman_finding finding = finding_of(asked, i, "escort.no_route");
    finding.severity = AMAN_SEVERITY_MAJOR;
    finding.evidence = AMAN_EVIDENCE_NONE;
    finding.evidence_index = -1;
    aman_finding_text(&finding, "from", asked->plan->roads.places[judged->escort->origin].name);
    aman_finding_text(&finding, "to", asked->plan->roads.places[judged->escort->destination].name);
    aman_finding_text(&finding, "what", why[judged->routes.state]);
    aman_findings_add(list, &finding);
}

static void ask_arrival(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    double must_s = judged->escort->must_arrive_s, arrives_s = aman_escort_arrives_s(&judged->routes.primary, &judged->primary);
    struct aman_finding finding = finding_of(asked, i, "escort.arrival");
    aman_finding_judge(&finding, arrives_s, must_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "leaves", judged->leave_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "arrives", arrives_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "share", judged->escort->confidence, AMAN_UNIT_SHARE);
    aman_finding_arg(&finding, "limit", must_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "latest", judged->leave_by_s, AMAN_UNIT_CLOCK);
    finding.t_s = arrives_s;
    if (arrives_s > must_s + 0.5) {
        finding.severity = AMAN_SEVERITY_MAJOR;
        leave_earlier(&finding, judged, arrives_s - must_s);
    }
    aman_findings_add(list, &finding);
}

static void ask_ready(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    if (isnan(judged->escort->ready_s)) return;
    struct aman_finding finding = finding_of(asked, i, "escort.ready");
    aman_finding_judge(&finding, judged->escort->ready_s, judged->leave_by_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "ready", judged->escort->ready_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "latest", judged->leave_by_s, AMAN_UNIT_CLOCK);
    finding.t_s = judged->escort->ready_s;
    if (judged->escort->ready_s > judged->leave_by_s) finding.severity = AMAN_SEVERITY_MAJOR;
    aman_findings_add(list, &finding);
}

static void ask_alternate(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    double must_s = judged->escort->must_arrive_s, arrives_s = aman_escort_arrives_s(&judged->routes.alternate, &judged->alternate);
    struct aman_finding finding = finding_of(asked, i, "escort.alternate");
    aman_finding_judge(&finding, arrives_s, must_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "shared", round(judged->routes.shared.length_m), AMAN_UNIT_METRES);
    aman_finding_arg(&finding, "arrives", arrives_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "limit", must_s, AMAN_UNIT_CLOCK);
    finding.t_s = arrives_s;
    if (arrives_s > must_s + 0.5) {
        finding.severity = AMAN_SEVERITY_MINOR;
        leave_earlier(&finding, judged, arrives_s - must_s);
    }
    aman_findings_add(list, &finding);
}

/* ---- what if a stretch is lost ---- */

static void ask_chokes(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    const struct aman_escort_stretch_lost *first = NULL;
    size_t n = 0, of = 0;
    double length_m = 0.0;
    for (size_t k = 0; k < judged->n_lost; k++) {
        of += !judged->lost[k].reached;
        if (judged->lost[k].reached || judged->lost[k].guarded) continue;
        if (!first) first = &judged->lost[k];
        length_m += judged->lost[k].length_m;
        n++;
    }
    if (of == 0) return;
    struct aman_finding finding = finding_of(asked, i, n > 0 ? "escort.choke" : "escort.choke_guarded");
    finding.source = "what has no way round is guarded";
    aman_finding_judge(&finding, (double)n, 0.0, AMAN_UNIT_NONE);
    aman_finding_arg(&finding, "n", (double)n, AMAN_UNIT_NONE);
    aman_finding_arg(&finding, "of", (double)of, AMAN_UNIT_NONE);
    aman_finding_arg(&finding, "length", round(length_m), AMAN_UNIT_METRES);
    if (first) {
        finding.severity = AMAN_SEVERITY_MAJOR;
        finding.t_s = judged->primary.points[first->first].expected_s;
        aman_finding_text(&finding, "road", road_at(judged, first->first));
        aman_finding_arg(&finding, "at", round(judged->routes.primary.points[first->first].at_m), AMAN_UNIT_METRES);
    }
    aman_findings_add(list, &finding);
}

static void ask_diverts(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    const struct aman_escort_stretch_lost *worst = NULL;
    double must_s = judged->escort->must_arrive_s;
    size_t n = 0, of = 0;
    for (size_t k = 0; k < judged->n_lost; k++) {
        const struct aman_escort_stretch_lost *lost = &judged->lost[k];
        if (!lost->reached) continue;
        of++;
        n += lost->arrives_s > must_s + 0.5;
        if (!worst || lost->arrives_s > worst->arrives_s) worst = lost;
    }
    if (!worst) return;
    struct aman_finding finding = finding_of(asked, i, "escort.divert");
    finding.source = "a blocked road does not make a team late";
    aman_finding_judge(&finding, worst->arrives_s, must_s, AMAN_UNIT_CLOCK);
    aman_finding_text(&finding, "road", road_at(judged, worst->first));
    aman_finding_arg(&finding, "at", round(judged->routes.primary.points[worst->first].at_m), AMAN_UNIT_METRES);
    aman_finding_arg(&finding, "arrives", worst->arrives_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "limit", must_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "n", (double)n, AMAN_UNIT_NONE);
    aman_finding_arg(&finding, "of", (double)of, AMAN_UNIT_NONE);
    finding.t_s = judged->primary.points[worst->first].expected_s;
    if (n > 0) {
        finding.severity = AMAN_SEVERITY_MINOR;
        leave_earlier(&finding, judged, worst->arrives_s - must_s);
    }
    aman_findings_add(list, &finding);
}

/* ---- havens ---- */

static void ask_haven(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    const struct aman_escort_plan *routes = &judged->routes;
    double limit_s = asked->plan->limits[AMAN_LIMIT_HAVEN_TIME_S].value;
    if (routes->n_unreached > 0) {
        struct aman_finding none = finding_of(asked, i, "escort.no_haven");
        none.severity = AMAN_SEVERITY_MAJOR;
        aman_finding_limit(&none, asked->plan, AMAN_LIMIT_HAVEN_TIME_S);
        aman_finding_judge(&none, (double)routes->n_unreached, 0.0, AMAN_UNIT_NONE);
        aman_finding_arg(&none, "n", (double)routes->n_unreached, AMAN_UNIT_NONE);
        aman_finding_arg(&none, "of", (double)routes->n_ways, AMAN_UNIT_NONE);
        aman_findings_add(list, &none);
    }
    if (judged->worst_way == routes->n_ways) return;
    const struct aman_haven_way *way = &routes->ways[judged->worst_way];
    const struct aman_road_place *haven = &judged->map.havens[way->haven].place;
    struct aman_finding finding = finding_of(asked, i, "escort.haven");
    aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_HAVEN_TIME_S);
    aman_finding_judge(&finding, judged->worst_way_s, limit_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "at", round(way->at_m), AMAN_UNIT_METRES);
    aman_finding_text(&finding, "haven", haven->name[0] ? haven->name : aman_road_help_key(haven->kind));
    aman_finding_arg(&finding, "time", judged->worst_way_s, AMAN_UNIT_SECONDS);
    aman_finding_arg(&finding, "limit", limit_s, AMAN_UNIT_SECONDS);
    finding.t_s = aman_drive_at(&routes->primary, &judged->primary, way->at_m).expected_s;
    if (judged->worst_way_s > limit_s) finding.severity = AMAN_SEVERITY_MAJOR;
    aman_findings_add(list, &finding);
}

/* ---- junctions and checkpoints ---- */

static void ask_junctions(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    const struct aman_escort_junction *first = NULL;
    size_t n = 0, of = 0;
    for (size_t k = 0; k < judged->n_junctions; k++) {
        const struct aman_escort_junction *junction = &judged->junctions[k];
        if (!junction->needs_unit) continue;
        of++;
        if (junction->hold >= 0 && judged->escort->holds[junction->hold].unit[0]) continue;
        if (!first) first = junction;
        n++;
    }
    if (of == 0) return;
    struct aman_finding finding = finding_of(asked, i, n > 0 ? "escort.junction" : "escort.junctions_held");
    finding.source = "a rolling closure has someone at every junction";
    aman_finding_judge(&finding, (double)n, 0.0, AMAN_UNIT_NONE);
    aman_finding_arg(&finding, "n", (double)n, AMAN_UNIT_NONE);
    aman_finding_arg(&finding, "of", (double)of, AMAN_UNIT_NONE);
    if (first) {
        finding.severity = AMAN_SEVERITY_MINOR;
        finding.t_s = first->from_s;
        aman_finding_text(&finding, "road", first->road[0] ? first->road : "escort.unnamed");
        aman_finding_text(&finding, "across", first->across[0] ? first->across : "escort.unnamed");
        aman_finding_arg(&finding, "from", first->from_s, AMAN_UNIT_CLOCK);
        aman_finding_arg(&finding, "to", first->to_s, AMAN_UNIT_CLOCK);
    }
    aman_findings_add(list, &finding);
}

/* The hold is there before the convoy may come and until it has passed. */
static void ask_hold_window(const struct aman_asked *asked, size_t i, const struct aman_escort_junction *junction,
                            struct aman_findings *list)
{
    const struct aman_plan_hold *hold = &asked->escorts->items[i].escort->holds[junction->hold];
    if (isnan(hold->from_s) && isnan(hold->to_s)) return;
    struct aman_finding finding = finding_of(asked, i, "escort.hold_window");
    finding.source = "a junction is held until the last vehicle has passed";
    aman_finding_text(&finding, "unit", hold->unit[0] ? hold->unit : "escort.nobody");
    aman_finding_text(&finding, "junction", asked->plan->roads.places[hold->place].name);
    aman_finding_arg(&finding, "from", isnan(hold->from_s) ? junction->from_s : hold->from_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "to", isnan(hold->to_s) ? junction->to_s : hold->to_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "need_from", junction->from_s, AMAN_UNIT_CLOCK);
    aman_finding_arg(&finding, "need_to", junction->to_s, AMAN_UNIT_CLOCK);
    finding.t_s = junction->from_s;
    if (hold->from_s > junction->from_s + 0.5 || hold->to_s < junction->to_s - 0.5) finding.severity = AMAN_SEVERITY_MAJOR;
    aman_findings_add(list, &finding);
}

static void ask_holds(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    for (size_t k = 0; k < judged->n_junctions; k++)
        if (judged->junctions[k].hold >= 0) ask_hold_window(asked, i, &judged->junctions[k], list);
    for (size_t h = 0; h < judged->escort->n_holds; h++) {
        if (judged->hold_off_m[h] <= AMAN_ESCORT_NEAR_M) continue;
        struct aman_finding finding = finding_of(asked, i, "escort.hold_off");
        finding.severity = AMAN_SEVERITY_MINOR;
        finding.source = "units stand where the convoy passes";
        aman_finding_text(&finding, "junction", asked->plan->roads.places[judged->escort->holds[h].place].name);
        aman_finding_arg(&finding, "distance", round(judged->hold_off_m[h]), AMAN_UNIT_METRES);
        aman_findings_add(list, &finding);
    }
}

static void ask_checkpoint(const struct aman_asked *asked, size_t i, size_t c, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    const struct aman_plan_escort_point *point = &judged->escort->checkpoints[c];
    const struct aman_escort_passage *passage = &judged->passages[c];
    bool off = passage->off_m > AMAN_ESCORT_NEAR_M;
    if (!off && isnan(point->at_s)) return;
    struct aman_finding finding = finding_of(asked, i, off ? "escort.checkpoint_off" : "escort.checkpoint");
    finding.source = "checkpoints are timed so that lateness is seen";
    aman_finding_text(&finding, "place", asked->plan->roads.places[point->place].name);
    if (off) {
        aman_finding_arg(&finding, "distance", round(passage->off_m), AMAN_UNIT_METRES);
    } else {
        aman_finding_judge(&finding, point->at_s, passage->when.expected_s, AMAN_UNIT_CLOCK);
        aman_finding_arg(&finding, "t", point->at_s, AMAN_UNIT_CLOCK);
        aman_finding_arg(&finding, "early", passage->when.early_s, AMAN_UNIT_CLOCK);
        aman_finding_arg(&finding, "late", passage->when.late_s, AMAN_UNIT_CLOCK);
        finding.t_s = point->at_s;
    }
    if (off || point->at_s < passage->when.early_s - 60.0 || point->at_s > passage->when.late_s + 60.0)
        finding.severity = AMAN_SEVERITY_MINOR;
    aman_findings_add(list, &finding);
}

/* ---- what the plan says of it ---- */

static bool has_role(const struct aman_plan_escort *escort, enum aman_vehicle_role role)
{
    for (size_t i = 0; i < escort->n_vehicles; i++)
        if (escort->vehicles[i].role == role) return true;
    return false;
}

static void add_missing(const struct aman_asked *asked, size_t i, const char *key, const char *what, struct aman_findings *list)
{
    struct aman_finding finding = finding_of(asked, i, key);
    finding.severity = AMAN_SEVERITY_MINOR;
    finding.source = "what a protocol holds";
    finding.certainty = "reader";
    finding.evidence = AMAN_EVIDENCE_NONE;
    finding.evidence_index = -1;
    aman_finding_text(&finding, "what", what);
    aman_findings_add(list, &finding);
}

static bool is_written(const struct aman_node *prose, const char *key)
{
    for (size_t i = 0; i < prose->n_children; i++)
        if (strcmp(prose->children[i].key, key) == 0)
            return prose->children[i].n_children > 0 || (prose->children[i].text && prose->children[i].text[0]);
    return false;
}

static void ask_words(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    static const struct {
        enum aman_vehicle_role role;
        const char *key;
    } roles[] = {{AMAN_VEHICLE_LEAD, "vehicle.lead"}, {AMAN_VEHICLE_TEAM, "vehicle.team"}, {AMAN_VEHICLE_TAIL, "vehicle.tail"}};
    static const char *const fields[] = {"escort.field.communications", "escort.field.on_breakdown",
                                         "escort.field.on_separation", "escort.field.on_blocked_road",
                                         "escort.field.rehearsal"};
    const struct aman_plan_escort *escort = asked->escorts->items[i].escort;
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
        if (!has_role(escort, roles[k].role)) add_missing(asked, i, "escort.no_vehicle", roles[k].key, list);
    if (!has_role(escort, AMAN_VEHICLE_SPARE) && !is_written(&escort->prose, "spare_bus"))
        add_missing(asked, i, "escort.no_vehicle", "vehicle.spare", list);
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        if (!is_written(&escort->prose, fields[k] + strlen("escort.field.")))
            add_missing(asked, i, "escort.missing", fields[k], list);
    if (escort->hospital < 0) add_missing(asked, i, "escort.missing", "escort.field.hospital", list);
}

/* ---- each other ---- */

static void ask_meeting(const struct aman_asked *asked, const struct aman_escort_meeting *meeting, struct aman_findings *list)
{
    const struct aman_plan_escort *b = asked->escorts->items[meeting->b].escort;
    struct aman_finding finding = finding_of(asked, meeting->a, meeting->rivals ? "escort.rivals" : "escort.meet");
    finding.severity = AMAN_SEVERITY_MAJOR;
    finding.source = "two convoys are never on one street at one time";
    finding.evidence = AMAN_EVIDENCE_CONVOYS;
    finding.evidence_index = 0;
    finding.t_s = meeting->t_s;
    aman_finding_text(&finding, "other", b->name);
    aman_finding_text(&finding, "road", meeting->road[0] ? meeting->road : "escort.unnamed");
    aman_finding_arg(&finding, "t", meeting->t_s, AMAN_UNIT_CLOCK);
    if (meeting->rivals) {
        double limit_m = asked->plan->limits[AMAN_LIMIT_RIVAL_DISTANCE_M].value;
        aman_finding_limit(&finding, asked->plan, AMAN_LIMIT_RIVAL_DISTANCE_M);
        aman_finding_judge(&finding, meeting->distance_m, limit_m, AMAN_UNIT_METRES);
        aman_finding_arg(&finding, "distance", round(meeting->distance_m), AMAN_UNIT_METRES);
        aman_finding_arg(&finding, "limit", limit_m, AMAN_UNIT_METRES);
    }
    aman_finding_remedy(&finding, "escort.shift");
    aman_remedy_text(&finding, "where", asked->escorts->items[meeting->a].escort->name);
    aman_remedy_text(&finding, "other", b->name);
    aman_remedy_arg(&finding, "minutes", whole_minutes_s(meeting->shift_s), AMAN_UNIT_SECONDS);
    aman_findings_add(list, &finding);
}

static void ask_meetings(const struct aman_asked *asked, struct aman_findings *list)
{
    for (size_t i = 0; i < asked->escorts->n_meetings; i++) ask_meeting(asked, &asked->escorts->meetings[i], list);
    if (asked->escorts->n_meetings > 0 || asked->escorts->n < 2) return;
    struct aman_finding finding = aman_finding_default("escort.apart", "");
    finding.source = "two convoys are never on one street at one time";
    finding.evidence = AMAN_EVIDENCE_CONVOYS;
    finding.evidence_index = 0;
    aman_findings_add(list, &finding);
}

/* ---- all ---- */

static void ask_one(const struct aman_asked *asked, size_t i, struct aman_findings *list)
{
    const struct aman_escort_judged *judged = &asked->escorts->items[i];
    ask_words(asked, i, list);
    if (judged->routes.state != AMAN_ESCORT_PLANNED) {
        ask_route(asked, i, list);
        return;
    }
    ask_arrival(asked, i, list);
    ask_ready(asked, i, list);
    ask_alternate(asked, i, list);
    ask_chokes(asked, i, list);
    ask_diverts(asked, i, list);
    ask_haven(asked, i, list);
    ask_junctions(asked, i, list);
    ask_holds(asked, i, list);
    for (size_t c = 0; c < judged->escort->n_checkpoints; c++) ask_checkpoint(asked, i, c, list);
    aman_ask_escort_crowd(asked, i, list);
}

void aman_ask_escorts(const struct aman_asked *asked, struct aman_findings *list)
{
    if (asked->plan->n_escorts > 0 && asked->escorts->n == 0) {
        struct aman_finding finding = aman_finding_default("escort.described", "");
        finding.severity = AMAN_SEVERITY_INFO;
        finding.certainty = "reader";
        aman_findings_add(list, &finding);
    }
    for (size_t i = 0; i < asked->escorts->n; i++) ask_one(asked, i, list);
    ask_meetings(asked, list);
}
