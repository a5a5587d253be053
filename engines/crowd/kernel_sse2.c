#include "engines/crowd/kernel.inc.h"

const struct crowd_kernel crowd_kernel_sse2 = CROWD_KERNEL;
