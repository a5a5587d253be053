"""`aman validate`: verdicts and exit statuses on cheap cases, formats, threads, measurements, bad use."""

import json
import os
import unittest

from command import Case, aman

CHEAP = ("--quiet", "--seeds", "2")


def results(*arguments):
    result = aman("validate", "--format", "json", *CHEAP, *arguments)
    return result, json.loads(result.stdout)


class Validate(Case):
    def setUp(self):
        super().setUp()
        os.environ.pop("AMAN_DATA", None)

    def test_cases_that_hold(self):
        result, answer = results("--case", "rimea-1", "--case", "rimea-2", "--case", "imo-3", "--case", "rimea-6", "--case", "nist-1.1")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertEqual([case["id"] for case in answer["cases"]], ["rimea-1", "rimea-2", "imo-3", "rimea-6", "nist-1.1"])
        for case in answer["cases"]:
            self.assertEqual(case["verdict"], "pass")
            for check in case["checks"]:
                self.assertTrue(check["low"] <= check["found"] <= check["high"], check)
        self.assertEqual(answer["cases"][0]["runs"], 1)  # nothing in it is drawn
        self.assertEqual(answer["cases"][3]["runs"], 2)

    def test_a_case_fails_under_parameters_that_are_wrong_for_it(self):
        """What a code allows is slower than people are: Seyfried's 1.0 m passes 1.9 a second, not 1.3."""
        result, answer = results("--case", "flow-narrow", "--set", "code", "--seeds", "1")
        self.assertEqual(result.returncode, 1)
        case = answer["cases"][0]
        self.assertEqual((case["verdict"], case["set"]), ("FAIL", "code"))
        flow = {check["what"]: check for check in case["checks"]}["flow at 1.0 m"]
        self.assertEqual(flow["verdict"], "FAIL")
        self.assertLess(flow["found"], flow["low"])

    def test_cases_of_the_codes_keep_their_own_set(self):
        _, answer = results("--case", "nist-5.2", "--case", "rimea-6", "--set", "people")
        self.assertEqual([case["set"] for case in answer["cases"]], ["code", "people"])

    def test_threads_change_nothing(self):
        arguments = ("--case", "rimea-5", "--case", "nist-5.2", "--case", "rimea-10", "--case", "iso-17")
        one, two = (aman("validate", "--format", "json", *CHEAP, "--threads", n, *arguments).stdout for n in (1, 2))
        self.assertEqual(one, two)

    def test_without_measurements_it_is_told(self):
        result, answer = results("--case", "fd-corridor", "--case", "rimea-16", "--case", "corridor-runs", "--case", "door-crowd",
                                 "--data", self.directory)
        self.assertEqual(result.returncode, 0)
        self.assertEqual([case["verdict"] for case in answer["cases"]], ["SKIPPED"] * 4)
        self.assertIn("fd-corridor SKIPPED", result.stderr)

    def test_measurements_are_read(self):
        """A band that nobody can leave, one that everybody leaves, written as spreadsheets do."""
        for low, high, verdict in (("0,0", "9,0", "pass"), ("8,0", "9,0", "FAIL")):
            with open(self.path("rimea16_percentile_reference.csv"), "w", encoding="utf-8") as file:
                file.write(f"Density\u00a0;v 10%;v 50%;v 90%\n0,1\u00a0;{low};1,0;{high}\n5,0 ;{low};1,0;{high}\n")
            _, answer = results("--case", "rimea-16", "--seeds", "1", "--data", self.directory)
            self.assertEqual(answer["cases"][0]["verdict"], verdict)

    def write_film(self, name, rows):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write("# person frame x y z\n" + "".join("\t".join(map(str, row)) + "\n" for row in rows))

    def test_people_filmed_are_read(self):
        """75 who stand before the door, out of order, and pass it within a minute; then a file with a fault."""
        rows = [(i + 1, frame, 0.5 * (i % 5 - 2), 1 + 0.4 * (i // 5) - frame * (1 + i) / 1500 * 0.3, 1.7)
                for frame in (0, 1500) for i in range(75)]
        self.write_film("bottleneck_040_c_56_h.txt", rows)
        arguments = ("--case", "door-crowd", "--seeds", "1", "--data", self.directory)
        _, answer = results(*arguments)
        self.assertNotEqual(answer["cases"][0]["verdict"], "SKIPPED")
        self.assertTrue(all(check["found"] is not None for check in answer["cases"][0]["checks"]))
        for wrong in ((1, 2, "here", 3, 1), (1, 2), (1, 2, 3, 1e9, 1)):
            self.write_film("bottleneck_040_c_56_h.txt", rows + [wrong])
            _, answer = results(*arguments)
            self.assertEqual(answer["cases"][0]["verdict"], "SKIPPED", wrong)

    def test_text_and_markdown_say_the_same(self):
        text = aman("validate", *CHEAP, "--case", "rimea-1").stdout
        table = aman("validate", *CHEAP, "--case", "rimea-1", "--format", "markdown").stdout
        self.assertIn("time for 40 m: 30.08 s (expected 26 … 34)", text)
        self.assertIn("1 cases: 1 pass, 0 fail, 0 documented, 0 skipped", text)
        self.assertIn("| time for 40 m | 26 … 34 | 30.08 s | pass | 1 | people |", table)

    def test_pictures(self):
        out = self.path("pictures")
        result = aman("validate", *CHEAP, "--case", "rimea-4", "--seeds", "1", "--out", out)
        self.assertIn(result.returncode, (0, 1))
        with open(os.path.join(out, "fundamental-diagram.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
        result = aman("validate", *CHEAP, "--case", "rimea-1", "--out", self.path("no", "such", "parent"))
        self.assertEqual((result.returncode, result.stdout), (2, ""))

    def test_bad_use(self):
        for option in ("--case=rimea-99", "--case=", "--seeds=0", "--seeds=1001", "--seeds=x", "--threads=0", "--set=aman",
                       "--format=xml", "--data=", "--out=", "--quiet=1", "--nonsense", "extra"):
            result = aman("validate", option)
            self.assertEqual((result.returncode, result.stdout), (2, ""), option)
            self.assertTrue(result.stderr, option)


unittest.main(verbosity=2)
