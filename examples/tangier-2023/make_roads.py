#!/usr/bin/env python3
"""Draws roads.osm: a small main-road network between airport, bay, centre and stadium of Tangier.

Drawn by hand and from memory to be plausible: positions are good to some hundred metres, names are made up, nothing is
copied from any map. It is there so that the escorts of this example have something to be judged on. Do not drive by it.

Needs only the standard library; the same file each time: python3 make_roads.py > roads.osm
"""
import sys
from xml.sax.saxutils import quoteattr

JUNCTIONS = {  # longitude, latitude; True: traffic lights
    "airport": (-5.9130, 35.7300, False),
    "gzenaya": (-5.8990, 35.7262, True),      # airport road meets the bypass
    "airport-east": (-5.8850, 35.7335, False),
    "west-roundabout": (-5.8690, 35.7398, True),  # avenue, western avenue, stadium road
    "stadium-west": (-5.8630, 35.7423, False),
    "north-gate": (-5.8592, 35.7478, True),   # stadium road comes back to the avenue
    "middle": (-5.8380, 35.7565, True),       # avenue meets the northern avenue
    "centre-south": (-5.8220, 35.7660, True),
    "centre": (-5.8120, 35.7765, True),
    "port": (-5.8060, 35.7835, True),
    "bay": (-5.7935, 35.7745, False),
    "cape": (-5.7790, 35.7690, True),         # coast road meets the bypass
    "bypass-east": (-5.7930, 35.7500, True),
    "bypass-middle": (-5.8260, 35.7370, True),
    "east-gate": (-5.8480, 35.7405, True),
    "bypass-south": (-5.8570, 35.7285, True),
    "training": (-5.8800, 35.7560, False),
    "west-hill": (-5.8640, 35.7660, True),
    "hill": (-5.8400, 35.7740, True),
}

WAYS = [  # name, class, km/h, junctions and bends between them, in order
    ("Airport road", "primary", 60, ["airport", (-5.9065, 35.7276), "gzenaya"]),
    ("Airport road", "primary", 60, ["airport", (-5.9020, 35.7335), (-5.8930, 35.7345), "airport-east"]),
    ("Airport avenue", "primary", 60, ["gzenaya", (-5.8915, 35.7290), "airport-east"]),
    ("Airport avenue", "primary", 60, ["airport-east", (-5.8770, 35.7365), "west-roundabout"]),
    ("Airport avenue", "primary", 60, ["west-roundabout", (-5.8655, 35.7440), "north-gate"]),
    ("Airport avenue", "primary", 60, ["north-gate", (-5.8500, 35.7510), "middle"]),
    ("Airport avenue", "primary", 50, ["middle", (-5.8300, 35.7612), "centre-south"]),
    ("Airport avenue", "primary", 50, ["centre-south", (-5.8160, 35.7710), "centre"]),
    ("Port street", "secondary", 50, ["centre", "port"]),
    ("Coast road", "primary", 60, ["port", (-5.8010, 35.7790), "bay"]),
    ("Coast road", "primary", 60, ["bay", (-5.7860, 35.7715), "cape"]),
    ("Bay street", "secondary", 50, ["centre-south", (-5.8080, 35.7690), "bay"]),
    ("Southern bypass", "trunk", 80, ["cape", (-5.7800, 35.7590), "bypass-east"]),
    ("Southern bypass", "trunk", 80, ["bypass-east", (-5.8090, 35.7420), "bypass-middle"]),
    ("Southern bypass", "trunk", 80, ["bypass-middle", (-5.8420, 35.7310), "bypass-south"]),
    ("Southern bypass", "trunk", 80, ["bypass-south", (-5.8780, 35.7245), "gzenaya"]),
    ("Eastern avenue", "secondary", 50, ["bypass-east", (-5.8060, 35.7580), "centre-south"]),
    ("Eastern avenue", "secondary", 50, ["bypass-middle", (-5.8310, 35.7470), "middle"]),
    ("Stadium road", "secondary", 50, ["bypass-south", (-5.8515, 35.7340), "east-gate"]),
    ("Stadium road", "secondary", 50, ["east-gate", (-5.8520, 35.7462), "north-gate"]),
    ("Stadium road", "secondary", 50, ["bypass-south", (-5.8625, 35.7335), "west-roundabout"]),
    ("Tunnel road", "tertiary", 30, ["west-roundabout", "stadium-west", (-5.8614, 35.7429), "tunnel"]),
    ("Tunnel road", "tertiary", 30, ["tunnel", (-5.8608, 35.7447), "north-gate"]),
    ("Western avenue", "secondary", 50, ["west-roundabout", (-5.8725, 35.7435), (-5.8760, 35.7480), "training"]),
    ("Western avenue", "secondary", 50, ["training", (-5.8740, 35.7625), "west-hill"]),
    ("Northern avenue", "secondary", 50, ["west-hill", (-5.8520, 35.7715), "hill"]),
    ("Northern avenue", "secondary", 50, ["hill", (-5.8260, 35.7790), "centre"]),
    ("Northern avenue", "secondary", 50, ["middle", (-5.8400, 35.7650), "hill"]),
]
JUNCTIONS["tunnel"] = (-5.85960, 35.74242, False)  # north-west corner of the ground, where teams drive in


def main():
    out = sys.stdout
    ids = {name: n for n, name in enumerate(JUNCTIONS, 1)}
    nodes = [(lon, lat, signal) for lon, lat, signal in JUNCTIONS.values()]
    lines = []
    for name, road, kmh, points in WAYS:
        refs = []
        for point in points:
            if isinstance(point, str):
                refs.append(ids[point])
            else:
                nodes.append((*point, False))
                refs.append(len(nodes))
        lines.append((name, road, kmh, refs))
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="drawn by hand: make_roads.py">\n')
    for n, (lon, lat, signal) in enumerate(nodes, 1):
        end = '><tag k="highway" v="traffic_signals"/></node>' if signal else "/>"
        out.write(f'  <node id="{n}" lat="{lat:.5f}" lon="{lon:.5f}"{end}\n')
    for n, (name, road, kmh, refs) in enumerate(lines, 1):
        out.write(f'  <way id="{n}">' + "".join(f'<nd ref="{ref}"/>' for ref in refs))
        for key, value in (("highway", road), ("name", name), ("maxspeed", str(kmh))):
            out.write(f'<tag k="{key}" v={quoteattr(value)}/>')
        out.write("</way>\n")
    out.write("</osm>\n")


main()
