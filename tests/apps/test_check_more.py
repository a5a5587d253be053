"""More of `aman check`, many runs of the starter plan: statuses, languages, determinism, stopping, full disks."""

import json
import os
import pty
import select
import signal
import subprocess
import time
import unittest

from command import AMAN, Case, aman, tree

class Starter(Case):
    def test_json_is_the_report_and_agrees_with_the_status(self):
        plan = self.starter()
        result = aman("check", plan, "--format", "json", "--quiet", "--out", self.path("elsewhere"))
        self.assertEqual(result.stderr, "")
        findings = json.loads(result.stdout)
        self.assertEqual(result.returncode, 0 if findings["holds"] else 1)
        with open(self.path("elsewhere", "findings.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file), findings)
        self.assertFalse(os.path.exists(os.path.join(plan, "report")))

    def test_a_plan_that_cannot_hold_is_status_1(self):
        plan = self.starter()
        self.edit(plan, r"turnstiles: *\d+", "turnstiles: 1", count=0)
        self.edit(plan, r"service_time: *[\d.]+ s", "service_time: 40 s", count=0)
        result = aman("check", plan, "--format=json", "--quiet")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertFalse(json.loads(result.stdout)["holds"])

    def test_same_hash_for_any_number_of_threads_and_another_for_another_seed(self):
        plan = self.starter()
        hashes = []
        for arguments in (("--threads", 1), ("--threads", 2), ("--threads", 4), ("--threads", 2, "--seed", 2)):
            result = aman("check", plan, "--format", "json", "--quiet", *arguments)
            self.assertIn(result.returncode, (0, 1), result.stderr)
            hashes.append([run["hash"] for run in json.loads(result.stdout)["runs"]])
        self.assertGreater(len(hashes[0]), 0)
        self.assertEqual(hashes[0], hashes[1])
        self.assertEqual(hashes[0], hashes[2])
        self.assertNotEqual(hashes[0], hashes[3])

    def test_speaks_arabic_and_french(self):
        plan = self.starter()
        arabic = aman("check", plan, "--lang", "ar", "--quiet")
        self.assertIn("صامد", arabic.stdout)
        french = aman("check", plan, "--quiet", lang="fr_MA.UTF-8")
        self.assertIn("tient", french.stdout)
        with open(os.path.join(plan, "report", "index.html"), encoding="utf-8") as file:
            self.assertIn('lang="fr"', file.read())
        self.assertEqual(arabic.returncode, french.returncode)

    def test_a_terminal_gets_a_bar_and_colours_unless_told_otherwise(self):
        plan = self.starter()
        screen = on_terminal(AMAN, "check", plan)
        self.assertRegex(screen, r"\r\[[#.]+\] ")
        self.assertIn("\033[1;32m", screen)
        plain = on_terminal("env", "NO_COLOR=1", AMAN, "check", plan, "--quiet")
        self.assertNotIn("\033", plain)


def on_terminal(*command):
    """What the command writes to a terminal of its own."""
    leader, follower = pty.openpty()
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, close_fds=True) as process:
        os.close(follower)
        screen = b""
        while True:
            try:
                if not select.select([leader], [], [], 600)[0]:
                    break
                chunk = os.read(leader, 65536)
            except OSError: # the other end is closed
                break
            screen += chunk
            if not chunk:
                break
        process.wait()
    os.close(leader)
    return screen.decode("utf-8", "replace")


class Stopping(Case):
    def stop(self, signal_number):
        plan = self.starter()
        self.edit(plan, r"size: *\d+", "size: 6000", count=0)
        before = tree(plan)
        with subprocess.Popen([AMAN, "check", plan], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            first = process.stderr.readline()
            while first and "%" not in first:
                first = process.stderr.readline()
            process.send_signal(signal_number)
            asked = time.monotonic()
            out, err = process.communicate(timeout=60)
            took_s = time.monotonic() - asked
        self.assertEqual(process.returncode, 130, err)
        self.assertIn("no report was written", err)
        self.assertEqual(out, "")
        self.assertEqual(tree(plan), before)
        print(f"stopped {took_s:.2f} s after signal {signal_number}")

    def test_ctrl_c(self):
        self.stop(signal.SIGINT)

    def test_sigterm(self):
        self.stop(signal.SIGTERM)


class Reports(Case):
    def test_does_not_replace_what_is_no_report(self):
        plan = self.starter()
        os.mkdir(self.path("precious"))
        with open(self.path("precious", "thesis.txt"), "w", encoding="utf-8") as file:
            file.write("ten years")
        result = aman("check", plan, "--out", self.path("precious"))
        self.assertEqual(result.returncode, 2)
        self.assertIn("neither empty nor an earlier report", result.stderr)
        self.assertEqual(tree(self.path("precious")), ["thesis.txt"])

    def test_no_place_for_the_report_is_told_at_once(self):
        plan = self.starter()
        result = aman("check", plan, "--out", self.path("no", "such", "parent"))
        self.assertEqual(result.returncode, 2)
        self.assertNotIn("%", result.stderr)

    def test_an_earlier_report_stands_when_the_disk_is_full(self):
        plan = self.starter()
        self.assertEqual(aman("check", plan, "--quiet").returncode, 0)
        before = tree(plan)
        with open(os.path.join(plan, "report", "findings.json"), "rb") as file:
            findings = file.read()
        limited = 'ulimit -f 16; trap "" XFSZ; exec "$0" check "$1" --quiet --seed 2'
        result = subprocess.run(["bash", "-c", limited, AMAN, plan], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertIn("could not write this", result.stderr)
        self.assertEqual(tree(plan), before)
        with open(os.path.join(plan, "report", "findings.json"), "rb") as file:
            self.assertEqual(file.read(), findings)

    def test_a_full_file_system_leaves_nothing(self):
        mount = self.path("small")
        os.mkdir(mount)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", mount], stderr=subprocess.DEVNULL,
                          check=False).returncode != 0:
            self.skipTest("SKIPPED: a small file system cannot be mounted here (needs root)")
        self.addCleanup(subprocess.run, ["umount", mount], check=False)
        result = aman("check", self.starter(), "--quiet", "--out", os.path.join(mount, "report"))
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertIn("could not write this", result.stderr)
        self.assertEqual(tree(mount), [])


unittest.main(verbosity=2)
