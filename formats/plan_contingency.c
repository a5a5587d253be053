#include "formats/plan_reader.h"

#include <math.h>

static void resolve_group(struct aman_plan_reader *reader, const struct aman_raw_contingency *raw,
                          struct aman_plan_contingency *contingency)
{
    int *target = aman_reader_new(reader, 1, sizeof *target);
    if (!target || !raw->group[0]) return;
    *target = aman_ids_resolve(reader, reader->groups, aman_yaml_get(raw->node, "group"), raw->group);
    contingency->targets = target;
    contingency->n_targets = *target >= 0 ? 1 : 0;
}

static void resolve_targets(struct aman_plan_reader *reader, const struct aman_raw_contingency *raw,
                            struct aman_plan_contingency *contingency)
{
    int **targets = &contingency->targets;
    size_t *n = &contingency->n_targets;
    switch (contingency->type) {
    case AMAN_CONTINGENCY_GATE_SHUT:
    case AMAN_CONTINGENCY_GATE_SLOW:
    case AMAN_CONTINGENCY_TICKET_SYSTEM_DOWN:
        aman_ids_resolve_all(reader, reader->checkpoints, raw->gates, targets, n);
        break;
    case AMAN_CONTINGENCY_LATE_ARRIVAL:
        resolve_group(reader, raw, contingency);
        break;
    case AMAN_CONTINGENCY_EVACUATION:
        aman_ids_resolve_all(reader, reader->sections, raw->sections, targets, n);
        break;
    case AMAN_CONTINGENCY_TRANSPORT_HALT:
        aman_ids_resolve_all(reader, reader->places, raw->places, targets, n);
        break;
    default:
        break;
    }
}

static void read_contingency(struct aman_plan_reader *reader, const struct aman_raw_contingency *raw,
                             struct aman_plan_contingency *contingency)
{
    *contingency = raw->contingency;
    contingency->line = raw->node->line;
    contingency->name = aman_plan_name(reader, contingency->name, -1, contingency->id);
    contingency->decider_role = raw->decider_role[0]
                                    ? aman_ids_resolve(reader, reader->roles,
                                                       aman_yaml_get(raw->node, "decider_role"), raw->decider_role)
                                    : -1;
    const struct aman_plan_key *row = aman_plan_key_find(&aman_plan_root, "contingencies");
    aman_plan_show_rest(reader, row->map, raw->node, &contingency->prose);
    if (raw->type < 0) return; /* unknown, and reported */
    contingency->type = (enum aman_contingency_type)raw->type;
    if (contingency->type == AMAN_CONTINGENCY_EVACUATION) contingency->from_s = raw->at_s;
    if (contingency->from_s >= contingency->to_s)
        aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(raw->node, "to"),
                                                      .expected = "to later than from"});
    double end_s = reader->plan->simulation.end_s;
    if (contingency->from_s >= end_s)
        aman_reader_fault(
            reader, (struct aman_fault){
                        .node = aman_yaml_get(
                            raw->node, contingency->type == AMAN_CONTINGENCY_EVACUATION ? "at" : "from"),
                        .expected = "a time before the end of the day (simulation.end)"});
    resolve_targets(reader, raw, contingency);
}

void aman_plan_read_contingencies(struct aman_plan_reader *reader)
{
    const struct aman_raw_contingency *raw = reader->raw.contingencies.items;
    size_t n = reader->raw.contingencies.n;
    struct aman_plan_contingency *contingencies = aman_reader_new(reader, n, sizeof *contingencies);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    if (!contingencies || !ids) return;
    for (size_t i = 0; i < n; i++) {
        read_contingency(reader, &raw[i], &contingencies[i]);
        ids[i] = (struct aman_id){contingencies[i].id, (int)i, raw[i].node};
    }
    reader->plan->contingencies = contingencies;
    reader->plan->n_contingencies = n;
    aman_ids_refuse_duplicates(reader, aman_ids_create(reader, ids, n, "a contingency"));
}
