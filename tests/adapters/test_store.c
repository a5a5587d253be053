/* The store of vetting: lists replaced whole, a record that nobody can change unseen. */
#include "tests/base/cmocka_all.h"

#include "adapters/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/aman-store-XXXXXX";
static char path[256];
static const char at[] = "2026-03-01T12:00:00Z";

static struct aman_list *list_of(const char *text)
{
    struct aman_diags diags;
    struct aman_list *list;
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_list_read_bytes(text, strlen(text), "watch.csv", &aman_mem_heap, &diags, &list),
                     AMAN_OK);
    aman_diags_release(&diags);
    return list;
}

static struct aman_store *open_store(void)
{
    struct aman_store *store;
    assert_int_equal(aman_store_open(path, true, &aman_mem_heap, &store), AMAN_OK);
    return store;
}

static struct aman_store_change import(struct aman_store *store, const char *text)
{
    struct aman_list *list = list_of(text);
    struct aman_store_change change;
    assert_int_equal(aman_store_begin(store), AMAN_OK);
    assert_int_equal(aman_store_import(store, list, at, &change), AMAN_OK);
    assert_int_equal(aman_store_commit(store), AMAN_OK);
    aman_list_destroy(list);
    return change;
}

static const char first[] = "id,name,aliases,weak_aliases,born,country,kind\n"
                            "a,Yusuf Tazi,Youssef Tazi;يوسف التازي,Joe,1965,ma,person\n"
                            "b,Omar Fassi,,,,,person\nc,Front,,,,,organisation\n";

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    struct aman_store *store = open_store();
    struct aman_store_lists lists;
    struct aman_store_change change = import(store, first);
    assert_true(change.n_before == 0 && change.n_added == 3 && change.n_removed == 0 &&
                change.n_changed == 0);
    assert_int_equal(aman_store_load(store, true, &aman_mem_heap, &lists), AMAN_OK);
    assert_int_equal(lists.n, 1);
    assert_string_equal(lists.lists[0].source, "watch");
    assert_int_equal(lists.lists[0].version, 1);
    assert_int_equal(lists.lists[0].n_entries, 3);
    const struct aman_list_entry *entry = &lists.lists[0].entries[0];
    assert_string_equal(entry->id, "a");
    assert_int_equal(entry->kind, AMAN_LIST_PERSON);
    assert_int_equal(entry->n_names, 4);
    assert_string_equal(entry->names[2].text, "يوسف التازي");
    assert_int_equal(entry->names[3].quality, AMAN_LIST_WEAK);
    assert_int_equal(entry->births[0].to_year, 1965);
    assert_string_equal(entry->countries[0], "ma");
    assert_int_equal(lists.lists[0].entries[2].n_names, 1);
    aman_store_lists_release(&lists);
    aman_store_close(store);
}

/* Who holds lists can tell that they are no longer the store's, whatever an import changed. */
static void lists_know_their_generation(void **state)
{
    (void)state;
    struct aman_store *store = open_store();
    struct aman_store_lists held, now;
    int64_t generation;
    import(store, first);
    assert_int_equal(aman_store_load(store, false, &aman_mem_heap, &held), AMAN_OK);
    assert_int_equal(aman_store_generation(store, &generation), AMAN_OK);
    assert_int_equal(held.generation, generation);
    import(store, first);
    assert_int_equal(aman_store_generation(store, &generation), AMAN_OK);
    assert_true(generation > held.generation);
    assert_int_equal(aman_store_load_changed(store, "watch", &aman_mem_heap, &now), AMAN_OK);
    assert_int_equal(now.generation, generation);
    aman_store_lists_release(&held);
    aman_store_lists_release(&now);
    aman_store_close(store);
}

static void count_change(void *ctx, const char *source, const char *what, const char *id, const char *name)
{
    char *seen = ctx;
    size_t n = strlen(seen);
    snprintf(seen + n, 256 - n, "%s %s %s %s;", source, what, id, name);
}

static void what_changed_is_said(void **state)
{
    (void)state;
    struct aman_store *store = open_store();
    char seen[256] = "";
    import(store, first);
    struct aman_store_change change =
        import(store, "id,name,born,kind\na,Yusuf Tazi,1966,person\nc,Front,,organisation\nd,New,,\n");
    assert_true(change.n_before == 3 && change.n_added == 1 && change.n_removed == 1 &&
                change.n_changed == 1);
    assert_int_equal(aman_store_changes(store, count_change, seen), AMAN_OK);
    assert_string_equal(seen, "watch added d New;watch changed a Yusuf Tazi;watch removed b Omar Fassi;");
    size_t n, names;
    assert_int_equal(aman_store_count(store, "watch", &n, &names), AMAN_OK);
    assert_int_equal(n, 3);
    aman_store_close(store);
}

static void a_rollback_leaves_all_as_it_was(void **state)
{
    (void)state;
    struct aman_store *store = open_store();
    struct aman_list *list = list_of("name\nOther\n");
    struct aman_store_change change;
    size_t n, names;
    import(store, first);
    assert_int_equal(aman_store_begin(store), AMAN_OK);
    assert_int_equal(aman_store_import(store, list, at, &change), AMAN_OK);
    assert_int_equal(aman_store_append(store, at, "import", "{}", NULL), AMAN_OK);
    aman_store_rollback(store);
    assert_int_equal(aman_store_count(store, "watch", &n, &names), AMAN_OK);
    assert_int_equal(n, 3);
    struct aman_store_verdict verdict;
    assert_int_equal(aman_store_verify(store, &verdict), AMAN_OK);
    assert_int_equal(verdict.n_lines, 0);
    aman_list_destroy(list);
    aman_store_close(store);
}

/* ---- the record ---- */

static void append(struct aman_store *store, int n)
{
    assert_int_equal(aman_store_begin(store), AMAN_OK);
    for (int i = 0; i < n; i++) {
        char body[64];
        int64_t number;
        snprintf(body, sizeof body, "{\"i\":%d}", i);
        assert_int_equal(aman_store_append(store, at, "look-up", body, &number), AMAN_OK);
        assert_int_equal(number, i + 1);
    }
    assert_int_equal(aman_store_commit(store), AMAN_OK);
}

/* The hash of a line, worked by hand with another program: sha256 of `64:0…0`, `1:1`, `20:…`, `1:k`, `2:{}`.
 */
static void the_hash_is_what_the_manual_says(void **state)
{
    (void)state;
    static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
    const struct aman_store_line line = {1, at, "k", "{}", zeros, ""};
    char hex[AMAN_STORE_HASH_HEX];
    aman_store_hash(&line, hex);
    assert_string_equal(hex, "96899635feb2cb8c5057831aba16e307ee6ba02158c9e133b6319238beaf1151");
}

static int run_sql(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return code;
}

static void the_file_refuses_to_change_a_line(void **state)
{
    (void)state;
    struct aman_store *store = open_store();
    append(store, 3);
    aman_store_close(store);
    assert_int_equal(run_sql("UPDATE record SET body = '{}' WHERE number = 2"), SQLITE_CONSTRAINT);
    assert_int_equal(run_sql("DELETE FROM record WHERE number = 3"), SQLITE_CONSTRAINT);
    assert_int_equal(run_sql("INSERT INTO record VALUES (9, '', '', '', '', '')"), SQLITE_CONSTRAINT);
}

static int64_t broken_after(const char *sql)
{
    struct aman_store *store = open_store();
    struct aman_store_verdict verdict;
    append(store, 5);
    aman_store_close(store);
    assert_int_equal(
        run_sql("DROP TRIGGER record_no_change; DROP TRIGGER record_no_delete; DROP TRIGGER record_no_gap"),
        SQLITE_OK);
    assert_int_equal(run_sql(sql), SQLITE_OK);
    store = open_store();
    assert_int_equal(aman_store_verify(store, &verdict), AMAN_OK);
    aman_store_close(store);
    unlink(path);
    return verdict.broken;
}

static void tampering_shows(void **state)
{
    (void)state;
    assert_int_equal(broken_after("SELECT 1"), 0);
    assert_int_equal(broken_after("UPDATE record SET body = '{}' WHERE number = 3"), 3);
    assert_int_equal(broken_after("UPDATE record SET at = '' WHERE number = 1"), 1);
    assert_int_equal(broken_after("DELETE FROM record WHERE number = 2"), 2);
    assert_int_equal(
        broken_after("UPDATE record SET hash = (SELECT hash FROM record WHERE number = 1) WHERE number = 4"),
        4);
    assert_int_equal(
        broken_after("UPDATE record SET number = number + 10; UPDATE record SET number = number - 9"), 1);
}

static void files_that_are_no_store(void **state)
{
    (void)state;
    struct aman_store *store = NULL;
    assert_int_equal(aman_store_open(path, false, &aman_mem_heap, &store), AMAN_ERR_IO);
    assert_int_equal(run_sql("CREATE TABLE mine (x)"), SQLITE_OK);
    assert_int_equal(aman_store_open(path, true, &aman_mem_heap, &store), AMAN_ERR_INPUT);
    unlink(path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 200; i++) fputs("this is no database ", file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(aman_store_open(path, true, &aman_mem_heap, &store), AMAN_ERR_INPUT);
    assert_null(store);
}

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/store.sqlite", folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    static const char *const endings[] = {"", "-wal", "-shm"};
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
        cmocka_unit_test_setup_teardown(what_goes_in_comes_out, begin, end),
        cmocka_unit_test_setup_teardown(lists_know_their_generation, begin, end),
        cmocka_unit_test_setup_teardown(what_changed_is_said, begin, end),
        cmocka_unit_test_setup_teardown(a_rollback_leaves_all_as_it_was, begin, end),
        cmocka_unit_test_setup_teardown(the_hash_is_what_the_manual_says, begin, end),
        cmocka_unit_test_setup_teardown(the_file_refuses_to_change_a_line, begin, end),
        cmocka_unit_test_setup_teardown(tampering_shows, begin, end),
        cmocka_unit_test_setup_teardown(files_that_are_no_store, begin, end),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
