#!/usr/bin/env python3
"""Writes the C source behind apps/NAME.h: the files as aman_NAME_files, under the names that they have there.

usage: embed.py OUTPUT NAME FILE[=AS]...
"""

import os
import sys


def array(index, data):
    rows = [data[i : i + 20] for i in range(0, len(data), 20)]
    body = ",\n".join(",".join(str(byte) for byte in row) for row in rows)
    return f"static const unsigned char file_{index}[] = {{\n{body}\n}};\n"


def main():
    output, name = sys.argv[1:3]
    pairs = [path.partition("=")[::2] for path in sys.argv[3:]]
    paths = [path for path, _ in pairs]
    contents = []
    for path in paths:
        with open(path, "rb") as file:
            contents.append(file.read())
    with open(output, "w", encoding="utf-8") as out:
        out.write(f'#include "apps/{name}.h"\n\n')
        for index, data in enumerate(contents):
            out.write(array(index, data))
        out.write("const struct aman_" + name + "_file aman_" + name + "_files[] = {\n")
        for index, (path, shown) in enumerate(pairs):
            out.write(f'{{"{shown or os.path.basename(path)}", file_{index}, sizeof file_{index}}},\n')
        out.write(f"}};\nconst size_t aman_{name}_n = {len(paths)};\n")


main()
