"""`aman serve` through a client that others wrote: yente-client, from its package registry. Skips where it cannot be had.

AMAN_YENTE_CLIENT names a python that has it; else it goes into an environment of its own.
watchman's client is a Go module of which not every dependency can be had and verified: test_serve.py holds what it reads.

usage: test_serve_clients.py AMAN
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

from service import Served

SKIP = 77
PROGRAM = """
import json, sys
from yente_client import AuthenticationError, Client, Company, NotFoundError, Person
url, token = sys.argv[1:]
with Client(base_url=url, api_key=token) as client:
    match = client.match(Person(name=["Youssef Ben Abderrahmane Tazi"], birthDate=["1965"], nationality=["ma"]), threshold=0.7, limit=3)
    several = dict(client.match_iter([("x", Person(name=["Omar Fasi"])), ("y", Company(name=["Atlas Trading"]))], datasets=["watch"]))
    answers = {
        "health": [client.healthz().status, client.readyz().status],
        "datasets": [dataset.name for dataset in client.datasets().datasets],
        "best": client.algorithms().best,
        "top": [match.top.id, match.top.match, match.top.score > 0.8, match.total.value, match.limit],
        "why": match.top.explanations["name_match"].detail,
        "several": {key: [entity.id for entity in answer.results] for key, answer in several.items()},
        "search": [entity.id for entity in client.search("يوسف التازي").results],
        "fetch": client.fetch("watch-b").caption,
    }
    try:
        client.fetch("watch-nobody")
    except NotFoundError as error:
        answers["missing"] = error.detail
with Client(base_url=url, api_key="aman_wrong") as client:
    try:
        client.datasets()
    except AuthenticationError as error:
        answers["wrong"] = error.status_code
print(json.dumps(answers))
"""


def python_with_client(folder):
    """A python that can import the client; None without."""
    given = os.environ.get("AMAN_YENTE_CLIENT")
    if given:
        return given
    python = os.path.join(folder, "bin", "python")
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, check=False).returncode == 0
    if made and subprocess.run([python, "-m", "pip", "-q", "install", "yente-client==0.2.0"], capture_output=True, check=False,
                               timeout=200).returncode == 0:
        return python
    return None


class Yente(Served):
    def test_its_client_understands_every_answer(self):
        self.import_list()
        token = self.token("desk", "read")
        self.start("--tokens", self.path("tokens"))
        result = subprocess.run([PYTHON, "-c", PROGRAM, self.url, token], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        answers = json.loads(result.stdout)
        why = answers.pop("why")
        self.assertIn("Youssef = Yusuf", why)
        self.assertEqual(answers, {
            "health": ["ok", "ok"], "datasets": ["watch", "default"], "best": "aman", "top": ["watch-a", True, True, 1, 3],
            "several": {"x": ["watch-b"], "y": ["watch-c"]}, "search": ["watch-a"], "fetch": "Omar Fassi",
            "missing": "no entry of this id is listed", "wrong": 401})
        self.assert_whole()


with tempfile.TemporaryDirectory() as environment:
    PYTHON = python_with_client(environment)
    if PYTHON is None:
        print("SKIPPED: yente-client cannot be had here; the service was not tested with it")
        sys.exit(SKIP)
    unittest.main(verbosity=2)
