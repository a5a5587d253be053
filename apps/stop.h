/* apps/stop.h - Ctrl-C and SIGTERM. */
#ifndef AMAN_APPS_STOP_H
#define AMAN_APPS_STOP_H

#include <stdbool.h>

/* From here on the two only ask: the work ends where it next looks. Before, while nothing is written yet, the
 * default action is the right one. */
void aman_stop_catch(void);
bool aman_stop_asked(void);

#endif
