"""Aman's crowd engine for notebooks: a world of polygons, people, a simulation, and what is measured of it.

Distances are in metres, times in seconds, speeds in metres a second. What goes in is copied once; what comes out are
read-only NumPy arrays on the engine's own memory, which the arrays keep alive.
"""

from .errors import ArgumentError, Error
from .people import People
from .simulation import Measure, Simulation, State, Totals, Trajectory, View
from .world import Level, Stair, World, motions

__all__ = ["ArgumentError", "Error", "Level", "Measure", "People", "Simulation", "Stair", "State", "Totals",
           "Trajectory", "View", "World", "motions"]
