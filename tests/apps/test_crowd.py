"""`aman crowd run`: what comes out, that nobody is lost, and that wrong input writes nothing."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import unittest

from command import AMAN, Case, aman, tree

try:
    import pedpy
except ImportError as missing:
    pedpy, why_no_pedpy = None, missing

ROOM = """aman_crowd: 1
geometry:
  wkt: POLYGON ((0 0, 8 0, 8 3.5, 10 3.5, 10 2, 14 2, 14 6, 10 6, 10 4.5, 8 4.5, 8 8, 0 8, 0 0))
destinations:
- {id: out, wkt: "POLYGON ((12.5 2, 14 2, 14 6, 12.5 6, 12.5 2))"}
sources:
- {id: room, wkt: "POLYGON ((0.5 0.5, 6 0.5, 6 7.5, 0.5 7.5, 0.5 0.5))", number: 40, destination: out, radius: 0.18 m}
end: 120 s
measurements:
  lines:
  - {id: neck, wkt: "LINESTRING (9 3.5, 9 4.5)"}
  areas:
  - {id: all, wkt: "POLYGON ((0 0, 14 0, 14 8, 0 8, 0 0))"}
"""

TABLE = """aman_crowd: 1
geometry: {wkt: "POLYGON ((0 0, 20 0, 20 4, 0 4, 0 0))"}
destinations: [{id: right, wkt: "POLYGON ((18 0, 20 0, 20 4, 18 4, 18 0))"},
               {id: left, wkt: "POLYGON ((0 0, 2 0, 2 4, 0 4, 0 0))"}]
sources: [{id: people, file: people.csv, destination: right, speed: {mean: 1.25 m/s, deviation: 0 m/s}}]
end: 60 s
measurements: {lines: [{id: middle, wkt: "LINESTRING (10 0, 10 4)"}]}
"""

TWO_LEVELS = """aman_crowd: 1
geometry:
- {id: ground, wkt: "POLYGON ((0 0, 10 0, 10 6, 0 6, 0 0))"}
- {id: upper, height: 4 m, wkt: "POLYGON ((18 0, 28 0, 28 6, 18 6, 18 0))"}
stairs:
- {id: stair, wkt: "POLYGON ((10 2, 18 2, 18 4, 10 4, 10 2))", low: ground, high: upper,
   bottom: "LINESTRING (10 2, 10 4)", top: "LINESTRING (18 2, 18 4)"}
destinations:
- {id: up, level: upper, wkt: "POLYGON ((26 0, 28 0, 28 6, 26 6, 26 0))"}
sources:
- {id: a, level: ground, wkt: "POLYGON ((1 1, 8 1, 8 5, 1 5, 1 1))", rate: 30 /min, times: {to: 40 s}, destination: up}
servers:
- {id: gate, level: ground, wkt: "LINESTRING (9 0, 9 6)", towards_deg: 90, lanes: 2, service_time: 3 s}
end: 5 min
"""


class Crowd(Case):
    def scenario(self, text, **files):
        for name, content in files.items():
            with open(self.path(name + ".csv"), "w", encoding="utf-8") as file:
                file.write(content)
        with open(self.path("s.yaml"), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path("s.yaml")

    def run_it(self, *arguments, **more):
        result = aman("crowd", "run", *arguments, **more)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def table(self, *parts):
        with open(self.path(*parts), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def summary(self, directory="out"):
        with open(self.path(directory, "summary.json"), encoding="utf-8") as file:
            return json.load(file)

    def test_nobody_is_lost(self):
        self.run_it(self.scenario(ROOM), "--out", self.path("out"), "--quiet")
        self.assertEqual(tree(self.path("out")), ["areas.csv", "flow.csv", "lines.csv", "people.csv", "summary.json"])
        people, summary = self.table("out", "people.csv"), self.summary()
        self.assertEqual(summary["people"], {"all": 40, "not_come": 0, "without_room": 0, "walking": 0, "arrived": 40,
                                             "most_at_once": 40})
        self.assertEqual([row["person"] for row in people], [str(i) for i in range(40)])
        self.assertTrue(all(row["in_s"] == "0.000" and float(row["out_s"]) > 4 for row in people))
        crossings = self.table("out", "lines.csv")
        self.assertEqual(sorted(int(row["person"]) for row in crossings), list(range(40)))
        self.assertEqual({row["direction"] for row in crossings}, {"1"})
        self.assertEqual([int(row["cumulative"]) for row in crossings], list(range(1, 41)))
        times = [float(row["time_s"]) for row in crossings]
        self.assertEqual(times, sorted(times))
        self.assertEqual(sum(int(row["forward"]) for row in self.table("out", "flow.csv")), 40)
        first = self.table("out", "areas.csv")[0]
        self.assertEqual((first["area"], first["time_s"], first["people"]), ("all", "0", "40"))
        self.assertAlmostEqual(float(first["density_per_m2"]), 40 / (64 + 2 + 16), places=5)

    def test_threads_and_seeds(self):
        scenario, summaries = self.scenario(ROOM), []
        for threads, seed in ((1, 1), (2, 1), (2, 2)):
            self.run_it(scenario, "--out", self.path("out"), "--quiet", "--threads", threads, "--seed", seed,
                        "--trajectory", self.path(f"{threads}-{seed}.sqlite"))
            summaries.append((self.summary()["state"], self.table("out", "lines.csv")))
        self.assertEqual(summaries[0], summaries[1])
        self.assertNotEqual(summaries[0], summaries[2])
        with open(self.path("1-1.sqlite"), "rb") as one, open(self.path("2-1.sqlite"), "rb") as two:
            self.assertEqual(one.read(), two.read())

    def test_a_summary_is_enough_to_make_the_run_again(self):
        scenario = self.scenario(ROOM)
        first = self.run_it(scenario, "--quiet", "--format", "json", "--seed", 20230201).stdout
        summary = json.loads(first)
        self.assertEqual(aman("--version").stdout.split()[1], summary["aman"])
        again = self.run_it(summary["scenario"], "--quiet", "--format", "json", "--seed", summary["seed"]).stdout
        self.assertEqual(again, first)

    def test_every_motion_walks(self):
        for motion in ("aman", "collision_free_speed", "anticipation_velocity", "social_force"):
            result = self.run_it(self.scenario(ROOM + f"motion: {{model: {motion}}}\n"), "--quiet", "--format", "json")
            summary = json.loads(result.stdout)
            self.assertEqual((summary["motion"], summary["people"]["arrived"]), (motion, 40))

    def test_trajectory_of_a_lone_walker(self):
        """One who walks free: the entry, the speed and the crossing are known beforehand."""
        scenario = self.scenario(TABLE, people="id,time_s,x_m,y_m,start_s,destination\na,0,5,2,,\nb,1,15,1,4,left\n")
        self.run_it(scenario, "--trajectory", self.path("t.sqlite"), "--out", self.path("out"), "--quiet")
        database = sqlite3.connect(self.path("t.sqlite"))
        rows = database.execute("SELECT frame, pos_x, pos_y FROM trajectory_data WHERE id=0 ORDER BY frame").fetchall()
        self.assertEqual(rows[0], (0, 5.0, 2.0))
        for frame, x, _ in rows:
            self.assertAlmostEqual(x, 5.0 + 1.25 * max(0.0, frame / 25 - 0.1), delta=0.02)  # the first step is the entry's
        second = database.execute("SELECT frame, pos_x FROM trajectory_data WHERE id=1 ORDER BY frame").fetchall()
        self.assertEqual(second[0], (25, 15.0))
        self.assertTrue(all(x == 15.0 for frame, x in second if frame <= 100))
        self.assertLess(dict(second)[110], 15.0)
        self.assertEqual(database.execute("SELECT value FROM metadata WHERE key='fps'").fetchone(), ("25",))
        database.close()
        crossings = self.table("out", "lines.csv")
        self.assertEqual([(row["person"], row["direction"]) for row in crossings], [("0", "1"), ("1", "-1")])
        self.assertAlmostEqual(float(crossings[0]["time_s"]), 4.1, delta=0.05)
        self.assertAlmostEqual(float(crossings[1]["time_s"]), 8.0, delta=0.15)
        people = self.table("out", "people.csv")
        self.assertEqual([(row["id"], row["destination"], row["in_s"]) for row in people],
                         [("a", "right", "0.000"), ("b", "left", "1.000")])
        self.assertAlmostEqual(float(people[0]["out_s"]), 13 / 1.25, delta=0.25)  # at the edge of the area

    def test_levels_and_servers(self):
        self.run_it(self.scenario(TWO_LEVELS), "--out", self.path("out"), "--quiet")
        summary = self.summary()
        self.assertEqual(summary["people"]["arrived"], 20)
        self.assertEqual(summary["servers"][0]["served"], 20)

    def test_the_end_comes_first(self):
        result = self.run_it(self.scenario(ROOM.replace("end: 120 s", "end: 5 s")), "--quiet", "--format", "json")
        summary = json.loads(result.stdout)
        self.assertAlmostEqual(summary["end_s"], 5.0)
        people = summary["people"]
        self.assertEqual(people["walking"] + people["arrived"], 40)
        self.assertGreater(people["walking"], 20)

    def assert_refused(self, text, *says, **files):
        self.scenario(text, **files)
        before = tree(self.directory)
        result = aman("crowd", "run", "s.yaml", "--out", "out", "--trajectory", "t.h5", cwd=self.directory)
        self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
        for words in says:
            self.assertIn(words, result.stderr)
        self.assertEqual(tree(self.directory), before)

    def test_wrong_scenarios_write_nothing(self):
        self.assert_refused(ROOM.replace("number: 40", "number: 4000"), "s.yaml:7:3: error: source `room`: found 4000 people at once "
                            "in an area with room for about")
        self.assert_refused(ROOM.replace("radius: 0.18 m", "radius: 0 m") + "step: 10 s\n", "s.yaml:7:", "step: found `10 s`",
                            "errors: 2, warnings: 0")
        apart = ROOM.replace("POLYGON ((0 0, 8 0, 8 3.5, 10 3.5, 10 2, 14 2, 14 6, 10 6, 10 4.5, 8 4.5, 8 8, 0 8, 0 0))",
                             "MULTIPOLYGON (((0 0, 8 0, 8 8, 0 8, 0 0)), ((10 2, 14 2, 14 6, 10 6, 10 2)))")
        self.assert_refused(apart, "measurements.lines[0].wkt: found a line outside of the walkable space")
        self.assert_refused(apart.split("measurements:")[0], "s.yaml:7:3: error: source `room`: found no way from (", "to `out`")
        self.assert_refused(TABLE, "people.csv:2:1: error: found a person at (5, 9), outside of the walkable space",
                            people="time_s,x_m,y_m\n0,5,9\n")
        self.assert_refused(TABLE, "people.csv:1:1: error: found no column `time_s`", people="x_m,y_m\n0,5\n")
        self.assert_refused("[]", "expected a scenario, as a map")

    def test_wrong_usage(self):
        scenario = self.scenario(ROOM)
        for arguments, says in ((("walk", scenario), "unknown action `walk`"), (("run",), "missing argument"),
                                (("run", scenario, "--fps", "0"), "--fps: expected"),
                                (("run", scenario, "--trajectory", "a.csv"), "--trajectory: expected a file that ends in"),
                                (("run", self.path("none.yaml")), "a file that is missing")):
            result = aman("crowd", *arguments)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn(says, result.stderr)

    def test_other_files_are_kept(self):
        scenario = self.scenario(ROOM)
        os.mkdir(self.path("mine"))
        with open(self.path("mine", "thesis.tex"), "w", encoding="utf-8") as file:
            file.write("mine")
        before = tree(self.directory)
        result = aman("crowd", "run", scenario, "--out", self.path("mine"))
        self.assertEqual(result.returncode, 2)
        self.assertIn("holds other files than results", result.stderr)
        result = aman("crowd", "run", scenario, "--trajectory", self.path("no", "t.h5"), "--out", self.path("out"))
        self.assertEqual(result.returncode, 2)
        self.assertEqual(tree(self.directory), before)

    def test_stopped(self):
        scenario = self.scenario(ROOM.replace("number: 40", "rate: 20 /min, times: {to: 60 h}").replace("end: 120 s", "end: 60 h"))
        before = tree(self.directory)
        process = subprocess.Popen([AMAN, "crowd", "run", scenario, "--out", self.path("out"), "--trajectory", self.path("t.sqlite")],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while "walking" not in process.stderr.readline():
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        self.assertEqual((process.returncode, stdout), (130, ""))
        self.assertIn("stopped: nothing was written", stderr)
        self.assertEqual(tree(self.directory), before)

    def test_the_example(self):
        example = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "bottleneck", "scenario.yaml")
        result = self.run_it(example, "--quiet")
        self.assertIn("100 of 100 people arrived", result.stdout)
        self.assertIn("line exit: 100 forward, 0 backward", result.stdout)

    def test_pedpy_reads_both_files(self):
        if pedpy is None:
            self.skipTest(f"PedPy cannot be imported: {why_no_pedpy}")
        from pathlib import Path
        scenario, read = self.scenario(ROOM), []
        for name, load, load_ground in (
                ("t.sqlite", pedpy.load_trajectory_from_jupedsim_sqlite, pedpy.load_walkable_area_from_jupedsim_sqlite),
                ("t.h5", pedpy.load_trajectory_from_ped_data_archive_hdf5, pedpy.load_walkable_area_from_ped_data_archive_hdf5)):
            self.run_it(scenario, "--quiet", "--trajectory", self.path(name), "--fps", "10", "--out", self.path("out"))
            trajectory = load(trajectory_file=Path(self.path(name)))
            ground = load_ground(trajectory_file=Path(self.path(name)))
            self.assertAlmostEqual(ground.area, 82.0)
            self.assertEqual(trajectory.frame_rate, 10.0)
            self.assertTrue(pedpy.is_trajectory_valid(traj_data=trajectory, walkable_area=ground))
            read.append(trajectory.data[["id", "frame", "x", "y"]].sort_values(["id", "frame"]).reset_index(drop=True))
            neck = pedpy.MeasurementLine([(9, 3.5), (9, 4.5)])
            _, crossings = pedpy.compute_n_t(traj_data=trajectory, measurement_line=neck)
            ours = {int(row["person"]): float(row["time_s"]) for row in self.table("out", "lines.csv")}
            self.assertEqual(set(crossings["id"]), set(ours))
            for person, frame in zip(crossings["id"], crossings["frame"]):
                self.assertLessEqual(abs(frame / 10 - ours[person]), 0.1 + 1e-9)
        self.assertEqual(read[0].to_numpy().tolist(), read[1].to_numpy().tolist())


if __name__ == "__main__":
    unittest.main(verbosity=2)
