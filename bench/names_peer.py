"""nomenklatura's logic-v2 matcher, comparing queries with a list one by one; prints a line for bench/names.sh.

usage: names_peer.py DATA QUERIES CANDIDATES

Comparisons are what it does itself (its service asks a search engine for candidates first), so that what is measured is
comparisons a second; searches a second are for CANDIDATES comparisons each.
"""

import csv
import sys
import time

from followthemoney import model
from nomenklatura.matching import get_algorithm


def entity(identity, name):
    proxy = model.get_proxy if hasattr(model, "get_proxy") else None
    data = {"id": identity, "schema": "Person", "properties": {"name": [name]}}
    if proxy:
        return proxy(data)
    from followthemoney.proxy import EntityProxy
    return EntityProxy.from_dict(data)


def main():
    data, n_queries, n_candidates = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open(f"{data}/names/negatives_train.csv", encoding="utf-8") as file:
        queries = [entity(f"q{i}", row["full_name"]) for i, row in zip(range(n_queries), csv.DictReader(file))]
    with open(f"{data}/lists/ofac_2021-07/sdn.csv", encoding="utf-8") as file:
        names = [row[1] for row in csv.reader(file) if len(row) == 12 and row[2].strip() == "individual"]
    listed = [entity(f"l{i}", name) for i, name in enumerate(names[:n_candidates])]
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config() if hasattr(algorithm, "default_config") else None
    began = time.process_time()
    for query in queries:
        for candidate in listed:
            algorithm.compare(query, candidate, config) if config else algorithm.compare(query, candidate)
    took = time.process_time() - began
    n = len(queries) * len(listed)
    print(f"logic-v2 with {len(listed)} candidates a search,,,,{len(queries)},{len(queries) / took:.2f},{1e6 * took / n:.0f} a comparison,,{len(listed)},")


main()
