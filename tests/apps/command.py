"""What the tests of the `aman` command share: running it, and a starter plan to run it on."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

AMAN = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "build/aman"


def aman(*arguments, lang=None, cwd=None, timeout=600, **more):
    """Runs the command without a terminal; an environment without a language unless asked."""
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR")}
    if lang:
        environment["LANG"] = lang
    return subprocess.run([AMAN, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, cwd=cwd, env=environment, timeout=timeout,
                          check=False, **more)


def tree(directory):
    """Every path under a directory."""
    found = []
    for at, folders, names in os.walk(directory):
        found += [os.path.relpath(os.path.join(at, name), directory) for name in folders + names]
    return sorted(found)


class Case(unittest.TestCase):
    """A test with an empty directory of its own, removed afterwards."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="aman-test-")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def starter(self, name="plan"):
        """The path of a fresh starter plan."""
        result = aman("init", self.path(name))
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.path(name)

    def edit(self, plan, pattern, replacement, count=1):
        """Changes plan.yaml; the pattern must be there."""
        path = os.path.join(plan, "plan.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        changed, times = re.subn(pattern, replacement, text, count=count, flags=re.M)
        self.assertGreater(times, 0, f"{pattern} is not in plan.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(changed)
