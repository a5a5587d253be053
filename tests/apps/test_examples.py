"""The shipped examples: what is generated is what is committed, the mended plan differs as it says, the starter
holds. With AMAN_TEST_LONG=1 the two plans of Tangier are checked as well (minutes)."""

import difflib
import json
import os
import subprocess
import sys
import unittest

from command import Case, aman

EXAMPLES = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "examples"
EAST_DOORS = {"D1", "D2", "D3", "D4", "D5"}
EAST_ZONES = {"door-1", "door-2", "door-3", "door-4", "door-5"}


def read(*parts):
    with open(os.path.join(EXAMPLES, *parts), encoding="utf-8") as file:
        return file.read()


class Files(unittest.TestCase):
    def test_the_drawings_are_what_their_scripts_write(self):
        for script, drawing in (("make_geometry.py", "venue.geojson"), ("make_roads.py", "roads.osm")):
            path = os.path.join(EXAMPLES, "tangier-2023", script)
            made = subprocess.run([sys.executable, path], stdout=subprocess.PIPE, text=True, check=True).stdout
            self.assertEqual(made, read("tangier-2023", drawing))

    def test_the_mended_plan_changes_the_east_doors_only(self):
        before = read("tangier-2023", "plan.yaml").splitlines()
        after = read("tangier-2023-mended", "plan.yaml").splitlines()
        changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
        doors = [line for line in changed if "turnstiles:" in line and "{id:" in line]
        self.assertEqual(len(doors), 2 * len(EAST_DOORS))
        words = ("#", "version:", "geometry:", "map:", "- \"East doors:", "decisions:")
        rest = [line for line in changed if line not in doors and line[1:].strip()]
        self.assertEqual([line for line in rest if not line[1:].strip().startswith(words)], [])


class Escorts(Case):
    def test_every_sheet_of_tangier_is_made_and_nothing_in_it_is_amiss(self):
        for example in ("tangier-2023", "tangier-2023-mended"):
            for team in ("team-ahly", "team-auckland", "officials", "referees"):
                result = aman("escort", "sheet", os.path.join(EXAMPLES, example), team, "--lang", "en")
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertNotIn('class="over"', result.stdout)  # nothing late, nothing unguarded
                self.assertNotIn("nobody", result.stdout)


class Starter(Case):
    def test_holds(self):
        result = aman("check", os.path.join(EXAMPLES, "starter"), "--quiet", "--out", self.path("report"))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


@unittest.skipUnless(os.environ.get("AMAN_TEST_LONG"), "SKIPPED: takes minutes, set AMAN_TEST_LONG=1")
class Tangier(Case):
    def findings(self, example):
        result = aman("check", os.path.join(EXAMPLES, example), "--quiet", "--format", "json", "--out",
                      self.path("report"), timeout=3600)
        self.assertIn(result.returncode, (0, 1), result.stderr)
        return json.loads(result.stdout)

    def test_does_not_hold_for_its_east_doors_and_nothing_else(self):
        found = self.findings("tangier-2023")
        self.assertFalse(found["holds"])
        bad = [f for f in found["findings"] if f["severity"] in ("critical", "major")]
        self.assertGreaterEqual({f["where"] for f in bad if f["key"] == "gate.wait"}, EAST_DOORS)
        elsewhere = [f for f in bad if f["where"] not in EAST_DOORS | EAST_ZONES | {"E", ""}]
        self.assertEqual([(f["key"], f["where"]) for f in elsewhere], [])

    def test_holds_when_mended(self):
        found = self.findings("tangier-2023-mended")
        bad = [(f["key"], f["where"]) for f in found["findings"] if f["severity"] in ("critical", "major")]
        self.assertEqual(bad, [])
        self.assertTrue(found["holds"])


unittest.main(verbosity=2)
