"""Every header of the rooms compiles alone, without a warning.

usage: test_headers.py BUILD
"""

import os
import shlex
import subprocess
import sys

import project


def include_flags(build):
    """Where the build looks for headers of outside libraries."""
    flags = []
    for command in project.compile_commands(build):
        words = shlex.split(command["command"])
        for i, word in enumerate(words):
            if word.startswith(("-I/", "-isystem/")):
                flags.append(word)
            elif word == "-isystem" and i + 1 < len(words):
                flags.append("-isystem" + words[i + 1])
    return sorted(set(flags))


def main():
    build = sys.argv[1]
    flags = include_flags(build)
    headers = [path for path in project.sources((".h",)) if not path.endswith(project.TEMPLATE)]
    faults = []
    for header in headers:
        unit = f'#include "{header}"\n#include "{header}"\n'
        command = [os.environ.get("CC", "cc"), "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Wno-unused",
                   "-Werror", "-fsyntax-only", "-I", project.ROOT, "-I", build, *flags, "-x", "c", "-"]
        result = subprocess.run(command, input=unit, text=True, stderr=subprocess.PIPE, check=False)
        if result.returncode != 0:
            faults.append(f"{header} does not compile alone:\n{result.stderr}")
    project.finish(faults, len(headers), "headers")


main()
