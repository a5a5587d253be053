/* apps/language.h - the language that a person's environment asks for. */
#ifndef AMAN_APPS_LANGUAGE_H
#define AMAN_APPS_LANGUAGE_H

#include "report/words.h"

/* From LC_ALL, LC_MESSAGES, LANG; English where none of them names a language that there is. */
enum aman_lang aman_language_of_environment(void);

#endif
