"""What no compiler option enforces: banned functions, size of files, include guards, leftovers."""

import re

import project

BANNED = """sprintf vsprintf strcpy stpcpy strcat strncpy strncat gets atoi atol atoll atof strtok scanf sscanf
fscanf rand srand random srandom drand48 tmpnam tempnam mktemp system popen alloca setjmp longjmp
gmtime localtime ctime asctime strerror""".split()
BANNED_CALL = re.compile(r"\b(" + "|".join(BANNED) + r")\s*\(")
LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MOST_LINES = 900


def code_only(text):
    """The text with comments and literals blanked, line numbers kept."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text)


def guard_of(path):
    return "AMAN_" + re.sub(r"\W", "_", path).upper()


def faults_of(path):
    text = project.read(path)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        yield f"{path}: {len(lines)} lines, at most {MOST_LINES}"
    if not text.endswith("\n"):
        yield f"{path}: no newline at the end"
    for number, line in enumerate(code_only(text).splitlines(), 1):
        match = BANNED_CALL.search(line)
        if match:
            yield f"{path}:{number}: {match.group(1)} is banned"
    for number, line in enumerate(lines, 1):
        if LEFTOVER.search(line):
            yield f"{path}:{number}: leftover: {line.strip()}"
        if line != line.rstrip():
            yield f"{path}:{number}: blanks at the end of the line"
        if "\t" in line:
            yield f"{path}:{number}: tab"
    if path.endswith(".h") and not path.endswith(project.TEMPLATE) and f"#ifndef {guard_of(path)}" not in lines:
        yield f"{path}: include guard is not {guard_of(path)}"


def main():
    assert BANNED_CALL.search("x = atoi (s);") and not BANNED_CALL.search(code_only('"atoi(" /* gets() */'))
    paths = project.sources((".c", ".h"), project.ROOMS + ("tests",))
    project.finish([fault for path in paths for fault in faults_of(path)], len(paths), "C files")


main()
