"""What `make install` installs is whole: a program builds against it through pkg-config alone, and runs.

usage: test_install.py BUILD
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

import project

PROGRAM = """
#include "base/text.h"
#include "check/check.h"
#include "engines/crowd/crowd.h"
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
    printf("%d %s\\n", schema.length > 0, aman_crowd_params_default().step_s > 0.0 ? "ready" : "not ready");
    aman_text_release(&schema);
    return 0;
}
"""


def one(top, pattern):
    found = glob.glob(os.path.join(top, "**", pattern), recursive=True)
    assert len(found) == 1, f"{pattern}: {found}"
    return found[0]


def pkg_config(top, *options):
    """Asks about the installed aman.pc, moved to where the files are for now."""
    path = one(top, "aman.pc")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    prefix = re.search(r"^prefix=(.*)$", text, re.M).group(1)
    if not prefix.startswith(top):
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r"^prefix=", f"prefix={top}", text, flags=re.M))
    environment = dict(os.environ, PKG_CONFIG_PATH=os.path.dirname(path))
    return project.output_of("pkg-config", *options, "aman", env=environment).split()


def main():
    build = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as top:
        project.output_of("meson", "install", "-C", build, "--no-rebuild", "--destdir", top)
        program = os.path.join(top, "program")
        flags = pkg_config(top, "--cflags"), pkg_config(top, "--static", "--libs")
        subprocess.run(["cc", "-x", "c", "-", "-x", "none", "-o", program, *flags[0], *flags[1]], input=PROGRAM,
                       text=True, check=True)
        print(project.output_of(program))
        version = project.output_of(one(top, "bin/aman"), "--version").split()[1]
        faults = [] if [version] == pkg_config(top, "--modversion") else [f"versions differ: {version}"]
        for installed in ("aman/starter/plan.yaml", "man/man1/aman-check.1*", "man/man5/aman-plan.5*"):
            if not glob.glob(os.path.join(top, "**", installed), recursive=True):
                faults.append(f"not installed: {installed}")
        project.finish(faults, 1, "installation")


main()
