#!/usr/bin/env python3
"""Writes the C source behind apps/starter.h.

usage: embed.py OUTPUT FILE...
"""

import os
import sys


def array(index, data):
    rows = [data[i : i + 20] for i in range(0, len(data), 20)]
    body = ",\n".join(",".join(str(byte) for byte in row) for row in rows)
    return f"static const unsigned char file_{index}[] = {{\n{body}\n}};\n"


def main():
    output, paths = sys.argv[1], sys.argv[2:]
    contents = []
    for path in paths:
        with open(path, "rb") as file:
            contents.append(file.read())
    with open(output, "w", encoding="utf-8") as out:
        out.write('#include "apps/starter.h"\n\n')
        for index, data in enumerate(contents):
            out.write(array(index, data))
        out.write("const struct aman_starter_file aman_starter_files[] = {\n")
        for index, path in enumerate(paths):
            out.write(f'{{"{os.path.basename(path)}", file_{index}, sizeof file_{index}}},\n')
        out.write(f"}};\nconst size_t aman_starter_n = {len(paths)};\n")


main()
