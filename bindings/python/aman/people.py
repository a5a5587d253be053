"""Who walks, from where, to where."""

import numpy as np

from .arrays import each, points
from .errors import ArgumentError
from .shapes import Area


class People:
    """A group: `positions` (n, 2) gives each an exact place, taken as soon as it is free of bodies; or `inside` and
    `number` put them anywhere in a polygon, apart from one another. `goal`: the name of a goal of the world, or one
    for each. Speeds (free, on the flat), radii (of the body) and times are one number for all or one for each.
    `start_s`: they stand where they have come to until then; None: they walk at once."""

    def __init__(self, goal, *, positions=None, inside=None, number=None, level=0, speed_m_per_s=1.34, radius_m=0.2,
                 arrive_s=0.0, start_s=None):
        if (positions is None) == (inside is None):
            raise ArgumentError("people: either positions or inside expected")
        if positions is None and (not isinstance(number, int) or number < 1):
            raise ArgumentError(f"number: a whole number from 1 expected, found {number!r}")
        self.positions = None if positions is None else points(positions, "positions", 1)
        self.inside = None if inside is None else Area(inside, "inside")
        self.n = n = number if positions is None else len(self.positions)
        self.level = level
        self.goals = [goal] * n if isinstance(goal, str) else list(goal)
        if len(self.goals) != n:
            raise ArgumentError(f"goal: one name or {n} of them expected, found {len(self.goals)}")
        self.speed_m_per_s = each(speed_m_per_s, n, "speed_m_per_s", 0.05, 2.2)
        self.radius_m = each(radius_m, n, "radius_m", 0.05, 0.5)
        self.arrive_s = each(arrive_s, n, "arrive_s", -1e6, 1e6)
        self.start_s = self.arrive_s if start_s is None else each(start_s, n, "start_s", -1e6, 1e6)


def _around(place, half):
    """Where the engine looks for people who have exact places: a square about the first of them."""
    x, y = place
    return Area([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)], "positions")


class Everyone:
    """All groups as the arrays that the engine takes. `sources`: (area, level) of each group."""

    def __init__(self, world, groups):
        self.n = sum(group.n for group in groups)
        self.sources = []
        for group in groups:
            world.level(group.level, "people")
            if group.positions is not None:
                off = ~world.walkable(group.positions, group.level)
                if np.any(off):
                    x, y = group.positions[off][0]
                    raise ArgumentError(f"positions: {int(off.sum())} not on the ground; the first is ({x:g}, {y:g})")
            area = group.inside if group.positions is None else _around(group.positions[0], 2.0 * world.cell_m)
            self.sources.append((area, group.level))
        self.floats = {name: np.concatenate([getattr(group, name) for group in groups])
                       for name in ("arrive_s", "speed_m_per_s", "radius_m", "start_s")}
        places = [np.full((group.n, 2), np.nan) if group.positions is None else group.positions for group in groups]
        self.enter = np.concatenate(places)
        self.source = np.repeat(np.arange(len(groups)), [group.n for group in groups])
        self.level = np.repeat([group.level for group in groups], [group.n for group in groups])
        index = {name: world.goal(name) for name in {goal for group in groups for goal in group.goals}}
        self.sink = np.array([index[goal] for group in groups for goal in group.goals])
