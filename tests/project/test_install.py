"""What `make install` installs is whole: programs build against it through pkg-config alone, and run; each of its
headers compiles alone.

usage: test_install.py BUILD
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

import installed
import project

STRICT = ["-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
PROGRAM = """
#include "base/text.h"
#include "check/check.h"
#include "formats/plan_read.h"
#include "report/report.h"

#include <stdio.h>

int main(void)
{
    struct aman_text schema;
    aman_text_init(&schema, &aman_mem_heap);
    if (aman_plan_schema(&schema) != AMAN_OK) return 1;
    aman_verdict_destroy(NULL);
    puts(aman_word(AMAN_LANG_FR, "verdict.holds"));
    puts(schema.length > 0 ? "a schema" : "none");
    aman_text_release(&schema);
    return 0;
}
"""


def build_program(top, source, name):
    """Compiles C source text without a warning and links it; the program's path."""
    program = os.path.join(top, name)
    flags = installed.pkg_config(top, "--cflags"), installed.pkg_config(top, "--static", "--libs")
    subprocess.run(["cc", *STRICT, "-x", "c", "-", "-x", "none", "-o", program, *flags[0], *flags[1]], input=source,
                   text=True, check=True)
    return program


def example_faults(top):
    """The example in C does what it says: everybody leaves, the same way each time for one seed."""
    neck = build_program(top, project.read("examples/c/neck.c"), "neck")
    first, again, other = (project.output_of(neck, seed) for seed in ("1", "1", "2"))
    print(first.splitlines()[-1])
    end = re.search(r"^100 of 100 left within ([\d.]+) s: ([\d.]+) persons/s", first, re.M)
    if not end:
        yield "examples/c/neck.c: not everybody left"
    elif not 1.5 < float(end.group(2)) < 3.5 or len(first.splitlines()) < 5:
        yield f"examples/c/neck.c: no flow as people have it: {end.group(0)}"
    if first != again or first == other:
        yield "examples/c/neck.c: a seed does not decide what happens"


def header_faults(top, headers):
    flags = installed.pkg_config(top, "--cflags")
    for header in headers:
        unit = f'#include "{header}"\n#include "{header}"\nint main(void) {{ return 0; }}\n'
        result = subprocess.run(["cc", *STRICT, "-fsyntax-only", *flags, "-x", "c", "-"], input=unit, text=True,
                                stderr=subprocess.PIPE, check=False)
        if result.returncode != 0:
            yield f"installed header {header} does not compile alone:\n{result.stderr}"


def main():
    with tempfile.TemporaryDirectory() as top:
        installed.install(sys.argv[1], top)
        faults = list(example_faults(top))
        if project.output_of(build_program(top, PROGRAM, "program")).splitlines()[1:] != ["a schema"]:
            faults.append("a program that uses the plan's schema got none")
        include = os.path.dirname(os.path.dirname(installed.one(top, "base/error.h")))
        headers = sorted(os.path.relpath(path, include) for path in glob.glob(os.path.join(include, "**", "*.h"), recursive=True))
        faults += header_faults(top, headers)
        version = project.output_of(installed.one(top, "bin/aman"), "--version").split()[1]
        if [version] != installed.pkg_config(top, "--modversion"):
            faults.append(f"versions differ: {version}")
        for file in ("aman/starter/plan.yaml", "man/man1/aman-check.1*", "man/man5/aman-plan.5*"):
            if not glob.glob(os.path.join(top, "**", file), recursive=True):
                faults.append(f"not installed: {file}")
        project.finish(faults, len(headers), "installed headers")


main()
