"""Engines are pure: what their archives import is in the short list below, and nothing else.

usage: test_symbols.py BUILD
"""

import glob
import os
import re
import sys

import project

MATHS = """acos asin atan atan2 cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs floor fma fmax fmin
fmod frexp hypot ldexp lgamma llround log log10 log1p log2 lrint lround modf nearbyint pow remainder rint
round sin sincos sinh sqrt tan tanh tgamma trunc""".split()
MEMORY = "memchr memcmp memcpy memmove memset strcmp strlen strncmp".split()
# What compilers call on their own: the table of offsets, stack guards, assertions of debug builds.
COMPILER = "_GLOBAL_OFFSET_TABLE_ __stack_chk_fail __assert_fail".split()
ALLOWED = set(MATHS) | {name + "f" for name in MATHS} | set(MEMORY) | set(COMPILER)
SANITIZERS = re.compile(r"__(asan|ubsan|tsan|msan|sanitizer|start_asan|stop_asan)")


def imports(archive):
    for line in project.output_of("nm", "-u", archive, stderr=-3).splitlines():
        fields = line.split()
        if len(fields) == 2 and fields[0] == "U":
            yield fields[1]


def main():
    archives = sorted(glob.glob(os.path.join(sys.argv[1], "engines", "**", "*.a"), recursive=True))
    faults = []
    for archive in archives:
        for symbol in sorted(set(imports(archive))):
            if symbol not in ALLOWED and not symbol.startswith("aman_") and not SANITIZERS.match(symbol):
                faults.append(f"{os.path.basename(archive)}: imports {symbol}")
    project.finish(faults, len(archives), "archives of engines")


main()
