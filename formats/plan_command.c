#include "formats/plan_reader.h"

static void read_roles(struct aman_plan_reader *reader)
{
    size_t n;
    struct aman_raw_role *raw =
        aman_plan_gather(reader, &reader->raw.command, sizeof(struct aman_raw_command),
                         offsetof(struct aman_raw_command, roles), sizeof *raw, &n);
    struct aman_plan_role *roles = aman_reader_new(reader, n, sizeof *roles);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; roles && ids && i < n; i++) {
        roles[i] = raw[i].role;
        roles[i].level = raw[i].level < 0 ? AMAN_COMMAND_UNIT : (enum aman_command_level)raw[i].level;
        roles[i].name = aman_plan_name(reader, roles[i].name, -1, roles[i].id);
        roles[i].line = raw[i].node->line;
        aman_plan_span(reader, raw[i].node, "from", roles[i].from_s, "to", roles[i].to_s);
        ids[i] = (struct aman_id){roles[i].id, (int)i, raw[i].node};
    }
    reader->plan->deployment.roles = roles;
    reader->plan->deployment.n_roles = roles ? n : 0;
    reader->roles = aman_ids_create(reader, ids, n, "a role of command.roles");
    aman_ids_refuse_duplicates(reader, reader->roles);
}

static void read_watches(struct aman_plan_reader *reader)
{
    size_t n;
    struct aman_raw_watch *raw =
        aman_plan_gather(reader, &reader->raw.command, sizeof(struct aman_raw_command),
                         offsetof(struct aman_raw_command, in_control), sizeof *raw, &n);
    struct aman_plan_watch *watches = aman_reader_new(reader, n, sizeof *watches);
    for (size_t i = 0; watches && i < n; i++) {
        watches[i] = raw[i].watch;
        watches[i].line = raw[i].node->line;
        watches[i].role = aman_ids_resolve(reader, reader->roles, aman_yaml_get(raw[i].node, "role"), raw[i].role);
        aman_plan_span(reader, raw[i].node, "from", watches[i].from_s, "to", watches[i].to_s);
    }
    reader->plan->deployment.watches = watches;
    reader->plan->deployment.n_watches = watches ? n : 0;
}

void aman_plan_read_command(struct aman_plan_reader *reader)
{
    read_roles(reader);
    read_watches(reader);
}

void aman_plan_read_nets(struct aman_plan_reader *reader)
{
    size_t n;
    struct aman_raw_net *raw =
        aman_plan_gather(reader, &reader->raw.communications, sizeof(struct aman_raw_communications),
                         offsetof(struct aman_raw_communications, nets), sizeof *raw, &n);
    struct aman_plan_net *nets = aman_reader_new(reader, n, sizeof *nets);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; nets && ids && i < n; i++) {
        nets[i] = raw[i].net;
        nets[i].name = aman_plan_name(reader, nets[i].name, -1, nets[i].id);
        nets[i].line = raw[i].node->line;
        if (raw[i].units) aman_ids_resolve_all(reader, reader->units, raw[i].units, &nets[i].units, &nets[i].n_units);
        ids[i] = (struct aman_id){nets[i].id, (int)i, raw[i].node};
    }
    reader->plan->deployment.nets = nets;
    reader->plan->deployment.n_nets = nets ? n : 0;
    aman_ids_refuse_duplicates(reader, aman_ids_create(reader, ids, n, "a net of communications.nets"));
}
