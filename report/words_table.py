"""Turns report/words.tsv into a C table sorted by key.

usage: words_table.py WORDS.tsv OUT.c
"""

import sys

LANGUAGES = ["en", "fr", "ar"]


def literal(text):
    """A C string literal; every byte outside of printable ASCII in octal, so no letter runs into an escape."""
    out = []
    for byte in text.encode("utf-8"):
        out.append(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    if lines[0].split("\t") != ["key", *LANGUAGES]:
        sys.exit(f"{path}:1: the first line must name the columns")
    rows = {}
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != 1 + len(LANGUAGES) or not all(cell.strip() for cell in cells):
            sys.exit(f"{path}:{number}: {len(cells)} columns or an empty one, expected key and {len(LANGUAGES)} texts")
        if cells[0] in rows:
            sys.exit(f"{path}:{number}: {cells[0]} is there twice")
        rows[cells[0]] = cells[1:]
    return rows


def main():
    rows = rows_of(sys.argv[1])
    with open(sys.argv[2], "w", encoding="ascii") as out:
        out.write('#include "report/words_table.h"\n\nconst struct aman_word_row aman_word_rows[] = {\n')
        for key in sorted(rows):
            texts = ", ".join(literal(text) for text in rows[key])
            out.write(f"    {{{literal(key)}, {{{texts}}}}},\n")
        out.write("};\n\nconst size_t aman_word_row_count = sizeof aman_word_rows / sizeof *aman_word_rows;\n")


main()
