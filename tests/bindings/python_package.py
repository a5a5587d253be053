"""The Python package as somebody uses it, run by test_python.py where it has just been installed."""

import gc
import math
import unittest

import numpy as np

import aman

ROOM = [(0, 0), (10, 0), (10, 3.4), (14, 3.4), (14, 2), (18, 2), (18, 6), (14, 6), (14, 4.6), (10, 4.6), (10, 8), (0, 8)]
OUT = [(16, 2), (18, 2), (18, 6), (16, 6)]
INSIDE = [(0.5, 0.5), (8, 0.5), (8, 7.5), (0.5, 7.5)]


class Polygon:
    """As shapely's, for who does not have it."""

    def __init__(self, *rings):
        self.__geo_interface__ = {"type": "Polygon", "coordinates": rings}


def room(**more):
    return aman.World(ROOM, {"out": OUT}, **more)


def crowd(n=30, **more):
    return aman.People("out", inside=INSIDE, number=n, **more)


class Grounds(unittest.TestCase):
    def test_distance_goes_round_corners(self):
        world = room()
        near, far, wall = world.distance_m("out", [(15, 4), (5, 4), (12, 1)])
        self.assertAlmostEqual(near, 1.0, delta=0.2)
        self.assertAlmostEqual(far, 11.0, delta=0.3)
        self.assertTrue(math.isinf(wall))
        self.assertEqual(world.walkable([(5, 4), (12, 1)]).tolist(), [True, False])
        self.assertGreater(world.bytes, 10000)

    def test_holes_are_walls(self):
        goal = [(9, 4), (10, 4), (10, 6), (9, 6)]
        outline, hole = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)], [(4, 1), (6, 1), (6, 9), (4, 9)]
        for ground in ([outline, hole], Polygon(outline, hole)):
            world = aman.World(ground, {"out": goal})
            straight = 9 - 2
            self.assertGreater(world.distance_m("out", [(2, 5)])[0], straight + 2.0)

    def test_two_levels(self):
        low = aman.Level([(0, 0), (10, 0), (10, 2), (18, 2), (18, 4), (10, 4), (10, 6), (0, 6)],
                         [((0, 0), (10, 0)), ((10, 0), (10, 2)), ((10, 2), (18, 2)), ((18, 4), (10, 4)),
                          ((10, 4), (10, 6)), ((10, 6), (0, 6)), ((0, 6), (0, 0))])
        high = aman.Level([(10, 2), (18, 2), (18, 0), (28, 0), (28, 6), (18, 6), (18, 4), (10, 4)],
                          [((10, 2), (18, 2)), ((18, 2), (18, 0)), ((18, 0), (28, 0)), ((28, 0), (28, 6)),
                           ((28, 6), (18, 6)), ((18, 6), (18, 4)), ((18, 4), (10, 4))])
        stair = aman.Stair([(10, 2), (18, 2), (18, 4), (10, 4)], 0, 1, ((10, 2), (10, 4)), ((18, 2), (18, 4)), 0.5, 0.5)
        world = aman.World([low, high], {"up": ([(26, 0), (28, 0), (28, 6), (26, 6)], 1)}, stairs=[stair])
        self.assertAlmostEqual(world.distance_m("up", [(5, 3)])[0], 5 + 8 / 0.5 + 8, delta=0.6)
        simulation = aman.Simulation(world, aman.People("up", positions=[(2, 3), (4, 3)]))
        way = simulation.run(60, fps=2)
        self.assertEqual(simulation.totals.gone, 2)
        self.assertEqual(sorted(set(way.level)), [0, 1])

    def test_what_is_wrong_is_said(self):
        cases = {
            "at least 3 pairs": lambda: aman.World([(0, 0), (1, 0)], {}),
            "not a number": lambda: aman.World([(0, 0), (1, 0), (1, math.nan)], {}),
            "there is no level 3": lambda: aman.World(ROOM, {"out": (OUT, 3)}),
            "world: argument out of range": lambda: room(cell_m=0.01),
            "motion: one of aman": lambda: room(motion="teleport"),
            "threads": lambda: room(threads=0),
            "goal: one of out": lambda: room().distance_m("in", [(0, 0)]),
            "either positions or inside": lambda: aman.People("out"),
            "number: a whole number": lambda: aman.People("out", inside=INSIDE, number=0),
            "speed_m_per_s: -1.0 found": lambda: crowd(speed_m_per_s=-1),
            "radius_m: nan found": lambda: crowd(radius_m=math.nan),
            "speed_m_per_s: one number or 30": lambda: crowd(speed_m_per_s=[1.0, 1.1]),
            "goal: one name or 2": lambda: aman.People(["out"], positions=[(1, 1), (2, 2)]),
            "1 not on the ground; the first is (-5, 1)":
                lambda: aman.Simulation(room(), aman.People("out", positions=[(1, 1), (-5, 1)])),
            "there is no pace": lambda: aman.Simulation(room(), crowd(), parameters={"pace": 1}),
            "out of their range": lambda: aman.Simulation(room(), crowd(), parameters={"step_s": 10}),
            "they need to see": lambda: aman.Simulation(room(), crowd(speed_m_per_s=2.2, radius_m=0.45)),
            "people: there is no level 1": lambda: aman.Simulation(room(), crowd(level=1)),
            "nobody": lambda: aman.Simulation(room(), []),
            "at most one frame a step": lambda: aman.Simulation(room(), crowd()).run(1, fps=100),
        }
        for message, act in cases.items():
            with self.subTest(message), self.assertRaises(ValueError) as raised:
                act()
            self.assertIsInstance(raised.exception, aman.Error)
            self.assertIn(message, str(raised.exception))


class Runs(unittest.TestCase):
    def test_everybody_leaves(self):
        simulation = aman.Simulation(room(), crowd())
        self.assertEqual(simulation.totals.not_yet, 30)
        simulation.run(300)
        self.assertTrue(simulation.finished)
        self.assertEqual(simulation.totals.gone, 30)
        self.assertTrue(np.all(simulation.states == aman.State.GONE))

    def test_same_bits_on_any_threads(self):
        hashes = set()
        for threads in (1, 2, 4):
            simulation = aman.Simulation(room(), crowd(), threads=threads)
            simulation.run(10)
            hashes.add(simulation.hash)
        other = aman.Simulation(room(), crowd(), seed=2)
        other.run(10)
        self.assertEqual(len(hashes), 1)
        self.assertNotIn(other.hash, hashes)

    def test_a_snapshot_goes_on(self):
        first = aman.Simulation(room(), crowd())
        first.run(5)
        kept = first.save()
        first.run(10)
        again = aman.Simulation(room(), crowd(), snapshot=kept, threads=2)
        self.assertAlmostEqual(again.time_s, 5.0)
        again.run(10)
        self.assertEqual(again.hash, first.hash)
        damaged = kept[:-1] + bytes([kept[-1] ^ 1])
        for bad, seed in ((b"", 1), (damaged, 1), (kept, 2)):
            with self.assertRaises(aman.ArgumentError):
                aman.Simulation(room(), crowd(), snapshot=bad, seed=seed)

    def test_views_are_the_engine_s_memory(self):
        simulation = aman.Simulation(room(), crowd())
        simulation.step(10)
        view, again = simulation.people, simulation.people
        self.assertEqual(view.x.__array_interface__["data"], again.x.__array_interface__["data"])
        self.assertFalse(view.x.flags.owndata)
        self.assertFalse(view.x.flags.writeable)
        with self.assertRaises(ValueError):
            view.x[0] = 1.0
        self.assertEqual(view.x.dtype, np.float64)
        self.assertTrue(np.all((view.x > 0) & (view.x < 18) & (view.y > 0) & (view.y < 8)))
        self.assertEqual(len(set(view.person)), len(view.x))

    def test_views_keep_the_simulation_alive(self):
        simulation = aman.Simulation(room(), crowd())
        simulation.step(10)
        x = simulation.people.x
        part, kept = x[3:], x.copy()
        del simulation, x
        for _ in range(3):
            gc.collect()
            other = aman.Simulation(room(), crowd(200, speed_m_per_s=1.0))  # would take freed memory
            other.step()
        self.assertTrue(np.array_equal(part, kept[3:]))

    def test_trajectory(self):
        simulation = aman.Simulation(room(), aman.People("out", positions=[(1, 4), (3, 4)], speed_m_per_s=1.2))
        way = simulation.run(60, fps=5)
        self.assertTrue(np.allclose(np.diff(way.time_s), 0.2, atol=0.1))
        self.assertAlmostEqual(way.time_s[-1], (len(way.time_s) - 1) / 5, delta=0.2)
        first = way.person == 0
        self.assertGreater(first.sum(), 40)
        self.assertGreater(np.diff(way.x[first])[3:].min(), 0.1)
        self.assertEqual(set(way.columns()), {"id", "frame", "x", "y"})
        self.assertTrue(all(len(column) == len(way.person) for column in way.columns().values()))

    def test_people_come_and_wait(self):
        people = aman.People("out", positions=[(1, 4), (3, 4)], arrive_s=[0, 5], start_s=[3, 5])
        simulation = aman.Simulation(room(), people)
        simulation.run(2)
        self.assertEqual(simulation.people.person.tolist(), [0])
        self.assertAlmostEqual(simulation.people.x[0], 1.0, delta=0.01)
        simulation.run(6)
        self.assertEqual(sorted(simulation.people.person), [0, 1])
        self.assertGreater(simulation.people.x[simulation.people.person == 0][0], 2.0)

    def test_parameters(self):
        simulation = aman.Simulation(room(see_m=2), crowd(), parameters={"step_s": 0.05, "time_gap_s": 0.9})
        self.assertEqual(simulation.parameters["time_gap_s"], 0.9)
        simulation.step(20)
        self.assertAlmostEqual(simulation.time_s, 1.0)

    def test_every_motion(self):
        for motion in aman.motions:
            simulation = aman.Simulation(room(motion=motion), crowd(5))
            simulation.run(100)
            self.assertEqual(simulation.totals.gone, 5, motion)

    def test_measure(self):
        hall = aman.World([(0, 0), (20, 0), (20, 8), (0, 8)], {"out": [(18, 0), (20, 0), (20, 8), (18, 8)]})
        zones = {"before": [(6, 2), (10, 2), (10, 6), (6, 6)], "behind": ([(12, 2), (16, 2), (16, 6), (12, 6)], 0)}
        simulation = aman.Simulation(hall, crowd(80), zones=zones)
        measure = simulation.measure(0.5)
        self.assertEqual(measure.density.max(), 0.0)
        simulation.run(4)
        density = measure.update()
        self.assertAlmostEqual(float(density.sum()) * 0.25, len(simulation.people.x), delta=0.5)
        people, mean, peak = measure.zones["before"]
        view = simulation.people
        inside = (view.x > 6) & (view.x < 10) & (view.y > 2) & (view.y < 6)
        self.assertAlmostEqual(people, inside.sum(), delta=1)
        self.assertLess(mean, peak)
        self.assertEqual(density.shape, measure.walkable.shape)
        self.assertEqual(density[measure.walkable == 0].max(), 0.0)


unittest.main()
