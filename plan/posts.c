#include "plan/posts.h"

const char *const aman_unit_kind_words[AMAN_UNIT_KIND_COUNT + 1] = {
    "police", "gendarmerie", "auxiliary", "military", "steward", "private", "medical", "rescue", NULL};
const char *const aman_post_kind_words[AMAN_POST_KIND_COUNT + 1] = {"static", "patrol", "mobile", "reserve", NULL};
const char *const aman_post_role_words[AMAN_ROLE_COUNT + 1] = {
    "access", "search",  "steward", "guard",   "segregation", "traffic",
    "escort", "medical", "fire",    "command", "response",    NULL};
const char *const aman_command_level_words[AMAN_COMMAND_LEVEL_COUNT + 1] = {"gold",    "silver", "bronze", "wali",
                                                                            "prefect", "unit",   NULL};
const char *const aman_net_mean_words[AMAN_NET_MEANS + 1] = {"primary", "alternate", "contingency", "emergency", NULL};

int aman_plan_post_persons(const struct aman_plan_post *post)
{
    return post->kind == AMAN_POST_STATIC ? post->count * (int)post->n_spots : post->count;
}
