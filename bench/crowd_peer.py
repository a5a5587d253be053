"""Times JuPedSim on a scene of bench_crowd: the same ground, people, model and step.

usage: crowd_peer.py SCENE MODEL STEPS STEP_S PEOPLE.csv
Prints: agent-steps, seconds of stepping, seconds of set-up, people left, version.
"""
import sys
import time

import jupedsim as jps
from shapely import Polygon, box, difference, union_all

scene, name, steps, step_s, path = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
with open(path, encoding="ascii") as file:
    side = float(file.readline())
    places = [tuple(map(float, line.split(","))) for line in file]

half = 2.5 if scene == "bottleneck" else 0.1 * side
low, high = side / 2 - half, side / 2 + half
ground = Polygon([(0, 0), (side, 0), (side, low), (side + 5, low), (side + 5, high), (side, high), (side, side),
                  (0, side)])
if scene == "pillars":
    corners = [5 + 10 * k for k in range(int(side / 10) + 1) if 5 + 10 * k < side - 1.5]
    ground = difference(ground, union_all([box(x, y, x + 1, y + 1) for x in corners for y in corners]))

MODELS = {
    "collision_free_speed": (jps.CollisionFreeSpeedModel, jps.CollisionFreeSpeedModelAgentParameters),
    "social_force": (jps.SocialForceModel, jps.SocialForceModelAgentParameters),
    "anticipation_velocity": (jps.AnticipationVelocityModel, jps.AnticipationVelocityModelAgentParameters),
}
model, parameters = MODELS[name]

begin = time.perf_counter()
simulation = jps.Simulation(model=model(), geometry=ground, dt=step_s)
stage = simulation.add_exit_stage(Polygon([(side + 3, low), (side + 5, low), (side + 5, high), (side + 3, high)]))
journey = simulation.add_journey(jps.JourneyDescription([stage]))
for place in places:
    simulation.add_agent(parameters(journey_id=journey, stage_id=stage, position=place))
ready = time.perf_counter()
done = 0
try:
    for _ in range(steps):
        count = simulation.agent_count()
        simulation.iterate(1)
        done += count
except RuntimeError as lost:  # its social force pushes people through walls, and that ends its run
    print(f"crowd_peer: run lost: {lost}", file=sys.stderr)
end = time.perf_counter()
print(f"{done},{end - ready:.4f},{ready - begin:.4f},{simulation.agent_count()},{jps.__version__}")
