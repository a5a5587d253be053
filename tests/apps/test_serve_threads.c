/* The service's threads: lists exchanged while many ask, and look-ups that gather into one transaction. */
#include "tests/base/cmocka_all.h"

#include "apps/serve_record.h"
#include "tests/apps/serve_world.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASKERS = 3, EXCHANGES = 30 };

struct asking {
    struct serve_world *world;
    struct aman_serve_record *record;
    atomic_bool stop;
    atomic_int n_asked, n_mixed, n_refused, n_written, n_stale, n_under_way;
};

/* In each edition one entry of the name is listed; a reply that names two, or none, mixes editions. */
static const char body[] =
    "{\"queries\":{\"x\":{\"schema\":\"Person\",\"properties\":{\"name\":[\"Fresh Arrival\"]}},"
    "\"y\":{\"schema\":\"Person\",\"properties\":{\"name\":[\"Fresh Arrival\"]}}}}";

static bool is_of_one_edition(const struct aman_serve_reply *reply)
{
    char first[32] = "";
    int n = 0;
    for (const char *at = reply->body.data; (at = strstr(at, "\"id\":\"watch-v")) != NULL; at++, n++) {
        char id[32];
        snprintf(id, sizeof id, "%.*s", (int)strcspn(at + 6, "\""), at + 6);
        if (n == 0) snprintf(first, sizeof first, "%s", id);
        if (strcmp(first, id) != 0) return false;
    }
    return n == 2;
}

static void on_recorded(void *ctx, struct aman_serve_reply *reply, enum aman_serve_recorded outcome)
{
    struct asking *asking = ctx;
    atomic_fetch_add(outcome == AMAN_SERVE_STALE ? &asking->n_stale : &asking->n_written,
                     outcome != AMAN_SERVE_NOT_WRITTEN);
    if (outcome == AMAN_SERVE_NOT_WRITTEN) atomic_fetch_add(&asking->n_refused, 1);
    aman_serve_reply_release(asking->world->serve, reply);
    free(reply);
    atomic_fetch_sub(&asking->n_under_way, 1);
}

static void *ask(void *arg)
{
    struct asking *asking = arg;
    const struct aman_http_request request =
        serve_world_request(asking->world, "POST", "/match/default", body);
    while (!atomic_load(&asking->stop)) {
        struct aman_serve_reply *reply = malloc(sizeof *reply);
        if (!reply) break;
        aman_serve_ask(asking->world->serve, &request, false, reply);
        atomic_fetch_add(&asking->n_asked, 1);
        atomic_fetch_add(&asking->n_refused, reply->status != 200);
        atomic_fetch_add(&asking->n_mixed, reply->status == 200 && !is_of_one_edition(reply));
        atomic_fetch_add(&asking->n_under_way, 1);
        if (!aman_serve_record_put(asking->record, reply, on_recorded, asking)) break;
        while (atomic_load(&asking->n_under_way) > 8) sched_yield();
    }
    return NULL;
}

static void exchange(struct serve_world *world, int version)
{
    char table[128];
    snprintf(table, sizeof table, "id,name,kind\na,Common Person,person\nv%d,Fresh Arrival,person\n",
             version);
    serve_world_import(world->store, table);
    serve_world_bring_in(world, world->store);
}

static void lists_are_exchanged_while_many_ask(void **state)
{
    (void)state;
    struct serve_world world;
    struct asking asking = {.world = &world};
    pthread_t threads[ASKERS];
    serve_world_init(&world);
    exchange(&world, 0);
    assert_int_equal(aman_serve_record_start(world.store_path, &asking.record), AMAN_OK);
    for (int i = 0; i < ASKERS; i++) assert_int_equal(pthread_create(&threads[i], NULL, ask, &asking), 0);
    for (int version = 1; version <= EXCHANGES; version++) exchange(&world, version);
    atomic_store(&asking.stop, true);
    for (int i = 0; i < ASKERS; i++) pthread_join(threads[i], NULL);
    aman_serve_record_stop(asking.record);
    assert_true(asking.n_asked > EXCHANGES);
    assert_int_equal(asking.n_mixed, 0);
    assert_int_equal(asking.n_refused, 0);
    assert_int_equal(asking.n_written + asking.n_stale, asking.n_asked);
    assert_int_equal(asking.n_under_way, 0);
    struct aman_store_verdict verdict;
    assert_int_equal(aman_store_verify(world.store, &verdict), AMAN_OK);
    assert_int_equal(verdict.fault, AMAN_STORE_WHOLE);
    serve_world_release(&world);
}

/* What was asked before an import and comes to the record behind it is not written: it would be of no list
 * that there is. */
static void an_answer_from_the_list_before_is_stale(void **state)
{
    (void)state;
    struct serve_world world;
    struct asking asking = {.world = &world, .n_under_way = 1};
    serve_world_init(&world);
    exchange(&world, 0);
    const struct aman_http_request request = serve_world_request(&world, "POST", "/match/default", body);
    struct aman_serve_reply *reply = malloc(sizeof *reply);
    assert_non_null(reply);
    aman_serve_ask(world.serve, &request, false, reply);
    assert_int_equal(reply->status, 200);
    assert_int_equal(reply->n_looks, 2);
    serve_world_import(world.store, "id,name,kind\nv1,Fresh Arrival,person\n");
    assert_int_equal(aman_serve_record_start(world.store_path, &asking.record), AMAN_OK);
    assert_true(aman_serve_record_put(asking.record, reply, on_recorded, &asking));
    aman_serve_record_stop(asking.record);
    assert_true(asking.n_stale == 1 && asking.n_written == 0 && asking.n_under_way == 0);
    serve_world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lists_are_exchanged_while_many_ask),
                                       cmocka_unit_test(an_answer_from_the_list_before_is_stale)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
