"""The ground: levels, stairs, goals, and the distance fields that lead to them."""

from dataclasses import dataclass

import numpy as np

from ._engine import ffi, lib
from .arrays import lend, points
from .errors import ArgumentError, check
from .shapes import Area

motions = tuple(ffi.string(lib.aman_crowd_motion_name(m)).decode() for m in range(lib.AMAN_CROWD_MOTION_COUNT))


def motion_of(name):
    if name not in motions:
        raise ArgumentError(f"motion: one of {', '.join(motions)} expected, found {name!r}")
    return motions.index(name)


@dataclass
class Level:
    """Where people can be on one storey, the footprints of its stairs included. `walls`: pairs of places, (n, 2, 2);
    None: every edge of the ground is a wall (not for levels that a stair joins: its ends must stay open)."""

    ground: object
    walls: object = None


@dataclass
class Stair:
    """A stair or ramp between two levels: who walks up on it passes from `low` to `high` at `top`. bottom and top are
    lines ((x, y), (x, y)); speed_up and speed_down what remains of one's speed, 0.05 to 1."""

    ground: object
    low: int
    high: int
    bottom: object
    top: object
    speed_up: float = 0.5
    speed_down: float = 0.6


def _segments(ends):
    """(n, 4) numbers as C segments."""
    return lend("struct aman_segment", ends, np.float64), len(ends)


def _segment(ends):
    (ax, ay), (bx, by) = ends
    return {"a": {"x": ax, "y": ay}, "b": {"x": bx, "y": by}}


class World:
    """The ground and the ways on it; any number of simulations may share one. `ground`: a polygon, or a list of
    `Level`. `goals`: name -> polygon, or name -> (polygon, level): who is inside of it has arrived and leaves.
    `cell_m`: the raster of the distance fields, 0.1 to 2. `see_m`: how far people see one another; None: as far as
    `motion` needs for people up to 1.6 m/s fast and 0.6 m wide."""

    def __init__(self, ground, goals, *, stairs=(), cell_m=0.1, see_m=None, motion="aman", threads=1):
        self._keep = []
        self.motion = motion
        self.cell_m = float(cell_m)
        self.goals = tuple(goals)
        levels = list(ground) if isinstance(ground, (list, tuple)) and ground and isinstance(ground[0], Level) else [
            Level(ground)]
        self.n_levels = len(levels)
        params = lib.aman_crowd_params_of(motion_of(motion))
        self.see_m = lib.aman_crowd_see_m(self._hold(ffi.new("struct aman_crowd_params *", params)), ffi.NULL) \
            if see_m is None else float(see_m)
        definition = ffi.new("struct aman_crowd_world_def *", {
            "levels": self._levels(levels), "n_levels": len(levels),
            "links": self._links(stairs), "n_links": len(stairs),
            "targets": self._targets(goals), "n_targets": len(self.goals),
            "cell_m": self.cell_m, "see_m": self.see_m})
        made = ffi.new("struct aman_crowd_world **")
        tasks = new_tasks(threads)
        check(lib.aman_crowd_world_create(definition, lib.aman_heap(), tasks, ffi.NULL, ffi.NULL, made),
              "world")
        self.handle = ffi.gc(made[0], lib.aman_crowd_world_destroy)
        self._keep = None  # the engine has what it needs

    def _hold(self, memory):
        self._keep.append(memory)
        return memory

    def _area(self, shape, name):
        return self._hold(Area(shape, name)).pointer

    def level(self, level, name):
        """The number of a level, if there is one."""
        if not 0 <= level < self.n_levels:
            raise ArgumentError(f"{name}: there is no level {level}")
        return level

    def _levels(self, levels):
        defs = self._hold(ffi.new("struct aman_crowd_level_def[]", len(levels)))
        for i, level in enumerate(levels):
            area = self._hold(Area(level.ground, f"ground of level {i}"))
            ends = area.edges() if level.walls is None else np.asarray(level.walls, dtype=np.float64).reshape(-1, 4)
            walls, n = _segments(ends)
            defs[i] = {"region": area.pointer, "walls": self._hold(walls), "n_walls": n}
        return defs

    def _links(self, stairs):
        defs = self._hold(ffi.new("struct aman_crowd_link_def[]", max(1, len(stairs))))
        for i, stair in enumerate(stairs):
            name = f"stair {i}"
            bottom, top = points(stair.bottom, name, 2)[:2], points(stair.top, name, 2)[:2]
            way = top.mean(axis=0) - bottom.mean(axis=0)
            defs[i] = {"area": self._area(stair.ground, name), "low": self.level(stair.low, name),
                       "high": self.level(stair.high, name), "bottom": _segment(bottom), "top": _segment(top),
                       "up_deg": float(np.degrees(np.arctan2(way[0], way[1])) % 360.0),
                       "speed_up": stair.speed_up, "speed_down": stair.speed_down}
        return defs

    def _targets(self, goals):
        self.sinks = []
        defs = self._hold(ffi.new("struct aman_crowd_target_def[]", max(1, len(goals))))
        for i, name in enumerate(self.goals):
            shape, level = with_level(goals[name])
            area = Area(shape, f"goal {name}")
            self.sinks.append((area, self.level(level, f"goal {name}")))
            part = self._hold(ffi.new("struct aman_crowd_target_part *", {"level": level, "area": area.pointer}))
            defs[i] = {"parts": part, "n_parts": 1, "open": True, "barrier": -1}
        return defs

    def goal(self, name):
        """The index of a goal."""
        if name not in self.goals:
            raise ArgumentError(f"goal: one of {', '.join(map(str, self.goals))} expected, found {name!r}")
        return self.goals.index(name)

    def distance_m(self, goal, places, level=0):
        """Walking distance from each of the places (n, 2) to a goal; infinite where there is no way."""
        target, self_level = self.goal(goal), self.level(level, "level")
        places = points(places, "places", 0)
        return np.array([lib.aman_crowd_world_distance_m(self.handle, target, self_level, {"x": x, "y": y})
                         for x, y in places])

    def walkable(self, places, level=0):
        """Whether each of the places (n, 2) is on the ground."""
        self.level(level, "level")
        places = points(places, "places", 0)
        return np.array([lib.aman_crowd_world_walkable(self.handle, level, {"x": x, "y": y}) for x, y in places],
                        dtype=bool)

    @property
    def bytes(self):
        return lib.aman_crowd_world_bytes(self.handle)


def with_level(value):
    """(shape, level) of a polygon, or of a pair of a polygon and a level."""
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], int):
        return value
    return value, 0


def new_tasks(threads):
    """A pool of threads, freed with the last that refers to it; NULL for one thread."""
    if not isinstance(threads, int) or not 1 <= threads <= 256:
        raise ArgumentError(f"threads: a whole number from 1 to 256 expected, found {threads!r}")
    if threads == 1:
        return ffi.NULL
    made = ffi.new("struct aman_tasks **")
    check(lib.aman_tasks_create(lib.aman_heap(), threads, made), "threads")
    return ffi.gc(made[0], lib.aman_tasks_destroy)
