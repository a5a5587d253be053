/* apps/vetting.h - what the commands of vetting share: the store, the time, a line of the record. */
#ifndef AMAN_APPS_VETTING_H
#define AMAN_APPS_VETTING_H

#include "adapters/store.h"
#include "base/text.h"

/* The option's path, or AMAN_STORE, or vetting.sqlite in the working directory. */
const char *aman_vetting_path(const char *option);

/* Opens the store; what fails is told on stderr in the name of the command. */
enum aman_err aman_vetting_open(const char *command, const char *path, bool create, struct aman_store **store);

enum { AMAN_VETTING_TIME_BYTES = 32 };

/* Now, as 2026-03-01T12:00:00Z. */
void aman_vetting_now(char at[AMAN_VETTING_TIME_BYTES]);

/* Who asks: the option, or LOGNAME, or "". */
const char *aman_vetting_who(const char *option);

/* Adds `"lists":[…]`: source, version, date and hash of each list. */
void aman_vetting_lists_json(struct aman_text *json, const struct aman_store_lists *lists);

#endif
