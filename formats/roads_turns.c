/* Turn restrictions: relations into sequences of ways that meet. */
#include "formats/roads_build.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_VIAS = 16, MOST_PAIRS = 64 };

/* The restriction that counts for cars, or NULL. A conditional one alone is noted. */
static const char *kind_of(struct roads_build *build, const struct osm_element *relation)
{
    static const char *const keys[] = {"restriction:motorcar", "restriction:motor_vehicle", "restriction"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *kind = osm_tag(relation, keys[i]);
        if (kind) return kind;
    }
    size_t *notes = build->roads->notes;
    notes[osm_tag(relation, "restriction:conditional") ? AMAN_ROAD_NOTE_TURN_CONDITIONAL
                                                       : AMAN_ROAD_NOTE_TURN_UNKNOWN]++;
    return NULL;
}

static bool excepts_cars(const char *list)
{
    while (list && *list) {
        size_t length = strcspn(list, ";, ");
        static const char *const words[] = {"motorcar", "motor_vehicle", "vehicle"};
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (strlen(words[i]) == length && memcmp(list, words[i], length) == 0) return true;
        list += length + strspn(list + length, ";, ");
    }
    return false;
}

static bool has_role(const struct osm_member *member, enum osm_kind kind, const char *role)
{
    return member->kind == kind && strcmp(member->role, role) == 0;
}

static size_t count_role(const struct osm_element *relation, enum osm_kind kind, const char *role)
{
    size_t n = 0;
    for (size_t i = 0; i < relation->n_members; i++) n += has_role(&relation->members[i], kind, role);
    return n;
}

static enum aman_err keep_via(struct roads_build *build, const struct osm_element *relation,
                              struct roads_restriction *restriction)
{
    restriction->via = build->n_via_ids;
    for (size_t i = 0; i < relation->n_members; i++) {
        const struct osm_member *member = &relation->members[i];
        if (has_role(member, OSM_NODE, "via")) restriction->via_node = member->id;
        if (!has_role(member, OSM_WAY, "via")) continue;
        if (!roads_grow(build, (void **)&build->via_ids, build->n_via_ids, &build->cap_via_ids,
                        sizeof *build->via_ids))
            return AMAN_ERR_MEMORY;
        build->via_ids[build->n_via_ids++] = member->id;
        restriction->n_via++;
    }
    return AMAN_OK;
}

/* One for each pair of from and to: no_entry has several from, no_exit several to. */
static enum aman_err keep_pairs(struct roads_build *build, const struct osm_element *relation,
                                struct roads_restriction restriction)
{
    for (size_t f = 0; f < relation->n_members; f++) {
        if (!has_role(&relation->members[f], OSM_WAY, "from")) continue;
        for (size_t t = 0; t < relation->n_members; t++) {
            if (!has_role(&relation->members[t], OSM_WAY, "to")) continue;
            if (!roads_grow(build, (void **)&build->restrictions, build->n_restrictions, &build->cap_restrictions,
                            sizeof restriction))
                return AMAN_ERR_MEMORY;
            restriction.from = relation->members[f].id;
            restriction.to = relation->members[t].id;
            build->restrictions[build->n_restrictions++] = restriction;
        }
    }
    return AMAN_OK;
}

enum aman_err roads_take_restriction(struct roads_build *build, const struct osm_element *relation)
{
    const char *type = osm_tag(relation, "type");
    size_t *notes = build->roads->notes;
    if (!type || strcmp(type, "restriction") != 0) return AMAN_OK;
    const char *kind = kind_of(build, relation);
    if (!kind) return AMAN_OK;
    struct roads_restriction restriction = {.id = relation->id, .only = strncmp(kind, "only_", 5) == 0};
    size_t from = count_role(relation, OSM_WAY, "from"), to = count_role(relation, OSM_WAY, "to"),
           nodes = count_role(relation, OSM_NODE, "via"), ways = count_role(relation, OSM_WAY, "via");
    bool one_from = from == 1 || (from > 1 && strcmp(kind, "no_entry") == 0);
    bool one_to = to == 1 || (to > 1 && strcmp(kind, "no_exit") == 0);
    if (!restriction.only && strncmp(kind, "no_", 3) != 0)
        notes[AMAN_ROAD_NOTE_TURN_UNKNOWN]++;
    else if (excepts_cars(osm_tag(relation, "except")))
        notes[AMAN_ROAD_NOTE_TURN_EXCEPT]++;
    else if (!one_from || !one_to || (nodes == 1) == (ways >= 1) || nodes > 1 || from * to > MOST_PAIRS || ways > MOST_VIAS)
        notes[AMAN_ROAD_NOTE_TURN_MEMBERS]++;
    else if (keep_via(build, relation, &restriction) != AMAN_OK)
        return AMAN_ERR_MEMORY;
    else
        return keep_pairs(build, relation, restriction);
    return AMAN_OK;
}

/* ---- joining ---- */

static uint32_t end_of(const struct aman_roads *roads, uint32_t way, bool last)
{
    const struct aman_road_way *w = &roads->ways[way];
    return roads->refs[last ? w->first + w->n - 1 : w->first];
}

static bool is_end(const struct aman_roads *roads, uint32_t way, uint32_t node)
{
    return (end_of(roads, way, false) == node) != (end_of(roads, way, true) == node); /* of a ring it would be both */
}

/* The one node at which both ways end, if it is one. */
static bool meet(const struct aman_roads *roads, uint32_t a, uint32_t b, uint32_t *node)
{
    int found = 0;
    for (int i = 0; i < 2; i++) {
        uint32_t end = end_of(roads, a, i == 1);
        if (!is_end(roads, a, end) || !is_end(roads, b, end)) continue;
        *node = end;
        found++;
    }
    return found == 1;
}

/* Fills the joints of a turn whose ways are known; false where members do not meet, end to end, in the order given. */
static bool join(const struct aman_roads *roads, struct aman_road_turn *turn, uint32_t *joints)
{
    for (uint32_t i = 0; i <= turn->n_via; i++) {
        uint32_t a = i == 0 ? turn->from : roads->vias[turn->via + i - 1];
        uint32_t b = i == turn->n_via ? turn->to : roads->vias[turn->via + i];
        if (!meet(roads, a, b, &joints[i])) return false;
        if (i > 0 && joints[i] == joints[i - 1]) return false;
    }
    return true;
}

static int compare_restrictions(const void *a, const void *b)
{
    const struct roads_restriction *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* Whether all members are in the network. */
static bool find_members(struct roads_build *build, const struct roads_restriction *restriction,
                         struct aman_road_turn *turn)
{
    struct aman_roads *roads = build->roads;
    ptrdiff_t from = aman_roads_find_way(roads, restriction->from), to = aman_roads_find_way(roads, restriction->to);
    bool found = from >= 0 && to >= 0;
    *turn = (struct aman_road_turn){.id = restriction->id,
                                    .only = restriction->only,
                                    .from = (uint32_t)from,
                                    .to = (uint32_t)to,
                                    .via = (uint32_t)roads->n_vias,
                                    .n_via = (uint32_t)restriction->n_via,
                                    .joint = (uint32_t)roads->n_joints};
    for (size_t i = 0; found && i < restriction->n_via; i++) {
        ptrdiff_t via = aman_roads_find_way(roads, build->via_ids[restriction->via + i]);
        found = via >= 0;
        roads->vias[roads->n_vias + i] = (uint32_t)via;
    }
    return found;
}

static bool join_at_node(const struct aman_roads *roads, const struct roads_restriction *restriction,
                         const struct aman_road_turn *turn, uint32_t *joint)
{
    ptrdiff_t node = aman_roads_find_node(roads, restriction->via_node);
    if (node < 0 || !is_end(roads, turn->from, (uint32_t)node) || !is_end(roads, turn->to, (uint32_t)node))
        return false;
    *joint = (uint32_t)node;
    return true;
}

enum aman_err roads_join_turns(struct roads_build *build)
{
    struct aman_roads *roads = build->roads;
    size_t n = build->n_restrictions;
    roads->turns = aman_arena_new(&roads->arena, n, sizeof *roads->turns);
    roads->vias = aman_arena_new(&roads->arena, n * MOST_VIAS, sizeof *roads->vias);
    roads->joints = aman_arena_new(&roads->arena, n * (MOST_VIAS + 1), sizeof *roads->joints);
    if (!roads->turns || !roads->vias || !roads->joints) return AMAN_ERR_MEMORY;
    if (n > 0) qsort(build->restrictions, n, sizeof *build->restrictions, compare_restrictions);
    for (size_t i = 0; i < n; i++) {
        const struct roads_restriction *restriction = &build->restrictions[i];
        struct aman_road_turn turn;
        uint32_t *joints = roads->joints + roads->n_joints;
        bool apart;
        if (!find_members(build, restriction, &turn)) {
            roads->notes[AMAN_ROAD_NOTE_TURN_ELSEWHERE]++;
            continue;
        }
        apart = turn.n_via > 0 ? !join(roads, &turn, joints) : !join_at_node(roads, restriction, &turn, joints);
        roads->notes[AMAN_ROAD_NOTE_TURN_APART] += apart;
        if (apart) continue;
        roads->turns[roads->n_turns++] = turn;
        roads->n_vias += turn.n_via;
        roads->n_joints += turn.n_via + 1;
    }
    return AMAN_OK;
}
