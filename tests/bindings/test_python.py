"""The Python package: a wheel is built with pip against the installed library, put into a virtual environment of its
own, and tested there; its example is run.

usage: test_python.py BUILD

NumPy, cffi and setuptools come from this Python where it has them (Debian: python3-numpy python3-cffi
python3-setuptools python3-wheel python3-venv python3-dev), otherwise from the package index. Without either: skipped.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "project"))

import installed
import project

SKIP = 77
HERE = os.path.dirname(os.path.abspath(__file__))
NEEDS = ["numpy", "cffi", "setuptools", "wheel"]


def skip(why):
    print(f"SKIPPED: the Python package was not tested: {why}")
    sys.exit(SKIP)


def has_all():
    """Whether this Python has what building needs."""
    seen = subprocess.run([sys.executable, "-c", "import " + ", ".join(NEEDS)], stderr=subprocess.DEVNULL, check=False)
    return seen.returncode == 0


def make_environment(top):
    """A virtual environment with what building needs; the path of its Python."""
    own = has_all()
    place = os.path.join(top, "environment")
    made = subprocess.run([sys.executable, "-m", "venv", *(["--system-site-packages"] if own else []), place],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    python = os.path.join(place, "bin", "python")
    if made.returncode != 0:
        skip(f"no virtual environment can be made: {made.stdout}")
    if not own:
        got = subprocess.run([python, "-m", "pip", "install", "--quiet", *NEEDS], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, check=False)
        if got.returncode != 0:
            skip(f"{', '.join(NEEDS)} are not here and could not be had: {got.stdout}")
    return python


def build_wheel(python, top):
    """The path of the wheel. Built from a copy: pip leaves its traces beside the sources."""
    source = os.path.join(top, "source")
    shutil.copytree(os.path.join(project.ROOT, "bindings", "python"), source)
    subprocess.run([python, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "-w", top, source],
                   env=installed.environment(top), check=True)
    return installed.one(top, "aman-*.whl")


def main():
    with tempfile.TemporaryDirectory() as top:
        installed.install(sys.argv[1], top)
        python = make_environment(top)
        wheel = build_wheel(python, top)
        for path in os.listdir(top):  # the wheel must do without the library that it was built from
            if path not in ("environment", os.path.basename(wheel)):
                shutil.rmtree(os.path.join(top, path), ignore_errors=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", wheel], check=True)
        subprocess.run([python, os.path.join(HERE, "python_package.py")], cwd=top, check=True)
        example = os.path.join(project.ROOT, "bindings", "python", "examples", "neck_flow.py")
        table = project.output_of(python, example, "--seeds", "2", "--out", top, cwd=top)
        print(table)
        flows = [float(line.split()[2]) for line in table.splitlines() if re.match(r" +\d\.\d ", line)]
        project.finish([] if flows == sorted(flows) and min(flows) > 0.8 else [f"flows do not rise with width: {flows}"],
                       len(flows), "widths of the neck")


main()
