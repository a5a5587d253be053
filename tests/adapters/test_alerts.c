/* Alerts: found, decided by people with four eyes, followed when a list changes, forgotten with their person. */
#include "tests/base/cmocka_all.h"

#include "adapters/store_alerts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/aman-alerts-XXXXXX";
static char path[256];
static const char at[] = "2026-03-01T12:00:00Z", later[] = "2026-06-01T12:00:00Z";
static struct aman_store *store;

static const char first[] = "id,name,aliases,born,country,kind\n"
                            "a,Yusuf Tazi,Youssef Tazi;يوسف التازي,1965,ma,person\n"
                            "b,Omar Fassi,,,,person\n";
/* another order of aliases, nothing else */
static const char reordered[] = "id,name,aliases,born,country,kind\n"
                                "a,Yusuf Tazi,يوسف التازي;Youssef Tazi,1965,ma,person\n"
                                "b,Omar Fassi,,,,person\nc,New,,,,person\n";
static const char changed[] = "id,name,aliases,born,country,kind\n"
                              "a,Yusuf Tazi,Youssef Tazi;يوسف التازي,1966,ma,person\n"
                              "b,Omar Fassi,,,,person\n";
static const char without_a[] = "id,name,aliases,born,country,kind\nb,Omar Fassi,,,,person\n";

/* ---- scaffold ---- */

static struct aman_alert_follow import(const char *text)
{
    struct aman_diags diags;
    struct aman_list *list;
    struct aman_store_change change;
    struct aman_alert_follow follow;
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_list_read_bytes(text, strlen(text), "watch.csv", &aman_mem_heap, &diags, &list), AMAN_OK);
    assert_int_equal(aman_store_begin(store), AMAN_OK);
    assert_int_equal(aman_store_import(store, list, at, &change), AMAN_OK);
    assert_int_equal(aman_store_alerts_follow(store, list->source, at, &follow), AMAN_OK);
    assert_int_equal(aman_store_commit(store), AMAN_OK);
    aman_list_destroy(list);
    aman_diags_release(&diags);
    return follow;
}

static int64_t person(const char *reference, const char *name)
{
    const struct aman_store_person who = {
        .reference = reference, .name = name, .country = "ma", .kind = AMAN_LIST_PERSON, .threshold = 0.7};
    int64_t number = 0;
    assert_int_equal(aman_store_begin(store), AMAN_OK);
    assert_int_equal(aman_store_person_put(store, &who, at, &number), AMAN_OK);
    assert_int_equal(aman_store_commit(store), AMAN_OK);
    return number;
}

/* What a screening does with one person and one entry. */
static struct aman_alert_found find(int64_t number, const char *entry_id, double score)
{
    struct aman_store_lists lists;
    struct aman_alert_found found = {.alert = 0};
    assert_int_equal(aman_store_load(store, true, &aman_mem_heap, &lists), AMAN_OK);
    const struct aman_store_list *list = &lists.lists[0];
    for (size_t e = 0; e < list->n_entries; e++) {
        if (strcmp(list->entries[e].id, entry_id) != 0) continue;
        const struct aman_alert_hit hit = {number,          list->source, &list->entries[e],
                                           list->version,   list->hash_hex, list->entries[e].names[0].text,
                                           score, score};
        assert_int_equal(aman_store_begin(store), AMAN_OK);
        assert_int_equal(aman_store_alert_put(store, &hit, at, 1, &found), AMAN_OK);
        assert_int_equal(aman_store_commit(store), AMAN_OK);
    }
    aman_store_lists_release(&lists);
    assert_true(found.alert > 0);
    return found;
}

static enum aman_alert_refusal step(int64_t alert, enum aman_alert_action action, const char *by, const char *reason)
{
    enum aman_alert_refusal refusal;
    const struct aman_alert_step taken = {.alert = alert, .action = action, .by = by, .reason = reason};
    assert_int_equal(aman_store_begin(store), AMAN_OK);
    enum aman_err err = aman_store_alert_step(store, &taken, at, &refusal);
    assert_int_equal(err, refusal ? AMAN_ERR_INPUT : AMAN_OK);
    assert_int_equal(aman_store_commit(store), AMAN_OK);
    return refusal;
}

static void must(int64_t alert, enum aman_alert_action action, const char *by)
{
    assert_int_equal(step(alert, action, by, "since it is so"), AMAN_ALERT_ALLOWED);
}

static void assert_state(int64_t alert, enum aman_alert_state state, enum aman_alert_state proposed)
{
    struct aman_alert_whole whole;
    assert_int_equal(aman_store_alert_load(store, alert, &aman_mem_heap, &whole), AMAN_OK);
    assert_string_equal(aman_alert_state_text(whole.alert.state), aman_alert_state_text(state));
    assert_string_equal(aman_alert_state_text(whole.alert.proposed), aman_alert_state_text(proposed));
    aman_alert_whole_release(&whole);
}

static struct aman_store_verdict verify(void)
{
    struct aman_store_verdict verdict;
    assert_int_equal(aman_store_verify(store, &verdict), AMAN_OK);
    return verdict;
}

static void assert_whole(void)
{
    assert_int_equal(verify().fault, AMAN_STORE_WHOLE);
}

/* ---- finding ---- */

static void a_pair_has_one_alert(void **state)
{
    (void)state;
    import(first);
    int64_t who = person("B1", "Youssef Tazi");
    struct aman_alert_found found = find(who, "a", 0.9), again = find(who, "a", 0.8), other = find(who, "b", 0.7);
    assert_int_equal(found.put, AMAN_ALERT_PUT_NEW);
    assert_int_equal(again.put, AMAN_ALERT_PUT_KNOWN);
    assert_true(again.alert == found.alert && other.alert != found.alert);
    assert_int_equal(person("B1", "Youssef Tazi"), who);
    assert_int_not_equal(person("B2", "Youssef Tazi"), who); /* another badge: another person */
    assert_state(found.alert, AMAN_ALERT_OPEN, AMAN_ALERT_NONE);
    assert_whole();
}

static void the_queue_is_by_rank(void **state)
{
    (void)state;
    struct aman_alerts alerts;
    import(first);
    int64_t tazi = person("B1", "Youssef Tazi"), fassi = person("B2", "Omar El Fassi");
    int64_t low = find(tazi, "b", 0.71).alert, high = find(fassi, "b", 0.95).alert, closed = find(tazi, "a", 0.99).alert;
    must(closed, AMAN_ALERT_CALL_FALSE, "amina");
    assert_int_equal(aman_store_alerts(store, &(struct aman_alert_filter){0}, &aman_mem_heap, &alerts), AMAN_OK);
    assert_int_equal(alerts.n, 2);
    assert_true(alerts.alerts[0].number == high && alerts.alerts[1].number == low);
    assert_string_equal(alerts.alerts[0].person.name, "Omar El Fassi");
    assert_int_equal(alerts.alerts[0].listed_kind, AMAN_LIST_PERSON);
    aman_alerts_release(&alerts);
    const struct {
        struct aman_alert_filter filter;
        size_t n, n_all;
    } cases[] = {{{.states = 1u << AMAN_ALERT_FALSE}, 1, 1}, {{.states = 0x3F}, 3, 3},
                 {{.states = 0x3F, .most = 2}, 2, 3},        {{.states = 0x3F, .skip = 2}, 1, 3},
                 {{.text = "el fas"}, 1, 1},                 {{.text = "b1"}, 1, 1},
                 {{.source = "un"}, 0, 0},                   {{.source = "watch"}, 2, 2},
                 {{.person = fassi}, 1, 1},                  {{.least_score = 0.9}, 1, 1},
                 {{.proposed_only = true}, 0, 0}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        assert_int_equal(aman_store_alerts(store, &cases[c].filter, &aman_mem_heap, &alerts), AMAN_OK);
        if (alerts.n != cases[c].n || alerts.n_all != cases[c].n_all) fail_msg("case %zu: %zu of %zu", c, alerts.n, alerts.n_all);
        aman_alerts_release(&alerts);
    }
    size_t counts[AMAN_N_ALERT_STATES], proposed;
    assert_int_equal(aman_store_alert_counts(store, counts, &proposed), AMAN_OK);
    assert_true(counts[AMAN_ALERT_OPEN] == 2 && counts[AMAN_ALERT_FALSE] == 1 && proposed == 0);
}

/* ---- deciding ---- */

static void a_false_match_holds_for_the_list_as_it_is(void **state)
{
    (void)state;
    import(first);
    int64_t who = person("", "Youssef Tazi"), alert = find(who, "a", 0.9).alert;
    must(alert, AMAN_ALERT_CALL_FALSE, "amina");
    assert_int_equal(find(who, "a", 0.9).put, AMAN_ALERT_PUT_KNOWN);
    import(reordered);
    assert_state(alert, AMAN_ALERT_FALSE, AMAN_ALERT_NONE);
    assert_int_equal(find(who, "a", 0.9).put, AMAN_ALERT_PUT_REOPENED);
    assert_state(alert, AMAN_ALERT_OPEN, AMAN_ALERT_NONE);
    assert_whole();
}

static void an_exception_needs_two_and_stands_until_the_entry_changes(void **state)
{
    (void)state;
    import(first);
    int64_t who = person("", "Youssef Tazi"), alert = find(who, "a", 0.9).alert;
    must(alert, AMAN_ALERT_EXCEPT, "Amina");
    assert_state(alert, AMAN_ALERT_REVIEW, AMAN_ALERT_EXCEPTION);
    assert_int_equal(step(alert, AMAN_ALERT_CONFIRM, " amina ", ""), AMAN_ALERT_SAME_PERSON);
    assert_int_equal(step(alert, AMAN_ALERT_CALL_FALSE, "driss", "no"), AMAN_ALERT_PROPOSED);
    assert_int_equal(step(alert, AMAN_ALERT_CONFIRM, "driss", ""), AMAN_ALERT_ALLOWED);
    assert_state(alert, AMAN_ALERT_EXCEPTION, AMAN_ALERT_NONE);
    struct aman_alert_follow follow = import(reordered);
    assert_true(follow.n_reopened == 0 && follow.n_noted == 0 && follow.n_delisted == 0);
    assert_int_equal(find(who, "a", 0.9).put, AMAN_ALERT_PUT_KNOWN);
    assert_state(alert, AMAN_ALERT_EXCEPTION, AMAN_ALERT_NONE);
    follow = import(changed);
    assert_int_equal(follow.n_reopened, 1);
    assert_state(alert, AMAN_ALERT_OPEN, AMAN_ALERT_NONE);
    assert_whole();
}

static void an_exception_is_for_one_pair(void **state)
{
    (void)state;
    import(first);
    int64_t who = person("", "Youssef Tazi"), alert = find(who, "a", 0.9).alert;
    must(alert, AMAN_ALERT_EXCEPT, "amina");
    must(alert, AMAN_ALERT_CONFIRM, "driss");
    assert_int_equal(find(who, "b", 0.9).put, AMAN_ALERT_PUT_NEW);
    assert_int_equal(find(person("", "Yussef Tazi"), "a", 0.9).put, AMAN_ALERT_PUT_NEW);
}

static void a_true_match_needs_two_to_be_and_two_to_end(void **state)
{
    (void)state;
    import(first);
    int64_t who = person("", "Youssef Tazi"), alert = find(who, "a", 0.9).alert;
    must(alert, AMAN_ALERT_TAKE, "amina");
    must(alert, AMAN_ALERT_CALL_TRUE, "amina");
    must(alert, AMAN_ALERT_CONFIRM, "driss");
    assert_state(alert, AMAN_ALERT_TRUE, AMAN_ALERT_NONE);
    assert_int_equal(step(alert, AMAN_ALERT_CALL_FALSE, "amina", "no"), AMAN_ALERT_NOT_NOW);
    must(alert, AMAN_ALERT_REOPEN, "amina");
    assert_state(alert, AMAN_ALERT_TRUE, AMAN_ALERT_OPEN);
    assert_int_equal(step(alert, AMAN_ALERT_CONFIRM, "amina", ""), AMAN_ALERT_SAME_PERSON);
    must(alert, AMAN_ALERT_TURN_DOWN, "driss");
    assert_state(alert, AMAN_ALERT_TRUE, AMAN_ALERT_NONE);
    must(alert, AMAN_ALERT_REOPEN, "amina");
    must(alert, AMAN_ALERT_CONFIRM, "driss");
    assert_state(alert, AMAN_ALERT_OPEN, AMAN_ALERT_NONE);
    assert_whole();
}

static void steps_that_are_refused(void **state)
{
    (void)state;
    import(first);
    int64_t alert = find(person("", "Youssef Tazi"), "a", 0.9).alert;
    assert_int_equal(step(alert + 1, AMAN_ALERT_TAKE, "amina", ""), AMAN_ALERT_NO_SUCH);
    assert_int_equal(step(alert, AMAN_ALERT_TAKE, " ", ""), AMAN_ALERT_NO_NAME);
    assert_int_equal(step(alert, AMAN_ALERT_CALL_FALSE, "amina", " \t"), AMAN_ALERT_NO_REASON);
    assert_int_equal(step(alert, AMAN_ALERT_COMMENT, "amina", ""), AMAN_ALERT_NO_REASON);
    assert_int_equal(step(alert, AMAN_ALERT_CONFIRM, "amina", ""), AMAN_ALERT_NOT_PROPOSED);
    assert_int_equal(step(alert, AMAN_ALERT_TURN_DOWN, "amina", "no"), AMAN_ALERT_NOT_PROPOSED);
    assert_int_equal(step(alert, AMAN_ALERT_REOPEN, "amina", "no"), AMAN_ALERT_NOT_NOW);
    const struct aman_alert_step stale = {alert, 7, AMAN_ALERT_TAKE, "amina", ""};
    enum aman_alert_refusal refusal;
    assert_int_equal(aman_store_alert_step(store, &stale, at, &refusal), AMAN_ERR_INPUT);
    assert_int_equal(refusal, AMAN_ALERT_MOVED_ON);
    assert_state(alert, AMAN_ALERT_OPEN, AMAN_ALERT_NONE);
    for (int r = 0; r < AMAN_N_ALERT_REFUSALS; r++)
        assert_true(strlen(aman_alert_refusal_text((enum aman_alert_refusal)r)) > 0);
    for (int a = 0; a < AMAN_N_ALERT_ACTIONS; a++) {
        enum aman_alert_action action;
        assert_true(aman_alert_action_of(aman_alert_action_text((enum aman_alert_action)a), &action) && (int)action == a);
    }
}

/* ---- the list changes ---- */

static void an_entry_that_leaves_and_comes_back(void **state)
{
    (void)state;
    import(first);
    int64_t tazi = person("", "Youssef Tazi"), other = person("", "Yussuf Tazi");
    int64_t open = find(tazi, "a", 0.9).alert, true_match = find(other, "a", 0.8).alert;
    must(true_match, AMAN_ALERT_CALL_TRUE, "amina");
    must(true_match, AMAN_ALERT_CONFIRM, "driss");
    assert_int_equal(import(without_a).n_delisted, 2);
    assert_state(open, AMAN_ALERT_DELISTED, AMAN_ALERT_NONE);
    assert_state(true_match, AMAN_ALERT_OPEN, AMAN_ALERT_NONE); /* somebody must act */
    import(first);
    assert_int_equal(find(tazi, "a", 0.9).put, AMAN_ALERT_PUT_REOPENED);
    assert_state(open, AMAN_ALERT_OPEN, AMAN_ALERT_NONE);
    assert_whole();
}

static void a_change_drops_proposals_and_is_noted(void **state)
{
    (void)state;
    import(first);
    int64_t who = person("", "Youssef Tazi"), alert = find(who, "a", 0.9).alert;
    int64_t kept = find(person("", "Y. Tazi"), "a", 0.8).alert;
    must(alert, AMAN_ALERT_CALL_TRUE, "amina");
    must(kept, AMAN_ALERT_CALL_TRUE, "amina");
    must(kept, AMAN_ALERT_CONFIRM, "driss");
    assert_int_equal(import(changed).n_noted, 2);
    assert_state(alert, AMAN_ALERT_REVIEW, AMAN_ALERT_NONE);
    assert_state(kept, AMAN_ALERT_TRUE, AMAN_ALERT_NONE);
    struct aman_alert_whole whole;
    assert_int_equal(aman_store_alert_load(store, alert, &aman_mem_heap, &whole), AMAN_OK);
    assert_true(whole.alert.entry_changed && whole.has_before);
    assert_int_equal(whole.before.births[0].from_year, 1965);
    assert_int_equal(whole.entry.births[0].from_year, 1966);
    assert_string_equal(whole.entry.id, "a");
    assert_int_equal(whole.n_events, 3);
    assert_string_equal(whole.events[0].action, "found");
    assert_string_equal(whole.events[0].text, "");
    assert_string_equal(whole.events[1].action, "true");
    assert_string_equal(whole.events[1].by, "amina");
    assert_string_equal(whole.events[1].text, "since it is so");
    assert_int_equal(whole.events[1].proposed, AMAN_ALERT_TRUE);
    assert_string_equal(whole.events[2].action, "changed");
    aman_alert_whole_release(&whole);
    must(alert, AMAN_ALERT_CALL_FALSE, "amina");
    assert_int_equal(aman_store_alert_load(store, alert, &aman_mem_heap, &whole), AMAN_OK);
    assert_false(whole.has_before);
    aman_alert_whole_release(&whole);
    assert_int_equal(aman_store_alert_load(store, 99, &aman_mem_heap, &whole), AMAN_ERR_INPUT);
}

/* ---- forgetting ---- */

static bool count_people(void *ctx, const struct aman_store_person *who)
{
    assert_true(who->number > 0 && who->name[0]);
    ++*(int *)ctx;
    return true;
}

static void the_forgotten_leave_a_whole_record(void **state)
{
    (void)state;
    import(first);
    struct aman_store_forgotten forgotten = {0};
    struct aman_store_person who = {.number = person("B1", "Youssef Tazi"), .reference = "B1", .name = "Youssef Tazi",
                                    .country = "ma", .kind = AMAN_LIST_PERSON};
    int64_t alert = find(who.number, "a", 0.9).alert, line = 0;
    assert_int_equal(aman_store_look_up(store, at, 1, &who, "[]", &line), AMAN_OK);
    assert_true(line > 0);
    must(alert, AMAN_ALERT_CALL_FALSE, "amina");
    assert_int_equal(aman_store_forget(store, 99, at, "dpo", "asked", &forgotten), AMAN_ERR_INPUT);
    assert_int_equal(aman_store_forget(store, who.number, at, "dpo", "asked", &forgotten), AMAN_OK);
    assert_true(forgotten.n_people == 1 && forgotten.n_alerts == 1 && forgotten.n_texts == 3);
    struct aman_store_verdict verdict = verify();
    assert_int_equal(verdict.fault, AMAN_STORE_WHOLE);
    assert_int_equal(verdict.n_forgotten, 3);
    struct aman_alert_whole whole;
    assert_int_equal(aman_store_alert_load(store, alert, &aman_mem_heap, &whole), AMAN_ERR_INPUT);
    assert_true(person("B1", "Youssef Tazi") > who.number); /* numbers are not given twice */
    int n = 0;
    assert_int_equal(aman_store_people(store, 0, count_people, &n), AMAN_OK);
    assert_int_equal(n, 1);
    assert_int_equal(aman_store_wipe(store), AMAN_OK);
}

static void what_is_over_its_time_goes_but_what_is_held(void **state)
{
    (void)state;
    import(first);
    struct aman_store_forgotten forgotten;
    person("", "Jane Doe");
    int64_t open = person("", "Youssef Tazi"), closed = person("", "Omar Fassi");
    find(open, "a", 0.9);
    must(find(closed, "b", 0.9).alert, AMAN_ALERT_CALL_FALSE, "amina");
    assert_int_equal(aman_store_retain(store, at, later, "dpo", "", &forgotten), AMAN_OK);
    assert_int_equal(forgotten.n_people, 0);
    assert_int_equal(aman_store_retain(store, later, later, "dpo", "", &forgotten), AMAN_OK);
    assert_true(forgotten.n_people == 2 && forgotten.n_alerts == 1 && forgotten.n_held == 1);
    assert_whole();
}

/* ---- tampering ---- */

static enum aman_store_fault fault_after(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_changes(db), 1);
    sqlite3_close(db);
    return verify().fault;
}

static void tampering_beside_the_record_shows(void **state)
{
    (void)state;
    import(first);
    struct aman_store_person who = {.number = person("", "Youssef Tazi"), .reference = "", .name = "Youssef Tazi", .country = "ma",
                                    .kind = AMAN_LIST_PERSON};
    int64_t alert = find(who.number, "a", 0.9).alert;
    assert_int_equal(aman_store_look_up(store, at, 1, &who, "[]", NULL), AMAN_OK);
    must(alert, AMAN_ALERT_CALL_TRUE, "amina");
    assert_whole();
    assert_int_equal(fault_after("UPDATE alert SET state = 2, proposed = 6"), AMAN_STORE_ALERT_CHANGED);
    assert_int_equal(fault_after("UPDATE alert SET state = 1, proposed = 3"), AMAN_STORE_WHOLE);
    assert_int_equal(fault_after("UPDATE event SET by = 'driss' WHERE by = 'amina'"), AMAN_STORE_ALERT_CHANGED);
    assert_int_equal(fault_after("UPDATE event SET by = 'amina' WHERE by = 'driss'"), AMAN_STORE_WHOLE);
    assert_int_equal(fault_after("UPDATE person SET name = 'Youssef Bazi'"), AMAN_STORE_PERSON_CHANGED);
    assert_int_equal(fault_after("UPDATE person SET name = 'Youssef Tazi'"), AMAN_STORE_WHOLE);
    assert_int_equal(fault_after("UPDATE sealed SET text = 'for no reason' WHERE text = 'since it is so'"),
                     AMAN_STORE_TEXT_CHANGED);
    assert_int_equal(fault_after("UPDATE sealed SET text = 'since it is so' WHERE text = 'for no reason'"), AMAN_STORE_WHOLE);
    assert_int_equal(fault_after("DELETE FROM event WHERE action = 'true'"), AMAN_STORE_ALERT_CHANGED);
    assert_int_equal(fault_after("DELETE FROM sealed WHERE text = 'since it is so'"), AMAN_STORE_TEXT_MISSING);
}

/* ---- memory ---- */

struct failing {
    int left;
};

static void *failing_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct failing *failing = ctx;
    if (size != 0 && failing->left-- == 0) {
        failing->left = 0;
        return NULL;
    }
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

/* Each allocation fails in turn; what failed leaves no trace once it is rolled back. */
static void each_allocation_may_fail(void **state)
{
    (void)state;
    struct failing failing = {1 << 30};
    const struct aman_mem mem = {failing_resize, &failing};
    import(first);
    int64_t who = person("", "Youssef Tazi"), alert = find(who, "a", 0.9).alert;
    int64_t lines = verify().n_lines;
    aman_store_close(store);
    assert_int_equal(aman_store_open(path, false, &mem, &store), AMAN_OK);
    int failures = 0;
    for (int n = 0;; n++) {
        struct aman_alerts alerts;
        struct aman_alert_whole whole;
        enum aman_alert_refusal refusal;
        const struct aman_alert_step taken = {alert, 0, AMAN_ALERT_CALL_FALSE, "amina", "no"};
        assert_int_equal(aman_store_begin(store), AMAN_OK);
        failing.left = n;
        enum aman_err err = aman_store_alert_step(store, &taken, at, &refusal);
        if (!err) err = aman_store_alerts(store, &(struct aman_alert_filter){.states = 0x3F}, &mem, &alerts);
        if (!err) {
            aman_alerts_release(&alerts);
            err = aman_store_alert_load(store, alert, &mem, &whole);
        }
        if (!err) aman_alert_whole_release(&whole);
        failing.left = 1 << 30;
        aman_store_rollback(store);
        assert_int_equal(verify().n_lines, lines);
        if (!err) break;
        assert_int_equal(err, AMAN_ERR_MEMORY);
        failures++;
    }
    if (failures < 4) fail_msg("only %d allocations", failures);
    assert_whole();
}

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/store.sqlite", folder);
    return aman_store_open(path, true, &aman_mem_heap, &store) == AMAN_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    static const char *const endings[] = {"", "-wal", "-shm"};
    aman_store_close(store);
    for (size_t i = 0; i < 3; i++) {
        char file[300];
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        unlink(file);
    }
    return 0;
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pair_has_one_alert, begin, end),
        cmocka_unit_test_setup_teardown(the_queue_is_by_rank, begin, end),
        cmocka_unit_test_setup_teardown(a_false_match_holds_for_the_list_as_it_is, begin, end),
        cmocka_unit_test_setup_teardown(an_exception_needs_two_and_stands_until_the_entry_changes, begin, end),
        cmocka_unit_test_setup_teardown(an_exception_is_for_one_pair, begin, end),
        cmocka_unit_test_setup_teardown(a_true_match_needs_two_to_be_and_two_to_end, begin, end),
        cmocka_unit_test_setup_teardown(steps_that_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(an_entry_that_leaves_and_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(a_change_drops_proposals_and_is_noted, begin, end),
        cmocka_unit_test_setup_teardown(the_forgotten_leave_a_whole_record, begin, end),
        cmocka_unit_test_setup_teardown(what_is_over_its_time_goes_but_what_is_held, begin, end),
        cmocka_unit_test_setup_teardown(tampering_beside_the_record_shows, begin, end),
        cmocka_unit_test_setup_teardown(each_allocation_may_fail, begin, end),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
