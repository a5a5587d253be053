/* What the answers to searches share: wishes, looking, ids. */
#include "apps/serve_parts.h"

#include <stdlib.h>
#include <string.h>

bool aman_serve_wish_read(struct aman_serve_call *call, const char *threshold_name, double least_threshold,
                          size_t limit, size_t limit_most, struct aman_serve_wish *wish)
{
    /* filters that are not there must not seem to have found nothing */
    static const char *const missing[] = {"topics", "changed_since", "filter", "sort"};
    enum { OFFSET_MOST = 10000 };
    double limit_read, offset_read, threshold;
    const char *wrong = NULL;
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (aman_http_parameter_text(&call->target, missing[i]))
            wrong = "topics, changed_since, filter and sort are not supported";
    if (!aman_http_parameter_number(&call->target, "limit", 0, (double)limit_most, (double)limit,
                                    &limit_read))
        wrong = "limit: expected a whole number that is not larger than what is allowed here";
    if (!aman_http_parameter_number(&call->target, "offset", 0, OFFSET_MOST, 0, &offset_read))
        wrong = "offset: expected a whole number up to 10,000";
    if (!aman_http_parameter_number(&call->target, threshold_name, 0, 1, call->serve->settings.threshold,
                                    &threshold))
        wrong = "the threshold: expected a number from 0 to 1";
    if (wrong) {
        aman_serve_refuse(call->reply, 400, wrong);
        return false;
    }
    wish->threshold = threshold < least_threshold ? least_threshold : threshold;
    wish->limit = (size_t)limit_read;
    wish->offset = (size_t)offset_read;
    return true;
}

bool aman_serve_wants_list(const struct aman_serve_call *call, const struct aman_serve_wish *wish,
                           const struct aman_store_list *list)
{
    bool all = strcmp(wish->dataset, "default") == 0 || strcmp(wish->dataset, "all") == 0;
    bool among = all || strcmp(wish->dataset, list->source) == 0;
    if (aman_http_parameter_text(&call->target, "include_dataset") && all)
        among = aman_http_parameter_has(&call->target, "include_dataset", list->source);
    else
        among = among || aman_http_parameter_has(&call->target, "include_dataset", list->source);
    return among && !aman_http_parameter_has(&call->target, "exclude_dataset", list->source);
}

static bool is_excluded(const struct aman_serve_call *call, const struct aman_screen_match *match)
{
    if (!aman_http_parameter_text(&call->target, "exclude_entity_ids")) return false;
    struct aman_text id;
    aman_text_init(&id, &aman_mem_heap);
    aman_serve_entry_id(&id, match->list, match->entry);
    bool excluded = id.data && aman_http_parameter_has(&call->target, "exclude_entity_ids", id.data);
    aman_text_release(&id);
    return excluded;
}

static bool wants(const struct aman_serve_call *call, const struct aman_serve_wish *wish,
                  const struct aman_screen_match *match)
{
    const char *schema = aman_serve_schema(match->entry->kind);
    return aman_serve_wants_list(call, wish, match->list) &&
           !aman_http_parameter_has(&call->target, "exclude_schema", schema) && !is_excluded(call, match);
}

struct aman_serve_look *aman_serve_look(struct aman_serve_call *call, const struct aman_screened *person,
                                        double threshold)
{
    struct aman_serve_reply *reply = call->reply;
    if (!reply->looks)
        reply->looks = aman_arena_new(&reply->arena, AMAN_SERVE_LOOKS_MOST, sizeof *reply->looks);
    if (!reply->looks) {
        aman_serve_refuse(reply, 503, "memory is out");
        return NULL;
    }
    if (reply->n_looks == AMAN_SERVE_LOOKS_MOST) {
        aman_serve_refuse(reply, 400, "more than 300 names in one request");
        return NULL;
    }
    struct aman_serve_look *look = &reply->looks[reply->n_looks++];
    look->person = *person;
    reply->threshold = threshold;
    if (aman_edition_look(reply->edition, person, threshold, &look->result) == AMAN_OK) return look;
    aman_serve_refuse(reply, 503, "the search failed");
    return NULL;
}

static int best_first(const void *a, const void *b)
{
    const struct aman_serve_found *x = a, *y = b;
    if (x->match->score != y->match->score) return x->match->score > y->match->score ? -1 : 1;
    int by_list = strcmp(x->match->list->source, y->match->list->source);
    return by_list ? by_list : strcmp(x->match->entry->id, y->match->entry->id);
}

/* Of an entry that several names found, the best stays. */
static size_t without_twins(struct aman_serve_found *found, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool twin = false;
        for (size_t k = 0; k < kept && !twin; k++) twin = found[k].match->entry == found[i].match->entry;
        if (!twin) found[kept++] = found[i];
    }
    return kept;
}

const struct aman_serve_found *aman_serve_gather(struct aman_serve_call *call,
                                                 const struct aman_serve_wish *wish, size_t first, size_t *n)
{
    const struct aman_serve_reply *reply = call->reply;
    size_t most = 0;
    for (size_t i = first; i < reply->n_looks; i++) most += reply->looks[i].result.n;
    struct aman_serve_found *found = aman_arena_new(&call->reply->arena, most, sizeof *found);
    *n = 0;
    for (size_t i = first; found && i < reply->n_looks; i++)
        for (size_t k = 0; k < reply->looks[i].result.n; k++) {
            const struct aman_screen_match *match = &reply->looks[i].result.matches[k];
            if (wants(call, wish, match))
                found[(*n)++] = (struct aman_serve_found){&reply->looks[i].person, match};
        }
    if (!found) {
        aman_serve_refuse(call->reply, 503, "memory is out");
        return NULL;
    }
    qsort(found, *n, sizeof *found, best_first);
    *n = without_twins(found, *n);
    return found;
}

void aman_serve_entry_id(struct aman_text *out, const struct aman_store_list *list,
                         const struct aman_list_entry *entry)
{
    aman_text_addf(out, "%s-%s", list->source, entry->id);
}
