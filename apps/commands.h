/* apps/commands.h - the subcommands of `aman`, one file each (cmd_NAME.c). */
#ifndef AMAN_APPS_COMMANDS_H
#define AMAN_APPS_COMMANDS_H

#include "apps/options.h"

extern const struct aman_command aman_command_alerts;
extern const struct aman_command aman_command_audit;
extern const struct aman_command aman_command_check;
extern const struct aman_command aman_command_crowd;
extern const struct aman_command aman_command_escort;
extern const struct aman_command aman_command_init;
extern const struct aman_command aman_command_lists;
extern const struct aman_command aman_command_names;
extern const struct aman_command aman_command_posts;
extern const struct aman_command aman_command_schema;
extern const struct aman_command aman_command_screen;
extern const struct aman_command aman_command_serve;
extern const struct aman_command aman_command_validate;

/* Of the release, "0.1.0". */
extern const char aman_version[];

#endif
