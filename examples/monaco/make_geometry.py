#!/usr/bin/env python3
"""Draws venue.geojson: a plausible stadium where the Stade Louis II stands, and where people come from.

Public: the place and the outline of the ground on OpenStreetMap (43.7276 N, 7.4155 E, its long axis from south-west to
north-east), a pitch of 105 x 68 m inside an athletics track, about 16,000 places, the railway station. Everything
else - stands, blocks, gangways, concourse, gates, search lines, fence, car parks - is drawn to be plausible, not
surveyed. Do not use it for the real ground.

All of it lies on one level. In the frame of the ground u runs north-east and v north-west from the middle; from
the pitch outwards, along v (in brackets: along u):

    46.3 (88.5)   edge of the track
    48 .. 66.2    (90 .. 97.8)     stands: 22 (9) rows, entered over gangways from their upper edge
    66.2 .. 73.5  (97.8 .. 103.5)  concourse
    73.5          (103.5)          wall with the gates
    73.5 .. 80.5  (103.5 .. 110.5) forecourt
    80.5          (110.5)          fence with the search lines
    80.5 .. 86    (110.5 .. 116)   strip outside, joined to the streets of the map

Walls from the stands to the fence part the four sides from one another; the south-western one is the visitors'.

Needs only the standard library; the same file each time: python3 make_geometry.py > venue.geojson
"""
import json
import math
import sys

LON, LAT = 7.4155, 43.7276
TURN = math.radians(45.0)            # of u, from east
SHIFT_U, SHIFT_V = 2.0, -2.5         # middle of the outline
PHI = math.radians(LAT)
M_PER_LAT = 111132.95 - 559.85 * math.cos(2 * PHI) + 1.18 * math.cos(4 * PHI)
M_PER_LON = 111412.88 * math.cos(PHI) - 93.50 * math.cos(3 * PHI)

TRACK = (88.5, 46.3)
SIDE_HALF, END_HALF = 82.0, 40.0     # half lengths of the stands
SIDE, END = (48.0, 66.2), (90.0, 97.8)
WALL, FENCE, OUTSIDE = (103.5, 73.5, 19.0), (110.5, 80.5, 22.0), (116.0, 86.0, 26.0)  # half u, half v, corner cut
GANGWAY_M, ROW_M, SEAT_M = 1.2, 0.8, 0.5

SIDES = {"NW": "North-west", "NE": "North-east", "SE": "South-east", "SW": "South-west"}
INWARD = {"NW": 135, "NE": 225, "SE": 315, "SW": 45}  # bearings of the ways in
features = []


def degrees(east, north):
    return [round(LON + east / M_PER_LON, 7), round(LAT + north / M_PER_LAT, 7)]


def place(u, v):
    """Longitude and latitude of a point in the frame of the ground."""
    u, v = u + SHIFT_U, v + SHIFT_V
    return degrees(u * math.cos(TURN) - v * math.sin(TURN), u * math.sin(TURN) + v * math.cos(TURN))


def add(kind, geometry_type, coordinates, **attributes):
    features.append({"type": "Feature", "properties": {"kind": kind, **attributes},
                     "geometry": {"type": geometry_type, "coordinates": coordinates}})


def area(kind, points, holes=(), **attributes):
    rings = [[place(*p) for p in (*ring, ring[0])] for ring in (points, *holes)]
    add(kind, "Polygon", rings, **attributes)


def line(kind, points, **attributes):
    add(kind, "LineString", [place(*p) for p in points], **attributes)


def octagon(size):
    u, v, cut = size
    return [(u, v - cut), (u - cut, v), (cut - u, v), (-u, v - cut), (-u, cut - v), (cut - u, -v), (u - cut, -v),
            (u, cut - v)]


def on_side(side, along, out):
    """A point `along` metres on a side and `out` metres from the middle; along grows counter-clockwise."""
    return {"NE": (out, along), "NW": (-along, out), "SW": (-out, -along), "SE": (along, -out)}[side]


def rectangle(side, a0, a1, out0, out1):
    return [on_side(side, a0, out0), on_side(side, a1, out0), on_side(side, a1, out1), on_side(side, a0, out1)]


def is_long(side):
    return side in ("NW", "SE")


def out_of(size, side):
    return size[1] if is_long(side) else size[0]


# ---- inside ----

def oval(half_u, half_v):
    """Two half circles and the straights between them."""
    straight = half_u - half_v
    arc = [math.pi * k / 16 - math.pi / 2 for k in range(17)]
    right = [(straight + half_v * math.cos(a), half_v * math.sin(a)) for a in arc]
    return right + [(-u, -v) for u, v in right]


def stand(side, half, depth, n_blocks):
    """Blocks with a gangway between any two of them and at both ends."""
    pitch = 2 * half / n_blocks
    for k in range(n_blocks + 1):
        middle = -half + k * pitch
        area("gangway", rectangle(side, middle - GANGWAY_M / 2, middle + GANGWAY_M / 2, *depth),
             section=side)
        if k < n_blocks:
            area("stand", rectangle(side, middle + GANGWAY_M / 2, middle + pitch - GANGWAY_M / 2, *depth),
                 id=f"{side}-{k + 1:02d}", name=f"{SIDES[side]} stand, block {k + 1}", section=side,
                 rows=int((depth[1] - depth[0]) / ROW_M), row_depth_m=ROW_M, seat_width_m=SEAT_M)


def bowl():
    area("pitch", [(52.5, 34), (-52.5, 34), (-52.5, -34), (52.5, -34)], id="pitch", name="Pitch")
    area("pitch", oval(*TRACK), id="track", name="Athletics track")
    for side in SIDES:
        stand(side, *((SIDE_HALF, SIDE, 12) if is_long(side) else (END_HALF, END, 6)))
    edge = GANGWAY_M / 2
    u0, u1, v0, v1 = SIDE_HALF + edge, END[1], END_HALF + edge, SIDE[1]
    back = [(u1, v0), (u0, v1), (-u0, v1), (-u1, v0), (-u1, -v0), (-u0, -v1), (u0, -v1), (u1, -v0)]
    area("walkable", octagon(WALL), [back], id="concourse", name="Concourse")


# ---- walls with openings ----

def ring_of_walls(size, openings):
    """The sides of an octagon as walls but for `openings`: (side, from, to, kind, id, name)."""
    corners = octagon(size)
    for k in (0, 2, 4, 6):  # the cut corners have no openings
        line("wall", [corners[k], corners[k + 1]])
    for side in SIDES:
        half, out = (size[0] if is_long(side) else size[1]) - size[2], out_of(size, side)
        at = -half
        for _, start, end, kind, name_id, name in sorted(o for o in openings if o[0] == side):
            line("wall", [on_side(side, at, out), on_side(side, start, out)])
            line(kind, [on_side(side, start, out), on_side(side, end, out)], id=name_id, name=name,
                 inward_deg=INWARD[side])
            at = end
        line("wall", [on_side(side, at, out), on_side(side, half, out)])


def opening(side, middle, width, kind, name_id, name):
    return (side, middle - width / 2, middle + width / 2, kind, name_id, name)


def gates():
    openings = []
    for side in ("NW", "SE"):
        for k, middle in enumerate((-45, 0, 45), 1):
            openings.append(opening(side, middle, 6, "gate", f"G-{side}{k}", f"{SIDES[side]} gate {k}"))
        for k, middle in enumerate((-70, -57, -30, -15, 15, 30, 57, 70), 1):
            openings.append(opening(side, middle, 5, "exit", f"X-{side}{k}", f"{SIDES[side]} exit door {k}"))
    for side in ("NE", "SW"):
        openings.append(opening(side, 0, 6, "gate", f"G-{side}", f"{SIDES[side]} gate"))
        for k, middle in enumerate((-30, 30), 1):
            openings.append(opening(side, middle, 5, "exit", f"X-{side}{k}", f"{SIDES[side]} exit door {k}"))
    return openings


def searches():
    openings = []
    for side in ("NW", "SE"):
        for k, middle in enumerate((-30, 30), 1):
            openings.append(opening(side, middle, 12, "search", f"S-{side}{k}", f"{SIDES[side]} search {k}"))
        for k, (middle, width) in enumerate(((-68, 14), (-50, 10), (0, 10), (50, 10), (68, 14)), 1):
            openings.append(opening(side, middle, width, "exit", f"XF-{side}{k}", f"{SIDES[side]} fence exit {k}"))
    for side in ("NE", "SW"):
        openings.append(opening(side, 0, 8, "search", f"S-{side}", f"{SIDES[side]} search"))
        for k, middle in enumerate((-35, 35), 1):
            openings.append(opening(side, middle, 6, "exit", f"XF-{side}{k}", f"{SIDES[side]} fence exit {k}"))
    return openings


def corner_walls():
    """From the middle of each cut corner of the stands to that of the fence."""
    inner = ((SIDE_HALF + GANGWAY_M / 2 + END[1]) / 2, (END_HALF + GANGWAY_M / 2 + SIDE[1]) / 2)
    middles = [inner] + [(size[0] - size[2] / 2, size[1] - size[2] / 2) for size in (WALL, FENCE)]
    for sign_u in (1, -1):
        for sign_v in (1, -1):
            line("wall", [(sign_u * u, sign_v * v) for u, v in middles])


def outside():
    area("walkable", octagon(FENCE), [octagon(WALL)], id="forecourt", name="Forecourt")
    area("walkable", octagon(OUTSIDE), [octagon(FENCE)], id="strip", name="Strip along the fence")
    for side in SIDES:
        half = 84 if is_long(side) else 52
        area("safety", rectangle(side, -half, half, out_of(FENCE, side) + 1, out_of(OUTSIDE, side)),
             id=f"safe-{side}", name=f"Strip outside, {SIDES[side].lower()}")


def zones():
    for side, start, end, kind, name_id, name in gates() + searches():
        if kind == "exit":
            continue
        middle = (start + end) / 2
        out, deep = (out_of(WALL, side), 7.0) if kind == "gate" else (out_of(FENCE, side), 5.5)
        area("zone", rectangle(side, middle - 9, middle + 9, out, out + deep), id=f"Z-{name_id}", name=f"Before {name}",
             scheme="queue")
    for side in SIDES:
        half = 80 if is_long(side) else 50
        area("zone", rectangle(side, -half, half, SIDE[1] if is_long(side) else END[1], out_of(WALL, side)),
             id=f"Z-concourse-{side}", name=f"{SIDES[side]} concourse", scheme="walkway")


# ---- where people come from: metres east and north of the ground's middle ----

def around(east, north, half_x, half_y, turn_deg=0.0):
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    corners = [(-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y)]
    ring = [degrees(east + c * x - s * y, north + s * x + c * y) for x, y in corners]
    return [ring + ring[:1]]


def sources():
    station = ((7.41949 - LON) * M_PER_LON, (43.73805 - LAT) * M_PER_LAT)
    add("source", "Polygon", around(*station, 8, 12, 0), id="station", name="Railway station Monaco - Monte-Carlo")
    for name_id, name, east, north, turn in (
            ("P-north", "Car park in Fontvieille, north", -161.5, 81.0, 43.0),
            ("P-west", "Car park in Fontvieille, west", -162.0, -134.0, -37.0),
            ("coaches", "Coach stop at the port of Fontvieille", 72.0, -134.0, -2.0)):
        add("source", "Polygon", around(east, north, 12, 3, turn), id=name_id, name=name)


def main():
    bowl()
    ring_of_walls(WALL, gates())
    ring_of_walls(FENCE, searches())
    corner_walls()
    outside()
    zones()
    sources()
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    sys.stdout.write('{"type":"FeatureCollection","name":"venue","features":[\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
