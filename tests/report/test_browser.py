"""The page in a real browser, from a file: the script runs, the slider moves, nothing complains, nothing of the plan's hostile
names runs. Skips where there is no Chromium.

usage: test_browser.py WRITE_FAKE
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
BROWSER = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--v=0", "--timeout=30000",
           "--virtual-time-budget=10000"]
faults = []


def expect(what, holds):
    if not holds:
        faults.append(what)


def open_page(chromium, folder, address):
    """The document after the script ran, and what the console said."""
    with tempfile.TemporaryDirectory(dir=folder) as profile:
        result = subprocess.run([chromium, *BROWSER, f"--user-data-dir={profile}", "--dump-dom", address], check=False,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", timeout=150)
    console = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
    return result.stdout, console


def body_of(dom):
    match = re.search(r"<body([^>]*)>", dom)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', match.group(1))) if match else {}


def look_at(chromium, write_fake, folder, lang):
    report = os.path.join(folder, lang)
    subprocess.run([write_fake, lang, report], check=True)
    address = f"file://{report}/index.html"
    dom, console = open_page(chromium, folder, address)
    body = body_of(dom)
    expect(f"{lang}: the script did not finish: {body}", body.get("ready") == "yes")
    expect(f"{lang}: console: {console}", not console)
    expect(f"{lang}: direction", f'lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in dom)
    expect(f"{lang}: the replay does not start at the worst minute: {body}", body.get("clock") == "18:48")
    expect(f"{lang}: nothing painted: {body}", int(body.get("cells", "0")) > 1000)
    expect(f"{lang}: pictures shown again have no image", "data-same" not in dom.split("<script")[0])
    return address, body


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("SKIPPED: no Chromium here; the page was not opened in a browser")
        sys.exit(SKIP)
    with tempfile.TemporaryDirectory() as folder:
        address, worst = look_at(chromium, sys.argv[1], folder, "ar")
        dom, console = open_page(chromium, folder, address + "#minute=10&run=1&level=1")
        body = body_of(dom)
        expect(f"hash: {body}", body.get("minute") == "10" and body.get("clock") == "17:40")
        expect(f"another minute paints the same: {body}", body.get("cells") != worst.get("cells"))
        expect(f"hash: console: {console}", not console)
        dom, _ = open_page(chromium, folder, address + "#minute=99999")
        expect("a minute past the end is not the last one", body_of(dom).get("minute") == "191")
        look_at(chromium, sys.argv[1], folder, "en")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


main()
