/* apps/escort_sheet.h - `aman escort sheet PLAN TEAM`. */
#ifndef AMAN_APPS_ESCORT_SHEET_H
#define AMAN_APPS_ESCORT_SHEET_H

#include "apps/escort_settings.h"

/* Reads the plan, plans its escorts, writes what is asked for of one; the exit status. */
int aman_escort_sheet_run(const struct aman_escort_settings *settings, const char *directory, const char *team);

#endif
