"""An installed tree for a test: everything under a directory of its own, found through pkg-config alone."""

import glob
import os
import re

import project


def install(build, top):
    """Installs the build under the directory `top`."""
    project.output_of("meson", "install", "-C", os.path.abspath(build), "--no-rebuild", "--destdir", top)


def one(top, pattern):
    """The only file under `top` that matches."""
    found = glob.glob(os.path.join(top, "**", pattern), recursive=True)
    assert len(found) == 1, f"{pattern}: {found}"
    return found[0]


def environment(top):
    """The environment in which pkg-config finds the aman.pc under `top`, moved to where the files are for now."""
    path = one(top, "aman.pc")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not re.search(rf"^prefix={re.escape(top)}", text, re.M):
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r"^prefix=", f"prefix={top}", text, flags=re.M))
    return dict(os.environ, PKG_CONFIG_PATH=os.path.dirname(path))


def pkg_config(top, *options):
    return project.output_of("pkg-config", *options, "aman", env=environment(top)).split()
