"""Builds the extension from the installed library; the version is the library's."""

import os
import sys

from setuptools import setup

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import build_engine  # noqa: E402

setup(version=build_engine.pkg_config("--modversion")[0], cffi_modules=["build_engine.py:ffi"])
