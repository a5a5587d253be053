/* apps/serve.h - what the service answers, without sockets: a request in, a reply out.
 *
 * Shapes that existing clients use: yente's /match, /search, /entities, /catalog, /algorithms, /healthz,
 * /readyz; watchman's /v2/search, /v2/listinfo. Of its own: /alerts and /me, and the page that uses them.
 */
#ifndef AMAN_APPS_SERVE_H
#define AMAN_APPS_SERVE_H

#include "adapters/http.h"
#include "apps/serve_edition.h"
#include "formats/tokens.h"
#include "report/words.h"

struct aman_serve;

struct aman_serve_settings {
    const char *store; /* path; each of the service's threads that needs the store opens it itself */
    const struct aman_tokens *tokens; /* NULL: only without a token */
    bool anonymous;                   /* who shows no token may read */
    double threshold;                 /* 0.3..1; what a client asks for goes before it */
    double rate_per_s;                /* requests a second that a token may make, and as many at once */
    struct aman_editions *editions;
};

/* settings, and what they point to, must outlive it. Errors: MEMORY, and as aman_store_open has them. */
enum aman_err aman_serve_create(const struct aman_serve_settings *settings, struct aman_serve **serve);
void aman_serve_destroy(struct aman_serve *serve);

/* One name that was looked for. It goes on record before the reply is sent. */
struct aman_serve_look {
    struct aman_screened person;
    struct aman_screen_result result;
};

enum { AMAN_SERVE_LOOKS_MOST = 300 };

struct aman_serve_reply {
    struct aman_arena arena; /* of texts below, until the reply is released */
    unsigned status;
    const char *type, *policy; /* as in struct aman_http_answer */
    struct aman_text body;
    unsigned retry_after_s;
    struct aman_edition *edition;  /* that was asked; NULL: none */
    const char *by, *reason, *via; /* who asked, why, how, for the record */
    double threshold;
    size_t n_looks;
    struct aman_serve_look *looks;
};

/* Answers. Any thread, many at once; of the request nothing is kept. Never fails: what goes wrong is a reply
 * too. `again`: the request was answered before, from lists that are no longer in force, and does not count
 * twice. Release the reply with aman_serve_reply_release. */
void aman_serve_ask(struct aman_serve *serve, const struct aman_http_request *request, bool again,
                    struct aman_serve_reply *reply);
void aman_serve_reply_release(struct aman_serve *serve, struct aman_serve_reply *reply);

/* The reply as the transport takes it; points into it. */
struct aman_http_answer aman_serve_reply_answer(const struct aman_serve_reply *reply);

/* Makes an error of the reply, in the shapes of both kinds of clients; the looks in it stay. */
void aman_serve_refuse(struct aman_serve_reply *reply, unsigned status, const char *why);

#endif
