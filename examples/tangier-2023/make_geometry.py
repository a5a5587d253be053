#!/usr/bin/env python3
"""Draws venue.geojson: a plausible Ibn Batouta stadium on four levels.

Public facts: the place (35.741211 N, 5.858105 W), the pitch of 105 x 68 m with its running track, four stands,
17 doors and a main entrance. Everything else - tiers, blocks, gangways, stairs, concourses, fences, car parks -
is drawn to be plausible, not surveyed. Do not use it for the real ground.

The bowl is a rectangle with rounded corners, made of 20 straight facets. A point is given by its facet, by s metres
along the facet (counter-clockwise, 0 in its middle) and by d metres outwards from the front row. From the pitch
outwards:

    d =    0 .. 16     lower tier, level 1 (the bowl is dug in: its back is at the height of the ground)
          16 .. 19     walkway behind it, level 1
          19 .. 25     lower vomitories: ramps from the ground concourse (0) to the walkway (1)
        17.2 .. 45.4   upper tier, level 3, with a walkway at 26 .. 29.4
        29.4 .. 35.8   upper vomitories: stairs from the upper concourse (2) to that walkway (3)
          35.8 .. 43.8   upper concourse, level 2
          43.8 .. 55.8   stairs from the ground concourse (0) to the upper concourse (2)
          25 .. 67     ground concourse, level 0
          67 .. 68     outer wall with the doors, level 0
          68 .. 87     inner ring
          87 .. 88     perimeter fence with the search lanes
          88 .. 115    outer ring; beyond it the forecourts of car parks and stops

An upper vomitory, its stair, a door and the gangway of the rows before it lie in one column, so that people leave
straight ahead; gangways of the back rows come down between the vomitories. A lower vomitory lies opposite each gangway.

Needs only the standard library; the same file each time: python3 make_geometry.py > venue.geojson
"""
import json
import math
import sys

EAST_M, NORTH_M = 241532.5, 3959013.0  # centre spot, 35.741211 N 5.858105 W, in EPSG:32630 (UTM zone 30 N)

HALF_X, HALF_Y, RADIUS = 50.0, 92.0, 40.0  # front row: half sizes, radius of the corners
TURN = math.radians(18.0)                  # between two facets
TAN, COS = math.tan(TURN / 2), math.cos(TURN / 2)
SECTIONS = {"E": range(-2, 3), "N": range(3, 8), "W": range(8, 13), "S": range(13, 18)}  # facets
NAMES = {"E": "East", "N": "North", "W": "West", "S": "South"}
FENCE_M = 0.4          # half of the strip between two sections
LOWER_GANGWAY_M, UPPER_GANGWAY_M = 1.4, 1.2
RAMP_M, VOMITORY_M, STAIR_M = 3.0, 5.2, 5.6  # widths
ROW_M, SEAT_M = 0.8, 0.5

LOWER = (0.0, 16.0)
LOWER_WALKWAY = (16.0, 19.0)
RAMP = (19.0, 25.0)
UPPER_FRONT = (17.2, 26.0)
UPPER_WALKWAY = (26.0, 29.4)
UPPER_BACK = (29.4, 45.4)
VOMITORY = (29.4, 35.8)
UPPER_CONCOURSE = (35.8, 43.8)
STAIR = (43.8, 55.8)
CONCOURSE = (25.0, 67.0)
WALL = (67.0, 68.0)
INNER_RING = (68.0, 87.0)
FENCE = (87.0, 88.0)
OUTER_RING = (88.0, 115.0)
FORECOURT = (115.0, 145.0)

STRAIGHT = 11.6        # distance of gangways on the straights
# Gangways on the straights, by length of the facet.
GANGWAYS = {"long": [STRAIGHT * (k - 4.5) for k in range(10)], "short": [-STRAIGHT, 0.0, STRAIGHT]}

features = []


# ---- where things are ----

def kind_of_facet(i):
    """Long straights east and west, short ones north and south, the rest are corners."""
    return {0: "long", 5: "short", 10: "long", 15: "short"}.get(i % 20, "corner")


def half_straight(i):
    return {"long": HALF_Y - RADIUS, "short": HALF_X - RADIUS, "corner": 0.0}[kind_of_facet(i)]


def half_length(i, d):
    """From the middle of facet i to its corner, d metres out."""
    return half_straight(i) + (RADIUS + d) * TAN


def point(i, s, d):
    angle = i * TURN
    nx, ny = math.cos(angle), math.sin(angle)
    if kind_of_facet(i) == "corner":
        cx = math.copysign(HALF_X - RADIUS, nx)
        cy = math.copysign(HALF_Y - RADIUS, ny)
        reach = RADIUS
    else:
        cx = cy = 0.0
        reach = HALF_X if kind_of_facet(i) == "long" else HALF_Y
    return (cx + (reach + d) * nx - s * ny, cy + (reach + d) * ny + s * nx)


def bearing_out(i):
    return round((90.0 - math.degrees(i * TURN)) % 360.0, 3)


def bearing_in(i):
    return round((bearing_out(i) + 180.0) % 360.0, 3)


def corner_edge(i, side, clear):
    """The line `clear` metres before the corner of facet i (side +1: the counter-clockwise one), as s of d."""
    return lambda d: side * (half_length(i, d) - clear / COS)


def at(s):
    """The line across the facet at s, as s of d."""
    return lambda d: s


def cell(i, a, b, d0, d1):
    """Between two lines of facet i."""
    return [point(i, a(d0), d0), point(i, b(d0), d0), point(i, b(d1), d1), point(i, a(d1), d1)]


def box(i, s, width, d0, d1):
    return cell(i, at(s - width / 2), at(s + width / 2), d0, d1)


def chain(facets, d, closed):
    """The outline d metres out along the facets."""
    points = []
    facets = list(facets)
    for i in facets:
        if i == facets[0] and not closed:
            points.append(point(i, corner_edge(i, -1, FENCE_M)(d), d))
        last = i == facets[-1] and not closed
        points.append(point(i, corner_edge(i, 1, FENCE_M)(d) if last else half_length(i, d), d))
    return points


def band(section, span):
    """The part of a section between two depths."""
    inner = chain(SECTIONS[section], span[0], False)
    outer = chain(SECTIONS[section], span[1], False)
    return inner + outer[::-1]


# ---- features ----

def add(kind, geometry_type, coordinates, **properties):
    features.append({"kind": kind, "type": geometry_type, "coordinates": coordinates, "properties": properties})


def add_area(kind, ring, holes=(), **properties):
    add(kind, "Polygon", [ring, *holes], **properties)


def add_areas(kind, rings, **properties):
    add(kind, "MultiPolygon", [[ring] for ring in rings], **properties)


def add_line(kind, i, s, width, d, **properties):
    """Across an opening of this width, its ends well inside the wall on both sides."""
    reach = width / 2 + 0.2
    add(kind, "LineString", [point(i, s - reach, d), point(i, s + reach, d)], inward_deg=bearing_in(i), **properties)


def ring_area(kind, span, **properties):
    add_area(kind, chain(range(20), span[1], True), [chain(range(20), span[0], True)[::-1]], **properties)


class Tier:
    """Blocks of a part of a tier with the gangways between them, numbered along the section.

    gangways: (facet, s) of those inside facets; with `corners` there is one on each corner of two facets and one at
    either end as well. notches: (facet, s) of vomitories that come out of the front of a block.
    """

    def __init__(self, section, letter, suffix, span, level, width):
        self.section, self.letter, self.suffix = section, letter, suffix
        self.span, self.level, self.half = span, level, width / 2
        self.n_blocks = self.n_gangways = 0

    def gangway(self, ring):
        self.n_gangways += 1
        add_area("gangway", ring, id=f"{self.section}-{self.letter}-G{self.n_gangways:02d}{self.suffix}", level=self.level,
                 section=self.section)

    def corner_gangway(self, i):
        a, b = corner_edge(i, 1, self.half), corner_edge(i + 1, -1, self.half)
        d0, d1 = self.span
        self.gangway([point(i, a(d0), d0), point(i, half_length(i, d0), d0), point(i + 1, b(d0), d0),
                      point(i + 1, b(d1), d1), point(i, half_length(i, d1), d1), point(i, a(d1), d1)])

    def block(self, i, a, b, notches):
        self.n_blocks += 1
        front = self.span[0]
        ring = cell(i, a, b, *self.span)
        for s in [s for f, s in notches if f == i and a(front) < s < b(front)]:
            w, to = VOMITORY_M / 2 + 0.2, VOMITORY[1] + 0.2
            ring[1:1] = [point(i, s - w, front), point(i, s - w, to), point(i, s + w, to), point(i, s + w, front)]
        number = f"{self.n_blocks:02d}{self.suffix}"
        add_area("stand", ring, id=f"{self.section}-{self.letter}-{number}", level=self.level, section=self.section,
                 row_depth_m=ROW_M, seat_width_m=SEAT_M,
                 name=f"{NAMES[self.section]} {'lower' if self.letter == 'L' else 'upper'} {number} (drawn)")

    def draw(self, gangways, corners, notches=()):
        facets = list(SECTIONS[self.section])
        for i in facets:
            first, last = i == facets[0], i == facets[-1]
            end = FENCE_M + (2 * self.half if corners else 0.0)
            joint = self.half if corners else 0.0
            if first and corners:
                self.gangway(cell(i, corner_edge(i, -1, FENCE_M), corner_edge(i, -1, end), *self.span))
            lines = [corner_edge(i, -1, end if first else joint)]
            for s in [s for f, s in gangways if f == i]:
                lines += [at(s - self.half), at(s + self.half)]
            lines.append(corner_edge(i, 1, end if last else joint))
            for k in range(0, len(lines), 2):
                self.block(i, lines[k], lines[k + 1], notches)
                if k + 2 < len(lines):
                    self.gangway(cell(i, lines[k + 1], lines[k + 2], *self.span))
            if corners and last:
                self.gangway(cell(i, corner_edge(i, 1, end), corner_edge(i, 1, FENCE_M), *self.span))
            elif corners:
                self.corner_gangway(i)


# ---- what stands where: (facet, s) ----

def gangways_of(section):
    """Gangways of the lower tier on the straight."""
    m = SECTIONS[section][2]
    return [(m, s) for s in GANGWAYS[kind_of_facet(m)]]


def ramps_of(section):
    """A lower vomitory opposite each gangway of the straight, one in each corner facet."""
    a, b, m, c, e = SECTIONS[section]
    return [(a, 0.0), (b, 0.0)] + gangways_of(section) + [(c, 0.0), (e, 0.0)]


def back_gangways_of(section):
    """Gangways of the upper tier's back: between the vomitories."""
    a, b, m, c, e = SECTIONS[section]
    return [(a, 0.0), (b, 0.0)] + gangways_of(section) + [(c, 0.0), (e, 0.0)]


def columns_of(section):
    """Upper vomitories, with their stairs: one in each block of the upper tier."""
    a, b, m, c, e = SECTIONS[section]
    long = kind_of_facet(m) == "long"
    straight = [-57.6] + [STRAIGHT * k for k in range(-4, 5)] + [57.6] if long else [-16.6, -5.8, 5.8, 16.6]
    return [(i, s) for i in (a, b) for s in (-6.4, 6.4)] + [(m, s) for s in straight] + [(i, s) for i in (c, e) for s in (-6.4, 6.4)]


# Doors in the outer wall: (number, facet, s, width). 0 is the main entrance.
DOORS = {
    "E": [(1, -1, 6.4, 6.0), (2, 0, -3 * STRAIGHT, 6.0), (3, 0, 0.0, 6.0), (4, 0, 3 * STRAIGHT, 6.0), (5, 1, -6.4, 6.0)],
    "N": [(6, 4, 6.4, 6.0), (7, 5, -5.8, 6.0), (8, 5, 5.8, 6.0), (9, 6, -6.4, 6.0)],
    "W": [(10, 10, -4 * STRAIGHT, 8.0), (0, 10, 0.0, 12.0), (11, 10, 3 * STRAIGHT, 6.0), (12, 11, -6.4, 6.0)],
    "S": [(13, 14, -6.4, 6.0), (14, 14, 6.4, 6.0), (15, 15, -5.8, 6.0), (16, 15, 5.8, 6.0), (17, 16, -6.4, 8.0)],
}


def exits_of(section):
    """Exit doors of the ground concourse, shut until people leave: before each stair that no door is before."""
    doors = {(i, s) for _, i, s, _ in DOORS[section]}
    return [(i, s, 5.0) for i, s in columns_of(section) if (i, s) not in doors]


# Banks of search lanes in the perimeter fence, and exits beside them: (facet, s, width).
SEARCHES = {
    "E": [(0, -36.0, 15.0), (0, 0.0, 15.0), (0, 36.0, 15.0)],
    "N": [(4, 0.0, 10.0), (5, 0.0, 10.0), (6, 0.0, 10.0)],
    "W": [(10, -36.0, 15.0), (10, 0.0, 15.0), (10, 36.0, 15.0)],
    "S": [(14, 0.0, 10.0), (15, 0.0, 10.0), (16, 0.0, 10.0)],
}
FENCE_EXITS = {
    "E": [(0, -18.0, 18.0), (0, 18.0, 18.0), (-1, 4.0, 30.0), (1, -4.0, 30.0), (-2, 0.0, 24.0), (2, 0.0, 24.0),
          (0, -56.0, 22.0), (0, 56.0, 22.0)],
    "N": [(5, -15.0, 14.0), (5, 15.0, 14.0), (3, 4.0, 30.0), (7, -4.0, 30.0)],
    "W": [(10, -18.0, 18.0), (10, 18.0, 18.0), (9, 4.0, 30.0), (11, -4.0, 30.0), (8, 0.0, 24.0), (12, 0.0, 24.0),
          (10, -56.0, 22.0), (10, 56.0, 22.0)],
    "S": [(15, -15.0, 14.0), (15, 15.0, 14.0), (13, 4.0, 30.0), (17, -4.0, 30.0)],
}
# Forecourts of car parks and stops: (id, name, facet, s, length along the facet).
PLACES = [
    ("P-south-east", "East car park, southern forecourt", -1, 0.0, 46.0),
    ("P-east", "East car park, forecourt", 0, -38.0, 72.0),
    ("shuttle-east", "East shuttle stop", 0, 38.0, 72.0),
    ("walk-east", "Eastern road", 1, 0.0, 46.0),
    ("walk-north", "Northern avenue", 4, 0.0, 46.0),
    ("P-north", "North car park, forecourt", 5, 0.0, 62.0),
    ("coaches-north", "Coach park of the visitors", 7, 0.0, 46.0),
    ("walk-west", "Western avenue", 10, -38.0, 72.0),
    ("shuttle-west", "West shuttle stop", 10, 38.0, 72.0),
    ("walk-south", "Southern avenue", 11, 0.0, 46.0),
    ("coaches-south", "Coach park of Al Ahly", 14, 0.0, 46.0),
    ("P-south", "South car park, forecourt", 15, 0.0, 62.0),
    ("shuttle-south", "South shuttle stop", 16, 0.0, 46.0),
]


def track_line(radius):
    """Two half circles joined by straights of 84.4 m."""
    points = []
    for end in (1, -1):
        for k in range(25):
            angle = math.pi * k / 24 + (0.0 if end > 0 else math.pi)
            points.append((radius * math.cos(angle), end * 42.2 + radius * math.sin(angle)))
    return points


def draw_pitch():
    add_area("pitch", [(-34.0, -52.5), (34.0, -52.5), (34.0, 52.5), (-34.0, 52.5)], id="pitch",
             name="Pitch, 105 x 68 m", level="0")
    add_area("obstacle", track_line(46.3), [track_line(36.5)[::-1]], id="track", name="Running track (drawn)", level="0")


def draw_bowl(section):
    name = NAMES[section]
    Tier(section, "L", "", LOWER, "1", LOWER_GANGWAY_M).draw(gangways_of(section), True)
    add_area("walkable", band(section, LOWER_WALKWAY), id=f"{section}-walkway-1", level="1", name=f"{name} lower walkway (drawn)")
    columns = columns_of(section)
    Tier(section, "U", "a", UPPER_FRONT, "3", UPPER_GANGWAY_M).draw(columns, False)
    Tier(section, "U", "b", UPPER_BACK, "3", UPPER_GANGWAY_M).draw(back_gangways_of(section), True, columns)
    add_area("walkable", band(section, UPPER_WALKWAY), id=f"{section}-walkway-3", level="3", name=f"{name} upper walkway (drawn)")
    add_area("walkable", band(section, UPPER_CONCOURSE), id=f"{section}-concourse-2", level="2", name=f"{name} upper concourse (drawn)")
    stairs = [box(i, s, STAIR_M, *STAIR) for i, s in columns]
    add_area("walkable", band(section, CONCOURSE), stairs, id=f"{section}-concourse-0", level="0", name=f"{name} ground concourse (drawn)")
    for n, (i, s) in enumerate(ramps_of(section), 1):
        add_area("ramp", box(i, s, RAMP_M, *RAMP), id=f"{section}-ramp-{n:02d}", level="0", level_up="1", up_deg=bearing_in(i),
                 rise_m=0.5, name=f"{name} lower vomitory {n} (drawn)")
    for n, (i, s) in enumerate(columns, 1):
        add_area("stair", box(i, s, STAIR_M, *STAIR), id=f"{section}-stair-{n:02d}", level="0", level_up="2", up_deg=bearing_in(i),
                 rise_m=6.0, name=f"{name} stair {n} (drawn)")
        add_area("stair", box(i, s, VOMITORY_M, *VOMITORY), id=f"{section}-vomitory-{n:02d}", level="2", level_up="3", up_deg=bearing_in(i),
                 rise_m=2.7, name=f"{name} upper vomitory {n} (drawn)")


def draw_openings(section):
    name = NAMES[section]
    for number, i, s, width in DOORS[section]:
        door = "main" if number == 0 else f"D{number}"
        label = "Main entrance" if number == 0 else f"Door {number}"
        add_area("walkable", box(i, s, width, *WALL), id=f"passage-{door}", level="0", name=f"{label}, passage (drawn)")
        add_line("gate", i, s, width, 67.5, id=door, level="0", name=f"{label} (drawn)")
    for n, (i, s, width) in enumerate(exits_of(section), 1):
        add_area("walkable", box(i, s, width, *WALL), id=f"passage-X-{section}{n}", level="0")
        add_line("exit", i, s, width, 67.5, id=f"X-{section}{n}", level="0", name=f"{name} exit door {n} (drawn)")
    for n, (i, s, width) in enumerate(SEARCHES[section], 1):
        add_area("walkable", box(i, s, width, *FENCE), id=f"passage-S-{section}{n}", level="0")
        add_line("search", i, s, width, 87.5, id=f"S-{section}{n}", level="0", name=f"{name} search {n} (drawn)")
    for n, (i, s, width) in enumerate(FENCE_EXITS[section], 1):
        add_area("walkable", box(i, s, width, *FENCE), id=f"passage-XP-{section}{n}", level="0")
        add_line("exit", i, s, width, 87.5, id=f"XP-{section}{n}", level="0", name=f"{name} perimeter exit {n} (drawn)")


def draw_outside():
    ring_area("walkable", INNER_RING, id="inner-ring", level="0", name="Inner ring (drawn)")
    ring_area("walkable", OUTER_RING, id="outer-ring", level="0", name="Outer ring (drawn)")
    for place, name, i, s, length in PLACES:
        add_area("walkable", box(i, s, length, *FORECOURT), id=f"forecourt-{place}", level="0", name=f"{name} (drawn)")
        add_area("source", box(i, s, length, FORECOURT[0] + 2.0, FORECOURT[1]), id=place, level="0", name=f"{name} (drawn)")
    for section, name in NAMES.items():
        add_area("safety", band(section, (94.0, 115.0)), id=f"safety-{section}", level="0", name=f"{name} place of safety (drawn)")


def draw_zones(section):
    name = NAMES[section]

    def zone(what, label, level, scheme, rings):
        add_areas("zone", rings, id=f"Z-{section}-{what}", name=f"{name} {label}", level=level, scheme=scheme)

    for number, i, s, width in DOORS[section]:
        door = "main" if number == 0 else f"D{number}"
        label = "Main entrance" if number == 0 else f"Door {number}"
        add_area("zone", box(i, s, width + 5.0, 68.0, 84.0), id=f"Z-{door}", name=f"{label}, queue", level="0", scheme="queue")
    for n, (i, s, width) in enumerate(SEARCHES[section], 1):
        add_area("zone", box(i, s, width + 6.0, 88.0, 106.0), id=f"Z-S-{section}{n}", name=f"{name} search {n}, queue", level="0", scheme="queue")
    zone("concourse", "ground concourse", "0", "walkway", [band(section, (CONCOURSE[0], STAIR[0]))])
    zone("upper", "upper concourse", "2", "walkway", [band(section, UPPER_CONCOURSE)])
    zone("walkway-1", "lower walkway", "1", "queue", [band(section, LOWER_WALKWAY)])
    zone("walkway-3", "upper walkway", "3", "queue", [band(section, UPPER_WALKWAY)])
    zone("ramps", "lower vomitories", "0", "walkway", [box(i, s, RAMP_M, *RAMP) for i, s in ramps_of(section)])
    zone("stairs", "stairs", "0", "stairs", [box(i, s, STAIR_M, *STAIR) for i, s in columns_of(section)])
    zone("vomitories", "upper vomitories", "2", "stairs", [box(i, s, VOMITORY_M, *VOMITORY) for i, s in columns_of(section)])
    zone("plaza", "plaza", "0", "walkway", [band(section, (106.0, 115.0))])


# ---- out ----

def to_millimetres(p):
    return (round(p[0] * 1000), round(p[1] * 1000))


def rings_of(feature):
    if feature["type"] == "LineString":
        return []
    if feature["type"] == "Polygon":
        return feature["coordinates"]
    return [ring for polygon in feature["coordinates"] for ring in polygon]


def lies_on(p, a, b):
    """Within 2 mm of the inside of a-b (all in mm): its share of the way, or None."""
    ax, ay, bx, by = *a, *b
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    if length2 == 0:
        return None
    along = ((p[0] - ax) * dx + (p[1] - ay) * dy) / length2
    off = abs((p[0] - ax) * dy - (p[1] - ay) * dx) / math.sqrt(length2)
    inside = along * math.sqrt(length2)
    return along if off <= 2.0 and 2.0 < inside < math.sqrt(length2) - 2.0 else None


def share_vertices():
    """Neighbours share every vertex on their common edges, so that rounding opens no slit between them."""
    areas = [f for f in features if f["kind"] in ("walkable", "gangway", "stair", "ramp")]
    grid = {}
    for f in areas:
        for ring in f["coordinates"]:
            for p in ring:
                grid.setdefault((p[0] // 20000, p[1] // 20000), set()).add(p)
    for f in areas:
        f["coordinates"] = [shared_ring(ring, grid) for ring in f["coordinates"]]


def shared_ring(ring, grid):
    out = []
    for a, b in zip(ring, ring[1:] + ring[:1]):
        out.append(a)
        x = range(min(a[0], b[0]) // 20000 - 1, max(a[0], b[0]) // 20000 + 2)
        y = range(min(a[1], b[1]) // 20000 - 1, max(a[1], b[1]) // 20000 + 2)
        found = {}
        for p in {p for cx in x for cy in y for p in grid.get((cx, cy), ())}:
            along = lies_on(p, a, b)
            if along is not None:
                found[along] = p
        out += [found[along] for along in sorted(found)]
    return out


def round_all():
    for f in features:
        if f["type"] == "LineString":
            f["coordinates"] = [to_millimetres(p) for p in f["coordinates"]]
        elif f["type"] == "Polygon":
            f["coordinates"] = [[to_millimetres(p) for p in ring] for ring in f["coordinates"]]
        else:
            f["coordinates"] = [[[to_millimetres(p) for p in ring] for ring in polygon] for polygon in f["coordinates"]]


def signed_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def out_ring(ring, outer):
    if (signed_area(ring) > 0) != outer:
        ring = ring[::-1]
    return [[round(EAST_M + x / 1000, 3), round(NORTH_M + y / 1000, 3)] for x, y in ring + ring[:1]]


def out_geometry(f):
    if f["type"] == "LineString":
        coordinates = [[round(EAST_M + x / 1000, 3), round(NORTH_M + y / 1000, 3)] for x, y in f["coordinates"]]
    elif f["type"] == "Polygon":
        coordinates = [out_ring(r, k == 0) for k, r in enumerate(f["coordinates"])]
    else:
        coordinates = [[out_ring(r, k == 0) for k, r in enumerate(polygon)] for polygon in f["coordinates"]]
    return {"type": f["type"], "coordinates": coordinates}


def write(out):
    out.write('{"type": "FeatureCollection", "name": "venue",\n')
    out.write('"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32630"}},\n"features": [\n')
    for k, f in enumerate(features):
        item = {"type": "Feature", "properties": {"kind": f["kind"], **f["properties"]}, "geometry": out_geometry(f)}
        out.write(json.dumps(item, ensure_ascii=False) + ("," if k + 1 < len(features) else "") + "\n")
    out.write("]}\n")


def main():
    draw_pitch()
    for section in SECTIONS:
        draw_bowl(section)
        draw_openings(section)
        draw_zones(section)
    draw_outside()
    round_all()
    share_vertices()
    write(sys.stdout)


main()
