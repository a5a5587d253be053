"""Turns engines/names/words.tsv into a C table sorted by letters, folded as the engine folds names.

usage: words_table.py WORDS.tsv OUT.c
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import names_fold  # pylint: disable=wrong-import-position

ROLES = ("title", "article", "nasab", "kunya", "abd", "din", "minor", "general", "legal", "number", "same", "apart")


def letters(text):
    """The bytes that engines/names/fold.h makes of the words, with blanks between them."""
    out = bytearray()
    for char in text.lower():
        if char == " " or (char.isascii() and char.isalnum()):
            out += char.encode()
            continue
        arabic = names_fold.arabic_of(char)
        if arabic:
            out += bytes(0x80 + names_fold.ARABIC.index(c) for c in arabic)
            continue
        sound = names_fold.sound_of(char)
        if sound is None:
            sys.exit(f"no letters for {char!r} in {text!r}")
        out += sound.encode()
    return bytes(out)


def rows_of(path):
    rows = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().splitlines(), 1):
            if line.startswith("#"):
                continue
            role, value, words = line.split("\t")
            if role not in ROLES:
                sys.exit(f"{path}:{number}: no such role: {role}")
            for word in words.split("|"):
                target = letters(value) if role == "same" else b""
                key = letters(word)
                if key not in rows:  # the first role of a word counts
                    rows[key] = (role, int(value) if value.isdigit() else 0, target)
    return rows


def literal(text):
    return '"' + "".join(chr(b) if chr(b).isalnum() and b < 128 or b == 32 else f"\\{b:03o}" for b in text) + '"'


def main():
    rows = rows_of(sys.argv[1])
    with open(sys.argv[2], "w", encoding="ascii") as out:
        out.write('#include "engines/names/words.h"\n\nconst struct names_entry aman_names_entries[] = {\n')
        for key in sorted(rows):
            role, value, target = rows[key]
            out.write(f"    {{{literal(key)}, NAMES_{role.upper()}, {value}, {literal(target)}}},\n")
        out.write("};\nconst size_t aman_names_n_entries = sizeof aman_names_entries / sizeof *aman_names_entries;\n")


main()
