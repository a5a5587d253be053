/* adapters/http.h - an HTTP/1.1 service on a few threads, with TLS where a certificate is given.
 *
 * Each request is read whole, within limits, and handed to `handle` on one of the threads. The answer may be
 * given there and then, or later from any thread: until then the connection rests and its thread serves
 * others. Every answer carries headers that keep it out of caches, frames and referrers.
 */
#ifndef AMAN_ADAPTERS_HTTP_H
#define AMAN_ADAPTERS_HTTP_H

#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    AMAN_HTTP_TARGET_MOST = 8 * 1024,  /* bytes of path and query; more is answered with 414 */
    AMAN_HTTP_BODY_MOST = 1024 * 1024, /* more is answered with 413 */
    AMAN_HTTP_HEAD_BYTES = 32 * 1024,  /* memory of a connection: a longer head is refused by the library */
    AMAN_HTTP_CONNECTIONS_MOST = 1024, /* at once; more are turned away */
    AMAN_HTTP_IDLE_S = 30,             /* a connection that sends nothing for so long is closed */
    AMAN_HTTP_BODY_S = 30,             /* a body that takes longer is answered with 408 */
    AMAN_HTTP_STOP_S = 10              /* how long stopping waits for answers that are under way */
};

/* What was asked, all of it as it came over the wire and to be distrusted. NULL for a header that was not
 * sent. */
struct aman_http_request {
    const char *method;
    const char *target; /* path and query, not decoded */
    const char *host, *authorization;
    const char *reason, *language; /* X-Aman-Reason, Accept-Language */
    const char *body;              /* NUL after n_body bytes, never NULL */
    size_t n_body;
};

struct aman_http_answer {
    unsigned status;
    const char *type;   /* of the body: "application/json" */
    const char *policy; /* Content-Security-Policy; NULL: nothing may be loaded */
    const char *body;
    size_t n_body;
    unsigned retry_after_s; /* 0: not said */
    bool close;             /* ends the connection */
};

struct aman_http;
struct aman_http_exchange;

/* Called on any of the threads, several at once. Must see to it that aman_http_answer is called once for the
 * exchange; the request lives until then. */
typedef void aman_http_handle_fn(void *ctx, const struct aman_http_request *request,
                                 struct aman_http_exchange *exchange);

struct aman_http_settings {
    const char *address;           /* "127.0.0.1:8464", "[::1]:8464"; port 0 takes a free one */
    const char *certificate, *key; /* files in PEM; both or none */
    int threads;                   /* 1..256 */
    aman_http_handle_fn *handle;
    void *ctx;
};

enum { AMAN_HTTP_WHY_BYTES = 256 };

/* Begins to listen. why gets what is wrong when it fails. Errors: ARGUMENT (no address, no file of that
 * kind), IO (the address is taken or not ours, a file that cannot be read), INTERNAL (the library has no
 * TLS), MEMORY. */
enum aman_err aman_http_start(const struct aman_http_settings *settings, struct aman_http **http,
                              char why[AMAN_HTTP_WHY_BYTES]);

/* The port that it listens on. */
unsigned aman_http_port(const struct aman_http *http);

/* Whether an address, as in the settings, is one of this machine only. False for no address. */
bool aman_http_is_loopback(const char *address);

/* Answers; copies what it is given. From any thread, once for each exchange. */
void aman_http_answer(struct aman_http_exchange *exchange, const struct aman_http_answer *answer);

/* Takes no more connections, lets answers that are under way be given (for AMAN_HTTP_STOP_S), and frees.
 * NULL-safe. */
void aman_http_stop(struct aman_http *http);

#endif
