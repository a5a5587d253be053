#include "apps/check_settings.h"

#include "apps/language.h"

#include <inttypes.h>
#include <string.h>

static bool set_out(void *settings, const char *value)
{
    ((struct aman_check_settings *)settings)->out = value;
    return value[0] != '\0';
}

static bool set_store(void *settings, const char *value)
{
    ((struct aman_check_settings *)settings)->store = value;
    return value[0] != '\0';
}

static bool set_seed(void *settings, const char *value)
{
    return aman_option_whole(value, UINT64_MAX, &((struct aman_check_settings *)settings)->seed);
}

static bool set_threads(void *settings, const char *value)
{
    return aman_option_threads(value, &((struct aman_check_settings *)settings)->threads);
}

static bool set_lang(void *settings, const char *value)
{
    return aman_lang_of(value, &((struct aman_check_settings *)settings)->lang);
}

static bool set_format(void *settings, const char *value)
{
    ((struct aman_check_settings *)settings)->json = strcmp(value, "json") == 0;
    return strcmp(value, "json") == 0 || strcmp(value, "text") == 0;
}

static bool set_quiet(void *settings, const char *value)
{
    (void)value;
    ((struct aman_check_settings *)settings)->quiet = true;
    return true;
}

static bool set_trajectories(void *settings, const char *value)
{
    struct aman_check_settings *check = settings;
    check->trajectories = true;
    check->trajectory_file = value;
    return !value || value[0] != '\0';
}

static bool set_file(void *settings, const char *value)
{
    struct aman_check_settings *check = settings;
    size_t length = strcspn(value, "=");
    if (check->n_files == AMAN_FILES_MOST) return false;
    char *name = check->names[check->n_files];
    if (length == 0 || length >= sizeof check->names[0] || value[length] != '=' || !value[length + 1])
        return false;
    memcpy(name, value, length);
    name[length] = '\0';
    check->files[check->n_files++] = (struct aman_plan_file_override){name, value + length + 1};
    return true;
}

const struct aman_option aman_check_options[AMAN_CHECK_OPTIONS] = {
    {"out", AMAN_VALUE_NEEDED, "DIR", "write the report to DIR (default: PLAN/report)", set_out,
     "a directory"},
    {"store", AMAN_VALUE_NEEDED, "FILE", "the watch lists for `people` and `vendors` (default: AMAN_STORE, or vetting.sqlite)",
     set_store, "a file"},
    {"seed", AMAN_VALUE_NEEDED, "N", "seed of the random numbers (default: 1)", set_seed,
     "a whole number from 0 to 18446744073709551615"},
    {"threads", AMAN_VALUE_NEEDED, "N", "threads to use (default: one a core)", set_threads,
     "a whole number from 1 to 256"},
    {"lang", AMAN_VALUE_NEEDED, "ar|fr|en", "language of the answer (default: from LANG)", set_lang,
     "ar, fr or en"},
    {"format", AMAN_VALUE_NEEDED, "text|json", "what to print on standard output (default: text)", set_format,
     "text or json"},
    {"quiet", AMAN_VALUE_NONE, NULL, "show no progress", set_quiet, NULL},
    {"trajectories", AMAN_VALUE_OPTIONAL, "FILE",
     "keep everyone's way (default: trajectories.sqlite in the report)", set_trajectories, "a file"},
    {"file", AMAN_VALUE_NEEDED, "NAME=PATH", "use PATH for what the plan calls NAME under files:", set_file,
     "NAME=PATH, with a name of at most 63 bytes, at most 64 times"},
};

void aman_check_settings_init(struct aman_check_settings *settings)
{
    *settings = (struct aman_check_settings){.seed = 1, .threads = aman_option_cores(),
                                             .lang = aman_language_of_environment()};
}

static void add_quoted(struct aman_text *text, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
    if (word[0] && strspn(word, plain) == strlen(word)) {
        aman_text_add(text, word);
        return;
    }
    aman_text_add(text, "'");
    for (; *word; word++)
        if (*word == '\'')
            aman_text_add(text, "'\\''");
        else
            aman_text_add_n(text, word, 1);
    aman_text_add(text, "'");
}

void aman_check_settings_command(const struct aman_check_settings *settings, struct aman_text *text)
{
    aman_text_add(text, "aman check ");
    add_quoted(text, settings->plan);
    aman_text_addf(text, " --seed %" PRIu64, settings->seed);
    if (settings->store) {
        aman_text_add(text, " --store ");
        add_quoted(text, settings->store);
    }
    for (size_t i = 0; i < settings->n_files; i++) {
        aman_text_addf(text, " --file %s=", settings->files[i].name);
        add_quoted(text, settings->files[i].path);
    }
}
