#include "engines/names/index_lookup.h"

#include "base/hash.h"

#include <string.h>

enum {
    REMEMBERED = 16384,     /* forms */
    REMEMBERED_MOST = 4096, /* found for one */
};

struct remembered {
    struct aman_name_form form; /* n 0: nothing */
    int least;
    struct names_founds founds;
};

struct names_memory {
    struct remembered slots[REMEMBERED];
};

enum aman_err aman_names_memory_create(const struct aman_mem *mem, struct names_memory **memory)
{
    struct names_memory *m = aman_mem_new(mem, 1, sizeof *m);
    if (!m) return AMAN_ERR_MEMORY;
    *memory = m;
    return AMAN_OK;
}

void aman_names_memory_destroy(const struct aman_mem *mem, struct names_memory *memory)
{
    if (!memory) return;
    for (size_t i = 0; i < REMEMBERED; i++) aman_names_founds_release(mem, &memory->slots[i].founds);
    aman_mem_free(mem, memory, 1, sizeof *memory);
}

enum aman_err aman_names_founds_add(const struct aman_mem *mem, struct names_founds *founds, const struct names_found *more,
                                    size_t n)
{
    if (n == 0) return AMAN_OK;
    if (founds->n + n > founds->capacity) {
        size_t capacity = founds->capacity ? 2 * founds->capacity : 16;
        while (capacity < founds->n + n) capacity *= 2;
        struct names_found *at = aman_mem_grow(mem, founds->at, founds->capacity, capacity, sizeof *at);
        if (!at) return AMAN_ERR_MEMORY;
        founds->at = at;
        founds->capacity = capacity;
    }
    memcpy(founds->at + founds->n, more, n * sizeof *more);
    founds->n += n;
    return AMAN_OK;
}

void aman_names_founds_release(const struct aman_mem *mem, struct names_founds *founds)
{
    aman_mem_free(mem, founds->at, founds->capacity, sizeof *founds->at);
    *founds = (struct names_founds){0};
}

/* ---- looking up ---- */

struct collecting {
    struct names_founds *founds;
    const struct aman_mem *mem;
    enum aman_err err;
};

static void collect(void *ctx, uint32_t form, int likeness)
{
    struct collecting *c = ctx;
    const struct names_found found = {form, (uint8_t)likeness};
    if (!c->err) c->err = aman_names_founds_add(c->mem, c->founds, &found, 1);
}

static enum aman_err look_in_tries(const struct aman_names_index *index, const struct aman_mem *mem,
                                   const struct aman_name_form *form, int least, struct names_founds *founds)
{
    struct collecting c = {founds, mem, AMAN_OK};
    for (int script = 0; script < NAMES_N_SCRIPTS; script++) {
        const struct names_trie *trie = &index->tries[script];
        bool comparable = script == form->script || (script != NAMES_OTHER && form->script != NAMES_OTHER);
        if (trie->n_nodes && comparable) aman_names_trie_search(trie, form, least, collect, &c);
    }
    return c.err;
}

static bool is_of(const struct remembered *slot, const struct aman_name_form *form, int least)
{
    return slot->form.n == form->n && slot->form.script == form->script && slot->least == least &&
           memcmp(slot->form.symbols, form->symbols, form->n) == 0;
}

enum aman_err aman_names_lookup(const struct aman_names_index *index, struct names_memory *memory, const struct aman_mem *mem,
                                const struct aman_name_form *form, int least, struct names_founds *founds)
{
    uint64_t hash = aman_hash_add(aman_hash_start, form->symbols, form->n) + (uint64_t)(unsigned)least;
    struct remembered *slot = &memory->slots[hash % REMEMBERED];
    if (is_of(slot, form, least)) return aman_names_founds_add(mem, founds, slot->founds.at, slot->founds.n);
    size_t before = founds->n;
    enum aman_err err = look_in_tries(index, mem, form, least, founds);
    size_t n = founds->n - before;
    slot->form.n = 0;
    slot->founds.n = 0;
    if (!err && n <= REMEMBERED_MOST) err = aman_names_founds_add(mem, &slot->founds, founds->at + before, n);
    if (err) {
        founds->n = before;
        return err;
    }
    if (n <= REMEMBERED_MOST) {
        slot->form = *form;
        slot->least = least;
    }
    return AMAN_OK;
}
