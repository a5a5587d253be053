"""Polygons as the engine takes them."""

import numpy as np

from ._engine import ffi
from .arrays import lend, points
from .errors import ArgumentError


def rings_of(shape, name):
    """The rings of a shapely polygon (or anything with a __geo_interface__), of one ring of places, or of several
    rings, the second and later ones being holes or further parts (even-odd)."""
    drawn = getattr(shape, "__geo_interface__", None)
    if drawn:
        if drawn["type"] not in ("Polygon", "MultiPolygon"):
            raise ArgumentError(f"{name}: a polygon expected, found a {drawn['type']}")
        parts = [drawn["coordinates"]] if drawn["type"] == "Polygon" else drawn["coordinates"]
        rings = [ring for part in parts for ring in part]
    else:
        shape = list(shape)
        rings = [shape] if shape and np.ndim(shape[0]) == 1 else shape
    return [_open(points([place[:2] for place in ring], name, 3), name) for ring in rings]


def _open(ring, name):
    """Without a last place that repeats the first."""
    ring = ring[:-1] if np.array_equal(ring[0], ring[-1]) else ring
    return points(ring, name, 3)


class Area:
    """A `struct aman_area` and the memory that it points to."""

    def __init__(self, shape, name):
        self.rings = rings_of(shape, name)
        if not self.rings:
            raise ArgumentError(f"{name}: an empty polygon")
        self._points = [lend("struct aman_point", ring, np.float64) for ring in self.rings]
        self._rings = ffi.new("struct aman_ring[]", len(self.rings))
        for place, ring in enumerate(self.rings):
            self._rings[place].points = self._points[place]
            self._rings[place].n = len(ring)
        self.pointer = ffi.new("struct aman_area *", {"rings": self._rings, "n": len(self.rings)})

    def edges(self):
        """(n, 4): from x, y to x, y."""
        return np.concatenate([np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in self.rings])

