"""Turns page.css and page.js into C arrays, with the hashes that the page's security policy names.

usage: page_assets.py page.css page.js OUT.c
"""

import base64
import hashlib
import sys


def literal(data):
    """An array of numbers: C promises string literals of 4,095 letters only."""
    numbers = [str(byte) for byte in data + b"\0"]
    return "{\n" + "".join("    " + ", ".join(numbers[i:i + 24]) + ",\n" for i in range(0, len(numbers), 24)) + "}"


def main():
    with open(sys.argv[3], "w", encoding="ascii") as out:
        out.write('#include "report/page_assets.h"\n')
        for name, path in (("css", sys.argv[1]), ("js", sys.argv[2])):
            with open(path, "rb") as file:
                data = file.read()
            if b"</s" in data or not data.isascii():
                sys.exit(f"{path}: would end its own element, or is not plain ASCII")
            digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
            out.write(f"\nconst char aman_page_{name}[] = {literal(data)};\n")
            out.write(f'const char aman_page_{name}_hash[] = "sha256-{digest}";\n')


main()
