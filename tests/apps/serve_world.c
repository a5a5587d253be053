#include "tests/apps/serve_world.h"

#include "apps/vetting.h"
#include "apps/vetting_import.h"
#include "apps/vetting_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char aman_version[] = "test";

static const char table[] =
    "id,name,aliases,born,country,kind,programme\n"
    "a,Yusuf bin Abd al-Rahman al-Tazi,يوسف بن عبد الرحمن التازي,1965,ma,person,TEST\n"
    "b,Omar Fassi,,1970,es,person,TEST\nc,Atlas Trading Company,,,ma,organisation,\n";

static void must(enum aman_err err, const char *what)
{
    if (!err) return;
    fprintf(stderr, "serve_world: %s: %s\n", what, aman_err_text(err));
    abort();
}

void serve_world_import(struct aman_store *store, const char *text)
{
    const struct aman_vetting_import import = {
        .by = "test", .shrink_pct = 100, .confirmed = true, .threads = 1};
    struct aman_vetting_imported imported;
    struct aman_diags diags;
    struct aman_list *list;
    char at[AMAN_VETTING_TIME_BYTES];
    aman_vetting_now(at);
    aman_diags_init(&diags, &aman_mem_heap);
    must(aman_list_read_bytes(text, strlen(text), "watch.csv", &aman_mem_heap, &diags, &list), "list");
    must(aman_store_begin(store), "begin");
    must(aman_vetting_take_list(store, list, &import, at, &imported), "import");
    must(aman_store_commit(store), "commit");
    aman_list_destroy(list);
    aman_diags_release(&diags);
}

void serve_world_bring_in(struct serve_world *world, struct aman_store *store)
{
    struct aman_edition *edition;
    must(aman_edition_make(store, 4, &edition), "edition");
    aman_editions_put(world->editions, edition);
}

/* So that there is something to decide. */
static void make_alert(struct serve_world *world)
{
    const struct aman_screened person = {"B-1", "Omar Fasi", 1970, "es", AMAN_LIST_PERSON};
    struct aman_edition *edition = aman_edition_take(world->editions);
    struct aman_screen_result result = {0};
    struct aman_vetting_alerts counts = {0};
    const struct aman_vetting_asked asked = {.kind = "screening", .threshold = 0.7};
    int64_t run;
    must(aman_edition_look(edition, &person, 0.7, &result), "look");
    must(aman_store_begin(world->store), "begin");
    must(aman_vetting_run_begin(world->store, &edition->lists, &asked, "2026-03-01T12:00:00Z", &run), "run");
    must(aman_vetting_run_record(world->store, run, 0.7, &person, &result, "2026-03-01T12:00:00Z", &counts),
         "record");
    must(aman_store_commit(world->store), "commit");
    aman_screen_result_release(&result);
    aman_edition_give(world->editions, edition);
}

void serve_world_init(struct serve_world *world)
{
    char tokens_path[128], token[AMAN_TOKEN_TEXT_BYTES];
    struct aman_diags diags;
    *world = (struct serve_world){.folder = "/tmp/aman-serve-XXXXXX"};
    if (!mkdtemp(world->folder)) must(AMAN_ERR_IO, "mkdtemp");
    snprintf(world->store_path, sizeof world->store_path, "%s/store.sqlite", world->folder);
    snprintf(tokens_path, sizeof tokens_path, "%s/tokens", world->folder);
    aman_diags_init(&diags, &aman_mem_heap);
    must(aman_tokens_add(tokens_path, "desk", AMAN_SCOPES_ALL, &diags, token), "token");
    must(aman_tokens_read(tokens_path, &diags, &world->tokens), "tokens");
    aman_diags_release(&diags);
    snprintf(world->authorization, sizeof world->authorization, "Bearer %s", token);
    must(aman_store_open(world->store_path, true, &aman_mem_heap, &world->store), "store");
    serve_world_import(world->store, table);
    must(aman_editions_create(&world->editions), "editions");
    serve_world_bring_in(world, world->store);
    make_alert(world);
    const struct aman_serve_settings settings = {.store = world->store_path,
                                                 .tokens = &world->tokens,
                                                 .threshold = 0.7,
                                                 .rate_per_s = 1e9,
                                                 .editions = world->editions};
    must(aman_serve_create(&settings, &world->serve), "serve");
}

void serve_world_release(struct serve_world *world)
{
    static const char *const files[] = {"store.sqlite", "store.sqlite-wal", "store.sqlite-shm", "tokens"};
    aman_serve_destroy(world->serve);
    aman_editions_destroy(world->editions);
    aman_store_close(world->store);
    aman_tokens_release(&world->tokens);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", world->folder, files[i]);
        unlink(path);
    }
    rmdir(world->folder);
}

struct aman_http_request serve_world_request(const struct serve_world *world, const char *method,
                                             const char *target, const char *body)
{
    return (struct aman_http_request){.method = method,
                                      .target = target,
                                      .host = "localhost",
                                      .authorization = world->authorization,
                                      .body = body,
                                      .n_body = strlen(body)};
}
