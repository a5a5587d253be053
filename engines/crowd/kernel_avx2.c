#if defined(__x86_64__)
#pragma GCC target("avx2,bmi,bmi2,popcnt")
#endif
#include "engines/crowd/kernel.inc.h"

const struct crowd_kernel crowd_kernel_avx2 = CROWD_KERNEL;

const struct crowd_kernel *crowd_kernel_best(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") ? &crowd_kernel_avx2 : &crowd_kernel_sse2;
#else
    return &crowd_kernel_sse2;
#endif
}
