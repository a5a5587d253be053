/* Names set side by side: how alike, and why. */
#include "apps/commands.h"
#include "apps/language.h"
#include "apps/names_why.h"
#include "apps/out_file.h"
#include "apps/tell.h"
#include "formats/csv.h"

#include <string.h>
#include <strings.h>

struct settings {
    const char *pairs, *out;
    enum aman_lang lang;
    bool ofac;
};

static bool set_pairs(void *settings, const char *value)
{
    ((struct settings *)settings)->pairs = value;
    return value[0] != '\0';
}

static bool set_out(void *settings, const char *value)
{
    ((struct settings *)settings)->out = value;
    return value[0] != '\0';
}

static bool set_lang(void *settings, const char *value)
{
    return aman_lang_of(value, &((struct settings *)settings)->lang);
}

static bool set_mode(void *settings, const char *value)
{
    return aman_names_mode_of(value, &((struct settings *)settings)->ofac);
}

static const struct aman_option options[] = {
    {"pairs", AMAN_VALUE_NEEDED, "FILE", "table with the columns name1, name2 and, if wanted, schema", set_pairs, "a file"},
    {"out", AMAN_VALUE_NEEDED, "FILE", "write to FILE (default: standard output)", set_out, "a file"},
    {"mode", AMAN_VALUE_NEEDED, "default|ofac", "ofac: as the US Treasury's search scores name1 against a listed name2", set_mode,
     "default or ofac"},
    {"lang", AMAN_VALUE_NEEDED, "ar|fr|en", "language of the reasons (default: from LANG)", set_lang, "ar, fr or en"},
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman names: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

static enum aman_name_kind kind_of(const char *schema)
{
    static const struct {
        const char *schema;
        enum aman_name_kind kind;
    } kinds[] = {{"person", AMAN_NAME_PERSON},           {"individual", AMAN_NAME_PERSON},
                 {"company", AMAN_NAME_ORGANISATION},    {"organization", AMAN_NAME_ORGANISATION},
                 {"organisation", AMAN_NAME_ORGANISATION}, {"publicbody", AMAN_NAME_ORGANISATION},
                 {"vessel", AMAN_NAME_THING},            {"airplane", AMAN_NAME_THING},
                 {"aircraft", AMAN_NAME_THING}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcasecmp(schema, kinds[i].schema) == 0) return kinds[i].kind;
    return AMAN_NAME_ANY;
}

/* The table as it came, with two more columns. */
struct work {
    const struct aman_csv *csv;
    int name1, name2, schema;
    enum aman_lang lang;
    bool ofac;
    struct aman_text out, why;
};

static void add_row(struct work *work, const struct aman_csv_field *row)
{
    for (size_t c = 0; c < work->csv->n_columns; c++) {
        aman_csv_add(&work->out, row[c].text);
        aman_text_add(&work->out, ",");
    }
}

static double compare_names(struct work *work, const char *one, const char *two, enum aman_name_kind kind)
{
    struct aman_name a, b;
    struct aman_name_match match;
    aman_name_read(one, strlen(one), kind, &a);
    aman_name_read(two, strlen(two), kind, &b);
    aman_name_compare(&a, &b, &match);
    aman_names_why(&work->why, work->lang, &(struct aman_names_said){one, &a}, &(struct aman_names_said){two, &b}, &match);
    return match.score;
}

static double compare_ofac(struct work *work, const char *one, const char *two)
{
    struct aman_names_ofac match;
    aman_names_ofac(one, strlen(one), two, strlen(two), &match);
    aman_names_why_ofac(&work->why, work->lang, &match);
    return match.score;
}

static void compare_row(struct work *work, const struct aman_csv_field *row)
{
    const char *one = row[work->name1].text, *two = row[work->name2].text;
    enum aman_name_kind kind = work->schema < 0 ? AMAN_NAME_ANY : kind_of(row[work->schema].text);
    aman_text_clear(&work->why);
    double score = work->ofac ? compare_ofac(work, one, two) : compare_names(work, one, two, kind);
    add_row(work, row);
    aman_text_addf(&work->out, "%.4f,", score);
    aman_csv_add(&work->out, work->why.data ? work->why.data : "");
    aman_text_add(&work->out, "\n");
}

static enum aman_err find_columns(struct work *work, const char *file, struct aman_diags *diags)
{
    const char *const needed[] = {"name1", "name2"};
    work->name1 = aman_csv_column(work->csv, "name1");
    work->name2 = aman_csv_column(work->csv, "name2");
    work->schema = aman_csv_column(work->csv, "schema");
    for (size_t i = 0; i < 2; i++)
        if (aman_csv_column(work->csv, needed[i]) < 0)
            aman_diags_add(diags, (struct aman_diag){.file = file, .line = 1, .column = 1, .found = "no such column",
                                                     .expected = needed[i]});
    if (work->schema < 0) {
        for (size_t i = 0; i < work->csv->n_columns; i++)
            if (aman_text_distance(work->csv->names[i].text, "schema") <= 2)
                aman_diags_add(diags, (struct aman_diag){.severity = AMAN_DIAG_WARNING, .file = file, .line = 1, .column = 1,
                                                         .found = work->csv->names[i].text, .expected = "a column that is read",
                                                         .hint = "did you mean `schema`?"});
    }
    return work->name1 < 0 || work->name2 < 0 ? AMAN_ERR_INPUT : AMAN_OK;
}

static enum aman_err compare_table(struct work *work, const struct settings *settings, struct aman_diags *diags)
{
    enum aman_err err = find_columns(work, settings->pairs, diags);
    if (err) return err;
    add_row(work, work->csv->names);
    aman_text_add(&work->out, "score,why\n");
    for (size_t i = 0; i < work->csv->n_rows && !work->out.failed; i++)
        compare_row(work, work->csv->fields + i * work->csv->n_columns);
    return work->out.failed || work->why.failed ? AMAN_ERR_MEMORY : AMAN_OK;
}

static int compare(const struct settings *settings)
{
    struct aman_arena arena;
    struct aman_diags diags;
    struct aman_csv csv;
    struct work work = {.csv = &csv, .lang = settings->lang, .ofac = settings->ofac};
    aman_arena_init(&arena, &aman_mem_heap, 0);
    aman_diags_init(&diags, &aman_mem_heap);
    aman_text_init(&work.out, &aman_mem_heap);
    aman_text_init(&work.why, &aman_mem_heap);
    enum aman_err err = aman_csv_read_file(settings->pairs, &arena, &diags, &csv);
    if (!err) err = compare_table(&work, settings, &diags);
    aman_tell_diags(&diags);
    if (err)
        fail(settings->pairs, diags.n_errors ? "cannot be compared: mend the errors above" : aman_err_text(err));
    else if ((err = aman_out_file_write(settings->out, &work.out)) != AMAN_OK)
        fail(settings->out ? settings->out : "standard output", "could not be written: is the disk full?");
    aman_text_release(&work.out);
    aman_text_release(&work.why);
    aman_diags_release(&diags);
    aman_arena_release(&arena);
    return err ? AMAN_EXIT_WRONG : AMAN_EXIT_HOLDS;
}

static int names_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings settings = {.lang = aman_language_of_environment()};
    const char *action = "";
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, &action);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    bool known = strcmp(action, "compare") == 0;
    if (!known) fprintf(stderr, "aman names: unknown action `%s`: expected `compare`\n", action);
    if (known && !settings.pairs) fail("--pairs is needed", "the table of names to compare");
    if (!known || !settings.pairs) return aman_options_finish(command, AMAN_PARSED_WRONG);
    return compare(&settings);
}

const struct aman_command aman_command_names = {
    .name = "names",
    .arguments = "compare",
    .n_arguments = 1,
    .summary = "say how alike pairs of names are, and why",
    .details = "Adds the columns `score` (0 to 1) and `why` to a table with the columns name1 and name2 and, if wanted,\n"
               "schema (Person, Company, Vessel …). Names may be in Latin, Arabic and other letters. A score says how alike\n"
               "two names are, never that two persons are one: that is for a human to decide. With --mode ofac the score is that of\n"
               "the US Treasury's public search, as far as it is public (OFAC FAQ 249). Exit status: 0 done, 2 the\n"
               "table cannot be read or the answer not be written.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = names_run,
};
