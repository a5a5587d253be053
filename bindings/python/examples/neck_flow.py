# %% [markdown]
# Flow through a neck against people. 150 people leave a room of 12 × 8 m through a neck 4 m long; Seyfried et al. 2009
# (Transportation Science 43(3), 395–406, doi:10.1287/trsc.1090.0263) measured how many pass a second at widths from
# 0.8 to 1.2 m. This is the case `flow-narrow` of `aman validate`, run from Python.
#
#   python neck_flow.py [--seeds N] [--out DIRECTORY]

# %%
import argparse
import os

import numpy as np

import aman

WIDTHS_M = np.array([0.8, 0.9, 1.0, 1.1, 1.2])
MEASURED_PER_S = np.array([1.288, 1.674, 1.900, 2.123, 2.364])
ROOM_M, DEPTH_M, NECK_M, NUMBER = 12.0, 8.0, 4.0, 150

# %% [markdown]
# The ground is one polygon, every edge of it a wall; the goal lies five metres behind the neck.


# %%
def ground(width_m):
    low, high, end = 0.5 * (DEPTH_M - width_m), 0.5 * (DEPTH_M + width_m), ROOM_M + NECK_M
    return [(0, 0), (ROOM_M, 0), (ROOM_M, low), (end, low), (end, 0), (end + 8, 0), (end + 8, DEPTH_M), (end, DEPTH_M),
            (end, high), (ROOM_M, high), (ROOM_M, DEPTH_M), (0, DEPTH_M)]


def rectangle(x0, y0, x1, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def people(seed):
    """Spread over the room on a lattice, with speeds of adults (Weidmann 1993)."""
    draw = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(0.6, ROOM_M - 0.6, 15), np.linspace(0.6, DEPTH_M - 0.6, 10))
    places = np.column_stack([x.ravel(), y.ravel()]) + draw.uniform(-0.15, 0.15, (NUMBER, 2))
    return aman.People("out", positions=places, speed_m_per_s=np.clip(draw.normal(1.34, 0.26, NUMBER), 0.5, 2.0))


# %% [markdown]
# Who was west of the middle of the neck in one frame and is east of it in the next has passed. The flow is that from
# the first fifth of the people to nine tenths of them, as in the experiment: neither the start nor the end counts.


# %%
def flow_per_s(world, seed):
    simulation = aman.Simulation(world, people(seed), seed=seed)
    before, passed_s = np.zeros(NUMBER, dtype=bool), []
    while not simulation.finished and simulation.time_s < 600.0:
        simulation.step()
        view = simulation.people
        east = view.x > ROOM_M + 0.5 * NECK_M
        passed_s += [simulation.time_s] * int(np.count_nonzero(before[view.person[east]]))
        before[view.person] = ~east
    first, last = NUMBER // 5, NUMBER * 9 // 10
    if len(passed_s) <= last:
        return 0.0  # it froze
    return (last - first) / (passed_s[last] - passed_s[first])


def run(seeds):
    found = np.empty((len(WIDTHS_M), seeds))
    for i, width_m in enumerate(WIDTHS_M):
        goal = rectangle(ROOM_M + NECK_M + 5, 0, ROOM_M + NECK_M + 8, DEPTH_M)
        world = aman.World(ground(width_m), {"out": goal}, see_m=1.5)
        found[i] = [flow_per_s(world, seed) for seed in range(1, seeds + 1)]
    return found


# %% [markdown]
# The table, and the picture.


# %%
def show(found):
    mean = found.mean(axis=1)
    print("width m  people 1/s  found 1/s  difference")
    for width_m, people_per_s, per_s in zip(WIDTHS_M, MEASURED_PER_S, mean):
        print(f"{width_m:7.1f}  {people_per_s:10.2f}  {per_s:9.2f}  {100 * (per_s / people_per_s - 1):+9.1f} %")


def draw(found, path):
    try:
        import matplotlib
    except ImportError:
        print("no picture: matplotlib is not installed")
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    axes.fill_between(WIDTHS_M, 0.85 * MEASURED_PER_S, 1.15 * MEASURED_PER_S, alpha=0.2, label="people ± 15 %")
    axes.plot(WIDTHS_M, MEASURED_PER_S, "s", label="people (Seyfried et al. 2009)")
    axes.errorbar(WIDTHS_M, found.mean(axis=1), found.std(axis=1), fmt="o-", capsize=3, label="Aman")
    axes.set_xlabel("width of the neck (m)")
    axes.set_ylabel("flow (persons/s)")
    axes.set_ylim(0)
    axes.legend()
    figure.savefig(path, dpi=150)


# %%
if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Flow through a neck against people.")
    options.add_argument("--seeds", type=int, default=10, help="runs of each width")
    options.add_argument("--out", default=".", help="where to draw neck_flow.png")
    options = options.parse_args()
    flows = run(options.seeds)
    show(flows)
    draw(flows, os.path.join(options.out, "neck_flow.png"))
