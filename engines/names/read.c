/* A name into parts: its anatomy. */
#include "engines/names/names.h"

#include "engines/names/compare.h"
#include "engines/names/letters.h"
#include "engines/names/words.h"

#include <string.h>

enum {
    LETTERS_MOST = NAMES_WORD_LETTERS * 2,
    WEIGHT_GENERAL = 20,
    GLUED_LEAST = 6 /* letters of a word that may begin with an article or Abd */
};

struct letters {
    uint8_t n, at[LETTERS_MOST];
};

struct reader {
    const struct names_word *words;
    size_t n_words, at;
    bool organisation; /* or a thing: legal forms and general words mean what they say */
    struct aman_name *name;
    struct letters last; /* of the last part, for -eddine */
    uint8_t role;        /* of the next part, from a particle before it */
    struct letters prefix; /* particles that may be written as one with the next part */
    uint16_t begin;        /* of the next part, where a particle was before it */
    bool has_begin;
};

/* ---- letters ---- */

static void add_letters(struct letters *letters, const uint8_t *more, size_t n)
{
    for (size_t i = 0; i < n && letters->n < LETTERS_MOST; i++) letters->at[letters->n++] = more[i];
}

static struct letters letters_of(const char *text)
{
    struct letters letters = {0};
    add_letters(&letters, (const uint8_t *)text, strlen(text));
    return letters;
}

static bool begins_with(const uint8_t *letters, size_t n, const char *prefix)
{
    size_t length = strlen(prefix);
    return n >= length && memcmp(letters, prefix, length) == 0;
}

static bool is_vowel(uint8_t c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Arabic letters as fold.h has them: alif, lam, ba, nun, ayn, dal, waw, ha, ya. */
#define ALIF "\x80"
#define LAM "\x96"
#define ARABIC_AL ALIF LAM
#define ARABIC_ABD "\x91\x81\x87"
#define ARABIC_ABU ALIF "\x81\x9A"
#define ARABIC_BEN "\x81\x98"
#define ARABIC_DIN "\x87\x9B\x98"
#define ARABIC_LAH LAM "\x99"

/* ---- parts ---- */

static int script_of(uint8_t letter)
{
    return letter >= NAMES_RAW_FIRST ? NAMES_OTHER : letter >= NAMES_ARABIC_FIRST ? NAMES_ARABIC : NAMES_LATIN;
}

/* A particle and its bearer may be of different scripts: then they are not written as one. */
static bool is_of_one_script(const struct letters *letters)
{
    for (int i = 1; i < letters->n; i++)
        if (script_of(letters->at[i]) != script_of(letters->at[0])) return false;
    return true;
}

static void set_form(struct aman_name_part *part, const struct letters *letters)
{
    struct aman_name_form form = {0};
    if (part->n_forms == AMAN_NAME_FORMS_MOST || !is_of_one_script(letters)) return;
    aman_names_symbols(letters->at, letters->n, &form);
    if (form.n > 0) part->forms[part->n_forms++] = form;
}

static uint8_t weight_of(const struct aman_name_part *part)
{
    if (part->role == AMAN_NAME_ROLE_INITIAL) return NAMES_WEIGHT_INITIAL;
    if (part->role == AMAN_NAME_ROLE_GENERAL || part->role == AMAN_NAME_ROLE_NUMBER) return WEIGHT_GENERAL;
    uint8_t weight = aman_names_weight(&part->forms[0]);
    return part->forms[0].n <= 2 && part->forms[0].script != NAMES_OTHER ? (uint8_t)(weight * 3 / 4) : weight;
}

/* A part may be of words from both sides of a comma. */
static void cover(struct aman_name_part *part, uint16_t begin, uint16_t end)
{
    if (begin < part->begin) part->begin = begin;
    if (end > part->end) part->end = end;
}

static struct aman_name_part *new_part(struct reader *r, uint8_t role, const struct names_word *first,
                                       const struct names_word *last)
{
    if (r->name->n_parts == AMAN_NAME_PARTS_MOST) {
        r->name->flags |= AMAN_NAME_CUT;
        return NULL;
    }
    struct aman_name_part *part = &r->name->parts[r->name->n_parts++];
    *part = (struct aman_name_part){.role = role, .begin = first->begin, .end = first->end};
    if (r->has_begin) cover(part, r->begin, r->begin);
    cover(part, last->begin, last->end);
    return part;
}

static void forget_particles(struct reader *r)
{
    r->role = AMAN_NAME_ROLE_NAME;
    r->prefix.n = 0;
    r->has_begin = false;
}

/* Where a part that particles stand before begins. */
static void note_begin(struct reader *r)
{
    if (r->has_begin) return;
    r->has_begin = true;
    r->begin = r->words[r->at].begin;
}

/* A form with the particle before it written as one (Ben Jelloun, Benjelloun); none when there is no particle. */
static void set_prefixed(struct reader *r, struct aman_name_part *part, const struct letters *letters)
{
    if (r->prefix.n == 0) return;
    struct letters whole = r->prefix;
    add_letters(&whole, letters->at, letters->n);
    set_form(part, &whole);
}

/* ---- glued particles ---- */

/* The rest of Abd-: without the article and the vowel before it, whatever sun letter it has become. */
static struct letters servant_of(const uint8_t *rest, size_t n)
{
    size_t at = 0;
    if (n > 0 && rest[0] >= NAMES_ARABIC_FIRST) {
        if (begins_with(rest, n, ARABIC_AL) && n > 2) at = 2;
        if (begins_with(rest + at, n - at, LAM ARABIC_LAH)) at++;
        if (n - at == 1 && rest[at] == 0x99) at--;
        struct letters found = {0};
        add_letters(&found, rest + at, n - at);
        return found;
    }
    while (at < n && at < 2 && is_vowel(rest[at])) at++;
    bool assimilated = at + 1 < n && rest[at] == rest[at + 1] && !is_vowel(rest[at]);
    if (assimilated && rest[at] != 'l') at++;
    if (at + 2 < n && rest[at] == 'l' && !(n - at == 3 && begins_with(rest + at, n - at, "lah"))) at++;
    struct letters found = {0};
    bool god = n - at <= 3 && (begins_with(rest + at, n - at, "ah") || begins_with(rest + at, n - at, "a"));
    if (god) add_letters(&found, (const uint8_t *)"l", 1);
    add_letters(&found, rest + at, n - at);
    return found;
}

static void add_abd(struct reader *r, const struct names_word *first, const struct names_word *last,
                    const struct letters *rest, uint8_t script)
{
    struct aman_name_part *part = new_part(r, AMAN_NAME_ROLE_ABD, first, last);
    if (!part) return;
    struct letters whole = letters_of(script == NAMES_ARABIC ? ARABIC_ABD : "abd");
    struct aman_name_part bare = {.n_forms = 0};
    set_form(part, &whole);
    aman_names_symbols(rest->at, rest->n, &part->forms[0]); /* apart, as no digraph spans the two */
    add_letters(&whole, rest->at, rest->n);
    set_form(&bare, rest);
    part->weight = bare.n_forms ? weight_of(&bare) : AMAN_NAME_WEIGHT_ONE / 2;
    r->last = whole;
    forget_particles(r);
}

static bool is_glued_abd(const struct names_word *word)
{
    return word->n >= GLUED_LEAST && (begins_with(word->letters, word->n, "abd") ||
                                      begins_with(word->letters, word->n, ARABIC_ABD ARABIC_AL));
}

/* Where the article ends that a word begins with; 0: it has none. */
static size_t glued_article(const struct names_word *word)
{
    const uint8_t *l = word->letters;
    if (word->script == NAMES_ARABIC) return word->n >= 5 && begins_with(l, word->n, ARABIC_AL) ? 2 : 0;
    bool article = word->n >= GLUED_LEAST && (begins_with(l, word->n, "al") || begins_with(l, word->n, "el"));
    return article ? 2 : 0;
}

/* -ullah and -uddin written as one with what is before them: as when they stand apart. */
static void part_suffix(struct letters *letters)
{
    static const char *const suffixes[] = {ARABIC_AL ARABIC_LAH, ARABIC_AL ARABIC_DIN};
    for (size_t s = 0; s < 2; s++) {
        size_t n = strlen(suffixes[s]);
        if (letters->n < n + 2 || memcmp(letters->at + letters->n - n, suffixes[s], n) != 0) continue;
        memmove(letters->at + letters->n - n, letters->at + letters->n - n + 2, n - 2);
        letters->n = (uint8_t)(letters->n - 2);
        return;
    }
}

/* `entry` is what the word is by the table of words, or NULL. */
static void add_plain(struct reader *r, const struct names_word *word, const struct names_entry *entry)
{
    uint8_t role = r->role;
    size_t article = glued_article(word);
    struct letters letters = {0}, bare = {0};
    add_letters(&letters, word->letters, word->n);
    add_letters(&bare, word->letters + article, word->n - article);
    part_suffix(&letters);
    part_suffix(&bare);
    if (word->n == 1 && word->script == NAMES_LATIN && word->letters[0] >= 'a') role = AMAN_NAME_ROLE_INITIAL;
    if (article && role == AMAN_NAME_ROLE_NAME) role = AMAN_NAME_ROLE_ARTICLE;
    struct aman_name_part *part = new_part(r, role, word, word);
    if (!part) return;
    if (article && word->script == NAMES_ARABIC) set_form(part, &bare);
    set_form(part, &letters);
    if (entry && entry->role == NAMES_APART) part->apart = entry->value;
    if (entry && entry->role == NAMES_SAME) {
        struct letters target = letters_of(entry->target);
        set_form(part, &target);
    }
    set_prefixed(r, part, &letters);
    if (article) set_form(part, &bare);
    if (part->n_forms == 0) r->name->n_parts--;
    else part->weight = weight_of(part);
    r->last = letters;
    forget_particles(r);
}

/* ---- particles ---- */

static bool is_last(const struct reader *r, size_t n_taken)
{
    return r->at + n_taken >= r->n_words;
}

/* The word that a particle at `at` belongs to, past articles; n_words when there is none. */
static size_t bearer(const struct reader *r, size_t at)
{
    while (at < r->n_words) {
        const struct names_entry *entry = aman_names_entry_of(r->words[at].letters, r->words[at].n);
        if (!entry || entry->role != NAMES_ARTICLE || at + 1 == r->n_words) return at;
        at++;
    }
    return at;
}

static bool take_abd(struct reader *r)
{
    size_t with = bearer(r, r->at + 1);
    if (with >= r->n_words) return false;
    const struct names_word *word = &r->words[with];
    if (word->script == NAMES_OTHER) return false;
    struct letters rest = {0};
    size_t article = word->script == NAMES_ARABIC ? glued_article(word) : 0;
    if (word->script == NAMES_ARABIC && word->n == 4 && begins_with(word->letters, 4, ARABIC_AL LAM)) article = 0;
    add_letters(&rest, word->letters + article, word->n - article);
    if (word->script == NAMES_ARABIC) rest = servant_of(rest.at, rest.n);
    if (word->script == NAMES_LATIN && (begins_with(word->letters, word->n, "allah") || begins_with(word->letters, word->n, "ullah") ||
                                        begins_with(word->letters, word->n, "ellah")))
        rest = letters_of("lah");
    add_abd(r, &r->words[r->at], word, &rest, word->script);
    r->at = with + 1;
    return true;
}

static bool take_kunya(struct reader *r, size_t n_taken)
{
    size_t with = bearer(r, r->at + n_taken);
    if (with >= r->n_words) return false;
    const struct names_word *word = &r->words[with];
    if (word->script == NAMES_OTHER) return false;
    struct aman_name_part *part = new_part(r, AMAN_NAME_ROLE_KUNYA, &r->words[r->at], word);
    if (!part) return true;
    bool mother = r->words[r->at].letters[0] == 'u' || r->words[r->at].letters[0] == 'o' ||
                  (r->words[r->at].script == NAMES_ARABIC && r->words[r->at].letters[1] != 0x81);
    size_t article = glued_article(word);
    struct letters bare = {0}, whole = {0};
    add_letters(&bare, word->letters + article, word->n - article);
    if (word->script == NAMES_ARABIC)
        whole = letters_of(mother ? ALIF "\x97" : ARABIC_ABU);
    else
        whole = letters_of(mother ? "um" : "abu");
    add_letters(&whole, bare.at, bare.n);
    set_form(part, &whole);
    struct aman_name_part alone = {.n_forms = 0};
    set_form(&alone, &bare);
    part->weight = alone.n_forms ? weight_of(&alone) : AMAN_NAME_WEIGHT_ONE / 2;
    r->last = whole;
    r->at = with + 1;
    forget_particles(r);
    return true;
}

/* Nur al-Din, Rahmat Ullah: one with the part before it. */
static bool take_din(struct reader *r, bool god)
{
    struct aman_name_part *part = r->name->n_parts ? &r->name->parts[r->name->n_parts - 1] : NULL;
    if (!part || part->role == AMAN_NAME_ROLE_INITIAL || part->role == AMAN_NAME_ROLE_KUNYA || r->last.n == 0) return false;
    const struct names_word *word = &r->words[r->at];
    bool arabic = word->script == NAMES_ARABIC;
    if (script_of(r->last.at[0]) != (int)word->script) return false;
    struct letters alone = r->last, whole = r->last;
    struct letters din = letters_of(god ? (arabic ? ARABIC_LAH : "ulah") : arabic ? ARABIC_DIN : "din");
    add_letters(&whole, din.at, din.n);
    part->n_forms = 0;
    cover(part, word->begin, word->end);
    set_form(part, &whole);
    if (!god) set_form(part, &alone); /* Salah Eddine is often Salah */
    part->weight = weight_of(part);
    r->last = whole;
    r->at++;
    forget_particles(r);
    return true;
}

static bool take_article(struct reader *r)
{
    const struct names_word *word = &r->words[r->at];
    bool sure = word->hyphen_after || word->script == NAMES_ARABIC ||
                (word->n == 2 && word->letters[1] == 'l') || r->name->n_parts > 0;
    if (!sure || is_last(r, 1)) return false;
    note_begin(r);
    if (r->role == AMAN_NAME_ROLE_NAME) r->role = AMAN_NAME_ROLE_ARTICLE;
    if (r->prefix.n == 0) r->prefix = letters_of(word->script == NAMES_ARABIC ? ARABIC_AL : "al");
    r->at++;
    return true;
}

static bool take_nasab(struct reader *r)
{
    const struct names_word *word = &r->words[r->at];
    if (is_last(r, 1)) return false;
    note_begin(r);
    r->role = AMAN_NAME_ROLE_NASAB;
    r->prefix = letters_of(word->script == NAMES_ARABIC ? ARABIC_BEN : "ben");
    r->at++;
    return true;
}

static bool take_number(struct reader *r, unsigned value)
{
    const struct names_word *word = &r->words[r->at];
    const struct names_entry *next =
        !is_last(r, 1) ? aman_names_entry_of(r->words[r->at + 1].letters, r->words[r->at + 1].n) : NULL;
    size_t taken = 1;
    if (!is_last(r, 1) && value >= 20 && value % 10 == 0) {
        const struct names_word *unit = &r->words[r->at + 1];
        if (next && next->role == NAMES_NUMBER && next->value < 10) {
            value += next->value;
            taken = 2;
        } else if (unit->n == 1 && unit->letters[0] >= '1' && unit->letters[0] <= '9') {
            value += (unsigned)(unit->letters[0] - '0');
            taken = 2;
        }
    }
    struct aman_name_part *part = new_part(r, AMAN_NAME_ROLE_NUMBER, word, &r->words[r->at + taken - 1]);
    struct letters digits = {0};
    uint8_t tens = (uint8_t)('0' + value / 10), ones = (uint8_t)('0' + value % 10);
    if (value >= 10) add_letters(&digits, &tens, 1);
    add_letters(&digits, &ones, 1);
    if (part) {
        set_form(part, &digits);
        part->weight = weight_of(part);
    }
    r->at += taken;
    return true;
}

static void take_general(struct reader *r, size_t n_taken)
{
    for (size_t k = 0; k < n_taken; k++) {
        const struct names_word *word = &r->words[r->at + k];
        struct aman_name_part *part = new_part(r, AMAN_NAME_ROLE_GENERAL, word, word);
        struct letters letters = {0};
        const struct names_entry *same = aman_names_entry_of(word->letters, word->n);
        if (!part) break;
        add_letters(&letters, word->letters, word->n);
        set_form(part, &letters);
        if (same && same->role == NAMES_SAME) {
            struct letters target = letters_of(same->target);
            set_form(part, &target);
        }
        part->weight = weight_of(part);
    }
    r->at += n_taken;
    r->last.n = 0;
    forget_particles(r);
}

static bool take_legal(struct reader *r, const struct names_entry *entry, size_t n_taken)
{
    bool ends = is_last(r, n_taken), begins = r->at == 0 && !ends;
    if (!r->organisation && !(ends && r->name->n_parts >= 2)) return false;
    if (!ends && !begins && entry->value == 3) {
        take_general(r, n_taken);
        return true;
    }
    if (r->name->legal == 0 || r->name->legal == 3) r->name->legal = entry->value;
    r->at += n_taken;
    return true;
}

static bool is_general_target(const struct names_entry *entry)
{
    const struct names_entry *target = aman_names_entry_of((const uint8_t *)entry->target, strlen(entry->target));
    return target && target->role == NAMES_GENERAL;
}

/* What an entry of the table at r->at does; false: the word is an ordinary part. */
static bool take_entry(struct reader *r, const struct names_entry *entry, size_t n_taken)
{
    switch ((enum names_entry_role)entry->role) {
    case NAMES_TITLE:
        if (r->organisation) {
            take_general(r, n_taken);
            return true;
        }
        /* Sheikh, King and their like are names too where little else is left */
        if (is_last(r, n_taken) || (entry->value == 0 && r->n_words < n_taken + 2)) return false;
        r->at += n_taken;
        return true;
    case NAMES_MINOR:
        if ((!r->organisation && entry->value == 0) || (is_last(r, n_taken) && r->name->n_parts == 0)) return false;
        r->at += n_taken;
        return true;
    case NAMES_ARTICLE: return take_article(r);
    case NAMES_NASAB: return take_nasab(r);
    case NAMES_KUNYA: return take_kunya(r, n_taken);
    case NAMES_ABD: return take_abd(r);
    case NAMES_DIN: return take_din(r, entry->value == 1);
    case NAMES_NUMBER: return r->organisation && take_number(r, entry->value);
    case NAMES_LEGAL: return take_legal(r, entry, n_taken);
    case NAMES_GENERAL:
        if (!r->organisation) return false;
        take_general(r, n_taken);
        return true;
    case NAMES_SAME:
        if (r->organisation && is_general_target(entry)) {
            take_general(r, n_taken);
            return true;
        }
        return false;
    case NAMES_APART: return false;
    }
    return false;
}

static void take_word(struct reader *r)
{
    const struct names_word *word = &r->words[r->at];
    size_t n_taken = 1;
    const struct names_entry *entry =
        word->n == 1 && !r->organisation ? NULL : aman_names_entry_at(word, r->n_words - r->at, &n_taken);
    if (entry && take_entry(r, entry, n_taken)) return;
    if (word->script == NAMES_LATIN && word->letters[0] < 'a' && word->n <= 2 && r->organisation) {
        unsigned value = 0;
        bool whole = true;
        for (int i = 0; i < word->n; i++) {
            whole = whole && word->letters[i] <= '9';
            value = value * 10 + (unsigned)(word->letters[i] - '0');
        }
        if (whole && take_number(r, value)) return;
    }
    if (is_glued_abd(word)) {
        struct letters rest = servant_of(word->letters + 3, word->n - 3u);
        add_abd(r, word, word, &rest, word->script);
    } else {
        add_plain(r, word, n_taken == 1 ? entry : NULL);
    }
    r->at++;
}

/* ---- the name ---- */

/* S.A.R.L. is one word, and so is A.B.C. of an organisation; initials of a person stay apart. */
static size_t merge_dotted(struct names_word *words, size_t n, enum aman_name_kind kind)
{
    size_t kept = 0;
    for (size_t i = 0; i < n;) {
        size_t run = 0;
        while (i + run < n && words[i + run].n == 1 && words[i + run].letters[0] >= 'a' &&
               words[i + run].letters[0] <= 'z' && (run == 0 || words[i + run - 1].dot_after))
            run++;
        struct names_word word = words[i];
        for (size_t k = 1; k < run; k++) word.letters[word.n++] = words[i + k].letters[0];
        const struct names_entry *entry = run >= 2 ? aman_names_entry_of(word.letters, word.n) : NULL;
        bool merge = run >= 2 && ((entry && entry->role == NAMES_LEGAL) ||
                                  (kind != AMAN_NAME_PERSON && run >= (kind == AMAN_NAME_ANY ? 3u : 2u)));
        if (merge) {
            word.end = words[i + run - 1].end;
            words[kept++] = word;
            i += run;
        } else {
            words[kept++] = words[i++];
        }
    }
    return kept;
}

static void turn_words(struct names_word *words, size_t from, size_t to)
{
    for (; from + 1 < to; from++, to--) {
        struct names_word word = words[from];
        words[from] = words[to - 1];
        words[to - 1] = word;
    }
}

/* A family name before a comma comes last, so that what belongs together stands together (Rahman, Abdur). */
static void put_family_last(struct names_word *words, size_t n)
{
    size_t n_family = 0, commas = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        if (words[i].comma_after && commas++ == 0) n_family = i + 1;
    }
    if (commas != 1) return;
    turn_words(words, 0, n_family);
    turn_words(words, n_family, n);
    turn_words(words, 0, n);
}

static bool says_organisation(const struct names_word *words, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t taken = 1;
        const struct names_entry *entry = aman_names_entry_at(words + i, n - i, &taken);
        bool legal = entry && entry->role == NAMES_LEGAL && (words[i].n > 2 || i + taken == n);
        if (legal || (entry && entry->role == NAMES_GENERAL)) return true;
        i += taken;
    }
    return false;
}

void aman_name_read(const char *text, size_t n, enum aman_name_kind kind, struct aman_name *name)
{
    struct names_word words[NAMES_WORDS_MOST];
    *name = (struct aman_name){.kind = (uint8_t)kind};
    size_t n_words = aman_names_words(text, n, words, &name->flags);
    n_words = merge_dotted(words, n_words, kind);
    if (kind == AMAN_NAME_ANY) name->kind = says_organisation(words, n_words) ? AMAN_NAME_ORGANISATION : AMAN_NAME_ANY;
    struct reader r = {.words = words,
                       .n_words = n_words,
                       .organisation = name->kind == AMAN_NAME_ORGANISATION || name->kind == AMAN_NAME_THING,
                       .name = name};
    if (!r.organisation) put_family_last(words, n_words);
    while (r.at < n_words && name->n_parts < AMAN_NAME_PARTS_MOST) take_word(&r);
    if (r.at < n_words) name->flags |= AMAN_NAME_CUT;
    /* Nothing but titles and particles: then they are the name. */
    for (r.at = 0; name->n_parts == 0 && r.at < n_words; r.at++) add_plain(&r, &words[r.at], NULL);
}
