"""Engines are pure: what their archives import is in the short list below, and nothing else.

usage: test_symbols.py BUILD
"""

import glob
import os
import re
import subprocess
import sys

import project

MATHS = """acos asin atan atan2 cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs floor fma fmax fmin
fmod frexp hypot ldexp lgamma llround log log10 log1p log2 lrint lround modf nearbyint pow remainder rint
round sin sincos sinh sqrt tan tanh tgamma trunc""".split()
MEMORY = "memchr memcmp memcpy memmove memset strcmp strlen strncmp".split()
# What compilers call on their own: the table of offsets, stack guards, assertions of debug builds, and
# what processor this is (for kernels in several instruction sets that give the same bits).
COMPILER = "_GLOBAL_OFFSET_TABLE_ __stack_chk_fail __assert_fail __cpu_model __cpu_indicator_init".split()
ALLOWED = set(MATHS) | {name + "f" for name in MATHS} | set(MEMORY) | set(COMPILER)
SANITIZERS = re.compile(r"__(asan|ubsan|tsan|msan|sanitizer|start_asan|stop_asan)")


def symbols(archive, *options):
    return {line.split()[-1] for line in project.output_of("nm", *options, archive, stderr=subprocess.DEVNULL).splitlines()
            if line and not line.endswith(":")}


def imports(archive):
    """What the archive wants from elsewhere: undefined in one member, and defined in none."""
    return symbols(archive, "--undefined-only") - symbols(archive, "--defined-only", "--extern-only")


def main():
    archives = sorted(glob.glob(os.path.join(sys.argv[1], "engines", "**", "*.a"), recursive=True))
    faults = []
    for archive in archives:
        for symbol in sorted(imports(archive)):
            if symbol not in ALLOWED and not symbol.startswith("aman_") and not SANITIZERS.match(symbol):
                faults.append(f"{os.path.basename(archive)}: imports {symbol}")
    project.finish(faults, len(archives), "archives of engines")


main()
