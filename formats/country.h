/* formats/country.h - countries by code or by name. */
#ifndef AMAN_FORMATS_COUNTRY_H
#define AMAN_FORMATS_COUNTRY_H

#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>

struct aman_countries;

/* The names of all countries in English, French and Arabic, as ICU has them. Errors: MEMORY, INTERNAL (ICU without data). */
enum aman_err aman_countries_create(const struct aman_mem *mem, struct aman_countries **countries);
void aman_countries_destroy(struct aman_countries *countries);

/* Sets code to two capital letters (ISO 3166) and a NUL. Takes a code of two or three letters, or a name with or without
 * what follows it in brackets or after a comma; false when it is no country. O(log countries). */
bool aman_country_code(const struct aman_countries *countries, const char *text, char code[3]);

#endif
