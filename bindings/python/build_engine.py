"""The engine's C declarations, read from the installed header, and how to compile against the installed library.

Nothing is declared twice: what Python knows of a struct is what the C compiler sees. The library is linked in
statically, so a wheel needs nothing of Aman where it is installed.
"""

import os
import re
import shlex
import subprocess
import sysconfig

from cffi import FFI

HEADER = "engines/crowd/crowd.h"
HEAP = "static const struct aman_mem *aman_heap(void) { return &aman_mem_heap; }"
OURS = re.compile(r"/(base|engines)/[\w/]+\.h$")


def pkg_config(*options):
    try:
        result = subprocess.run(["pkg-config", *options, "aman"], check=True, stdout=subprocess.PIPE, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"pkg-config does not find the library aman ({error}): install it (make install), and set "
                         "PKG_CONFIG_PATH to the folder of its aman.pc if that is not where pkg-config looks") from None
    return shlex.split(result.stdout)


def declarations(flags):
    """What the header declares, after the preprocessor, without what it includes from the system."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    text = subprocess.run([*compiler, *flags, "-E", "-x", "c", "-"], input=f'#include "{HEADER}"\n', check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    kept, ours = [], False
    for line in text.splitlines():
        marker = re.match(r'# \d+ "(.*?)"', line)
        if marker:
            ours = bool(OURS.search(marker.group(1)))
        elif ours and line.strip():
            kept.append(line)
    return "\n".join(kept)


cflags = pkg_config("--cflags")
ffi = FFI()
ffi.cdef(declarations(cflags) + "\nconst struct aman_mem *aman_heap(void);")
# Only what the engine needs of the many libraries that other parts of Aman use is kept (--as-needed).
ffi.set_source("aman._engine", f'#include "{HEADER}"\n{HEAP}\n', extra_compile_args=cflags,
               extra_link_args=["-Wl,--as-needed", "-Wl,--exclude-libs,ALL", *pkg_config("--static", "--libs")])
