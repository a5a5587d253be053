/* apps/serve_parts.h - what the service's answers share. */
#ifndef AMAN_APPS_SERVE_PARTS_H
#define AMAN_APPS_SERVE_PARTS_H

#include "apps/serve.h"
#include "formats/http_target.h"
#include "formats/service_request.h"

#include <pthread.h>

/* So many requests at once, and so many a second. */
struct aman_serve_bucket {
    double left;
    double at_s;
};

struct aman_serve {
    struct aman_serve_settings settings;
    pthread_mutex_t rates_lock;
    struct aman_serve_bucket *buckets; /* of each token, then of those without, then of wrong tokens */
    pthread_mutex_t store_lock;
    struct aman_store *store; /* for alerts */
    struct aman_countries *countries;
};

/* A request that may be answered. */
struct aman_serve_call {
    struct aman_serve *serve;
    const struct aman_http_request *request;
    bool again;
    struct aman_http_target target;
    const char *by;  /* who asks */
    unsigned scopes; /* of who asks */
    enum aman_lang lang;
    struct aman_serve_reply *reply;
};

/* What may be asked of which entries; parameters of the same names say it. */
struct aman_serve_wish {
    const char *dataset; /* of the path; "default" and "all" are all of them */
    enum aman_list_kind kind;
    double threshold;
    size_t limit, offset;
};

/* Reads limit, offset and threshold (under the name that is given); refuses the call and says false when one
 * is wrong. */
bool aman_serve_wish_read(struct aman_serve_call *call, const char *threshold_name, double least_threshold,
                          size_t limit, size_t limit_most, struct aman_serve_wish *wish);

/* Whether the list is among what is wished for. */
bool aman_serve_wants_list(const struct aman_serve_call *call, const struct aman_serve_wish *wish,
                           const struct aman_store_list *list);
/* Looks for a person and adds that to what goes on record; NULL (and the call is refused) on failure. */
struct aman_serve_look *aman_serve_look(struct aman_serve_call *call, const struct aman_screened *person,
                                        double threshold);

/* What was found, and for which of the names that were looked for. */
struct aman_serve_found {
    const struct aman_screened *person;
    const struct aman_screen_match *match;
};

/* What the looks from `first` on found and is wished for, an entry once, best first; NULL (and the call is
 * refused) without memory. */
const struct aman_serve_found *aman_serve_gather(struct aman_serve_call *call,
                                                 const struct aman_serve_wish *wish, size_t first, size_t *n);

/* "Person", "Organization", … as FollowTheMoney calls them. */
const char *aman_serve_schema(enum aman_list_kind kind);

/* The id of an entry among all lists: SOURCE-ID. */
void aman_serve_entry_id(struct aman_text *out, const struct aman_store_list *list,
                         const struct aman_list_entry *entry);

/* ---- the answers; each for the methods and paths that serve.c says ---- */

void aman_serve_match(struct aman_serve_call *call);
void aman_serve_search(struct aman_serve_call *call);
void aman_serve_entity(struct aman_serve_call *call);
void aman_serve_catalog(struct aman_serve_call *call);
void aman_serve_algorithms(struct aman_serve_call *call);
void aman_serve_watchman_search(struct aman_serve_call *call);
void aman_serve_watchman_lists(struct aman_serve_call *call);
void aman_serve_me(struct aman_serve_call *call);
void aman_serve_alerts(struct aman_serve_call *call);
void aman_serve_alert(struct aman_serve_call *call);
void aman_serve_step(struct aman_serve_call *call);
void aman_serve_words(struct aman_serve_call *call);
void aman_serve_page(struct aman_serve_call *call);

#endif
