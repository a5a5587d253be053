/* tests/apps/serve_world.h - a service without sockets: a store with a small list in a directory of its own,
 * one token. */
#ifndef AMAN_TESTS_APPS_SERVE_WORLD_H
#define AMAN_TESTS_APPS_SERVE_WORLD_H

#include "apps/serve.h"

struct serve_world {
    char folder[64], store_path[128], authorization[AMAN_TOKEN_TEXT_BYTES + 16];
    struct aman_tokens tokens;
    struct aman_store *store;
    struct aman_editions *editions;
    struct aman_serve *serve;
};

/* Makes it, with three entries listed and one alert; ends the process when it cannot. */
void serve_world_init(struct serve_world *world);
void serve_world_release(struct serve_world *world);

/* Imports a table of entries as the list `watch`. */
void serve_world_import(struct aman_store *store, const char *table);

/* Loads what the store has and puts it in force. */
void serve_world_bring_in(struct serve_world *world, struct aman_store *store);

/* A request of the token's. */
struct aman_http_request serve_world_request(const struct serve_world *world, const char *method,
                                             const char *target, const char *body);

#endif
