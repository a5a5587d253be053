#include "formats/country.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

enum { NAME_BYTES = 96, LANGUAGES = 3, MORE = 16 };

struct named {
    char name[NAME_BYTES]; /* ASCII letters in lower case */
    char code[3];
};

struct aman_countries {
    struct aman_mem mem;
    size_t n, capacity;
    struct named *names; /* sorted */
};

/* As lists write some countries, where ICU has another name. */
static const struct named more[MORE] = {
    {"iran", "IR"},          {"iran (islamic republic of)", "IR"}, {"syrian arab republic", "SY"}, {"russian federation", "RU"},
    {"libyan arab jamahiriya", "LY"}, {"democratic people's republic of korea", "KP"}, {"korea, north", "KP"},
    {"democratic republic of the congo", "CD"}, {"congo, democratic republic of the", "CD"}, {"united states of america", "US"},
    {"united republic of tanzania", "TZ"}, {"turkey", "TR"}, {"burma", "MM"}, {"cote d'ivoire", "CI"}, {"palestinian", "PS"},
    {"united kingdom of great britain and northern ireland", "GB"},
};

static void lower(char name[NAME_BYTES], const char *text, size_t n)
{
    size_t kept = 0;
    while (n > 0 && isspace((unsigned char)text[n - 1])) n--;
    for (size_t i = 0; i < n && kept + 1 < NAME_BYTES; i++) name[kept++] = (char)tolower((unsigned char)text[i]);
    name[kept] = '\0';
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void add(struct aman_countries *c, const char *name, const char *code)
{
    if (c->n == c->capacity || name[0] == '\0') return;
    struct named *named = &c->names[c->n++];
    lower(named->name, name, strlen(name));
    snprintf(named->code, sizeof named->code, "%s", code);
}

static void add_display_name(struct aman_countries *c, const char *code, const char *language)
{
    UChar wide[NAME_BYTES];
    char locale[8], name[NAME_BYTES];
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    snprintf(locale, sizeof locale, "und_%s", code);
    uloc_getDisplayCountry(locale, language, wide, NAME_BYTES, &status);
    u_strToUTF8(name, sizeof name, &length, wide, -1, &status);
    if (U_SUCCESS(status) && length < NAME_BYTES) add(c, name, code);
}

enum aman_err aman_countries_create(const struct aman_mem *mem, struct aman_countries **countries)
{
    static const char *const languages[LANGUAGES] = {"en", "fr", "ar"};
    const char *const *codes = uloc_getISOCountries();
    size_t n = 0;
    while (codes[n]) n++;
    struct aman_countries *c = aman_mem_new(mem, 1, sizeof *c);
    if (!c) return AMAN_ERR_MEMORY;
    c->mem = *mem;
    c->capacity = n * (LANGUAGES + 2) + MORE;
    c->names = aman_mem_new(mem, c->capacity, sizeof *c->names);
    if (!c->names || n == 0) {
        aman_countries_destroy(c);
        return n ? AMAN_ERR_MEMORY : AMAN_ERR_INTERNAL;
    }
    for (size_t i = 0; i < n; i++) {
        char locale[8];
        snprintf(locale, sizeof locale, "und_%s", codes[i]);
        add(c, codes[i], codes[i]);
        add(c, uloc_getISO3Country(locale), codes[i]);
        for (int l = 0; l < LANGUAGES; l++) add_display_name(c, codes[i], languages[l]);
    }
    for (size_t i = 0; i < MORE; i++) add(c, more[i].name, more[i].code);
    qsort(c->names, c->n, sizeof *c->names, by_name);
    *countries = c;
    return AMAN_OK;
}

void aman_countries_destroy(struct aman_countries *countries)
{
    if (!countries) return;
    struct aman_mem mem = countries->mem;
    aman_mem_free(&mem, countries->names, countries->capacity, sizeof *countries->names);
    aman_mem_free(&mem, countries, 1, sizeof *countries);
}

static bool find(const struct aman_countries *c, const char *text, size_t n, char code[3])
{
    struct named key;
    lower(key.name, text, n);
    const struct named *found = key.name[0] ? bsearch(&key, c->names, c->n, sizeof key, by_name) : NULL;
    if (found) memcpy(code, found->code, sizeof found->code);
    return found != NULL;
}

bool aman_country_code(const struct aman_countries *countries, const char *text, char code[3])
{
    return find(countries, text, strlen(text), code) || find(countries, text, strcspn(text, "(,"), code);
}
