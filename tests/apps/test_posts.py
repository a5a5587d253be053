"""`aman posts`, as a user runs it: the sheet in its formats and languages, the questions, wrong input."""

import csv
import io
import os
import re
import shutil
import sys
import unittest

from command import Case, aman

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples")
STARTER = os.path.join(EXAMPLES, "starter")


class Sheet(Case):
    def sheet(self, *options):
        result = aman("posts", "sheet", STARTER, *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_csv_is_a_table_whatever_the_language(self):
        tables = {lang: self.sheet("--format", "csv", "--lang", lang) for lang in ("en", "fr", "ar")}
        rows = list(csv.DictReader(io.StringIO(tables["ar"])))
        self.assertEqual(len(rows), 8)
        exits = next(row for row in rows if row["post"] == "exits")
        self.assertEqual((exits["place"], exits["count"], exits["kind"], exits["role"], exits["from"]),
                         ("exit-1; exit-2", "4", "static", "guard", "13:30"))
        self.assertEqual(tables["en"], tables["ar"])
        self.assertEqual(tables["fr"], tables["ar"])

    def test_of_one_unit_and_by_hour(self):
        rows = list(csv.DictReader(io.StringIO(self.sheet("--format", "csv", "--unit", "police"))))
        self.assertEqual([row["post"] for row in rows], ["reserve"])
        hours = list(csv.DictReader(io.StringIO(self.sheet("--format", "csv", "--table", "hour"))))
        self.assertEqual(hours[0], {"hour": "13:00", "club": "13", "police": "4", "first-aid": "4", "all": "21"})

    def test_page_is_whole_and_from_right_to_left(self):
        page = self.path("sheet.html")
        self.sheet("--format", "html", "--lang", "ar", "--out", page)
        with open(page, encoding="utf-8") as file:
            html = file.read()
        self.assertIn('<html lang="ar" dir="rtl">', html)
        self.assertIn("حسب المركز", html)
        self.assertNotRegex(html, r"https?://")
        self.assertEqual(len(re.findall("<table>", html)), len(re.findall("</table>", html)))
        self.assertEqual(len(re.findall("<td>", html)), len(re.findall("</td>", html)))

    def test_what_others_wrote_is_escaped(self):
        shutil.copytree(STARTER, self.path("plan"))
        with open(self.path("plan", "plan.yaml"), encoding="utf-8") as file:
            text = file.read()
        with open(self.path("plan", "plan.yaml"), "w", encoding="utf-8") as file:
            file.write(text.replace("name: Search lanes, place", "name: <script>alert(1)</script>, place"))
        result = aman("posts", "sheet", self.path("plan"), "--format", "html")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("<script>", result.stdout)
        self.assertIn("&lt;script&gt;", result.stdout)

    def test_wrong_input(self):
        result = aman("posts", "sheet", STARTER, "--unit", "polise")
        self.assertEqual(result.returncode, 2)
        self.assertIn("did you mean `police`?", result.stderr)
        result = aman("posts", "sheet", self.path("none"))
        self.assertEqual(result.returncode, 2)
        result = aman("posts", "look", STARTER)
        self.assertEqual(result.returncode, 2)
        self.assertIn("expected `sheet` or `check`", result.stderr)
        result = aman("posts", "sheet", STARTER, "--out", self.path("no", "such", "file"))
        self.assertEqual(result.returncode, 2)


class Check(Case):
    def changed(self, before, after):
        plan = self.path("plan")
        shutil.copytree(STARTER, plan)
        with open(os.path.join(plan, "plan.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(text.count(before), 1, before)
        with open(os.path.join(plan, "plan.yaml"), "w", encoding="utf-8") as file:
            file.write(text.replace(before, after))
        return aman("posts", "check", plan, "--lang", "en")

    def test_starter_and_tangier_hold(self):
        for example in ("starter", "tangier-2023", "tangier-2023-mended"):
            result = aman("posts", "check", os.path.join(EXAMPLES, example), "--lang", "en")
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            self.assertIn("The plan holds.", result.stdout)

    def test_a_door_that_nobody_guards(self):
        result = self.changed("place: [exit-1, exit-2], role: guard", "place: [exit-1], role: guard")
        self.assertEqual(result.returncode, 1)
        self.assertIn("Exit of the fence, shut door beside waiting public: from 14:00 to 17:40", result.stdout)

    def test_a_door_that_is_no_checkpoint(self):
        result = self.changed("{at: search, populations: ticket holders and staff}, {at: exit-2,", "{at: exit-2,")
        self.assertEqual(result.returncode, 1)
        self.assertIn("Fence: Search lanes leads in and is no declared checkpoint.", result.stdout)

    def test_a_unit_that_is_too_small(self):
        result = self.changed("kind: steward, strength: 18", "kind: steward, strength: 12")
        self.assertEqual(result.returncode, 1)
        self.assertIn("Stewards of the club: at most 13 people at posts at one time (13:45); strength 12 people.", result.stdout)

    def test_report_has_its_pictures(self):
        report = self.path("report")
        self.assertEqual(aman("posts", "check", STARTER, "--out", report).returncode, 0)
        for name in ("posts-00.svg", "posts-00.png", "perimeter-00.svg", "perimeter-01.png"):
            self.assertGreater(os.path.getsize(os.path.join(report, "pictures", name)), 3000)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
