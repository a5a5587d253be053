/* Watch lists in XML: what is read of each, what is said of what is none of them; entries as text and back. */
#include "formats/list_read.h"
#include "formats/list_text.h"

#include "tests/base/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct aman_diags diags;
static struct aman_list *list;

static enum aman_err read_sample(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/list/%s", AMAN_TEST_CORPUS, name);
    const char *const paths[] = {path};
    aman_diags_init(&diags, &aman_mem_heap);
    list = NULL;
    return aman_list_read(paths, 1, &aman_mem_heap, &diags, &list);
}

static void done(void)
{
    aman_list_destroy(list);
    aman_diags_release(&diags);
}

static bool has_detail(const struct aman_list_entry *entry, enum aman_list_detail_kind kind, const char *text)
{
    for (size_t i = 0; i < entry->n_details; i++)
        if (entry->details[i].kind == kind && strcmp(entry->details[i].text, text) == 0) return true;
    return false;
}

static bool has_country(const struct aman_list_entry *entry, const char *text)
{
    for (size_t i = 0; i < entry->n_countries; i++)
        if (strcmp(entry->countries[i], text) == 0) return true;
    return false;
}

static void assert_detail(const struct aman_list_entry *entry, enum aman_list_detail_kind kind, const char *text)
{
    if (!has_detail(entry, kind, text)) fail_msg("no %s \"%s\"", aman_list_detail_text(kind), text);
}

/* The same invented person is in every sample. */
static void assert_list(const char *source, const char *format, const char *date, size_t n)
{
    assert_int_equal(diags.n, 0);
    assert_string_equal(list->source, source);
    assert_string_equal(list->format, format);
    assert_string_equal(list->date, date);
    assert_int_equal(list->n_entries, n);
    assert_int_equal(list->entries[0].kind, AMAN_LIST_PERSON);
}

static void assert_name(const struct aman_list_entry *entry, size_t i, const char *text, enum aman_list_quality quality)
{
    assert_true(i < entry->n_names);
    assert_string_equal(entry->names[i].text, text);
    assert_int_equal(entry->names[i].quality, quality);
}

static void details_of_the_un(void **state)
{
    (void)state;
    assert_int_equal(read_sample("un_details.xml"), AMAN_OK);
    assert_list("un", "UN XML", "2026-02-27", 1);
    const struct aman_list_entry *entry = &list->entries[0];
    assert_detail(entry, AMAN_LIST_BIRTH_DATE, "1965-12-10");
    assert_detail(entry, AMAN_LIST_BIRTH_PLACE, "Fes, Morocco");
    assert_detail(entry, AMAN_LIST_GENDER, "Male");
    assert_detail(entry, AMAN_LIST_DOCUMENT, "Passport, A123, Morocco");
    assert_detail(entry, AMAN_LIST_ADDRESS, "1 Harbour Street, Tangier, Morocco");
    assert_detail(entry, AMAN_LIST_POSITION, "Imam");
    assert_detail(entry, AMAN_LIST_LISTED_ON, "2020-01-01");
    assert_detail(entry, AMAN_LIST_REMARK, "Held since 2020.");
    done();
}

static void ofac_as_xml(void **state)
{
    (void)state;
    assert_int_equal(read_sample("ofac.xml"), AMAN_OK);
    assert_list("ofac", "OFAC XML", "2026-05-03", 3);
    const struct aman_list_entry *entry = &list->entries[0];
    assert_string_equal(entry->id, "101");
    assert_string_equal(entry->programme, "SDGT; IFSR");
    assert_name(entry, 0, "TAZI, Yusuf", AMAN_LIST_PRIMARY);
    assert_name(entry, 1, "ATTAZI, Youssef", AMAN_LIST_ALIAS);
    assert_name(entry, 2, "ABU OMAR", AMAN_LIST_WEAK);
    assert_int_equal(entry->births[0].from_year, 1965);
    assert_true(has_country(entry, "Morocco") && has_country(entry, "Spain"));
    assert_detail(entry, AMAN_LIST_BIRTH_DATE, "10 Dec 1965");
    assert_detail(entry, AMAN_LIST_BIRTH_PLACE, "Fes, Morocco");
    assert_detail(entry, AMAN_LIST_DOCUMENT, "Passport, A123, Morocco");
    assert_detail(entry, AMAN_LIST_ADDRESS, "1 Harbour Street, Tangier, Morocco");
    assert_detail(entry, AMAN_LIST_POSITION, "Treasurer");
    assert_int_equal(list->entries[1].kind, AMAN_LIST_ORGANISATION);
    assert_int_equal(list->entries[2].kind, AMAN_LIST_VESSEL);
    done();
}

static void the_list_of_the_eu(void **state)
{
    (void)state;
    assert_int_equal(read_sample("eu.xml"), AMAN_OK);
    assert_list("eu", "EU XML", "2026-05-03", 2);
    const struct aman_list_entry *entry = &list->entries[0];
    assert_string_equal(entry->id, "EU.1.2");
    assert_string_equal(entry->programme, "TAQA");
    assert_name(entry, 0, "Yusuf Tazi", AMAN_LIST_PRIMARY); /* a weak alias stands before it */
    assert_name(entry, 1, "Abu Omar", AMAN_LIST_WEAK);
    assert_name(entry, 2, "يوسف التازي", AMAN_LIST_ALIAS);
    assert_int_equal(entry->n_births, 2);
    assert_true(entry->births[1].from_year == 1963 && entry->births[1].to_year == 1966);
    assert_int_equal(entry->n_countries, 1); /* and no UNKNOWN */
    assert_string_equal(entry->countries[0], "MA");
    assert_detail(entry, AMAN_LIST_GENDER, "male");
    assert_detail(entry, AMAN_LIST_BIRTH_DATE, "1965-12-10");
    assert_detail(entry, AMAN_LIST_BIRTH_PLACE, "Fes, MOROCCO");
    assert_detail(entry, AMAN_LIST_DOCUMENT, "National passport, A123, MA");
    assert_detail(entry, AMAN_LIST_ADDRESS, "1 Harbour Street, Tangier, 90000, MOROCCO");
    assert_int_equal(list->entries[1].kind, AMAN_LIST_ORGANISATION);
    done();
}

static void the_list_of_the_uk(void **state)
{
    (void)state;
    assert_int_equal(read_sample("uk.xml"), AMAN_OK);
    assert_list("uk", "UK XML", "2026-05-03", 2);
    const struct aman_list_entry *entry = &list->entries[0];
    assert_string_equal(entry->id, "AQD0001");
    assert_name(entry, 0, "YUSUF TAZI", AMAN_LIST_PRIMARY);
    assert_name(entry, 1, "ABU OMAR", AMAN_LIST_WEAK);
    assert_name(entry, 2, "Youssef Tazi", AMAN_LIST_ALIAS);
    assert_name(entry, 3, "يوسف التازي", AMAN_LIST_ALIAS);
    assert_int_equal(entry->n_births, 2);
    assert_int_equal(entry->births[1].from_year, 1966);
    assert_detail(entry, AMAN_LIST_DOCUMENT, "Passport, A123");
    assert_detail(entry, AMAN_LIST_DOCUMENT, "National identifier, K9");
    assert_detail(entry, AMAN_LIST_BIRTH_PLACE, "Fes, Morocco");
    assert_int_equal(list->entries[1].kind, AMAN_LIST_VESSEL);
    assert_detail(&list->entries[1], AMAN_LIST_DOCUMENT, "IMO, 9999999");
    done();
}

static void the_list_of_canada(void **state)
{
    (void)state;
    assert_int_equal(read_sample("canada.xml"), AMAN_OK);
    assert_list("canada", "Canada XML", "", 4);
    const struct aman_list_entry *entry = &list->entries[0];
    assert_string_equal(entry->id, "Belarus/1, Part 1/1/Yusuf Tazi"); /* an item that is given twice */
    assert_string_equal(list->entries[1].id, "Belarus/1, Part 1/1/Omar Fassi");
    assert_string_equal(list->entries[2].id, "Belarus/1, Part 2/1");
    assert_name(entry, 0, "Yusuf Tazi", AMAN_LIST_PRIMARY);
    assert_name(entry, 2, "J. Tazi", AMAN_LIST_ALIAS);
    assert_int_equal(entry->births[0].from_year, 1965);
    assert_string_equal(entry->countries[0], "Belarus");
    assert_int_equal(list->entries[2].kind, AMAN_LIST_ORGANISATION);
    assert_int_equal(list->entries[3].kind, AMAN_LIST_VESSEL);
    done();
}

static void refused(const char *text, const char *says)
{
    aman_diags_init(&diags, &aman_mem_heap);
    list = NULL;
    assert_int_equal(aman_list_read_bytes(text, strlen(text), "list", &aman_mem_heap, &diags, &list), AMAN_ERR_INPUT);
    bool said = false;
    for (size_t i = 0; i < diags.n; i++) {
        char line[1024];
        aman_diag_format(&diags.items[i], line, sizeof line);
        said = said || strstr(line, says) != NULL;
        if (i + 1 == diags.n && !said) fail_msg("\"%s\" is not said; last: %s", says, line);
    }
    done();
}

static void versions_that_are_not_read_and_files_that_are_cut_short(void **state)
{
    (void)state;
    refused("<Sanctions Version=\"1\"/>", "OFAC's advanced XML, expected the plain one");
    refused("<WHOLE Date=\"2015-01-01\"><ENTITY Id=\"1\"/></WHOLE>", "version 1.0 of the EU's list");
    refused("<ArrayOfFinancialSanctionsTarget/>", "the UK Sanctions List");
    refused("<html><body>Not found</body></html>", "found html, expected CONSOLIDATED_LIST");
    refused("<export><sanctionEntity euReferenceNumber=\"1\">", "whole to its end");
    refused("<export/>", "a list without entries");
    refused("<Designations/>", "a list without entries");
    refused("<export><sanctionEntity euReferenceNumber=\"1\"/></export>", "no subjectType");
    refused("<Designations>\n<Designation><Names/></Designation></Designations>", "list:2: error: Designation: found no UniqueID");
    refused("<data-set><record><Country>X</Country><Item>1</Item></record></data-set>", "no name");
    refused("<sdnList><publshInformation><Record_Count>2</Record_Count></publshInformation>"
            "<sdnEntry><uid>1</uid><lastName>A</lastName></sdnEntry></sdnList>",
            "found 1 entries, expected 2");
    refused("<sdnList><sdnEntry><uid>1</uid><lastName>A</lastName></sdnEntry><sdnEntry><uid>1</uid><lastName>B</lastName>"
            "</sdnEntry></sdnList>",
            "1, expected every id once");
    refused("<sdnList><sdnEntry><lastName>A</lastName></sdnEntry></sdnList>", "no uid");
}

static void encodings_are_read_and_said(void **state)
{
    (void)state;
    static const char latin[] = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Designations><Designation><UniqueID>1</UniqueID>"
                                "<Names><Name><Name6>Lef\xE8vre</Name6><NameType>Primary Name</NameType></Name></Names>"
                                "</Designation></Designations>";
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_list_read_bytes(latin, sizeof latin - 1, "list", &aman_mem_heap, &diags, &list), AMAN_OK);
    assert_string_equal(list->encoding, "ISO-8859-1");
    assert_int_equal(diags.n, 1);
    assert_int_equal(diags.items[0].severity, AMAN_DIAG_WARNING);
    assert_name(&list->entries[0], 0, "Lefèvre", AMAN_LIST_PRIMARY);
    done();
    static const char plain[] = "<?xml version=\"1.0\" encoding=\"utf-16\"?><sdnList><sdnEntry><uid>1</uid><lastName>A</lastName>"
                                "</sdnEntry></sdnList>";
    char wide[2 + 2 * sizeof plain] = "\xFF\xFE";
    for (size_t i = 0; i + 1 < sizeof plain; i++) wide[2 + 2 * i] = plain[i];
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_list_read_bytes(wide, 2 * sizeof plain, "list", &aman_mem_heap, &diags, &list), AMAN_OK);
    assert_string_equal(list->encoding, "UTF-16 (little endian)");
    assert_string_equal(list->source, "ofac");
    done();
}

static void details_of_a_table(void **state)
{
    (void)state;
    static const char text[] = "nom,born,passeport,adresse,الجنس\nYusuf Tazi,1965-12-10,A123; B7,Tangier,male\n";
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_list_read_bytes(text, sizeof text - 1, "list", &aman_mem_heap, &diags, &list), AMAN_OK);
    const struct aman_list_entry *entry = &list->entries[0];
    assert_int_equal(entry->n_details, 5);
    assert_detail(entry, AMAN_LIST_BIRTH_DATE, "1965-12-10");
    assert_detail(entry, AMAN_LIST_DOCUMENT, "A123");
    assert_detail(entry, AMAN_LIST_DOCUMENT, "B7");
    assert_detail(entry, AMAN_LIST_ADDRESS, "Tangier");
    assert_detail(entry, AMAN_LIST_GENDER, "male");
    done();
}

/* ---- as text ---- */

static void entries_come_back_from_their_text(void **state)
{
    (void)state;
    static const char *const samples[] = {"un_details.xml", "ofac.xml", "eu.xml", "uk.xml", "canada.xml", "ftm.json", "table.csv"};
    for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
        assert_int_equal(read_sample(samples[s]), AMAN_OK);
        for (size_t e = 0; e < list->n_entries; e++) {
            struct aman_text text, again;
            struct aman_arena arena;
            struct aman_list_entry entry;
            char hash[AMAN_LIST_HASH_HEX], hash_again[AMAN_LIST_HASH_HEX];
            aman_text_init(&text, &aman_mem_heap);
            aman_text_init(&again, &aman_mem_heap);
            aman_arena_init(&arena, &aman_mem_heap, 0);
            aman_list_entry_write(&text, &list->entries[e]);
            assert_int_equal(aman_list_entry_read(text.data, &arena, &entry), AMAN_OK);
            aman_list_entry_write(&again, &entry);
            assert_string_equal(text.data, again.data);
            assert_int_equal(aman_list_entry_hash(&list->entries[e], &aman_mem_heap, hash), AMAN_OK);
            assert_int_equal(aman_list_entry_hash(&entry, &aman_mem_heap, hash_again), AMAN_OK);
            assert_string_equal(hash, hash_again);
            aman_arena_release(&arena);
            aman_text_release(&again);
            aman_text_release(&text);
        }
        done();
    }
}

static enum aman_err read_text(const char *text, char hash[AMAN_LIST_HASH_HEX])
{
    struct aman_arena arena;
    struct aman_list_entry entry;
    aman_arena_init(&arena, &aman_mem_heap, 0);
    enum aman_err err = aman_list_entry_read(text, &arena, &entry);
    if (!err) assert_int_equal(aman_list_entry_hash(&entry, &aman_mem_heap, hash), AMAN_OK);
    aman_arena_release(&arena);
    return err;
}

static void what_is_material_and_what_is_not(void **state)
{
    (void)state;
    char before[AMAN_LIST_HASH_HEX], after[AMAN_LIST_HASH_HEX];
    assert_int_equal(read_text("kind person\nname A\nalias B\nalias C\nborn 1965-1965\nremark r\n", before), AMAN_OK);
    assert_int_equal(read_text("kind person\nname A\nalias C\nalias B\nborn 1965-1965\nlisted-on 2020\nremark s\n", after), AMAN_OK);
    assert_string_equal(before, after);
    static const char *const others[] = {
        "kind any\nname A\nalias B\nalias C\nborn 1965-1965\n",       "kind person\nname A\nalias B\nweak C\nborn 1965-1965\n",
        "kind person\nname A\nalias B\nborn 1965-1965\n",              "kind person\nname A\nalias B\nalias C\nborn 1965-1966\n",
        "kind person\nname A\nalias B\nalias C\nborn 1965-1965\ndocument 7\n",
        "kind person\nname A\nalias B\nalias C\nborn 1965-1965\ncountry ma\n"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(read_text(others[i], after), AMAN_OK);
        assert_string_not_equal(before, after);
    }
    static const char *const wrong[] = {"", "kind person\n", "name A", "name \n", "nom A\n", "kind ghost\nname A\n",
                                        "name A\nborn 1966-1965\n", "name A\nborn x\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_int_equal(read_text(wrong[i], after), AMAN_ERR_INPUT);
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

static const char two_of_canada[] = "<data-set><record><Country>X</Country><LastName>A</LastName><Item>1</Item><Aliases>B</Aliases>"
                                    "</record><record><Country>X</Country><LastName>C</LastName><Item>1</Item></record></data-set>";
static const char one_of_the_eu[] =
    "<export><sanctionEntity euReferenceNumber=\"1\"><subjectType code=\"person\"/><nameAlias wholeName=\"A\" "
    "function=\"F\"/><address city=\"C\"/></sanctionEntity></export>";

static void each_allocation_may_fail(void **state)
{
    (void)state;
    static const char *const texts[] = {two_of_canada, one_of_the_eu};
    for (size_t t = 0; t < 2; t++)
        for (int n = 0;; n++) {
            struct failing failing = {n};
            const struct aman_mem mem = {failing_resize, &failing};
            aman_diags_init(&diags, &aman_mem_heap);
            list = NULL;
            enum aman_err err = aman_list_read_bytes(texts[t], strlen(texts[t]), "list", &mem, &diags, &list);
            assert_true((err == AMAN_OK) == (list != NULL));
            failing.left = 1 << 30;
            done();
            if (!err) break;
            assert_int_equal(err, AMAN_ERR_MEMORY);
            assert_true(n < 1000);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(details_of_the_un),
        cmocka_unit_test(ofac_as_xml),
        cmocka_unit_test(the_list_of_the_eu),
        cmocka_unit_test(the_list_of_the_uk),
        cmocka_unit_test(the_list_of_canada),
        cmocka_unit_test(versions_that_are_not_read_and_files_that_are_cut_short),
        cmocka_unit_test(encodings_are_read_and_said),
        cmocka_unit_test(details_of_a_table),
        cmocka_unit_test(entries_come_back_from_their_text),
        cmocka_unit_test(what_is_material_and_what_is_not),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("list_xml", tests, NULL, NULL);
}
