"""Who includes whom: the compiler's own dependency output against the table in ARCHITECTURE.md.

usage: test_rooms.py BUILD
"""

import os
import re
import sys

import project

# How an outside library of the table shows in the path of its headers.
OUTSIDE = {
    "libfyaml": r"/libfyaml\.h$",
    "jansson": r"/jansson(_config)?\.h$",
    "GDAL": r"/gdal/|/(gdal|ogr_|cpl_)\w*\.h$",
    "GEOS": r"/geos_c\.h$",
    "ICU": r"/unicode/u\w+\.h$",
    "cairo": r"/cairo[\w-]*\.h$",
    "pango": r"/pango/",
    "SQLite": r"/sqlite3\.h$",
    "HDF5": r"/hdf5\.h$|/H5\w*\.h$",
    "libxml2": r"/libxml/",
    "libsodium": r"/sodium\.h$|/sodium/",
    "libxml2": r"/libxml/",
    "libmicrohttpd": r"/microhttpd\.h$",
    "zlib": r"/z(lib|conf)\.h$",
}


def names_in(cell):
    return re.findall(r"[A-Za-z][\w-]*", cell)


def table():
    """Room -> (rooms it may use, outside libraries it may use)."""
    rooms = {}
    for line in project.read("ARCHITECTURE.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        match = re.fullmatch(r"`(\w+)/`", cells[0])
        if line.startswith("|") and match and len(cells) == 4:
            may = [] if cells[2] == "nothing" else names_in(cells[2])
            rooms[match.group(1)] = (set(may), set(names_in(cells[3])))
    return rooms


def room_of(path):
    """The room of a file, engines told apart: "engines/crowd"; None outside of every room."""
    parts = path.split(os.sep)
    if parts[0] not in project.ROOMS or len(parts) < 2:
        return None
    return "/".join(parts[:2]) if parts[0] == "engines" and len(parts) > 2 else parts[0]


def may_include(rooms, user, used):
    if user == used:
        return True
    if user.startswith("engines/") and used.startswith("engines"):
        return used == "engines"
    return used.split("/")[0] in rooms[user.split("/")[0]][0]


def dependencies(build):
    """(source, header) pairs, each relative to the root or absolute if it lies outside."""
    source = None
    for line in project.output_of("ninja", "-C", build, "-t", "deps").splitlines():
        if not line.startswith(" "):
            source = None
            continue
        path = os.path.realpath(os.path.join(build, line.strip()))
        if path.startswith(project.ROOT + os.sep) and not path.startswith(build + os.sep):
            path = os.path.relpath(path, project.ROOT)
        if source is None:
            source = path
        yield source, path


def main():
    build = os.path.realpath(sys.argv[1])
    rooms = table()
    faults = [f"ARCHITECTURE.md: no row for {room}/" for room in project.ROOMS if room not in rooms]
    looked_at = set()
    for source, used in sorted(set(dependencies(build))) if not faults else ():
        user_room = room_of(source)
        if user_room is None:
            continue
        looked_at.add(source)
        used_room = room_of(used) if not os.path.isabs(used) else None
        if used_room and not may_include(rooms, user_room, used_room):
            faults.append(f"{source}: {user_room} may not use {used_room} ({used})")
        for library, pattern in OUTSIDE.items():
            allowed = rooms[user_room.split("/")[0]][1]
            if os.path.isabs(used) and library not in allowed and re.search(pattern, used):
                faults.append(f"{source}: {user_room} may not use {library} ({used})")
    project.finish(faults, len(looked_at), "compiled files of the rooms")


main()
