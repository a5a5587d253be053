/* Builds an index: different forms are numbered by hashing, then each form's names are listed. */
#include "engines/names/compare.h"
#include "engines/names/index_parts.h"
#include "engines/names/letters.h"

#include <string.h>

/* A use of a form by a name, while building. */
struct use {
    uint32_t form, name;
    uint8_t weight, part;
};

struct builder {
    struct aman_names_index *index;
    size_t forms_capacity;
    uint8_t *classes; /* of forms: enum names_form_class */
    uint32_t *slots;  /* hash table: form + 1, 0 free */
    size_t n_slots;   /* a power of two */
    struct use *uses;
    size_t n_uses, uses_capacity;
};

static uint64_t hash_of(const struct aman_name_form *form, int class)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ (uint64_t)(unsigned)(class * 8 + form->script);
    for (int i = 0; i < form->n; i++) hash = (hash ^ form->symbols[i]) * UINT64_C(0x100000001B3);
    return hash ^ hash >> 29;
}

static bool same_form(const struct aman_name_form *a, const struct aman_name_form *b)
{
    return a->n == b->n && a->script == b->script && memcmp(a->symbols, b->symbols, a->n) == 0;
}

static size_t slot_of(const struct builder *b, const struct aman_name_form *form, int class)
{
    size_t slot = hash_of(form, class) & (b->n_slots - 1);
    while (b->slots[slot]) {
        uint32_t id = b->slots[slot] - 1;
        if (b->classes[id] == class && same_form(&b->index->forms[id], form)) break;
        slot = (slot + 1) & (b->n_slots - 1);
    }
    return slot;
}

static enum aman_err grow_slots(struct builder *b)
{
    size_t n = b->n_slots ? 2 * b->n_slots : 4096;
    uint32_t *slots = aman_mem_new(&b->index->mem, n, sizeof *slots);
    if (!slots) return AMAN_ERR_MEMORY;
    aman_mem_free(&b->index->mem, b->slots, b->n_slots, sizeof *slots);
    b->slots = slots;
    b->n_slots = n;
    for (size_t id = 0; id < b->index->n_forms; id++)
        b->slots[slot_of(b, &b->index->forms[id], b->classes[id])] = (uint32_t)id + 1;
    return AMAN_OK;
}

static enum aman_err grow_forms(struct builder *b)
{
    const struct aman_mem *mem = &b->index->mem;
    size_t n = b->forms_capacity ? 2 * b->forms_capacity : 4096;
    struct aman_name_form *forms = aman_mem_grow(mem, b->index->forms, b->forms_capacity, n, sizeof *forms);
    if (!forms) return AMAN_ERR_MEMORY;
    b->index->forms = forms;
    uint8_t *classes = aman_mem_grow(mem, b->classes, b->forms_capacity, n, 1);
    if (!classes) {
        /* both arrays have one capacity */
        forms = aman_mem_grow(mem, b->index->forms, n, b->forms_capacity, sizeof *forms);
        if (forms) b->index->forms = forms;
        return AMAN_ERR_MEMORY;
    }
    b->classes = classes;
    b->forms_capacity = n;
    return AMAN_OK;
}

static enum aman_err number_of(struct builder *b, const struct aman_name_form *form, int class, uint32_t *id)
{
    if (b->index->n_forms * 2 >= b->n_slots) {
        enum aman_err err = grow_slots(b);
        if (err) return err;
    }
    size_t slot = slot_of(b, form, class);
    if (!b->slots[slot]) {
        if (b->index->n_forms == b->forms_capacity) {
            enum aman_err err = grow_forms(b);
            if (err) return err;
        }
        b->index->forms[b->index->n_forms] = *form;
        b->classes[b->index->n_forms] = (uint8_t) class;
        b->slots[slot] = (uint32_t)++b->index->n_forms;
    }
    *id = b->slots[slot] - 1;
    return AMAN_OK;
}

static enum aman_err add_use(struct builder *b, uint32_t form, uint32_t name, int part, unsigned weight)
{
    if (b->n_uses == b->uses_capacity) {
        size_t n = b->uses_capacity ? 2 * b->uses_capacity : 8192;
        struct use *uses = aman_mem_grow(&b->index->mem, b->uses, b->uses_capacity, n, sizeof *uses);
        if (!uses) return AMAN_ERR_MEMORY;
        b->uses = uses;
        b->uses_capacity = n;
    }
    b->uses[b->n_uses++] = (struct use){form, name, (uint8_t)(weight > 255 ? 255 : weight), (uint8_t)part};
    return AMAN_OK;
}

static enum aman_err grow_parts(struct builder *b, size_t more)
{
    struct aman_names_index *index = b->index;
    if (index->n_parts + more <= index->parts_capacity) return AMAN_OK;
    size_t n = index->parts_capacity ? 2 * index->parts_capacity : 8192;
    struct names_stored_part *parts =
        aman_mem_grow(&index->mem, index->parts, index->parts_capacity, n, sizeof *parts);
    if (!parts) return AMAN_ERR_MEMORY;
    index->parts = parts;
    index->parts_capacity = n;
    return AMAN_OK;
}

static enum aman_err add_part(struct builder *b, const struct aman_name_part *part, uint32_t name, int place)
{
    struct names_stored_part *stored = &b->index->parts[b->index->n_parts];
    *stored =
        (struct names_stored_part){.role = part->role, .weight = part->weight, .apart = part->apart, .n_forms = part->n_forms};
    enum aman_err err = AMAN_OK;
    for (int f = 0; f < part->n_forms && !err; f++) {
        err = number_of(b, &part->forms[f], NAMES_SINGLE, &stored->forms[f]);
        /* an initial is never found by its form */
        if (!err && part->role != AMAN_NAME_ROLE_INITIAL)
            err = add_use(b, stored->forms[f], name, place, part->weight);
    }
    b->index->n_parts++;
    return err;
}

static enum aman_err add_name(struct builder *b, const struct aman_names_text *text, uint32_t at)
{
    struct aman_name name;
    aman_name_read(text->text, text->n, text->kind, &name);
    enum aman_err err = grow_parts(b, AMAN_NAME_PARTS_MOST);
    struct names_stored_name *stored = &b->index->names[at];
    *stored = (struct names_stored_name){.first_part = (uint32_t)b->index->n_parts,
                                         .weight = (uint16_t)aman_names_weight_of(&name),
                                         .n_parts = name.n_parts,
                                         .kind = name.kind,
                                         .legal = name.legal};
    for (int p = 0; p < name.n_parts && !err; p++) {
        stored->n_initials += name.parts[p].role == AMAN_NAME_ROLE_INITIAL;
        err = add_part(b, &name.parts[p], at, p);
        struct aman_name_form joined;
        uint32_t id;
        if (err || p + 1 == name.n_parts || !aman_names_join(&name.parts[p], &joined)) continue;
        err = number_of(b, &joined, NAMES_JOINED, &id);
        if (!err) err = add_use(b, id, at, p, (unsigned)name.parts[p].weight + name.parts[p + 1].weight);
    }
    return err;
}

/* ---- postings and tries ---- */

static struct names_posting posting_of(const struct aman_names_index *index, const struct use *use)
{
    const struct names_stored_name *name = &index->names[use->name];
    int flags = (name->n_initials ? NAMES_POSTING_INITIALS : 0) |
                (name->kind >= AMAN_NAME_ORGANISATION ? NAMES_POSTING_ORGANISATION : 0);
    return (struct names_posting){use->name, name->weight, use->weight, (uint8_t)(use->part | flags)};
}

static size_t list_of(const struct aman_names_index *index, const struct use *use)
{
    const struct names_stored_name *name = &index->names[use->name];
    int class = name->n_initials                       ? NAMES_WITH_INITIALS
                : name->kind >= AMAN_NAME_ORGANISATION ? NAMES_ORGANISATIONS
                                                       : NAMES_PLAIN;
    return (size_t)use->form * NAMES_N_NAME_CLASSES + (size_t) class;
}

static enum aman_err list_postings(struct builder *b)
{
    struct aman_names_index *index = b->index;
    size_t n_lists = index->n_forms * NAMES_N_NAME_CLASSES;
    index->first_posting = aman_mem_new(&index->mem, n_lists + 1, sizeof *index->first_posting);
    index->postings = aman_mem_new(&index->mem, b->n_uses, sizeof *index->postings);
    index->n_postings = b->n_uses;
    if (!index->first_posting || !index->postings) return AMAN_ERR_MEMORY;
    for (size_t u = 0; u < b->n_uses; u++) index->first_posting[list_of(index, &b->uses[u]) + 1]++;
    for (size_t l = 0; l < n_lists; l++) index->first_posting[l + 1] += index->first_posting[l];
    /* filled from behind, so that first_posting ends as the beginnings */
    for (size_t u = b->n_uses; u-- > 0;) {
        uint32_t at = --index->first_posting[list_of(index, &b->uses[u]) + 1];
        index->postings[at] = posting_of(index, &b->uses[u]);
    }
    for (size_t l = 0; l < n_lists; l++) index->first_posting[l] = index->first_posting[l + 1];
    index->first_posting[n_lists] = (uint32_t)b->n_uses;
    return AMAN_OK;
}

static int by_symbols(const struct aman_name_form *a, const struct aman_name_form *b)
{
    int n = a->n < b->n ? a->n : b->n, by = memcmp(a->symbols, b->symbols, (size_t)n);
    return by != 0 ? by : a->n - b->n;
}

/* Sorts ids[0..n) by the symbols of their forms, merging runs; spare has room for n. */
static void sort_ids(const struct aman_name_form *forms, uint32_t *ids, uint32_t *spare, size_t n)
{
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t from = 0; from < n; from += 2 * run) {
            size_t a = from, middle = from + run < n ? from + run : n, b = middle;
            size_t end = from + 2 * run < n ? from + 2 * run : n;
            for (size_t at = from; at < end; at++) {
                bool take_a = a < middle && (b == end || by_symbols(&forms[ids[a]], &forms[ids[b]]) <= 0);
                spare[at] = ids[take_a ? a++ : b++];
            }
        }
        memcpy(ids, spare, n * sizeof *ids);
    }
}

static enum aman_err build_trie(struct builder *b, int script, uint32_t *ids, uint32_t *spare,
                                const struct aman_name_form **forms)
{
    struct aman_names_index *index = b->index;
    size_t n = 0;
    for (size_t f = 0; f < index->n_forms; f++)
        if (index->forms[f].script == script && b->classes[f] == NAMES_SINGLE) ids[n++] = (uint32_t)f;
    if (n == 0) return AMAN_OK;
    sort_ids(index->forms, ids, spare, n);
    for (size_t i = 0; i < n; i++) forms[i] = &index->forms[ids[i]];
    return aman_names_trie_create(&index->mem, forms, ids, n, &index->tries[script]);
}

static enum aman_err build_tries(struct builder *b)
{
    const struct aman_mem *mem = &b->index->mem;
    size_t n = b->index->n_forms;
    uint32_t *ids = aman_mem_new(mem, n, sizeof *ids), *spare = aman_mem_new(mem, n, sizeof *spare);
    const struct aman_name_form **forms = aman_mem_new(mem, n, sizeof *forms);
    enum aman_err err = ids && spare && forms ? AMAN_OK : AMAN_ERR_MEMORY;
    for (int script = 0; script < NAMES_N_SCRIPTS && !err; script++)
        err = build_trie(b, script, ids, spare, forms);
    aman_mem_free(mem, ids, n, sizeof *ids);
    aman_mem_free(mem, spare, n, sizeof *spare);
    aman_mem_free(mem, forms, n, sizeof *forms);
    return err;
}

/* ---- keys ---- */

static bool key_before(const struct names_key *a, const struct names_key *b)
{
    return a->skeleton < b->skeleton || (a->skeleton == b->skeleton && a->form <= b->form);
}

/* As sort_ids. */
static void sort_keys(struct names_key *keys, struct names_key *spare, size_t n)
{
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t from = 0; from < n; from += 2 * run) {
            size_t a = from, middle = from + run < n ? from + run : n, b = middle;
            size_t end = from + 2 * run < n ? from + 2 * run : n;
            for (size_t at = from; at < end; at++) {
                bool take_a = a < middle && (b == end || key_before(&keys[a], &keys[b]));
                spare[at] = keys[take_a ? a++ : b++];
            }
        }
        memcpy(keys, spare, n * sizeof *keys);
    }
}

static enum aman_err build_keys(struct builder *b, int class)
{
    struct aman_names_index *index = b->index;
    size_t n = 0;
    for (size_t f = 0; f < index->n_forms; f++)
        n += b->classes[f] == class && index->forms[f].script != NAMES_OTHER;
    struct names_key *keys = aman_mem_new(&index->mem, n, sizeof *keys);
    struct names_key *spare = keys ? aman_mem_new(&index->mem, n, sizeof *spare) : NULL;
    index->keys[class] = keys;
    index->n_keys[class] = n;
    if (!spare) return AMAN_ERR_MEMORY;
    n = 0;
    for (size_t f = 0; f < index->n_forms; f++)
        if (b->classes[f] == class && index->forms[f].script != NAMES_OTHER)
            keys[n++] = (struct names_key){index->forms[f].skeleton, (uint32_t)f};
    sort_keys(keys, spare, n);
    aman_mem_free(&index->mem, spare, n, sizeof *spare);
    return AMAN_OK;
}

/* ---- the whole ---- */

static void trim_forms(struct builder *b)
{
    struct aman_names_index *index = b->index;
    struct aman_name_form *forms =
        aman_mem_grow(&index->mem, index->forms, b->forms_capacity, index->n_forms, sizeof *forms);
    /* shrinking may fail: then it stays as it was */
    if (forms) {
        index->forms = forms;
        b->forms_capacity = index->n_forms;
    }
}

static enum aman_err build(struct builder *b, const struct aman_names_text *names, size_t n)
{
    b->index->names = aman_mem_new(&b->index->mem, n, sizeof *b->index->names);
    b->index->n_names = n;
    enum aman_err err = b->index->names ? AMAN_OK : AMAN_ERR_MEMORY;
    for (size_t i = 0; i < n && !err; i++) err = add_name(b, &names[i], (uint32_t)i);
    if (!err) err = list_postings(b);
    if (!err) err = build_tries(b);
    for (int class = 0; class < NAMES_N_CLASSES && !err; class ++) err = build_keys(b, class);
    if (!err) trim_forms(b);
    return err;
}

enum aman_err aman_names_index_create(const struct aman_mem *mem, const struct aman_names_text *names,
                                      size_t n, struct aman_names_index **index)
{
    if (n > AMAN_NAMES_MOST) return AMAN_ERR_LIMIT;
    struct builder b = {.index = aman_mem_new(mem, 1, sizeof *b.index)};
    if (!b.index) return AMAN_ERR_MEMORY;
    b.index->mem = *mem;
    enum aman_err err = build(&b, names, n);
    aman_mem_free(mem, b.classes, b.forms_capacity, 1);
    aman_mem_free(mem, b.slots, b.n_slots, sizeof *b.slots);
    aman_mem_free(mem, b.uses, b.uses_capacity, sizeof *b.uses);
    b.index->forms_capacity = b.forms_capacity;
    if (err) {
        aman_names_index_destroy(b.index);
        return err;
    }
    *index = b.index;
    return AMAN_OK;
}

void aman_names_index_destroy(struct aman_names_index *index)
{
    if (!index) return;
    struct aman_mem mem = index->mem;
    for (int script = 0; script < NAMES_N_SCRIPTS; script++)
        aman_names_trie_release(&mem, &index->tries[script]);
    for (int class = 0; class < NAMES_N_CLASSES; class ++)
        aman_mem_free(&mem, index->keys[class], index->n_keys[class], sizeof *index->keys[class]);
    aman_mem_free(&mem, index->names, index->n_names, sizeof *index->names);
    aman_mem_free(&mem, index->parts, index->parts_capacity, sizeof *index->parts);
    aman_mem_free(&mem, index->forms, index->forms_capacity, sizeof *index->forms);
    aman_mem_free(&mem, index->first_posting, index->n_forms * NAMES_N_NAME_CLASSES + 1, sizeof *index->first_posting);
    aman_mem_free(&mem, index->postings, index->n_postings, sizeof *index->postings);
    aman_mem_free(&mem, index, 1, sizeof *index);
}

size_t aman_names_index_bytes(const struct aman_names_index *index)
{
    size_t bytes =
        sizeof *index + index->n_names * sizeof *index->names + index->parts_capacity * sizeof *index->parts +
        index->forms_capacity * sizeof *index->forms + (NAMES_N_NAME_CLASSES * index->n_forms + 1) * sizeof *index->first_posting +
        index->n_postings * sizeof *index->postings;
    for (int script = 0; script < NAMES_N_SCRIPTS; script++)
        bytes += index->tries[script].capacity * sizeof(struct names_node);
    for (int class = 0; class < NAMES_N_CLASSES; class ++)
        bytes += index->n_keys[class] * sizeof(struct names_key);
    return bytes;
}

void aman_names_index_name(const struct aman_names_index *index, uint32_t i, struct aman_name *name)
{
    const struct names_stored_name *stored = &index->names[i];
    name->kind = stored->kind;
    name->legal = stored->legal;
    name->n_parts = stored->n_parts;
    name->flags = 0;
    for (int p = 0; p < stored->n_parts; p++) {
        const struct names_stored_part *from = &index->parts[stored->first_part + (uint32_t)p];
        struct aman_name_part *part = &name->parts[p];
        part->role = from->role;
        part->weight = from->weight;
        part->apart = from->apart;
        part->n_forms = from->n_forms;
        part->begin = part->end = 0;
        for (int f = 0; f < from->n_forms; f++) part->forms[f] = index->forms[from->forms[f]];
        if (from->n_forms < AMAN_NAME_FORMS_MOST) part->forms[1].n = 0;
    }
}
