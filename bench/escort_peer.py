"""igraph on the graph that `aman escort graph` writes: what share of pairs has two routes without a common street, and how
fast plain shortest paths are.

usage: escort_peer.py flow EDGES.csv PAIRS.csv ANSWERS.jsonl   disjoint by max-flow, by ours, pairs where they differ
       escort_peer.py queries EDGES.csv PAIRS.csv N            shortest paths a second, and the sum of their times
"""
import csv
import json
import sys
import time

import igraph


def read_graph(path):
    """Nodes are the map's; of parallel edges all are kept."""
    ids, edges, times = {}, [], []
    with open(path, encoding="ascii") as file:
        for row in csv.DictReader(file):
            edges.append(tuple(ids.setdefault(int(row[end]), len(ids)) for end in ("from", "to")))
            times.append(float(row["time_s"]))
    graph = igraph.Graph(n=len(ids), edges=edges, directed=True)
    return graph, ids, times


def read_pairs(path):
    with open(path, encoding="ascii") as file:
        return [(int(row["from"]), int(row["to"])) for row in csv.DictReader(file)]


def compare_flows(edges, pairs, answers):
    """No turn restrictions: two arc-disjoint paths, or two without a common street, exist or not together."""
    graph, ids, _ = read_graph(edges)
    theirs = ours = differ = 0
    with open(answers, encoding="utf-8") as file:
        for (start, end), line in zip(read_pairs(pairs), file):
            flow = graph.maxflow_value(ids[start], ids[end]) >= 2
            disjoint = json.loads(line).get("disjoint", False)
            theirs += flow
            ours += disjoint
            differ += flow != disjoint
    print(f"{theirs},{ours},{differ}")


def time_queries(edges, pairs, n):
    graph, ids, times = read_graph(edges)
    chosen = [(ids[start], ids[end]) for start, end in read_pairs(pairs)[:n]]
    begin = time.process_time()
    total = 0.0
    for start, end in chosen:
        path = graph.get_shortest_path(start, end, weights=times, output="epath")
        total += sum(times[edge] for edge in path)
    print(f"{n / (time.process_time() - begin):.1f},{total:.3f}")


if sys.argv[1] == "flow":
    compare_flows(*sys.argv[2:5])
else:
    time_queries(sys.argv[2], sys.argv[3], int(sys.argv[4]))
