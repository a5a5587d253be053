"""`aman escort sheet` on the starter plan with the roads of a small town: the page, files for devices, pictures; and that
`aman check` judges the same escort."""

import json
import os
import unittest
import xml.etree.ElementTree as ET

from command import Case, aman, tree

# A ladder of streets, about 100 m a rung: 1-2-3-4 below, 5-6-7-8 above.
NODES = {1: (7.000, 43.0), 2: (7.001, 43.0), 3: (7.002, 43.0), 4: (7.003, 43.0), 5: (7.000, 43.001), 6: (7.001, 43.001),
         7: (7.002, 43.001), 8: (7.003, 43.001)}
WAYS = {100: ((1, 2, 3, 4), "primary", "Rue Basse"), 101: ((5, 6, 7, 8), "residential", "Rue &lt;Haute&gt;"),
        102: ((1, 5), "residential", "A"), 103: ((2, 6), "residential", "B"), 104: ((3, 7), "secondary", "شارع المطار"),
        105: ((4, 8), "residential", "D")}

CHAPTER = """roads:
  map: town.osm
  attribution: drawn for a test
  places:
    - {id: inn, name: "Inn <script>", at: [7.0, 43.0], kind: hotel}
    - {id: ground, name: Ground, at: [7.003, 43.0], kind: venue}
    - {id: corner, name: Corner, at: [7.002, 43.0], kind: junction}
    - {id: clinic, name: Clinic, at: [7.003, 43.001], kind: hospital}
  closures:
    - {id: low, roads: Rue Basse, from: 14:30, to: 16:00}
escorts:
  - id: visitors
    name: Visiting team
    origin: inn
    destination: ground
    must_arrive: 14:20
    leaves: 14:00
    convoy_order: [{role: lead}, {role: team, name: bus, length: 12 m}, {role: tail}]
    checkpoints: [{place: corner, at: 14:01}]
    junctions: [{place: corner, unit: "Unit & Sons"}]
    hospital: clinic
    spare_bus: at the inn
    communications: channel 8
    on_breakdown: wait
    on_separation: wait
    on_blocked_road: turn off
    rehearsal: the day before
"""


class Sheet(Case):
    def plan(self):
        plan = self.starter()
        self.edit(plan, r"^escorts:\n.*\n", CHAPTER.replace("\\", "\\\\"))
        lines = [f'<node id="{key}" lat="{lat}" lon="{lon}"/>' for key, (lon, lat) in NODES.items()]
        for key, (refs, road, name) in WAYS.items():
            lines.append(f'<way id="{key}"><tag k="highway" v="{road}"/><tag k="name" v="{name}"/>' +
                         "".join(f'<nd ref="{ref}"/>' for ref in refs) + "</way>")
        with open(os.path.join(plan, "town.osm"), "w", encoding="utf-8") as file:
            file.write('<osm version="0.6">' + "\n".join(lines) + "</osm>\n")
        return plan

    def sheet(self, *more, team="visitors", plan=None):
        return aman("escort", "sheet", plan or self.plan(), team, *more)

    def refused(self, result, *says, status=2):
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stdout, "")
        for words in says:
            self.assertIn(words, result.stderr)

    def test_page(self):
        for lang, words in (("en", "Junctions to hold"), ("fr", "Carrefours à tenir"), ("ar", "التقاطعات الواجب تأمينها")):
            with self.subTest(lang):
                result = self.sheet("--lang", lang, plan=self.plan_once())
                self.assertEqual(result.returncode, 0, result.stderr)
                page = result.stdout
                self.assertIn(f'lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"', page)
                self.assertIn(words, page)
                for shown in ("Rue Basse", "Unit &amp; Sons", "Inn &lt;script&gt;", "14:00", "14:20", "channel 8", "Clinic",
                              "شارع المطار", "data:image/svg+xml;base64,", "drawn for a test"):
                    self.assertIn(shown, page)
                self.assertNotIn("<script", page)
                self.assertNotIn("http://", page)

    def plan_once(self):
        if not hasattr(self, "made"):
            self.made = self.plan()
        return self.made

    def test_devices(self):
        gpx, geojson, out = self.path("a.gpx"), self.path("a.geojson"), self.path("a.html")
        result = self.sheet("--gpx", gpx, "--geojson", geojson, "--out", out, "--lang", "ar")
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)
        root = ET.parse(gpx).getroot()
        ns = "{http://www.topografix.com/GPX/1/1}"
        self.assertEqual([track.find(ns + "name").text for track in root.iter(ns + "trk")], ["الرئيسي", "البديل", "الطوارئ"])
        first = next(root.iter(ns + "trkpt"))
        self.assertAlmostEqual(float(first.get("lon")), 7.0, places=6)
        self.assertIn("Inn <script>", [name.text for name in root.iter(ns + "name")])
        with open(geojson, encoding="utf-8") as file:
            features = json.load(file)["features"]
        roles = {feature["properties"]["role"] for feature in features}
        self.assertLessEqual({"primary", "alternate", "junction", "checkpoint", "from", "to"}, roles)
        held = [f["properties"] for f in features if f["properties"]["role"] == "junction" and f["properties"]["unit"]]
        self.assertEqual([(one["unit"], one["across"], one["needs_unit"]) for one in held], [("Unit & Sons", "شارع المطار", True)])
        self.assertLess(held[0]["hold_from_s"], 14 * 3600)
        self.assertGreater(held[0]["hold_to_s"], 14 * 3600)

    def test_pictures(self):
        for name, begins in (("m.png", b"\x89PNG"), ("m.svg", b"<?xml")):
            picture, diagram = self.path(name), self.path("d" + name)
            result = self.sheet("--picture", picture, "--diagram", diagram, "--out", self.path("a.html"))
            self.assertEqual(result.returncode, 0, result.stderr)
            for path in (picture, diagram):
                with open(path, "rb") as file:
                    self.assertEqual(file.read(len(begins)), begins)
            os.rename(self.path("plan"), self.path("plan-" + name))

    def test_same_bytes(self):
        plan = self.plan()
        self.assertEqual(self.sheet(plan=plan).stdout, self.sheet(plan=plan).stdout)

    def test_closed(self):
        plan = self.plan()
        self.edit(plan, "from: 14:30", "from: 13:00")
        self.assertIn("Rue &lt;Haute&gt;", self.sheet(plan=plan).stdout)
        self.edit(plan, "- {id: low, roads: Rue Basse", "- {id: low, area: [[6.9, 42.9], [7.1, 42.9], [7.0, 43.2]]")
        self.refused(self.sheet(plan=plan), "visitors")

    def test_wrong(self):
        plan = self.plan()
        self.refused(self.sheet(plan=plan, team="nobody"), "the plan has no such escort", "visitors")
        self.refused(aman("escort", "sheet", plan), "a plan and a team are needed")
        self.refused(self.sheet("--roads", "x", plan=plan), "takes all from the plan")
        self.refused(self.sheet("--file", "roads", plan=plan), "NAME=PATH")
        self.refused(aman("escort", "routes", plan), "unexpected argument")
        self.refused(aman("escort", "graph", "--roads", "x", "--gpx", "y"), "for `sheet`")
        self.refused(self.sheet("--out", self.path("none", "a.html"), plan=plan), "could not be written")
        self.refused(self.sheet(plan=self.path("none")), "plan.yaml")
        self.edit(plan, "origin: inn", "origin: in")
        self.refused(self.sheet(plan=plan), "did you mean `inn`?")
        self.refused(self.sheet(plan=self.starter("other")), "the plan names no roads")

    def test_judged(self):
        plan = self.plan()
        result = aman("check", plan, "--lang", "en", "--format", "json", "--quiet")
        self.assertEqual(result.returncode, 0, result.stderr)
        keys = {finding["key"] for finding in json.loads(result.stdout)["findings"]}
        self.assertLessEqual({"escort.arrival", "escort.alternate", "escort.junctions_held", "escort.haven"}, keys)
        files = tree(os.path.join(plan, "report"))
        for name in ("escort-00.png", "escort-00.svg", "escort-00.geojson", "convoys-00.png"):
            self.assertIn(os.path.join("pictures", name), files)
        with open(os.path.join(plan, "report", "index.html"), encoding="utf-8") as file:
            self.assertIn('id="escorts"', file.read())
        self.edit(plan, "leaves: 14:00", "leaves: 14:19:50")
        result = aman("check", plan, "--lang", "en", "--quiet")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("Let Visiting team leave", result.stdout)


unittest.main(verbosity=2)
