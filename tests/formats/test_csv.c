#include "formats/csv.h"

#include "tests/base/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

struct table {
    struct aman_arena arena;
    struct aman_diags diags;
    struct aman_csv csv;
    enum aman_err err;
};

static void read_table(struct table *table, const char *bytes, size_t n)
{
    *table = (struct table){0};
    aman_arena_init(&table->arena, &aman_mem_heap, 0);
    aman_diags_init(&table->diags, &aman_mem_heap);
    table->err = aman_csv_read(bytes, n, "t.csv", &table->arena, &table->diags, &table->csv);
}

static void release(struct table *table)
{
    aman_arena_release(&table->arena);
    aman_diags_release(&table->diags);
}

static void assert_field(const struct table *table, size_t row, size_t column, const char *text, int line,
                         int at)
{
    const struct aman_csv_field *field = &table->csv.fields[row * table->csv.n_columns + column];
    assert_string_equal(field->text, text);
    assert_int_equal(field->line, line);
    assert_int_equal(field->column, at);
}

static void test_plain(void **state)
{
    (void)state;
    static const char bytes[] = "time,share\n17:00,0\n18:30, 25 %\n";
    struct table table;
    read_table(&table, bytes, sizeof bytes - 1);
    assert_int_equal(table.err, AMAN_OK);
    assert_int_equal(table.csv.n_columns, 2);
    assert_int_equal(table.csv.n_rows, 2);
    assert_int_equal(aman_csv_column(&table.csv, "share"), 1);
    assert_int_equal(aman_csv_column(&table.csv, "Share"), -1);
    assert_field(&table, 0, 0, "17:00", 2, 1);
    assert_field(&table, 1, 1, "25 %", 3, 8);
    release(&table);
}

static void test_quotes_mark_and_crlf(void **state)
{
    (void)state;
    static const char bytes[] =
        "\xEF\xBB\xBF\"a\",\"b \"\"c\"\", d\"\r\n\r\n  \r\n\"two\nlines\" , x \r\n,\r\nlast,\"\"";
    struct table table;
    read_table(&table, bytes, sizeof bytes - 1);
    assert_int_equal(table.err, AMAN_OK);
    assert_string_equal(table.csv.names[1].text, "b \"c\", d");
    assert_int_equal(table.csv.n_rows, 3);
    assert_field(&table, 0, 0, "two\nlines", 4, 1);
    assert_field(&table, 0, 1, "x", 5, 10);
    assert_field(&table, 1, 1, "", 6, 2);
    assert_field(&table, 2, 0, "last", 7, 1);
    release(&table);
}

static void assert_fault(const char *bytes, size_t n, enum aman_err err, const char *found, int line,
                         int column)
{
    struct table table;
    read_table(&table, bytes, n);
    assert_int_equal(table.err, err);
    assert_int_equal(table.csv.n_rows, 0);
    assert_true(table.diags.n >= 1);
    assert_string_equal(table.diags.items[0].file, "t.csv");
    assert_string_equal(table.diags.items[0].found, found);
    assert_int_equal(table.diags.items[0].line, line);
    assert_int_equal(table.diags.items[0].column, column);
    release(&table);
}

static void test_faults(void **state)
{
    (void)state;
    assert_fault("", 0, AMAN_ERR_INPUT, "an empty table", 1, 1);
    assert_fault("\n \n", 3, AMAN_ERR_INPUT, "an empty table", 1, 1);
    assert_fault("a,b\n1,2\n1\n", 10, AMAN_ERR_INPUT, "a row with another number of fields", 3, 1);
    assert_fault("a,b\n1,2,3\n", 10, AMAN_ERR_INPUT, "a row with another number of fields", 2, 1);
    assert_fault("a,b\n1,\"2\n", 9, AMAN_ERR_INPUT, "a quote that is never closed", 2, 3);
    assert_fault("a,b\n1,\"2\"x\n", 11, AMAN_ERR_INPUT, "text after a closing quote", 2, 6);
    assert_fault("a,b\n1,\xFF\n", 8, AMAN_ERR_INPUT, "bytes that are not UTF-8 text", 0, 0);
    assert_fault("a,\0\n", 4, AMAN_ERR_INPUT, "bytes that are not UTF-8 text", 0, 0);
}

static void test_limits(void **state)
{
    (void)state;
    size_t n = (size_t)AMAN_CSV_MOST_BYTES + 1;
    char *bytes = malloc(n);
    assert_non_null(bytes);
    memset(bytes, ',', n);
    assert_fault(bytes, n, AMAN_ERR_LIMIT, "a table over 64 MiB", 0, 0);
    assert_fault(bytes, 1000, AMAN_ERR_LIMIT, "too many columns", 1, 1);
    memset(bytes, '\n', n);
    bytes[0] = 'a';
    assert_fault(bytes, 17 * 1000 * 1000, AMAN_ERR_LIMIT, "too many fields", 2, 1);
    free(bytes);
}

static void test_memory(void **state)
{
    (void)state;
    static const char bytes[] = "a,b\n1,2\n";
    for (size_t limit = 16; limit <= 144; limit += 16) {
        struct aman_arena arena;
        struct aman_diags diags;
        struct aman_csv csv = {.n_rows = 99};
        aman_arena_init(&arena, &aman_mem_heap, limit);
        aman_diags_init(&diags, &aman_mem_heap);
        enum aman_err err = aman_csv_read(bytes, sizeof bytes - 1, "t.csv", &arena, &diags, &csv);
        assert_true(err == AMAN_ERR_MEMORY ? csv.n_rows == 99 : err == AMAN_OK && csv.n_rows == 1);
        assert_int_equal(err == AMAN_ERR_MEMORY, limit < 112);
        aman_arena_release(&arena);
        aman_diags_release(&diags);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),  cmocka_unit_test(test_quotes_mark_and_crlf),
        cmocka_unit_test(test_faults), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
