/* apps/lang.h - the language that a person's terminal is set to. */
#ifndef AMAN_APPS_LANG_H
#define AMAN_APPS_LANG_H

#include "report/words.h"

/* Of LC_ALL, LC_MESSAGES or LANG, the first that is set; English when it is none of ours. */
enum aman_lang aman_lang_of_environment(void);

#endif
