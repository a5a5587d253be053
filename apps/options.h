/* apps/options.h - command lines by table.
 *
 * Long options only: `--out DIR` or `--out=DIR`; an optional value only as `--name=VALUE`.
 * Options and arguments may mix; `--` ends the options. Faults are printed to stderr, each
 * naming its option.
 */
#ifndef AMAN_APPS_OPTIONS_H
#define AMAN_APPS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { AMAN_THREADS_MOST = 256 };

enum aman_exit {
    AMAN_EXIT_HOLDS = 0,    /* check: the plan holds; others: done */
    AMAN_EXIT_FAILS = 1,    /* check: the plan does not hold */
    AMAN_EXIT_WRONG = 2,    /* wrong usage, wrong input, or no answer for another reason */
    AMAN_EXIT_STOPPED = 130 /* stopped by Ctrl-C or SIGTERM */
};

enum aman_option_value { AMAN_VALUE_NONE, AMAN_VALUE_NEEDED, AMAN_VALUE_OPTIONAL };

struct aman_option {
    const char *name; /* without the dashes */
    enum aman_option_value value;
    const char *placeholder; /* "DIR"; NULL for AMAN_VALUE_NONE */
    const char *help;        /* one line */
    /* Stores it; value is NULL when none was given, and lives as long as argv. False when the
     * value is wrong: then `expected` is shown. */
    bool (*set)(void *settings, const char *value);
    const char *expected;
};

struct aman_command {
    const char *name;
    const char *arguments; /* "PLAN", "" if none */
    size_t n_arguments;    /* at least so many */
    size_t most_arguments; /* 0: exactly n_arguments */
    const char *summary;   /* one line */
    const char *details;   /* shown by its help; whole lines */
    const struct aman_option *options;
    size_t n_options;
    /* settings and arguments as the command line left them */
    int (*run)(const struct aman_command *command, int argc, char **argv);
};

enum aman_parsed { AMAN_PARSED_RUN, AMAN_PARSED_HELP, AMAN_PARSED_WRONG };

/* Reads argv[0..argc) (what follows the command's name) into settings and arguments
 * (as many as the command takes; those that are not given stay as they were). HELP: `--help` was among them. WRONG: told on stderr. */
enum aman_parsed aman_options_parse(const struct aman_command *command, int argc, char **argv, void *settings,
                                    const char **arguments);

/* What to do after parsing other than to run: prints the help, or points to it; the exit status. */
int aman_options_finish(const struct aman_command *command, enum aman_parsed parsed);

/* A whole decimal number up to most; no sign, no blanks. */
bool aman_option_whole(const char *text, uint64_t most, uint64_t *number);
/* A number of threads, 1..AMAN_THREADS_MOST. */
bool aman_option_threads(const char *value, int *threads);

/* How many threads this process may run at once, at most AMAN_THREADS_MOST. */
int aman_option_cores(void);

/* Writes the command's help. */
void aman_options_help(FILE *stream, const struct aman_command *command);

#endif
