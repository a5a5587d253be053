"""`aman serve` as clients see it: shapes, tokens, limits, TLS, the record, lists exchanged under load, stopping.

usage: test_serve.py AMAN [CLASS...]
"""

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import threading
import unittest
import warnings

from command import aman
from service import Served

QUERY = {"schema": "Person", "properties": {"name": ["Youssef Ben Abderrahmane Tazi"], "birthDate": ["1965-03-02"],
                                            "nationality": ["Maroc"]}}


class Serve(Served):
    def setUp(self):
        super().setUp()
        self.import_list()

    def serve(self, *options, scopes="read,decide"):
        self.desk = self.token("desk", scopes)
        self.start("--tokens", self.path("tokens"), *options)

    def match(self, query, path="/match/default", **more):
        return self.ask(path, self.desk, {"queries": {"q": query}}, **more)


class Shapes(Serve):
    def setUp(self):
        super().setUp()
        self.serve()

    def test_match(self):
        reply = self.match(QUERY)
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "application/json"))
        answer = reply.json()
        self.assertEqual(answer["limit"], 5)
        found = answer["responses"]["q"]
        self.assertEqual((found["status"], found["total"], found["query"]), (200, {"value": 1, "relation": "eq"}, QUERY))
        best = found["results"][0]
        self.assertEqual((best["id"], best["schema"], best["datasets"], best["match"]), ("watch-a", "Person", ["watch"], True))
        self.assertEqual(best["properties"]["alias"], ["يوسف بن عبد الرحمن التازي"])
        self.assertEqual(best["properties"]["weakAlias"], ["Joe"])
        self.assertEqual(best["properties"]["nationality"], ["ma"])
        self.assertGreater(best["score"], 0.9)
        self.assertGreater(best["features"]["birth_date"], 0)
        self.assertIn("alike", best["explanations"]["name_match"]["detail"])

    def test_reasons_in_the_readers_language(self):
        answer = self.match(QUERY, headers={"Accept-Language": "ar"}).json()
        self.assertIn("سنة الازدياد نفسها", answer["responses"]["q"]["results"][0]["explanations"]["name_match"]["detail"])

    def test_filters(self):
        names = {"schema": "LegalEntity", "properties": {"name": ["Omar Fassi", "Atlas Trading Company"]}}
        found = self.match(names).json()["responses"]["q"]["results"]
        self.assertEqual([entity["id"] for entity in found], ["watch-b", "watch-c"])
        for filtered, left in (("exclude_schema=Person", ["watch-c"]), ("exclude_entity_ids=watch-c", ["watch-b"]), ("limit=1", ["watch-b"]),
                               ("exclude_dataset=watch", []), ("include_dataset=other", [])):
            found = self.match(names, f"/match/default?{filtered}").json()["responses"]["q"]["results"]
            self.assertEqual([entity["id"] for entity in found], left, filtered)

    def test_search_and_entities(self):
        answer = self.ask("/search/watch?q=%D9%8A%D9%88%D8%B3%D9%81+%D8%A7%D9%84%D8%AA%D8%A7%D8%B2%D9%8A", self.desk).json()
        self.assertEqual([entity["id"] for entity in answer["results"]], ["watch-a"])
        self.assertEqual((answer["total"]["value"], answer["limit"], answer["offset"], answer["facets"]), (1, 10, 0, {}))
        entity = self.ask("/entities/watch-a", self.desk).json()
        self.assertEqual(entity["caption"], "Yusuf bin Abd al-Rahman al-Tazi")
        self.assertEqual(self.ask("/entities/watch-z", self.desk).status, 404)

    def test_what_there_is(self):
        catalog = self.ask("/catalog", self.desk).json()
        self.assertEqual([(d["name"], d["children"]) for d in catalog["datasets"]], [("watch", []), ("default", ["watch"])])
        self.assertEqual(catalog["datasets"][0]["entity_count"], 3)
        self.assertEqual(self.ask("/algorithms", self.desk).json()["default"], "aman")
        for path in ("/healthz", "/readyz"):
            self.assertEqual(self.ask(path).json(), {"status": "ok"})

    def test_watchman(self):
        """Recorded by hand from what watchman's own client reads."""
        info = self.ask("/v2/listinfo", self.desk).json()
        self.assertEqual(info["lists"], {"watch": 3})
        self.assertEqual(set(info), {"lists", "listHashes", "startedAt", "endedAt", "version"})
        answer = self.ask("/v2/search?name=Omar+Fasi&type=person&birthDate=1970-05-01&minMatch=0.80&limit=3", self.desk).json()
        entity = answer["entities"][0]
        self.assertEqual((entity["name"], entity["entityType"], entity["sourceList"], entity["sourceID"]),
                         ("Omar Fassi", "person", "watch", "b"))
        self.assertEqual(entity["person"]["birthDate"], "1970-01-01T00:00:00Z")
        self.assertIsNone(entity["business"])
        self.assertEqual(entity["sanctionsInfo"]["programs"], ["TEST"])
        self.assertTrue(0.8 < entity["match"] <= 1)
        other = self.ask("/v2/search?name=Nobody+Here&altNames=Omar+Fassi&type=person", self.desk).json()
        self.assertEqual([e["sourceID"] for e in other["entities"]], ["b"])

    def test_wrong_requests_say_what_is_wrong(self):
        cases = ((400, "/match/default", b"{", "no JSON"), (400, "/match/default", {"queries": {}}, "at least one query"),
                 (400, "/match/default", {"queries": {"x": {"schema": "Person", "properties": {}}}}, "x: expected a name"),
                 (400, "/match/default", {"queries": {str(i): QUERY for i in range(101)}}, "more than 100"),
                 (404, "/match/nowhere", {"queries": {"q": QUERY}}, "no list of this name"),
                 (400, "/match/default?algorithm=logic-v2", {"queries": {"q": QUERY}}, "one algorithm"),
                 (400, "/match/default?topics=sanction", {"queries": {"q": QUERY}}, "not supported"),
                 (400, "/match/default?limit=many", {"queries": {"q": QUERY}}, "limit"),
                 (405, "/match/default", None, "another method"), (404, "/nowhere", None, "nothing here"),
                 (400, "/search/default", None, "q: expected"), (400, "/search/default?q=%zz", None, "no escape"),
                 (400, "/search/default?q=%FF", None, "not UTF-8"), (400, "/alerts?state=nonsense", None, "state"),
                 (404, "/alerts/999", None, "no such alert"), (404, "/alerts/x", None, "no such alert"))
        for status, path, body, says in cases:
            reply = self.ask(path, self.desk, body)
            self.assertEqual(reply.status, status, path)
            self.assertIn(says, reply.json()["detail"], path)
            self.assertEqual(reply.json()["detail"], reply.json()["error"])

    def test_odd_names_are_answered(self):
        for name in ("x" * 10000, "\u202e\u200b", "'; DROP TABLE person; --", "<script>", "يوسف Тази", "\U0001f600" * 100, "\u0000a"):
            reply = self.match({"schema": "Person", "properties": {"name": [name]}})
            self.assertIn(reply.status, (200, 400), name[:20])
            self.assertTrue(reply.json())

    def test_headers_keep_it_out_of_caches_and_frames(self):
        headers = self.ask("/catalog", self.desk).headers
        self.assertEqual((headers["Cache-Control"], headers["X-Content-Type-Options"], headers["Referrer-Policy"]),
                         ("no-store", "nosniff", "no-referrer"))
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
        self.assertNotIn("unsafe", self.ask("/").headers["Content-Security-Policy"])


class Limits(Serve):
    def test_tokens_and_scopes(self):
        look = self.token("look", "read")
        self.serve()
        self.assertEqual(self.ask("/catalog").status, 401)
        wrong = self.ask("/catalog", "aman_" + "0" * 64)
        self.assertEqual((wrong.status, wrong.headers["WWW-Authenticate"]), (401, "Bearer"))
        self.assertEqual(self.ask("/catalog", look).status, 200)
        self.assertEqual(self.ask("/catalog", headers={"Authorization": f"ApiKey {look}"}).status, 200)
        self.assertEqual(self.ask("/alerts/1", look, {"action": "take", "revision": 1}).status, 403)
        self.assertEqual(self.ask("/me", look).json(), {"name": "look", "scopes": ["read"]})
        with open(self.path("tokens"), encoding="utf-8") as file:
            self.assertNotIn(look, file.read(), "the file holds hashes only")

    def test_a_rate_for_each_token(self):
        look = self.token("look", "read")
        self.serve("--rate", "5")
        statuses = [self.ask("/catalog", self.desk).status for _ in range(12)]
        self.assertIn(429, statuses)
        self.assertEqual(statuses[:5], [200] * 5)
        self.assertEqual(self.ask("/catalog", look).status, 200, "another token is not held up")

    def test_sizes(self):
        self.serve()
        reply = self.ask("/match/default", self.desk, b'{"queries": "' + b"x" * (1 << 20) + b'"}')
        self.assertEqual(reply.status, 413)
        self.assertEqual(self.ask("/search/default?q=" + "x" * 9000, self.desk).status, 414)
        self.assertEqual(self.ask("/search/default?q=" + "x" * 7000, self.desk).status, 200)

    def test_what_is_no_http_does_not_stop_it(self):
        self.serve()
        for junk in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 5000,
                     b"POST /match/default HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                     b"POST /match/default HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                     b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                try:
                    connection.sendall(junk)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass
                except (ConnectionResetError, BrokenPipeError, TimeoutError):
                    pass  # half a line is waited for until the connection has been idle for too long
        self.assertEqual(self.ask("/healthz").status, 200)

    def test_anonymous_may_search_on_this_machine(self):
        self.start("--anonymous")
        self.assertEqual(self.ask("/v2/search?name=Omar+Fassi").status, 200)
        self.assertEqual(self.ask("/alerts/1", body={"action": "take", "revision": 1}).status, 403)
        rebound = self.ask("/v2/listinfo", headers={"Host": "evil.example"})
        self.assertEqual(rebound.status, 401, "a page of another site asks by a name that was bent to this machine")

    def test_refuses_to_start(self):
        self.token("desk", "read")
        store = ("--store", self.path("store.sqlite"))
        tokens = ("--tokens", self.path("tokens"))
        for options, says in (((), "--tokens FILE says who may ask"),
                              ((*tokens, "--listen", "0.0.0.0:0"), "in the clear"),
                              (("--anonymous", "--listen", "0.0.0.0:0"), "this machine only"),
                              ((*tokens, "--listen", "localhost:1"), "in the clear"),
                              ((*tokens, "--certificate", self.path("none")), "needs its key")):
            result = aman("serve", *store, *options)
            self.assertEqual(result.returncode, 2, options)
            self.assertIn(says, result.stderr)
        os.chmod(self.path("tokens"), 0o640)
        result = aman("serve", *store, *tokens)
        self.assertEqual(result.returncode, 2)
        self.assertIn("only its owner may read", result.stderr)
        self.assertEqual(aman("serve", *tokens, "--token", "x").returncode, 2)

    def test_tls(self):
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.path("key"), "-out", self.path("cert"),
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"], check=True,
                       stderr=subprocess.DEVNULL)
        self.serve("--certificate", self.path("cert"), "--key", self.path("key"))
        self.assertTrue(self.url.startswith("https://"))
        trusted = ssl.create_default_context(cafile=self.path("cert"))
        self.assertEqual(self.match(QUERY, context=trusted).json()["responses"]["q"]["results"][0]["id"], "watch-a")
        old = ssl.create_default_context(cafile=self.path("cert"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises(OSError):
            self.ask("/healthz", context=old)
        with self.assertRaises((OSError, http.client.HTTPException)):
            plain = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            plain.request("GET", "/healthz")
            plain.getresponse()


class Record(Serve):
    def test_every_look_up_is_there_with_who_and_why(self):
        self.serve()
        self.match({**QUERY, "id": "badge-7"}, headers={"X-Aman-Reason": "accreditation"})
        self.ask("/search/default?q=Nobody+Known&reason=curious", self.desk)
        self.ask("/v2/search?name=Omar+Fassi", self.desk)
        lines = self.record()
        runs = {line["number"]: json.loads(line["body"]) for line in lines if line["kind"] == "screening"}
        looks = [json.loads(line["body"]) for line in lines if line["kind"] == "look-up"]
        self.assertEqual([runs[look["run"]]["reason"] for look in looks], ["accreditation", "curious", ""])
        self.assertEqual({run["by"] for run in runs.values()}, {"desk"})
        self.assertEqual([run["table"] for run in runs.values()], ["match", "search", "v2"])
        self.assertTrue(all(run["lists"][0]["source"] == "watch" and run["threshold"] == 0.7 for run in runs.values()))
        self.assert_whole()
        alerts = self.ask("/alerts", self.desk).json()["queue"]["alerts"]
        self.assertEqual({(a["person"]["reference"], a["entry"]) for a in alerts}, {("badge-7", "a"), ("", "b")})

    def test_no_answer_without_a_record(self):
        self.serve()
        broken = sqlite3.connect(self.path("store.sqlite"))
        broken.execute("CREATE TRIGGER full BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
        broken.commit()
        reply = self.match(QUERY)
        self.assertEqual(reply.status, 503)
        self.assertNotIn(b"watch-a", reply.body)
        broken.execute("DROP TRIGGER full")
        broken.commit()
        broken.close()
        self.assertEqual(self.match(QUERY).status, 200)
        self.assert_whole()

    def test_decisions_take_two(self):
        second = self.token("second", "read,decide")
        self.serve()
        self.match(QUERY)
        alert = self.ask("/alerts/1", self.desk).json()["alert"]
        step = lambda token, action, reason, revision: self.ask("/alerts/1", token, {"action": action, "reason": reason, "revision": revision})
        self.assertEqual(step(self.desk, "true", "", alert["revision"]).json()["refusal"], "no_reason")
        proposed = step(self.desk, "true", "same man", alert["revision"]).json()["alert"]
        self.assertEqual(proposed["proposed"], "true")
        self.assertEqual(step(self.desk, "confirm", "", proposed["revision"]).json()["refusal"], "same_person")
        self.assertEqual(step(second, "confirm", "", alert["revision"]).json()["refusal"], "moved_on")
        confirmed = step(second, "confirm", "", proposed["revision"]).json()["alert"]
        self.assertEqual((confirmed["state"], confirmed["proposed"]), ("true", None))
        self.assert_whole()


def people(version):
    """Of two names on the list, one in each version is new; both are asked for in one request."""
    return f"id,name,kind\na,Common Person{version},person\nv{version},Fresh Arrival,person\n"


class Exchange(Serve):
    def test_lists_change_under_load_and_no_answer_mixes_them(self):
        self.import_list(people(0))
        self.serve("--rate", "1000000", "--threads", "2")
        body = json.dumps({"queries": {"old": {"schema": "Person", "properties": {"name": ["Fresh Arrival"]}},
                                       "new": {"schema": "Person", "properties": {"name": ["Fresh Arrival"]}}}}).encode()
        wrong, seen, stop = [], set(), threading.Event()

        def load():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            while not stop.is_set():
                connection.request("POST", "/match/default", body, {"Authorization": f"Bearer {self.desk}"})
                reply = connection.getresponse()
                text = reply.read()
                if reply.status != 200:
                    wrong.append((reply.status, text))
                    continue
                found = [[e["id"] for e in r["results"]] for r in json.loads(text)["responses"].values()]
                if found[0] != found[1] or len(found[0]) != 1:
                    wrong.append(found)
                seen.add(found[0][0])
            connection.close()

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        for version in range(1, 9):
            self.import_list(people(version))
            answer = self.ask("/search/default?q=Fresh+Arrival", self.desk).json()
            self.assertEqual([e["id"] for e in answer["results"]], [f"watch-v{version}"], "an answer from the list before")
        stop.set()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong[:3], [])
        self.assertGreater(len(seen), 4)
        self.assert_whole()

    def test_known_people_are_looked_for_in_what_is_new(self):
        self.serve()
        self.match({"id": "badge-1", "schema": "Person", "properties": {"name": ["Rachid Bennani"]}})
        self.assertEqual(self.ask("/alerts", self.desk).json()["queue"]["all"], 0)
        self.import_list("id,name,kind\na,Yusuf Tazi,person\nn,Rachid Bennani,person\n")
        alerts = self.ask("/alerts", self.desk).json()["queue"]["alerts"]
        self.assertEqual([(a["person"]["reference"], a["entry"]) for a in alerts], [("badge-1", "n")])

    def test_ends_when_asked_and_answers_what_is_under_way(self):
        self.serve("--threads", "2", "--rate", "1000000")
        statuses, refused = [], []

        def load():
            try:
                while True:
                    statuses.append(self.match(QUERY).status)
            except (OSError, http.client.HTTPException) as error:
                refused.append(error)

        threads = [threading.Thread(target=load) for _ in range(3)]
        for thread in threads:
            thread.start()
        while len(statuses) < 20:
            pass
        self.assertEqual(self.stop(signal.SIGINT), 0, self.said())
        for thread in threads:
            thread.join()
        self.assertTrue(set(statuses) <= {200, 503}, set(statuses))
        self.assert_whole()


unittest.main(verbosity=2)
