"""`aman check`: the starter plan holds, its trajectories can be read, and what is wrong with a plan is told."""

import os
import sqlite3
import unittest

from command import Case, aman, tree


class Starter(Case):
    def test_holds_and_leaves_a_report(self):
        plan = self.starter()
        result = aman("check", plan)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn(os.path.join(plan, "report", "index.html"), result.stdout)
        self.assertIn("seed 1", result.stdout)
        self.assertNotIn("\033", result.stdout + result.stderr)
        self.assertRegex(result.stderr, r"(?m)^ *\d+ %  ")
        report = tree(os.path.join(plan, "report"))
        for name in ("findings.json", "index.html", "run.sqlite"):
            self.assertIn(name, report)
        self.assertEqual([name for name in os.listdir(plan) if name.startswith(("report.", ".report", ".aman"))], [])

    def frames(self, path):
        with sqlite3.connect(path) as database:
            self.assertEqual(database.execute("select value from metadata where key = 'version'").fetchone(), ("2",))
            return database.execute("select count(distinct frame) from trajectory_data").fetchone()[0]

    def test_trajectories_go_into_the_report_or_where_told(self):
        plan = self.starter()
        self.assertEqual(aman("check", plan, "--quiet", "--trajectories").returncode, 0)
        frames = self.frames(os.path.join(plan, "report", "trajectories.sqlite"))
        self.assertGreater(frames, 600)
        result = aman("check", plan, "--quiet", f"--trajectories={self.path('ways.sqlite')}")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(self.frames(self.path("ways.sqlite")), frames)
        self.assertNotIn("trajectories.sqlite", tree(os.path.join(plan, "report")))
        self.assertEqual(sorted(os.listdir(self.directory)), ["plan", "ways.sqlite"])

    def test_trajectories_that_cannot_be_written(self):
        plan = self.starter()
        result = aman("check", plan, "--trajectories", "--out", plan + "/r", f"--trajectories={self.path('no', 'x')}")
        self.assertEqual(result.returncode, 2)
        self.assertIn(self.path("no", "x"), result.stderr)
        self.assertNotIn("r", tree(plan))


class BadPlans(Case):
    def refused(self, plan, *says):
        before = tree(plan)
        result = aman("check", plan)
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertEqual(result.stdout, "")
        for words in says:
            self.assertRegex(result.stderr, words)
        self.assertEqual(tree(plan), before)

    def test_every_error_is_told_with_its_place(self):
        plan = self.starter()
        self.edit(plan, r"^( *)kick_off:.*$", r"\1kick_off: 25 o'clock")
        self.edit(plan, r"turnstiles:", "turnstilez:")
        self.edit(plan, r"size: *\d+", "size: minus-one")
        self.refused(plan, r"(?m)^plan\.yaml:\d+:\d+: error: .*25 o'clock", r"(?m)^plan\.yaml:\d+:\d+: error: .*turnstilez",
                     r"did you mean .?turnstiles", r"(?m)^plan\.yaml:\d+:\d+: error: .*minus-one", r"errors: [3-9], warnings: ")

    def test_no_plan_there(self):
        os.mkdir(self.path("empty"))
        self.refused(self.path("empty"), "plan.yaml")
        self.assertEqual(aman("check", self.path("nowhere")).returncode, 2)
        with open(self.path("file"), "w", encoding="utf-8"):
            pass
        self.assertEqual(aman("check", self.path("file")).returncode, 2)

    def test_what_steers_a_terminal_is_taken_out(self):
        plan = self.starter()
        self.edit(plan, r"turnstiles:", '"turn\\\\e[31mred":')
        result = aman("check", plan)
        self.assertEqual(result.returncode, 2)
        self.assertNotIn("\033", result.stderr)


unittest.main(verbosity=2)
