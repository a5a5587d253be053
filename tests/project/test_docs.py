"""The commands and options that README and man pages show exist, and every option is documented.

usage: test_docs.py AMAN
"""

import os
import re
import subprocess
import sys

import project

PAGES = ("README.md", "CONTRIBUTING.md", "docs/man/aman.1.scd", "docs/man/aman-alerts.1.scd",
         "docs/man/aman-audit.1.scd", "docs/man/aman-check.1.scd", "docs/man/aman-crowd.1.scd",
         "docs/man/aman-escort.1.scd", "docs/man/aman-init.1.scd", "docs/man/aman-lists.1.scd",
         "docs/man/aman-names.1.scd", "docs/man/aman-posts.1.scd", "docs/man/aman-schema.1.scd",
         "docs/man/aman-screen.1.scd", "docs/man/aman-serve.1.scd",
         "docs/man/aman-validate.1.scd", "docs/man/aman-plan.5.scd")


def examples(text):
    """Command lines in fenced blocks and in `code`."""
    for block in re.findall(r"^```\n(.*?)^```", text, re.M | re.S):
        yield from block.splitlines()
    yield from re.findall(r"`((?:aman|make|build/aman) [^`\n]*)`", text)


def help_of(aman, command):
    result = subprocess.run([aman, "help", command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                            check=False)
    return result.stdout if result.returncode == 0 else None


def faults_of_line(aman, line):
    words = line.split("#")[0].split()
    if len(words) < 2 or os.path.basename(words[0]) not in ("aman", "make"):
        return
    if words[0] == "make":
        dry = subprocess.run(["make", "-n", words[1]], cwd=project.ROOT, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, check=False)
        if dry.returncode != 0:
            yield f"no such target: {line}"
        return
    if words[1].startswith("-"):
        return
    shown = help_of(aman, words[1])
    if shown is None:
        yield f"no such command: {line}"
        return
    for option in re.findall(r"--[a-z]+", line):
        if not re.search(rf"^  {option}\b", shown, re.M):
            yield f"no such option {option}: {line}"
    for path in words[2:]:
        if path.startswith("examples/") and not os.path.exists(os.path.join(project.ROOT, path)):
            yield f"no such example: {line}"


def undocumented(aman):
    """Options that a command's man page does not have, and the other way round."""
    for command in ("alerts", "audit", "check", "crowd", "escort", "init", "lists", "names", "posts", "schema",
                    "screen", "serve", "validate"):
        page = f"docs/man/aman-{command}.1.scd"
        has = set(re.findall(r"^  (--[a-z]+)", help_of(aman, command) or "", re.M))
        told = set(re.findall(r"^\*(--[a-z]+)\*", project.read(page), re.M))
        for option in sorted(has ^ told):
            yield f"{page}: {option} is {'not documented' if option in has else 'no option'}"


def main():
    aman = os.path.abspath(sys.argv[1])
    faults, looked_at = list(undocumented(aman)), 0
    for page in PAGES:
        for line in examples(project.read(page)):
            looked_at += 1
            faults += [f"{page}: {fault}" for fault in faults_of_line(aman, line)]
    for page in PAGES[:2]:
        for target in re.findall(r"\]\(([\w./-]+)\)", project.read(page)):
            if not os.path.exists(os.path.join(project.ROOT, target)):
                faults.append(f"{page}: no such file: {target}")
    project.finish(faults, looked_at, "command lines in the documentation")


main()
