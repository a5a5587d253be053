#include "formats/plan_reader.h"

#include <math.h>

enum { SPOTS_MOST = 2000 }; /* with their reliefs within what a unit can be counted for (engines/posts/posts.h) */

static void read_units(struct aman_plan_reader *reader)
{
    struct aman_plan_deployment *deployment = &reader->plan->deployment;
    size_t n;
    struct aman_raw_unit *raw =
        aman_plan_gather(reader, &reader->raw.deployment, sizeof(struct aman_raw_deployment),
                         offsetof(struct aman_raw_deployment, units), sizeof *raw, &n);
    struct aman_plan_unit *units = aman_reader_new(reader, n, sizeof *units);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; units && ids && i < n; i++) {
        units[i] = raw[i].unit;
        units[i].kind = raw[i].kind < 0 ? AMAN_UNIT_KIND_POLICE : (enum aman_unit_kind)raw[i].kind;
        units[i].name = aman_plan_name(reader, units[i].name, -1, units[i].id);
        units[i].line = raw[i].node->line;
        ids[i] = (struct aman_id){units[i].id, (int)i, raw[i].node};
    }
    deployment->units = units;
    deployment->n_units = units ? n : 0;
    reader->units = aman_ids_create(reader, ids, n, "a unit of deployment.units");
    aman_ids_refuse_duplicates(reader, reader->units);
}

static void read_place(struct aman_plan_reader *reader, const struct aman_raw_post *raw, struct aman_plan_post *post)
{
    const struct aman_yaml *point = aman_yaml_get(raw->node, "point");
    if ((raw->place != NULL) == (point != NULL)) {
        aman_reader_fault(reader, (struct aman_fault){.node = point ? point : raw->node,
                                                      .found = point ? "both `place` and `point`" : "a post without a place",
                                                      .expected = "`place`: ids of the drawing, or `point`: [longitude, latitude]"});
        return;
    }
    if (!point) {
        aman_plan_spots(reader, raw->place, &post->spots, &post->n_spots);
        return;
    }
    post->spots = aman_reader_new(reader, 1, sizeof *post->spots);
    if (post->spots) post->n_spots = aman_plan_spot_at(reader, point, raw->point, post->spots);
}

static void read_relief(struct aman_plan_reader *reader, const struct aman_raw_post *raw, struct aman_plan_post *post)
{
    const struct aman_yaml *with = aman_yaml_get(raw->node, "relief_with"), *reach = aman_yaml_get(raw->node, "reach");
    post->relief_unit = raw->relief_with[0] ? aman_ids_resolve(reader, reader->units, with, raw->relief_with) : post->unit;
    if (with && isnan(post->relief_after_s) && !aman_yaml_get(raw->node, "relief_after"))
        aman_reader_fault(reader, (struct aman_fault){with, true, false, "`relief_with`", "`relief_after` with it", NULL});
    if (reach && post->kind != AMAN_POST_RESERVE)
        aman_reader_fault(reader, (struct aman_fault){reach, true, false, "`reach`", "it with `kind: reserve` only", NULL});
}

static void read_post(struct aman_plan_reader *reader, const struct aman_raw_post *raw, struct aman_plan_post *post)
{
    *post = raw->post;
    post->kind = raw->kind < 0 ? AMAN_POST_STATIC : (enum aman_post_kind)raw->kind;
    post->role = raw->role < 0 ? AMAN_ROLE_STEWARD : (enum aman_post_role)raw->role;
    post->line = raw->node->line;
    post->unit = aman_ids_resolve(reader, reader->units, aman_yaml_get(raw->node, "unit"), raw->unit);
    read_place(reader, raw, post);
    read_relief(reader, raw, post);
    int feature = post->n_spots == 1 ? post->spots[0].feature : -1;
    post->name = aman_plan_name(reader, post->name, feature, post->id);
    aman_plan_span(reader, raw->node, "from", post->from_s, "to", post->to_s);
}

static void refuse_too_many(struct aman_plan_reader *reader, const struct aman_plan_post *posts, size_t n)
{
    size_t spots = reader->raw.sweeps.n;
    for (size_t i = 0; i < n; i++) spots += posts[i].n_spots;
    if (spots > SPOTS_MOST)
        aman_reader_fault(reader, (struct aman_fault){.node = aman_yaml_get(reader->root, "deployment"),
                                                      .found = "posts at more than 2,000 places",
                                                      .expected = "at most 2,000 places of posts and sweeps"});
}

static void read_posts(struct aman_plan_reader *reader)
{
    struct aman_plan_deployment *deployment = &reader->plan->deployment;
    size_t n;
    struct aman_raw_post *raw =
        aman_plan_gather(reader, &reader->raw.deployment, sizeof(struct aman_raw_deployment),
                         offsetof(struct aman_raw_deployment, posts), sizeof *raw, &n);
    struct aman_plan_post *posts = aman_reader_new(reader, n, sizeof *posts);
    struct aman_id *ids = aman_reader_new(reader, n, sizeof *ids);
    for (size_t i = 0; posts && ids && i < n; i++) {
        read_post(reader, &raw[i], &posts[i]);
        ids[i] = (struct aman_id){posts[i].id, (int)i, raw[i].node};
    }
    deployment->posts = posts;
    deployment->n_posts = posts ? n : 0;
    refuse_too_many(reader, deployment->posts, deployment->n_posts);
    reader->posts = aman_ids_create(reader, ids, n, "a post of deployment.posts");
    aman_ids_refuse_duplicates(reader, reader->posts);
    deployment->judged = deployment->n_units > 0 && deployment->n_posts > 0;
}

void aman_plan_read_posts(struct aman_plan_reader *reader)
{
    read_units(reader);
    read_posts(reader);
}
