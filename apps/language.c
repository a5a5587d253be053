#include "apps/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum aman_lang aman_language_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !value[0]) continue;
        char code[4] = "";
        snprintf(code, sizeof code, "%.*s", (int)strcspn(value, "_.@"), value);
        enum aman_lang lang;
        return aman_lang_of(code, &lang) ? lang : AMAN_LANG_EN;
    }
    return AMAN_LANG_EN;
}
