/* The `aman` command: finds the subcommand and runs it. */
#include "apps/commands.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>

const char aman_version[] = AMAN_VERSION;

static const struct aman_command *const commands[] = {
    &aman_command_alerts,
    &aman_command_audit,
    &aman_command_check,
    &aman_command_crowd,
    &aman_command_escort,
    &aman_command_init,
    &aman_command_lists,
    &aman_command_names,
    &aman_command_posts,
    &aman_command_schema,
    &aman_command_screen,
    &aman_command_serve,
    &aman_command_validate,
};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

static const struct aman_command *find_command(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    return NULL;
}

static void show_usage(FILE *stream)
{
    fputs("usage: aman COMMAND [OPTIONS] [ARGUMENTS]\n\n"
          "Aman checks the security and safety plan of a major event: whether it holds, where and\n"
          "when it breaks, and what would mend it.\n\n"
          "commands:\n",
          stream);
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(stream, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fputs("  help       show the help of a command\n\n"
          "options:\n"
          "  --help     show this help\n"
          "  --version  show the version\n\n"
          "exit status: 0 the plan holds (or the command is done), 1 it does not hold,\n"
          "2 it cannot be judged, 130 stopped by Ctrl-C\n",
          stream);
}

static int unknown_command(const char *name)
{
    const char *names[N_COMMANDS + 1] = {"help"};
    for (size_t i = 0; i < N_COMMANDS; i++) names[i + 1] = commands[i]->name;
    const char *near = aman_text_nearest(name, names, N_COMMANDS + 1);
    fprintf(stderr, "aman: unknown %s `%s`%s%s%s\nTry `aman --help`.\n",
            name[0] == '-' ? "option" : "command", name, near ? " (did you mean `" : "", near ? near : "",
            near ? "`?)" : "");
    return AMAN_EXIT_WRONG;
}

static int show_help(int argc, char **argv)
{
    if (argc == 0) {
        show_usage(stdout);
        return AMAN_EXIT_HOLDS;
    }
    const struct aman_command *command = find_command(argv[0]);
    if (!command) return unknown_command(argv[0]);
    aman_options_help(stdout, command);
    return AMAN_EXIT_HOLDS;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        show_usage(stderr);
        return AMAN_EXIT_WRONG;
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0) {
        printf("aman %s\n", aman_version);
        return AMAN_EXIT_HOLDS;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return show_help(0, NULL);
    if (strcmp(name, "help") == 0) return show_help(argc - 2, argv + 2);
    const struct aman_command *command = find_command(name);
    return command ? command->run(command, argc - 2, argv + 2) : unknown_command(name);
}

/* An answer that nobody could read is none: a full disk or a closed pipe behind stdout is told. */
int main(int argc, char **argv)
{
    int status = run(argc, argv);
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    perror("aman: standard output");
    return AMAN_EXIT_WRONG;
}
