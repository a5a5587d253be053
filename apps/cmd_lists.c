/* Watch lists: into the store, and what is there. */
#include "apps/commands.h"
#include "apps/tell.h"
#include "apps/vetting.h"
#include "apps/vetting_import.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

enum { FILES_MOST = 32 };

struct settings {
    const char *store, *by, *files[FILES_MOST + 1]; /* the action before them */
    uint64_t shrink_pct;
    bool confirm, changes;
};

static bool set_store(void *settings, const char *value)
{
    ((struct settings *)settings)->store = value;
    return value[0] != '\0';
}

static bool set_by(void *settings, const char *value)
{
    ((struct settings *)settings)->by = value;
    return value[0] != '\0';
}

static bool set_shrink(void *settings, const char *value)
{
    return aman_option_whole(value, 100, &((struct settings *)settings)->shrink_pct);
}

static bool set_confirm(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->confirm = true;
    return true;
}

static bool set_changes(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->changes = true;
    return true;
}

static const struct aman_option options[] = {
    {"store", AMAN_VALUE_NEEDED, "FILE", "the store (default: AMAN_STORE, or vetting.sqlite)", set_store,
     "a file"},
    {"shrink", AMAN_VALUE_NEEDED, "PERCENT",
     "refuse a list that lost more of its entries or names (default: 10)", set_shrink,
     "a whole number from 0 to 100"},
    {"confirm", AMAN_VALUE_NONE, NULL, "take a list that shrank by more than that", set_confirm, NULL},
    {"changes", AMAN_VALUE_NONE, NULL, "status: also what the last import of each list changed", set_changes,
     NULL},
    {"by", AMAN_VALUE_NEEDED, "WHO", "who imports, for the record (default: LOGNAME)", set_by, "a name"},
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman lists: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

/* ---- import ---- */

static void tell_import(const struct aman_list *list, const struct aman_vetting_imported *imported)
{
    const struct aman_store_change *change = &imported->change;
    const struct aman_alert_follow *follow = &imported->follow;
    printf("%s: %s%s%s, %zu entries, %zu names; added %zu, removed %zu, changed %zu\n", list->source, list->format,
           list->date[0] ? " of " : "", list->date, list->n_entries, list->n_names, change->n_added, change->n_removed,
           change->n_changed);
    if (imported->n_people)
        printf("  %zu known people looked for among what is new or changed: new alerts %zu, opened again %zu, known %zu\n",
               imported->n_people, imported->alerts.n_new, imported->alerts.n_reopened, imported->alerts.n_known);
    if (follow->n_reopened + follow->n_noted + follow->n_delisted)
        printf("  alerts about entries that changed: opened again %zu, noted %zu; about entries that are gone: %zu\n",
               follow->n_reopened, follow->n_noted, follow->n_delisted);
}

static enum aman_err put(struct aman_store *store, const struct settings *s, const struct aman_list *list)
{
    char at[AMAN_VETTING_TIME_BYTES];
    const struct aman_vetting_import import = {s->by, s->shrink_pct, s->confirm, aman_option_cores()};
    struct aman_vetting_imported imported;
    aman_vetting_now(at);
    enum aman_err err = aman_vetting_take_list(store, list, &import, at, &imported);
    if (err && imported.shrank)
        fprintf(stderr,
                "aman lists: %s: refused: it has %zu %s and had %zu, which is more than %d %% fewer; look at the file, then "
                "import with --confirm\n",
                list->source, imported.n_now, imported.what, imported.n_before, (int)s->shrink_pct);
    else if (err)
        fail("the store", err == AMAN_ERR_IO ? aman_store_why(store) : aman_err_text(err));
    else
        tell_import(list, &imported);
    return err;
}

/* Reads the list whose first file is files[first]; NULL when it cannot be, which is told. */
static struct aman_list *read_one(const char *const *files, size_t n, const size_t *groups, size_t first)
{
    const char *paths[FILES_MOST];
    size_t n_paths = 0;
    for (size_t i = first; i < n; i++)
        if (groups[i] == first) paths[n_paths++] = files[i];
    struct aman_diags diags;
    struct aman_list *list = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_list_read(paths, n_paths, &aman_mem_heap, &diags, &list);
    aman_tell_diags(&diags);
    if (err)
        fail(files[first], diags.n_errors ? "cannot be imported: mend the errors above" : aman_err_text(err));
    aman_diags_release(&diags);
    return err ? NULL : list;
}

/* A second list of the same name would take the place of the first. */
static bool is_other_than(const char *file, const struct aman_list *list, struct aman_list *const *lists, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(lists[i]->source, list->source) == 0) {
            fprintf(stderr, "aman lists: %s: a list `%s` is among the files before it\n", file, list->source);
            return false;
        }
    return true;
}

/* Reads all of them, so that every fault is told; false if one cannot be imported. The lists are the caller's either way. */
static bool read_lists(const char *const *files, size_t n, struct aman_list **lists, size_t *n_lists)
{
    size_t groups[FILES_MOST];
    bool all = true;
    aman_list_group(files, n, groups);
    for (size_t i = 0; i < n; i++) {
        if (groups[i] != i) continue;
        struct aman_list *list = read_one(files, n, groups, i);
        all = list && is_other_than(files[i], list, lists, *n_lists) && all;
        if (list) lists[(*n_lists)++] = list;
    }
    return all;
}

/* All lists or none. */
static bool put_lists(struct aman_store *store, const struct settings *s, struct aman_list *const *lists, size_t n)
{
    enum aman_err err = aman_store_begin(store);
    if (err) fail("the store", aman_store_why(store));
    bool all = !err;
    for (size_t i = 0; i < n && !err; i++)
        if (put(store, s, lists[i]) != AMAN_OK) all = false;
    if (all && (err = aman_store_commit(store)) != AMAN_OK) fail("the store", aman_store_why(store));
    if (!all || err) aman_store_rollback(store);
    return all && !err;
}

/* The store is locked only when all has been read, which may take seconds, as a service writes to it meanwhile. */
static int import_files(const struct settings *s)
{
    const char *const *files = s->files + 1;
    struct aman_list *lists[FILES_MOST];
    struct aman_store *store;
    size_t n = 0, n_lists = 0;
    while (n < FILES_MOST && files[n]) n++;
    if (n == 0) {
        fail("nothing to import", "name the files of a list");
        return AMAN_EXIT_WRONG;
    }
    if (aman_vetting_open("lists", aman_vetting_path(s->store), true, &store) != AMAN_OK)
        return AMAN_EXIT_WRONG;
    bool done = read_lists(files, n, lists, &n_lists) && put_lists(store, s, lists, n_lists);
    if (!done) fail("nothing was imported", "the store is as it was");
    for (size_t i = 0; i < n_lists; i++) aman_list_destroy(lists[i]);
    aman_store_close(store);
    return done ? AMAN_EXIT_HOLDS : AMAN_EXIT_WRONG;
}

/* ---- status ---- */

static void show_list(const struct aman_store_list *list)
{
    printf("%s: %s%s%s, version %zu, imported %s\n  entries %zu, names %zu, hash %s\n", list->source,
           list->format, list->date[0] ? " of " : "", list->date, list->version, list->imported_at,
           list->n_entries, list->n_names, list->hash_hex);
    if (list->change.n_before)
        printf("  last import: %zu entries before, added %zu, removed %zu, changed %zu\n",
               list->change.n_before, list->change.n_added, list->change.n_removed, list->change.n_changed);
}

static void show_change(void *ctx, const char *source, const char *what, const char *id, const char *name)
{
    const struct aman_store_lists *lists = ctx;
    for (size_t i = 0; i < lists->n; i++) /* of a first import everything is new */
        if (strcmp(lists->lists[i].source, source) == 0 && lists->lists[i].change.n_before == 0) return;
    struct aman_text clean;
    aman_text_init(&clean, &aman_mem_heap);
    aman_word_clean(&clean, name);
    printf("  %s: %s %s %s\n", source, what, id, clean.data ? clean.data : "");
    aman_text_release(&clean);
}

static int show_status(const struct settings *s)
{
    struct aman_store *store;
    struct aman_store_lists lists;
    if (aman_vetting_open("lists", aman_vetting_path(s->store), false, &store) != AMAN_OK)
        return AMAN_EXIT_WRONG;
    enum aman_err err = aman_store_load(store, false, &aman_mem_heap, &lists);
    if (!err) {
        for (size_t i = 0; i < lists.n; i++) show_list(&lists.lists[i]);
        if (s->changes) err = aman_store_changes(store, show_change, &lists);
        if (lists.n == 0) puts("no list is loaded");
        aman_store_lists_release(&lists);
    }
    if (err) fail("the store", aman_store_why(store));
    aman_store_close(store);
    return err ? AMAN_EXIT_WRONG : AMAN_EXIT_HOLDS;
}

static int lists_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings settings = {.shrink_pct = AMAN_VETTING_SHRINK_PCT};
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, settings.files);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    if (strcmp(settings.files[0], "import") == 0) return import_files(&settings);
    if (strcmp(settings.files[0], "status") == 0 && !settings.files[1]) return show_status(&settings);
    fprintf(stderr, "aman lists: expected `import FILE…` or `status`, got `%s`\n", settings.files[0]);
    return aman_options_finish(command, AMAN_PARSED_WRONG);
}

const struct aman_command aman_command_lists = {
    .name = "lists",
    .arguments = "import FILE… | status",
    .n_arguments = 1,
    .most_arguments = FILES_MOST,
    .summary = "load watch lists, and say what is loaded",
    .details = "Reads the UN's consolidated list (XML), OFAC's SDN list (sdn.csv with alt.csv and add.csv), "
               "FollowTheMoney\n"
               "entities (JSON lines) and tables with a column `name` into the store, all files or none, and "
               "says what changed\n"
               "since the last import. A list without entries is refused; one that shrank by more than "
               "--shrink until it is\n"
               "confirmed. Exit status: 0 done, 2 something was refused or could not be read: the store is "
               "as it was.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = lists_run,
};
