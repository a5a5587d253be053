"""A run: stepped, looked at, measured."""

import enum
import threading
from collections import namedtuple
from dataclasses import dataclass

import numpy as np

from ._engine import ffi, lib
from .arrays import borrow, lend
from .errors import ArgumentError, check
from .people import Everyone, People
from .shapes import Area
from .world import motion_of, new_tasks, with_level

NO_SEAT = 0xFFFF

# Everyone on the ground now: read-only arrays on the engine's memory, one entry each, in the same order on any number
# of threads. What they hold is of the moment at which they were asked for: copy them to keep it beyond the next step.
View = namedtuple("View", "person x y level vx vy queueing")
Totals = namedtuple("Totals", "not_yet held_at_source walking in_row seated gone turned_back agent_steps")
_VIEW_TYPES = dict(person=np.uint32, x=np.float64, y=np.float64, level=np.int8, vx=np.float32, vy=np.float32,
                   queueing=np.uint8)


class State(enum.IntEnum):
    """What `Simulation.states` holds."""

    NOT_YET = lib.AMAN_CROWD_NOT_YET
    WALKING = lib.AMAN_CROWD_WALKING
    IN_ROW = lib.AMAN_CROWD_IN_ROW
    SEATED = lib.AMAN_CROWD_SEATED
    GONE = lib.AMAN_CROWD_GONE


@dataclass
class Trajectory:
    """Who was where, a row a person and frame: arrays of one length, and the time of each frame."""

    frame: np.ndarray
    person: np.ndarray
    x: np.ndarray
    y: np.ndarray
    level: np.ndarray
    time_s: np.ndarray

    def columns(self):
        """As PedPy names them: `pandas.DataFrame(trajectory.columns())`."""
        return {"id": self.person, "frame": self.frame, "x": self.x, "y": self.y}


def parameters_of(motion, changes):
    """The engine's parameters of a motion, some of them changed by name."""
    params = ffi.new("struct aman_crowd_params *", lib.aman_crowd_params_of(motion_of(motion)))
    names = [name for name, field in ffi.typeof("struct aman_crowd_params").fields if field.type.cname == "double"]
    for name, value in (changes or {}).items():
        if name not in names:
            raise ArgumentError(f"parameters: there is no {name}; there are {', '.join(names)}")
        setattr(params, name, value)
    return params


class Simulation:
    """People on a world. `motion`: as the world's, or another that sees no farther. `parameters`: changes to those of
    the motion, by their names in `struct aman_crowd_params`, such as {"step_s": 0.05}. `zones`: name -> polygon or
    (polygon, level), for `measure`. The same world, people, parameters and seed give the same bits, whatever `threads`
    is. `snapshot`: what `save` gave; the run goes on from there, to the bit, if all else is as it was (zones and threads
    apart). Calls from several threads wait for one another."""

    def __init__(self, world, people, *, motion=None, parameters=None, zones=None, seed=1, start_s=0.0, threads=1,
                 snapshot=None):
        groups = [people] if isinstance(people, People) else list(people)
        if not groups:
            raise ArgumentError("people: nobody")
        self.world = world
        self.zones = tuple(zones or ())
        self._lock = threading.RLock()
        self._keep = []
        self._tasks = new_tasks(threads)
        self._params = parameters_of(motion or world.motion, parameters)
        self._model = self._hold(ffi.new("struct aman_crowd_model *"))
        self._fill(Everyone(world, groups), zones or {}, seed, start_s)
        need_m = lib.aman_crowd_see_m(self._params, ffi.addressof(self._model, "people"))
        if need_m > world.see_m + 1e-9:
            raise ArgumentError(f"people: they need to see {need_m:.3g} m, the world has {world.see_m:.3g}: "
                                f"World(..., see_m={need_m + 0.005:.2f})")
        self.handle = ffi.gc(self._create() if snapshot is None else self._load(snapshot), lib.aman_crowd_sim_destroy)

    def _create(self):
        made = ffi.new("struct aman_crowd_sim **")
        check(lib.aman_crowd_sim_create(self.world.handle, self._model, lib.aman_heap(), made),
              "simulation (parameters out of their range, or nowhere to stand inside of a polygon)")
        return made[0]

    def _load(self, snapshot):
        made = ffi.new("struct aman_crowd_sim **")
        check(lib.aman_crowd_sim_load(self.world.handle, self._model, ffi.from_buffer(snapshot), len(snapshot),
                                      lib.aman_heap(), made),
              "snapshot (wrong input: not whole, or of another release; argument: of another world, people or parameters)")
        return made[0]

    def save(self):
        """A snapshot of the whole state, as bytes: see `snapshot`."""
        with self._lock:
            memory = bytearray(lib.aman_crowd_sim_save_bytes(self.handle))
            check(lib.aman_crowd_sim_save(self.handle, ffi.from_buffer(memory), len(memory)), "save")
            return bytes(memory)

    def _hold(self, memory):
        self._keep.append(memory)
        return memory

    def _fill(self, everyone, zones, seed, start_s):
        model, n = self._model, everyone.n
        model.params = self._params[0]
        model.seed = seed
        model.start_s = start_s
        model.n_sections = 1
        model.n_bank_sets = 1
        model.bank_sets = self._hold(ffi.new("struct aman_crowd_bank_set[1]"))
        model.sources, model.n_sources = self._places("struct aman_crowd_source", everyone.sources)
        model.zones, model.n_zones = self._places("struct aman_crowd_zone", [_zone(self.world, *z) for z in zones.items()])
        model.sinks, model.n_sinks = self._places("struct aman_crowd_sink", self.world.sinks)
        for i in range(model.n_sinks):
            model.sinks[i].target = i
            model.sinks[i].per_min = float("inf")
        self._fill_people(everyone, n)

    def _places(self, ctype, areas):
        array = self._hold(ffi.new(f"{ctype}[]", max(1, len(areas))))
        for i, (area, level) in enumerate(areas):
            array[i].area = self._hold(area).pointer
            array[i].level = level
        return array, len(areas)

    def _fill_people(self, everyone, n):
        people = self._model.people
        people.n = n
        for name, values in everyone.floats.items():
            setattr(people, name, self._hold(lend("float", values, np.float32)))
        people.enter_x = self._hold(lend("float", everyone.enter[:, 0], np.float32))
        people.enter_y = self._hold(lend("float", everyone.enter[:, 1], np.float32))
        people.source = self._hold(lend("uint16_t", everyone.source, np.uint16))
        people.sink = self._hold(lend("uint16_t", everyone.sink, np.uint16))
        people.seat_level = self._hold(lend("int8_t", everyone.level, np.int8))
        zeros = self._hold(lend("float", np.zeros(n), np.float32))
        people.seat_x = people.seat_y = people.access_x = people.access_y = people.react_s = zeros
        people.leave_s = self._hold(lend("float", np.full(n, np.inf), np.float32))
        people.access = people.section = self._hold(lend("uint16_t", np.zeros(n), np.uint16))
        people.seat_target = self._hold(lend("uint16_t", np.full(n, NO_SEAT), np.uint16))

    # ---- the run ----

    def step(self, steps=1):
        """So many steps of `step_s`."""
        with self._lock:
            for _ in range(steps):
                check(lib.aman_crowd_sim_step(self.handle, self._tasks), "step")

    def run(self, until_s, *, fps=None):
        """Steps until everyone is gone or the clock shows until_s. With fps, returns the trajectory: a frame at the
        beginning and then so many a second, each after the step that reaches its time."""
        frames, start_s = [], self.time_s
        if fps is not None and not 0.0 < fps <= 1.0 / self.step_s + 1e-9:
            raise ArgumentError(f"fps: at most one frame a step, {1.0 / self.step_s:g}, expected, found {fps!r}")
        while True:
            if fps and self.time_s >= start_s + len(frames) / fps - 1e-9:
                frames.append((self.time_s, [np.array(values) for values in self.people]))
            if self.finished or self.time_s >= until_s - 1e-9:
                return _trajectory(frames) if fps else None
            self.step()

    @property
    def step_s(self):
        return self._params.step_s

    @property
    def parameters(self):
        """All numbers of the motion, by name."""
        fields = ffi.typeof("struct aman_crowd_params").fields
        return {name: getattr(self._params, name) for name, field in fields if field.type.cname == "double"}

    # ---- questions ----

    @property
    def time_s(self):
        return lib.aman_crowd_sim_time_s(self.handle)

    @property
    def finished(self):
        """Nobody is left to come or to walk."""
        return lib.aman_crowd_sim_finished(self.handle)

    @property
    def hash(self):
        """Of the whole state: the same for the same run."""
        return lib.aman_crowd_sim_hash(self.handle)

    @property
    def totals(self):
        totals = lib.aman_crowd_sim_totals(self.handle)
        return Totals(*(getattr(totals, name) for name in Totals._fields))

    @property
    def people(self):
        """The `View` of now."""
        with self._lock:
            view = lib.aman_crowd_sim_view(self.handle)
            return View(*(borrow(self, getattr(view, name), (view.n,), _VIEW_TYPES[name]) for name in View._fields))

    @property
    def states(self):
        """The `State` of each person, read-only, without copying."""
        with self._lock:
            return borrow(self, lib.aman_crowd_sim_states(self.handle), (self._model.people.n,), np.uint8)

    def measure(self, cell_m=1.0):
        """Densities on a raster and in the zones, at any later moment."""
        return Measure(self, cell_m)


class Measure:
    """Densities of a simulation. After `update`, `density` (persons/m²) and `pressure` (1/s²) hold the moment: arrays
    (levels, rows, columns), row 0 at y0, on the engine's memory. `zones`: name -> (people, mean and greatest density)."""

    def __init__(self, simulation, cell_m=1.0):
        made = ffi.new("struct aman_crowd_measure **")
        self.simulation = simulation
        check(lib.aman_crowd_measure_create(simulation.world.handle, cell_m, simulation._model,
                                            lib.aman_heap(), made), "measure")
        self.handle = ffi.gc(made[0], lib.aman_crowd_measure_destroy)
        raster = lib.aman_crowd_measure_raster(self.handle)
        self.cell_m, self.x0, self.y0 = raster.cell_m, raster.x0, raster.y0
        self._shape = (raster.levels, raster.height, raster.width)
        self.walkable = borrow(self, raster.walkable, self._shape, np.uint8)
        self._counts = ffi.new("uint32_t[]", len(simulation.zones) + 1)
        self.update()

    def update(self):
        """Measures now; returns the density."""
        with self.simulation._lock:
            view = ffi.new("struct aman_crowd_view *", lib.aman_crowd_sim_view(self.simulation.handle))
            lib.aman_crowd_measure_zones(self.handle, view, self._counts)
            fields = lib.aman_crowd_measure_fields(self.handle, view)
        self.density = borrow(self, fields.density_per_m2, self._shape, np.float32)
        self.pressure = borrow(self, fields.pressure_per_s2, self._shape, np.float32)
        self.zones = {name: (self._counts[i], fields.zone_mean_per_m2[i], fields.zone_peak_per_m2[i])
                      for i, name in enumerate(self.simulation.zones)}
        return self.density


def _zone(world, name, value):
    shape, level = with_level(value)
    return Area(shape, f"zone {name}"), world.level(level, f"zone {name}")


def _trajectory(frames):
    lengths = [len(columns[0]) for _, columns in frames]
    person, x, y, level = (np.concatenate([columns[k] for _, columns in frames]) for k in range(4))
    return Trajectory(np.repeat(np.arange(len(frames)), lengths), person, x, y, level,
                      np.array([time_s for time_s, _ in frames]))
