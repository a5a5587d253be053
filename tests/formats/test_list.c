/* Watch lists: what is read of each format, and what is said of files that are none. */
#include "formats/country.h"
#include "formats/encoding.h"
#include "formats/list_read.h"

#include "tests/base/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct aman_diags diags;
static struct aman_list *list;

static enum aman_err read_text(const char *text, size_t n)
{
    aman_diags_init(&diags, &aman_mem_heap);
    list = NULL;
    return aman_list_read_bytes(text, n, "list", &aman_mem_heap, &diags, &list);
}

static void done(void)
{
    aman_list_destroy(list);
    aman_diags_release(&diags);
}

static void refused(const char *text, const char *says)
{
    assert_int_equal(read_text(text, strlen(text)), AMAN_ERR_INPUT);
    assert_null(list);
    bool said = false;
    for (size_t i = 0; i < diags.n; i++) {
        char line[1024];
        aman_diag_format(&diags.items[i], line, sizeof line);
        said = said || strstr(line, says) != NULL;
        if (i + 1 == diags.n && !said) fail_msg("\"%s\" is not said; last: %s", says, line);
    }
    assert_true(said);
    done();
}

#define UN(PERSONS, ENTITIES)                                                                                \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CONSOLIDATED_LIST "                                        \
    "dateGenerated=\"2026-02-27T00:00:09Z\">\n"                                                              \
    "<INDIVIDUALS>" PERSONS "</INDIVIDUALS><ENTITIES>" ENTITIES "</ENTITIES></CONSOLIDATED_LIST>"
#define PERSON                                                                                               \
    "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>YUSUF</FIRST_NAME><SECOND_NAME>BIN</SECOND_NAME>\n"           \
    "<THIRD_NAME> AL-TAZI "                                                                                  \
    "</THIRD_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.1</REFERENCE_NUMBER>"           \
    "<NAME_ORIGINAL_SCRIPT>يوسف "                                                                        \
    "التازي</NAME_ORIGINAL_SCRIPT><NATIONALITY><VALUE>Morocco</VALUE></NATIONALITY>"                   \
    "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Youssef Tazi</ALIAS_NAME></INDIVIDUAL_ALIAS>"      \
    "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Omar</ALIAS_NAME></INDIVIDUAL_ALIAS>"           \
    "<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>"                                           \
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1960</"                        \
    "FROM_YEAR><TO_YEAR>1965</TO_YEAR>"                                                                      \
    "</INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>"
#define ENTITY "<ENTITY><FIRST_NAME>THE FRONT</FIRST_NAME><REFERENCE_NUMBER>QDe.1</REFERENCE_NUMBER></ENTITY>"

static void the_un_list(void **state)
{
    (void)state;
    static const char text[] = UN(PERSON, ENTITY);
    assert_int_equal(read_text(text, sizeof text - 1), AMAN_OK);
    assert_string_equal(list->source, "un");
    assert_string_equal(list->date, "2026-02-27");
    assert_int_equal(list->n_entries, 2);
    const struct aman_list_entry *person = &list->entries[0];
    assert_string_equal(person->id, "QDi.1");
    assert_int_equal(person->kind, AMAN_LIST_PERSON);
    assert_int_equal(person->n_names, 4);
    assert_string_equal(person->names[0].text, "YUSUF BIN AL-TAZI");
    assert_string_equal(person->names[1].text, "يوسف التازي");
    assert_int_equal(person->names[2].quality, AMAN_LIST_ALIAS);
    assert_int_equal(person->names[3].quality, AMAN_LIST_WEAK);
    assert_int_equal(person->births[0].from_year, 1960);
    assert_int_equal(person->births[0].to_year, 1965);
    assert_string_equal(person->countries[0], "Morocco");
    assert_int_equal(list->entries[1].kind, AMAN_LIST_ORGANISATION);
    done();
}

static void un_lists_that_are_refused(void **state)
{
    (void)state;
    refused("<?xml version=\"1.0\"?>\n<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>", "list:2:");
    refused("<?xml version=\"1.0\"?><OTHER/>", "CONSOLIDATED_LIST");
    refused(UN("", ""), "a list without entries");
    refused(UN(PERSON PERSON, ENTITY), "QDi.1, expected every id once");
    refused(UN("<INDIVIDUAL><REFERENCE_NUMBER>X</REFERENCE_NUMBER></INDIVIDUAL>", ENTITY), "no name");
    refused(UN("<INDIVIDUAL><FIRST_NAME>A</FIRST_NAME></INDIVIDUAL>", ENTITY), "no REFERENCE_NUMBER");
    refused("<!DOCTYPE x [<!ENTITY a \"b\">]><CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>",
            "document type");
}

static const char sdn[] =
    "36,\"AERO AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"a.k.a. 'AERO'.\"\r\n"
    "173,\"TAZI, Yusuf\",\"individual\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 10 Dec 1948; alt. "
    "DOB 1950 to 1952; nationality Morocco; alt. nationality Spain.\"\r\n\x1A";
static const char alt[] =
    "173,57,\"aka\",\"ATTAZI, Youssef\",-0- \r\n173,58,\"fka\",\"TAZI, Joseph\",-0- \r\n\x1A";
static const char add[] = "36,25,-0- ,\"Havana\",\"Cuba\",-0- \r\n\x1A";

static char folder[] = "/tmp/aman-list-XXXXXX";

static const char *write_file(const char *name, const char *bytes, size_t n)
{
    static char paths[4][256];
    static int at;
    char *path = paths[at++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void the_three_files_of_ofac(void **state)
{
    (void)state;
    const char *paths[] = {write_file("alt.csv", alt, sizeof alt - 1),
                           write_file("sdn.csv", sdn, sizeof sdn - 1),
                           write_file("add.csv", add, sizeof add - 1)};
    size_t groups[3];
    aman_list_group(paths, 3, groups);
    assert_true(groups[0] == 0 && groups[1] == 0 && groups[2] == 0);
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_list_read(paths, 3, &aman_mem_heap, &diags, &list), AMAN_OK);
    assert_string_equal(list->source, "ofac");
    assert_int_equal(list->n_entries, 2);
    assert_string_equal(list->entries[0].countries[0], "Cuba");
    assert_int_equal(list->entries[0].names[1].quality, AMAN_LIST_WEAK);
    const struct aman_list_entry *tazi = &list->entries[1];
    assert_int_equal(tazi->kind, AMAN_LIST_PERSON);
    assert_int_equal(tazi->n_names, 3);
    assert_string_equal(tazi->names[2].text, "TAZI, Joseph");
    assert_int_equal(tazi->n_births, 2);
    assert_int_equal(tazi->births[0].from_year, 1948);
    assert_int_equal(tazi->births[1].to_year, 1952);
    assert_int_equal(tazi->n_countries, 2);
    assert_string_equal(tazi->countries[1], "Spain");
    done();
}

static void ofac_files_of_different_days(void **state)
{
    (void)state;
    static const char other[] = "999,57,\"aka\",\"NOBODY\",-0- \r\n";
    const char *paths[] = {write_file("sdn.csv", sdn, sizeof sdn - 1),
                           write_file("alt.csv", other, sizeof other - 1)};
    aman_diags_init(&diags, &aman_mem_heap);
    list = NULL;
    assert_int_equal(aman_list_read(paths, 2, &aman_mem_heap, &diags, &list), AMAN_ERR_INPUT);
    assert_int_equal(diags.n_errors, 1);
    assert_int_equal(diags.items[0].line, 1);
    assert_string_equal(diags.items[0].found, "999");
    done();
    refused(alt, "sdn.csv with them");
    refused("36,\"A\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n36,\"B\",-0- ,-0- ,-0- ,-0- ,-0- "
            ",-0- ,-0- ,-0- ,-0- ,-0- \n",
            "36, expected every id once");
}

static void follow_the_money(void **state)
{
    (void)state;
    static const char text[] =
        "{\"id\":\"Q1\",\"schema\":\"Person\",\"caption\":\"Yusuf Tazi\",\"properties\":{\"name\":[\"Yusuf "
        "Tazi\",\"يوسف\"],"
        "\"weakAlias\":[\"Joe\"],\"birthDate\":[\"1965-01-02\"],\"nationality\":[\"ma\"]}}\n"
        "{\"id\":\"A1\",\"schema\":\"Address\",\"properties\":{\"full\":[\"x\"]}}\n\n";
    assert_int_equal(read_text(text, sizeof text - 1), AMAN_OK);
    assert_int_equal(list->n_entries, 1);
    assert_int_equal(list->entries[0].n_names, 3);
    assert_int_equal(list->entries[0].births[0].from_year, 1965);
    done();
    refused("{\"id\":\"Q1\"}\n{\"id\":}\n", "list:2:");
    refused("{\"id\":\"Q1\",\"id\":\"Q2\",\"schema\":\"Person\",\"properties\":{}}", "duplicate");
}

static void plain_tables_in_several_encodings(void **state)
{
    (void)state;
    static const char utf8[] = "id,name,aliases,born\n1,يوسف التازي,Yusuf;Youssef,1965\n";
    static const char utf16[] = "\xFF\xFEn\0a\0m\0e\0\n\0J\x06H\x06\n\0";
    static const char arabic[] = "name\n\xED\xE6\xD3\xDD \xC7\xE1\xCA\xC7\xD2\xED\n"; /* Windows-1256 */
    static const char french[] = "name\nG\xE9rard Lef\xE8vre\n";
    assert_int_equal(read_text(utf8, sizeof utf8 - 1), AMAN_OK);
    assert_int_equal(list->entries[0].n_names, 3);
    assert_int_equal(diags.n, 0);
    done();
    assert_int_equal(read_text(utf16, sizeof utf16 - 1), AMAN_OK);
    assert_string_equal(list->entries[0].names[0].text, "\xD9\x8A\xD9\x88");
    assert_string_equal(list->encoding, "UTF-16 (little endian)");
    done();
    assert_int_equal(read_text(arabic, sizeof arabic - 1), AMAN_OK);
    assert_string_equal(list->entries[0].names[0].text, "يوسف التازي");
    assert_int_equal(diags.n, 1); /* said, as a warning */
    assert_int_equal(diags.n_errors, 0);
    done();
    assert_int_equal(read_text(french, sizeof french - 1), AMAN_OK);
    assert_string_equal(list->entries[0].names[0].text, "Gérard Lefèvre");
    done();
    refused("first,last\nA,B\n", "a column `name`");
    refused("name\n", "a list without entries");
    refused("name,id\nA,1\nB,1\n", "every id once");
    refused("name,id\nA\n", "list:2:1");
}

static void utf16_without_a_mark(void **state)
{
    (void)state;
    static const char little[] = "n\0a\0m\0e\0\n\0A\0", big[] = "\0n\0a\0m\0e\0\n\0A";
    assert_int_equal(aman_encoding_of(little, sizeof little - 1), AMAN_ENCODING_UTF16LE);
    assert_int_equal(aman_encoding_of(big, sizeof big - 1), AMAN_ENCODING_UTF16BE);
    struct aman_arena arena;
    const char *text = "untouched";
    size_t n = 0;
    aman_arena_init(&arena, &aman_mem_heap, 0);
    assert_int_equal(aman_encoding_to_utf8(AMAN_ENCODING_UTF16LE, "a\0\x00\xD8", 4, &arena, &text, &n),
                     AMAN_ERR_INPUT);
    assert_string_equal(text, "untouched");
    aman_arena_release(&arena);
}

static void names_over_the_limit(void **state)
{
    (void)state;
    size_t n = AMAN_LIST_MOST_NAME_BYTES + 64;
    char *text = calloc(n, 1);
    memcpy(text, "name\n", 5);
    memset(text + 5, 'x', n - 6);
    refused(text, "a name over 10 kB");
    free(text);
}

static void countries_by_code_and_name(void **state)
{
    (void)state;
    struct aman_countries *countries;
    char code[3];
    assert_int_equal(aman_countries_create(&aman_mem_heap, &countries), AMAN_OK);
    static const char *const morocco[] = {"ma", "MA", "MAR", "Morocco", "Maroc", "المغرب", "morocco "};
    for (size_t i = 0; i < sizeof morocco / sizeof *morocco; i++) {
        assert_true(aman_country_code(countries, morocco[i], code));
        assert_string_equal(code, "MA");
    }
    assert_true(aman_country_code(countries, "Iran (Islamic Republic of)", code));
    assert_string_equal(code, "IR");
    assert_false(aman_country_code(countries, "Atlantis", code));
    assert_false(aman_country_code(countries, "", code));
    aman_countries_destroy(countries);
}

/* ---- memory that fails ---- */

struct failing {
    size_t left;
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

static void each_allocation_may_fail(void **state)
{
    (void)state;
    static const char *const texts[] = {UN(PERSON, ENTITY), "id,name\n1,A\n2,B\n"};
    for (size_t t = 0; t < 2; t++)
        for (size_t allowed = 0;; allowed++) {
            struct failing failing = {allowed};
            const struct aman_mem mem = {failing_resize, &failing};
            aman_diags_init(&diags, &aman_mem_heap);
            list = NULL;
            enum aman_err err = aman_list_read_bytes(texts[t], strlen(texts[t]), "list", &mem, &diags, &list);
            if (err == AMAN_OK) {
                assert_true(allowed >= 4);
                failing.left = SIZE_MAX;
                done();
                break;
            }
            assert_int_equal(err, AMAN_ERR_MEMORY);
            assert_null(list);
            done();
        }
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"sdn.csv", "alt.csv", "add.csv"};
    for (size_t i = 0; i < 3; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_un_list),
        cmocka_unit_test(un_lists_that_are_refused),
        cmocka_unit_test(the_three_files_of_ofac),
        cmocka_unit_test(ofac_files_of_different_days),
        cmocka_unit_test(follow_the_money),
        cmocka_unit_test(plain_tables_in_several_encodings),
        cmocka_unit_test(utf16_without_a_mark),
        cmocka_unit_test(names_over_the_limit),
        cmocka_unit_test(countries_by_code_and_name),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
