/* formats/service_request.h - bodies of requests to the service: whom to look for, and what was decided. */
#ifndef AMAN_FORMATS_SERVICE_REQUEST_H
#define AMAN_FORMATS_SERVICE_REQUEST_H

#include "formats/list_read.h"

#include <stdint.h>

enum {
    AMAN_MATCH_QUERIES_MOST = 100,
    AMAN_MATCH_NAMES_MOST = 20, /* of a query */
    AMAN_REQUEST_TEXT_BYTES = 10 * 1024
};

enum { AMAN_REQUEST_WHY_BYTES = 256 };

/* Somebody to look for, as an example of a FollowTheMoney entity. Texts are in the arena that was given. */
struct aman_match_query {
    const char *key;    /* what the client calls it */
    const char *id;     /* the client's own; "" when not said */
    const char *schema; /* as the client wrote it */
    enum aman_list_kind kind;
    size_t n_names; /* at least one */
    const char **names;
    int born;            /* year; 0: not said */
    const char *country; /* the first of nationality, citizenship, country, jurisdiction; "" */
    const char *echo;    /* its JSON again, as it was read */
};

struct aman_match_request {
    size_t n;
    struct aman_match_query *queries;
};

/* Reads {"queries": {key: {"schema": …, "properties": {"name": […], …}}, …}}. why gets what is wrong, and
 * where. Errors: INPUT, LIMIT, MEMORY. */
enum aman_err aman_match_request_read(const char *json, size_t n, struct aman_arena *arena,
                                      struct aman_match_request *request, char why[AMAN_REQUEST_WHY_BYTES]);

/* The kind that a schema of FollowTheMoney stands for; ANY for others. */
enum aman_list_kind aman_schema_kind(const char *schema);

struct aman_step_request {
    const char *action, *reason; /* reason "" when not said */
    int64_t revision;            /* of what was looked at */
};

/* Reads {"action": …, "reason": …, "revision": …}. Errors as above. */
enum aman_err aman_step_request_read(const char *json, size_t n, struct aman_arena *arena,
                                     struct aman_step_request *request, char why[AMAN_REQUEST_WHY_BYTES]);

#endif
