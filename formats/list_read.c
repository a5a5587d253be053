#include "formats/list_read.h"

#include "base/text.h"
#include "formats/encoding.h"
#include "formats/list_build.h"
#include "formats/plan_file.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_BYTES = 32, FILES_MOST = 3, HEAD_BYTES = 4096 };

const char *aman_list_kind_text(enum aman_list_kind kind)
{
    static const char *const texts[] = {"any", "person", "organisation", "vessel", "aircraft"};
    return texts[kind];
}

void aman_list_destroy(struct aman_list *list)
{
    if (!list) return;
    struct aman_mem mem = *list->arena.mem;
    aman_mem_free(&mem, list->entries, list->n_entries, sizeof *list->entries);
    aman_arena_release(&list->arena);
    aman_mem_free(&mem, list, 1, sizeof *list);
}

/* ---- which file is what ---- */

enum form { FORM_XML, FORM_JSON, FORM_OFAC, FORM_TABLE };

static enum form form_of(const char *text, size_t n)
{
    size_t at = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < n && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) at++;
    if (at < n && text[at] == '<') return FORM_XML;
    if (at < n && text[at] == '{') return FORM_JSON;
    return aman_list_ofac_kind(text + at, n - at) ? FORM_OFAC : FORM_TABLE;
}

struct head {
    char bytes[HEAD_BYTES];
    size_t n;
};

static void keep_head(void *ctx, const void *bytes, size_t n)
{
    struct head *head = ctx;
    if (n > sizeof head->bytes - head->n) n = sizeof head->bytes - head->n;
    memcpy(head->bytes + head->n, bytes, n);
    head->n += n;
}

static char ofac_kind_of_file(const char *path)
{
    struct head head = {.n = 0};
    if (aman_file_scan(path, AMAN_LIST_MOST_BYTES, keep_head, &head) != AMAN_FILE_OK) return 0;
    return form_of(head.bytes, head.n) == FORM_OFAC ? aman_list_ofac_kind(head.bytes, head.n) : 0;
}

/* Aliases and addresses go with the main file that is given with them. */
void aman_list_group(const char *const *paths, size_t n, size_t *groups)
{
    size_t first = n;
    for (size_t i = 0; i < n; i++) {
        bool ofac = n > 1 && ofac_kind_of_file(paths[i]) != 0;
        if (ofac && first == n) first = i;
        groups[i] = ofac ? first : i;
    }
}

/* ---- reading ---- */

static const char *stem_of(struct aman_list_builder *b, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return aman_list_text(b, name, strcspn(name, "."));
}

static void read_ofac(struct aman_list_builder *b, const struct aman_list_file *files, size_t n)
{
    const struct aman_list_file *by_kind[3] = {NULL};
    for (size_t i = 0; i < n; i++) {
        char kind = aman_list_ofac_kind(files[i].text, files[i].n);
        int at = kind == 's' ? 0 : kind == 'a' ? 1 : 2;
        b->file = files[i].path;
        if (kind == 0 || by_kind[at]) {
            aman_list_fault(b, 1, 1, "", kind ? "the same file of OFAC again" : "a file of another kind",
                            "sdn.csv, alt.csv and add.csv, each once");
            return;
        }
        by_kind[at] = &files[i];
    }
    if (!by_kind[0]) {
        aman_list_fault(b, 1, 1, "", "OFAC's aliases or addresses alone", "sdn.csv with them");
        return;
    }
    aman_list_read_ofac(b, by_kind[0], by_kind[1], by_kind[2]);
}

static void read_files(struct aman_list_builder *b, const struct aman_list_file *files, size_t n)
{
    struct aman_list *list = b->list;
    enum form form = form_of(files[0].text, files[0].n);
    b->file = files[0].path;
    static const char *const formats[] = {"XML", "FollowTheMoney", "OFAC CSV", "table"};
    list->format = formats[form];
    list->source = form == FORM_OFAC ? "ofac" : stem_of(b, files[0].path);
    if (form == FORM_OFAC) {
        read_ofac(b, files, n);
        return;
    }
    if (n > 1) aman_list_fault(b, 0, 0, "", "several files", "one file (several only of OFAC's)");
    if (form == FORM_XML) aman_list_read_xml(b, files[0].text, files[0].n);
    if (form == FORM_JSON) aman_list_read_ftm(b, files[0].text, files[0].n);
    if (form == FORM_TABLE) aman_list_read_table(b, files[0].text, files[0].n);
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const struct aman_list_entry *const *)a)->id, (*(const struct aman_list_entry *const *)b)->id);
}

static void check_ids(struct aman_list_builder *b)
{
    size_t n = b->list->n_entries;
    const struct aman_list_entry **sorted = aman_mem_new(b->mem, n, sizeof *sorted);
    if (!sorted) {
        b->err = AMAN_ERR_MEMORY;
        return;
    }
    for (size_t i = 0; i < n; i++) sorted[i] = &b->list->entries[i];
    qsort(sorted, n, sizeof *sorted, by_id);
    for (size_t i = 1; i < n; i++)
        if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0)
            aman_list_fault(b, sorted[i]->line > sorted[i - 1]->line ? sorted[i]->line : sorted[i - 1]->line, 0, "id",
                            sorted[i]->id, "every id once");
    aman_mem_free(b->mem, sorted, n, sizeof *sorted);
}

/* The list keeps exactly its entries, so that it can be freed by their number. */
static void fit_entries(struct aman_list_builder *b)
{
    struct aman_list *list = b->list;
    struct aman_list_entry *fitting = aman_mem_new(b->mem, list->n_entries, sizeof *fitting);
    if (fitting && list->n_entries) memcpy(fitting, list->entries, list->n_entries * sizeof *fitting);
    if (!fitting) {
        b->err = AMAN_ERR_MEMORY;
        list->n_entries = 0;
    }
    aman_mem_free(b->mem, list->entries, b->entries_capacity, sizeof *list->entries);
    list->entries = fitting;
}

static enum aman_err finish(struct aman_list_builder *b, size_t errors_before, struct aman_list **list)
{
    if (!b->err && b->diags->n_errors == errors_before) check_ids(b);
    if (!b->err && b->diags->n_errors == errors_before && b->list->n_entries == 0)
        aman_list_fault(b, 0, 0, "", "a list without entries", "at least one: an empty download must never clear everyone");
    fit_entries(b);
    aman_mem_free(b->mem, b->spare, b->spare_capacity, sizeof *b->spare);
    aman_mem_free(b->mem, b->details, b->details_capacity, sizeof *b->details);
    enum aman_err err = b->err ? b->err : b->diags->n_errors > errors_before ? AMAN_ERR_INPUT : AMAN_OK;
    if (err)
        aman_list_destroy(b->list);
    else
        *list = b->list;
    return err;
}

/* Bytes as they came, in the order of the files. */
static void hash_files(const struct aman_list_file *files, size_t n, char hex[65])
{
    crypto_generichash_state state;
    unsigned char digest[HASH_BYTES];
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    for (size_t i = 0; i < n; i++) crypto_generichash_update(&state, (const unsigned char *)files[i].text, files[i].n);
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(hex, 65, digest, sizeof digest);
}

/* Into UTF-8; another encoding is told as a warning. XML says its own. */
static void decode(struct aman_list_builder *b, struct aman_list_file *file)
{
    enum aman_encoding encoding = aman_encoding_of(file->text, file->n);
    b->file = file->path;
    if (encoding == AMAN_ENCODING_UTF8 || form_of(file->text, file->n) == FORM_XML) return;
    enum aman_err err = aman_encoding_to_utf8(encoding, file->text, file->n, &b->list->arena, &file->text, &file->n);
    b->list->encoding = aman_encoding_text(encoding);
    if (err == AMAN_ERR_INPUT)
        aman_list_fault(b, 0, 0, "", "bytes that no encoding explains", "UTF-8, UTF-16 or Windows-1256");
    else if (err)
        b->err = err;
    else
        aman_diags_add(b->diags, (struct aman_diag){.severity = AMAN_DIAG_WARNING,
                                                    .file = file->path,
                                                    .found = aman_encoding_text(encoding),
                                                    .expected = "UTF-8; it was read as what it seems to be"});
}

static enum aman_err read_all(struct aman_list_file *files, size_t n, const struct aman_mem *mem,
                              struct aman_diags *diags, struct aman_list **list)
{
    struct aman_list_builder b = {.mem = mem, .diags = diags, .file = files[0].path};
    size_t errors_before = diags->n_errors;
    b.list = aman_mem_new(mem, 1, sizeof *b.list);
    if (!b.list) return AMAN_ERR_MEMORY;
    aman_arena_init(&b.list->arena, mem, 0);
    b.list->date = b.list->source = b.list->format = "";
    b.list->encoding = aman_encoding_text(AMAN_ENCODING_UTF8);
    hash_files(files, n, b.list->hash_hex);
    for (size_t i = 0; i < n; i++) decode(&b, &files[i]);
    if (!b.err && diags->n_errors == errors_before) read_files(&b, files, n);
    return finish(&b, errors_before, list);
}

enum aman_err aman_list_read_bytes(const char *bytes, size_t n, const char *file, const struct aman_mem *mem,
                                   struct aman_diags *diags, struct aman_list **list)
{
    struct aman_list_file one = {file, bytes, n};
    return read_all(&one, 1, mem, diags, list);
}

enum aman_err aman_list_read(const char *const *paths, size_t n, const struct aman_mem *mem, struct aman_diags *diags,
                             struct aman_list **list)
{
    struct aman_list_file files[FILES_MOST] = {{0}};
    char *bytes[FILES_MOST] = {NULL};
    if (n < 1 || n > FILES_MOST) return AMAN_ERR_ARGUMENT;
    enum aman_err err = AMAN_OK;
    for (size_t i = 0; i < n; i++) {
        enum aman_file_state state = aman_file_read(paths[i], AMAN_LIST_MOST_BYTES, mem, &bytes[i], &files[i].n);
        files[i].path = paths[i];
        files[i].text = bytes[i];
        if (state == AMAN_FILE_OK) continue;
        aman_diags_add(diags, (struct aman_diag){.file = paths[i],
                                                 .found = aman_file_state_text(state),
                                                 .expected = "a list of at most 512 MiB"});
        err = state == AMAN_FILE_NO_MEMORY ? AMAN_ERR_MEMORY : AMAN_ERR_IO;
    }
    size_t sizes[FILES_MOST] = {files[0].n, files[1].n, files[2].n};
    if (!err) err = read_all(files, n, mem, diags, list);
    for (size_t i = 0; i < n; i++) aman_mem_free(mem, bytes[i], sizes[i] + 1, 1);
    return err;
}
