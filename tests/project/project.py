"""What the project tests share: where the sources are, and how a test says that it failed."""

import json
import os
import subprocess
import sys

TEMPLATE = ".inc.h"  # code that is included several times, under other names: no header
ROOMS = ("base", "plan", "engines", "validate", "formats", "adapters", "check", "report", "apps")
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))


def sources(suffixes, folders=ROOMS):
    """Paths, relative to the root, of the files under `folders` that end in one of `suffixes`."""
    found = []
    for folder in folders:
        for directory, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in names:
                if name.endswith(suffixes):
                    found.append(os.path.relpath(os.path.join(directory, name), ROOT))
    return sorted(found)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def compile_commands(build):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        return json.load(file)


def output_of(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def finish(faults, looked_at, what):
    """Ends the test. Looking at nothing is a fault too: a check that cannot fail is none."""
    for fault in faults:
        print(fault)
    if looked_at == 0:
        print(f"nothing to look at: no {what} found")
        sys.exit(1)
    print(f"{looked_at} {what}, {len(faults)} faults")
    sys.exit(1 if faults else 0)
