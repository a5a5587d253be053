/* apps/tell.h - what is wrong with an input, on stderr. */
#ifndef AMAN_APPS_TELL_H
#define AMAN_APPS_TELL_H

#include "base/diag.h"

/* All of them, a line each, then how many. Nothing for none. */
void aman_tell_diags(const struct aman_diags *diags);

#endif
