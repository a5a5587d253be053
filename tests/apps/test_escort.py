"""`aman escort`: routes and graph on a town made here, in both formats of answers; what is wrong is told."""

import csv
import io
import json
import os
import unittest

from command import Case, aman, tree

# A ladder of streets, about 100 m a rung: 1-2-3-4 below, 5-6-7-8 above; 9 hangs on 1 by one street; 20-21 is apart.
NODES = {1: (7.000, 43.0), 2: (7.001, 43.0), 3: (7.002, 43.0), 4: (7.003, 43.0), 5: (7.000, 43.001), 6: (7.001, 43.001),
         7: (7.002, 43.001), 8: (7.003, 43.001), 9: (6.999, 43.0), 20: (7.01, 43.0), 21: (7.011, 43.0)}
WAYS = {100: ((1, 2, 3, 4), {"name": "Rue Basse"}), 101: ((5, 6, 7, 8), {"name": "Rue <Haute>", "maxspeed": "15"}), 102: ((1, 5), {}),
        103: ((2, 6), {"maxheight": "3"}), 104: ((3, 7), {}), 105: ((4, 8), {"bridge": "yes"}),
        106: ((9, 1), {"name": "Impasse"}), 107: ((20, 21), {}), 108: ((1, 6), {"highway": "footway"})}


def town(ways=None, relations="", nodes=None):
    lines = ['<osm version="0.6">']
    for key, (lon, lat) in (nodes or NODES).items():
        help_here = '<tag k="amenity" v="hospital"/><tag k="name" v="Clinique"/>' if key == 8 else ""
        lines.append(f'<node id="{key}" lat="{lat}" lon="{lon}">{help_here}</node>')
    for key, (refs, tags) in (ways or WAYS).items():
        tags = {"highway": "residential", **tags}
        lines.append(f'<way id="{key}">' + "".join(f'<nd ref="{ref}"/>' for ref in refs) +
                     "".join(f'<tag k="{k}" v="{v.replace("<", "&lt;")}"/>' for k, v in tags.items()) + "</way>")
    return "\n".join(lines) + relations + "</osm>\n"


def turn(key, kind, start, via, end):
    return (f'<relation id="{key}"><member type="way" ref="{start}" role="from"/><member type="node" ref="{via}" role="via"/>'
            f'<member type="way" ref="{end}" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="{kind}"/></relation>')


def at(node):
    return ",".join(map(str, NODES[node]))


class Escort(Case):
    def map(self, text=None, name="town.osm"):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text or town())
        return self.path(name)

    def routes(self, start, end, *more, text=None):
        return aman("escort", "routes", "--roads", self.map(text), "--from", start, "--to", end, *more)

    def plan(self, start, end, *more, text=None):
        result = self.routes(start, end, "--format", "json", *more, text=text)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def refused(self, result, *says, status=2):
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stdout, "")
        for words in says:
            self.assertIn(words, result.stderr)

    def test_three_routes(self):
        plan = self.plan(at(1), at(4))
        self.assertEqual(plan["state"], "planned")
        self.assertEqual(plan["primary"]["nodes"], [1, 2, 3, 4])
        self.assertEqual(plan["alternate"]["nodes"], [1, 5, 6, 7, 8, 4])
        self.assertTrue(plan["disjoint"] and plan["least_shared"])
        self.assertEqual(plan["shared"]["primary_alternate"]["stretches"], [])
        self.assertEqual((plan["chokes"]["stretches"], plan["choke_nodes"]), ([], []))
        self.assertAlmostEqual(plan["primary"]["length_m"], 3 * 81.32, delta=0.1)
        self.assertLess(plan["primary"]["p50_s"], plan["primary"]["p90_s"])
        self.assertEqual({way["haven"] for way in plan["to_haven"]}, {"Clinique"})
        self.assertEqual([way["at_m"] for way in plan["to_haven"]][:3], [0, 50, 100])
        self.assertEqual(plan["emergency"]["nodes"][-1], 8)

    def test_what_cannot_be_avoided_is_told(self):
        plan = self.plan(at(9), at(4))
        self.assertFalse(plan["disjoint"])
        shared = plan["shared"]["primary_alternate"]
        self.assertEqual([run["nodes"] for run in shared["stretches"]], [[9, 1]])
        self.assertEqual([run["nodes"] for run in plan["chokes"]["stretches"]], [[9, 1]])
        self.assertTrue(0.2 < shared["share_of_time"] < 0.3)
        text = self.routes(at(9), at(4), "--lang", "en").stdout
        for words in ("PRIMARY", "ALTERNATE", "CHOKE POINTS", "EMERGENCY", "Impasse", "no pair of routes shares less"):
            self.assertIn(words, text)

    def test_languages(self):
        self.assertIn("ITINÉRAIRE PRINCIPAL", self.routes(at(1), at(4), "--lang", "fr").stdout)
        self.assertIn("المسار الرئيسي", self.routes(at(1), at(4), "--lang", "ar").stdout)

    def test_turn_restrictions_bind_unless_told_otherwise(self):
        text = town({**WAYS, 100: ((1, 2), {}), 109: ((2, 3, 4), {})}, turn(200, "no_straight_on", 100, 2, 109))
        plan = self.plan(at(1), at(4), text=text)
        self.assertNotIn([1, 2, 3], [plan["primary"]["nodes"][:3], plan["alternate"]["nodes"][:3]])
        self.assertEqual(self.plan(at(1), at(4), "--turns", "ignore", text=text)["primary"]["nodes"], [1, 2, 3, 4])
        only = town({**WAYS, 100: ((1, 2), {}), 109: ((2, 3, 4), {})}, turn(200, "only_left_turn", 100, 2, 103))
        self.assertEqual(self.plan(at(1), at(3), text=only)["primary"]["nodes"][:3], [1, 2, 6])

    def test_avoid(self):
        self.assertEqual(self.plan(at(1), at(4), "--avoid", "segment:3,2")["primary"]["nodes"], [1, 2, 6, 7, 3, 4])
        self.assertEqual(self.plan(at(1), at(4), "--avoid", "node:2", "--avoid", "bridges")["primary"]["nodes"],
                         [1, 5, 6, 7, 3, 4])
        self.assertEqual(self.plan(at(1), at(4), "--avoid", "7.0015,43.0,5")["primary"]["nodes"], [1, 2, 6, 7, 3, 4])
        self.assertEqual(self.plan(at(1), at(4), "--avoid", "way:100")["from"]["distance_m"], 0)
        self.refused(self.routes(at(1), at(4), "--avoid", "way:99"), "--avoid way:99: no road of the map is there")

    def test_sizes_of_the_convoy(self):
        more = ("--avoid", "segment:2,3")
        self.assertEqual(self.plan(at(1), at(4), *more)["primary"]["nodes"][:3], [1, 2, 6])
        self.assertEqual(self.plan(at(1), at(4), *more, "--height", "3.5")["primary"]["nodes"][:3], [1, 5, 6])

    def test_speeds(self):
        table = self.path("speeds.csv")
        with open(table, "w", encoding="utf-8") as file:
            file.write("class,from_hour,to_hour,speed_kmh,p90_factor\nall,0,24,36,2\nresidential,7,9,18,\n")
        plan = self.plan(at(1), at(4), "--speeds", table)
        self.assertAlmostEqual(plan["primary"]["p50_s"], plan["primary"]["length_m"] / 10, delta=0.01)
        self.assertAlmostEqual(plan["primary"]["p90_s"], 2 * plan["primary"]["p50_s"], delta=0.01)
        rush = self.plan(at(1), at(4), "--speeds", table, "--at", "08:30")
        self.assertAlmostEqual(rush["primary"]["p50_s"], plan["primary"]["length_m"] / 5, delta=0.01)
        with open(table, "w", encoding="utf-8") as file:
            file.write("class,from_hour,to_hour,speed_kmh\nroad_of_kings,0,24,36\nall,9,7,0\n")
        self.refused(self.routes(at(1), at(4), "--speeds", table), "speeds.csv:2:1", "speeds.csv:3:")

    def test_factors(self):
        """Rue Basse gets a tunnel: a risk that is dear enough sends the convoy round; percentiles follow their shares."""
        ways = {**WAYS, 100: ((1, 2, 3, 4), {"tunnel": "yes"})}
        table = self.path("factors.csv")

        def plan(rows, *more):
            with open(table, "w", encoding="utf-8") as file:
                file.write("name,value\n" + rows)
            return self.plan(at(1), at(4), "--factors", table, *more, text=town(ways))

        self.assertEqual(plan("")["primary"]["nodes"], [1, 2, 3, 4])
        self.assertEqual(plan("risk_tunnel_s_per_km,600\n")["primary"]["nodes"], [1, 5, 6, 7, 8, 4])
        ratios = [p["primary"]["p90_s"] / p["primary"]["p50_s"] for p in
                  (plan("common_share,1\nclass_share,0\n"), plan("common_share,0\nclass_share,0\nstretch_m,10\n"))]
        self.assertAlmostEqual(ratios[0], 1.25, delta=0.01)
        self.assertLess(ratios[1], 1.1)
        with open(table, "w", encoding="utf-8") as file:
            file.write("name,value\nluck,1\ncommon_share,0.9\nclass_share,0.2\nstretch_m,0\n")
        self.refused(self.routes(at(1), at(4), "--factors", table), "factors.csv:2:1", "factors.csv:5:11")

    def test_havens(self):
        table = self.path("havens.csv")
        with open(table, "w", encoding="utf-8") as file:
            file.write("lon,lat,name,kind\n7.0,43.001,Poste,police\n")
        plan = self.plan(at(1), at(4), "--havens", table)
        self.assertEqual({(way["haven"]) for way in plan["to_haven"]}, {"Poste"})
        self.assertEqual(plan["from_haven"][0]["kind"], "police")

    def test_geojson_and_pictures(self):
        for name in ("routes.png", "routes.svg"):
            result = self.routes(at(9), at(4), "--format", "geojson", "--picture", self.path(name))
            self.assertEqual(result.returncode, 0, result.stderr)
            with open(self.path(name), "rb") as file:
                self.assertIn(b"PNG" if name.endswith("png") else b"<svg", file.read(200))
        features = json.loads(result.stdout)["features"]
        roles = {feature["properties"]["role"] for feature in features}
        self.assertLessEqual({"primary", "alternate", "emergency", "shared", "choke", "from", "to", "haven"}, roles)
        for feature in features:
            self.assertIn(feature["geometry"]["type"], ("LineString", "Point"))

    def test_pairs(self):
        pairs = self.path("pairs.csv")
        with open(pairs, "w", encoding="utf-8") as file:
            file.write(f"from_lon,from_lat,to_lon,to_lat\n{at(1)},{at(4)}\n{at(1)},{at(20)}\n{at(1)},8,43\n")
        result = aman("escort", "routes", "--roads", self.map(), "--pairs", pairs, "--out", self.path("out.jsonl"))
        self.assertEqual((result.returncode, result.stdout), (1, ""), result.stderr)
        with open(self.path("out.jsonl"), encoding="utf-8") as file:
            states = [json.loads(line)["state"] for line in file]
        self.assertEqual(states, ["planned", "no_route", "to_far"])
        with open(pairs, "w", encoding="utf-8") as file:
            file.write("from_lon,from_lat,to_lon,to_lat\n7,91,x,43\n")
        self.refused(aman("escort", "routes", "--roads", self.map(), "--pairs", pairs), "pairs.csv:2:3", "pairs.csv:2:6")

    def test_the_same_bytes_each_time(self):
        one, two = (self.routes(at(9), at(4), "--format", "json").stdout for _ in range(2))
        self.assertEqual(one, two)

    def test_a_place_between_two_nodes(self):
        plan = self.plan("6.9995,43.0001", "7.0025,43.0")
        self.assertEqual(plan["primary"]["nodes"], [1, 2, 3])
        self.assertAlmostEqual(plan["primary"]["length_m"], 3 * 81.32, delta=0.2)
        self.assertAlmostEqual(plan["from"]["distance_m"], 11.1, delta=0.1)

    def test_graph(self):
        out = self.path("edges.csv")
        text = town({**WAYS, 104: ((3, 7), {"oneway": "-1"})}, turn(200, "no_left_turn", 102, 5, 101))
        result = aman("escort", "graph", "--roads", self.map(text), "--out", out)
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)
        with open(out, encoding="ascii") as file:
            rows = list(csv.DictReader(io.StringIO(file.read())))
        self.assertEqual(list(rows[0]), ["from", "to", "length_m", "time_s", "way", "restricted"])
        arcs = {(int(row["from"]), int(row["to"])): row for row in rows}
        self.assertEqual(len(arcs), 2 * 12 - 1)
        self.assertIn((7, 3), arcs)
        self.assertNotIn((3, 7), arcs)
        self.assertEqual({arc for arc, row in arcs.items() if row["restricted"] == "1"}, {(1, 5), (5, 6)})

    def test_the_summary_counts_what_is_left_out(self):
        self.assertIn("1 ways of a class that is not for cars: left out", self.routes(at(1), at(4)).stderr)

    def test_no_route(self):
        self.refused(self.routes(at(1), at(20)), "No route leads from the start to the destination", status=1)

    def test_points_off_the_network(self):
        self.refused(self.routes("7.0,43.01", at(4)), "start 43.01000, 7.00000 is off the network", "Rue <Haute>", "1,000 m away",
                     "at most 200 m")
        self.refused(self.routes(at(1), "7.0,43.01", "--snap", "50"), "destination")
        self.refused(self.routes(at(1), at(1)), "the same place")
        self.refused(self.routes("97.0,43.0", "7.0,53.0"), "start 43.00000, 97.00000 is off", "destination 53.00000, 7.00000 is off")

    def test_short_pieces_without_a_name_are_no_streets(self):
        """Two crossings of 5 m in the middle of Rue Basse, and one long street without a name behind it."""
        nodes = {**NODES, 30: (7.00106, 43.0), 31: (7.00206, 43.0), 32: (7.009, 43.0)}
        ways = {**WAYS, 100: ((1, 2), {"name": "Rue Basse"}), 109: ((2, 30), {}), 110: ((30, 3), {"name": "Rue Basse"}),
                111: ((3, 31), {}), 112: ((31, 4), {"name": "Rue Basse"}), 113: ((4, 32), {})}
        text = self.routes(at(1), "7.009,43.0", "--lang", "en", text=town(ways, nodes=nodes)).stdout
        primary = text[text.index("PRIMARY"):text.index("ALTERNATE")].splitlines()[1:]
        self.assertEqual([line.split("m  ")[1] for line in primary if line], ["Rue Basse", "street without a name"])
        self.assertIn("244 m", primary[0])

    def test_what_cannot_be_used_is_counted(self):
        """Negative ids, a speed that is none, a restriction without its via, a police car pound."""
        member = ''.join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in ((100, "from"), (103, "to")))
        extra = (f'<relation id="-7">{member}<tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation>'
                 '<node id="-40" lat="43.0" lon="7.0015"><tag k="amenity" v="police"/><tag k="police" v="car_pound"/></node>'
                 '<node id="41" lat="43.0" lon="7.0016"><tag k="amenity" v="police"/><tag k="name" v="Fourrière de la ville"/></node>')
        ways = {**WAYS, -3: ((1, 5), {"maxspeed": "walk"})}
        del ways[102]
        result = self.routes(at(1), at(4), "--format", "json", text=town(ways, extra))
        self.assertEqual(result.returncode, 0, result.stderr)
        for says in ("3 elements with a negative id: used as they are", "1 speed limits that are no number",
                     "1 turn restrictions without one from, via and to", "2 police sites that are no station"):
            self.assertIn(says, result.stderr)
        self.assertEqual({way["haven"] for way in json.loads(result.stdout)["to_haven"]}, {"Clinique"})
        self.assertNotIn(5, self.plan(at(1), at(4), "--avoid", "way:-3", text=town(ways, extra))["primary"]["nodes"])

    def test_bad_use(self):
        roads = self.map()
        for arguments, says in (((), "--roads FILE is needed"), (("--roads", roads), "--from LON,LAT"),
                                (("--roads", roads, "--from", "7"), "--from: expected LON,LAT"),
                                (("--roads", roads, "--from", "181,0"), "--from: expected"),
                                (("--roads", roads, "--from", "nan,0"), "--from: expected"),
                                (("--roads", roads, "--avoid", "way:x"), "--avoid: expected"),
                                (("--roads", roads, "--avoid", "segment:1"), "--avoid: expected"),
                                (("--roads", roads, "--at", "24:00"), "--at: expected"),
                                (("--roads", roads, "--height", "0"), "--height: expected"),
                                (("--roads", roads, "--picture", "x.jpg"), "--picture: expected"),
                                (("--roads", roads, "--pairs", "p", "--to", at(1)), "--pairs stands instead")):
            self.refused(aman("escort", "routes", *arguments), says)
        self.refused(aman("escort", "ride"), "unknown action `ride`")
        self.refused(aman("escort", "graph", "--roads", roads, "--from", at(1)), "`graph` takes no points")

    def test_broken_maps(self):
        self.refused(self.routes(at(1), at(4), text="no map"), "town.osm", "error")
        self.refused(self.routes(at(1), at(4), text=town()[:900]), "broken XML")
        result = aman("escort", "graph", "--roads", self.path("missing.osm.pbf"))
        self.refused(result, "missing.osm.pbf")

    def test_a_layer_of_lines(self):
        """The same town as GeoJSON: the same routes, but for the numbers of nodes, and no hospital."""
        features = [{"type": "Feature", "properties": {"KLASSE": tags.get("highway", "residential"), **tags},
                     "geometry": {"type": "LineString", "coordinates": [NODES[ref] for ref in refs]}} for refs, tags in WAYS.values()]
        roads = self.map(json.dumps({"type": "FeatureCollection", "features": features}), "town.geojson")
        ends = ("--from", at(1), "--to", at(4), "--format", "json")
        result = aman("escort", "routes", "--roads", roads, "--fields", "highway=KLASSE", *ends)
        self.assertEqual(result.returncode, 0, result.stderr)
        plan, osm = json.loads(result.stdout), self.plan(at(1), at(4))
        for route in ("primary", "alternate"):
            self.assertEqual(plan[route]["p90_s"], osm[route]["p90_s"])
        self.assertIn("1 ways of a class that is not for cars", result.stderr)
        self.refused(aman("escort", "routes", "--roads", roads, "--fields", "highway=ART", *ends), "no layer with a field ART", "KLASSE")
        for option, value in (("--fields", "breite=3"), ("--fields", "highway="), ("--fields", "name"), ("--join", "11")):
            self.refused(aman("escort", "routes", "--roads", roads, option, value, *ends), f"{option}: expected")

    def test_nothing_half_written(self):
        roads = self.map()
        result = aman("escort", "graph", "--roads", roads, "--out", self.path("no", "such", "edges.csv"))
        self.refused(result, "could not be written")
        self.assertEqual(tree(self.directory), [os.path.basename(roads)])


unittest.main(verbosity=2)
