#include "apps/options.h"

#include "base/text.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTIONS_MOST = 32, HELP_COLUMN = 26 };

static const struct aman_option help_option = {
    .name = "help", .value = AMAN_VALUE_NONE, .help = "show this help"};

static const struct aman_option *find(const struct aman_command *command, const char *name, size_t length)
{
    if (strlen(help_option.name) == length && memcmp(help_option.name, name, length) == 0)
        return &help_option;
    for (size_t i = 0; i < command->n_options; i++) {
        const struct aman_option *option = &command->options[i];
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0) return option;
    }
    return NULL;
}

static void tell_unknown(const struct aman_command *command, const char *word)
{
    const char *names[OPTIONS_MOST] = {help_option.name};
    size_t n = 1;
    for (size_t i = 0; i < command->n_options && n < OPTIONS_MOST; i++) names[n++] = command->options[i].name;
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
    const char *near = aman_text_nearest(name, names, n);
    fprintf(stderr, "aman %s: unknown option `%s`%s%s%s\n", command->name, word,
            near ? " (did you mean `--" : "", near ? near : "", near ? "`?)" : "");
}

/* Reads the option at argv[*at]; moves *at past a value of its own. */
static bool take_option(const struct aman_command *command, int argc, char **argv, int *at, void *settings,
                        bool *help)
{
    const char *word = argv[*at], *equals = strchr(word, '=');
    const struct aman_option *option =
        find(command, word + 2, equals ? (size_t)(equals - word) - 2 : strlen(word) - 2);
    if (!option) {
        tell_unknown(command, word);
        return false;
    }
    const char *value = equals ? equals + 1 : NULL;
    if (option->value == AMAN_VALUE_NONE && value) {
        fprintf(stderr, "aman %s: --%s takes no value, got `%s`\n", command->name, option->name, value);
        return false;
    }
    if (option->value == AMAN_VALUE_NEEDED && !value && *at + 1 < argc) value = argv[++*at];
    if (option->value == AMAN_VALUE_NEEDED && !value) {
        fprintf(stderr, "aman %s: --%s needs a value: %s\n", command->name, option->name, option->expected);
        return false;
    }
    if (option == &help_option) {
        *help = true;
        return true;
    }
    if (option->set(settings, value)) return true;
    fprintf(stderr, "aman %s: --%s: expected %s, got `%s`\n", command->name, option->name, option->expected,
            value ? value : "");
    return false;
}

enum aman_parsed aman_options_parse(const struct aman_command *command, int argc, char **argv, void *settings,
                                    const char **arguments)
{
    bool right = true, help = false, options = true;
    size_t n = 0, most = command->most_arguments ? command->most_arguments : command->n_arguments;
    for (int i = 0; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && strcmp(argv[i], "-h") == 0) {
            help = true;
        } else if (options && argv[i][0] == '-' && argv[i][1] != '\0' && argv[i][1] != '-') {
            fprintf(stderr, "aman %s: unknown option `%s`: options are long, like --help\n", command->name,
                    argv[i]);
            right = false;
        } else if (options && argv[i][0] == '-' && argv[i][1] == '-') {
            right = take_option(command, argc, argv, &i, settings, &help) && right;
        } else if (n < most) {
            arguments[n++] = argv[i];
        } else {
            fprintf(stderr, "aman %s: unexpected argument `%s`\n", command->name, argv[i]);
            right = false;
        }
    }
    if (help) return AMAN_PARSED_HELP;
    if (n < command->n_arguments) {
        fprintf(stderr, "aman %s: missing argument: %s\n", command->name, command->arguments);
        right = false;
    }
    return right ? AMAN_PARSED_RUN : AMAN_PARSED_WRONG;
}

int aman_options_finish(const struct aman_command *command, enum aman_parsed parsed)
{
    if (parsed == AMAN_PARSED_HELP) {
        aman_options_help(stdout, command);
        return AMAN_EXIT_HOLDS;
    }
    fprintf(stderr, "Try `aman help %s`.\n", command->name);
    return AMAN_EXIT_WRONG;
}

static void help_line(FILE *stream, const struct aman_option *option)
{
    char left[64];
    if (option->value == AMAN_VALUE_NONE)
        snprintf(left, sizeof left, "--%s", option->name);
    else
        snprintf(left, sizeof left, option->value == AMAN_VALUE_NEEDED ? "--%s %s" : "--%s[=%s]",
                 option->name, option->placeholder);
    fprintf(stream, "  %-*s %s\n", HELP_COLUMN, left, option->help);
}

void aman_options_help(FILE *stream, const struct aman_command *command)
{
    fprintf(stream, "usage: aman %s%s%s%s\n\n%s\n", command->name, command->n_options ? " [OPTIONS]" : "",
            command->arguments[0] ? " " : "", command->arguments, command->details);
    fprintf(stream, "options:\n");
    for (size_t i = 0; i < command->n_options; i++) help_line(stream, &command->options[i]);
    help_line(stream, &help_option);
}

bool aman_option_whole(const char *text, uint64_t most, uint64_t *number)
{
    if (text[0] == '\0' || strspn(text, "0123456789") != strlen(text)) return false;
    errno = 0;
    unsigned long long value = strtoull(text, NULL, 10);
    if (errno != 0 || value > most) return false;
    *number = value;
    return true;
}

bool aman_option_threads(const char *value, int *threads)
{
    uint64_t given;
    if (!aman_option_whole(value, AMAN_THREADS_MOST, &given) || given < 1) return false;
    *threads = (int)given;
    return true;
}

int aman_option_cores(void)
{
    cpu_set_t set;
    long n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > AMAN_THREADS_MOST ? AMAN_THREADS_MOST : (int)n;
}
