"""A running `aman serve` for tests: on a free port, with tokens of its own, stopped afterwards."""

import json
import os
import signal
import subprocess
import threading
import urllib.error
import urllib.request

from command import AMAN, Case, aman

WATCH = """id,name,aliases,weak_aliases,born,country,kind,programme
a,Yusuf bin Abd al-Rahman al-Tazi,يوسف بن عبد الرحمن التازي,Joe,1965,ma,person,TEST
b,Omar Fassi,,,1970,es,person,TEST
c,Atlas Trading Company,,,,ma,organisation,TEST
"""


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Served(Case):
    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return self.path(name)

    def import_list(self, text=WATCH, name="watch.csv"):
        result = aman("lists", "import", self.write(name, text), "--store", self.path("store.sqlite"), "--shrink", "100")
        self.assertEqual(result.returncode, 0, result.stderr)

    def token(self, name, scopes):
        result = aman("serve", "--tokens", self.path("tokens"), "--token", name, "--scopes", scopes)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.strip()

    def start(self, *options, environment=None):
        """Starts the service; its address is in self.url."""
        self.errors = open(self.path("errors"), "w+", encoding="utf-8")
        self.addCleanup(self.errors.close)
        command = [AMAN, "serve", "--store", self.path("store.sqlite"), "--listen", "127.0.0.1:0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors, text=True,
                                        env=dict(os.environ, **(environment or {})))
        self.addCleanup(self.kill)
        line = self.process.stdout.readline()
        self.assertTrue(line.startswith("listening on "), line + self.said())
        self.url = line.split()[2]
        self.port = int(self.url.rsplit(":", 1)[1])

    def said(self):
        self.errors.flush()
        with open(self.path("errors"), encoding="utf-8") as file:
            return file.read()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self, number=signal.SIGTERM):
        """Asks it to end; the exit status."""
        self.process.send_signal(number)
        timer = threading.Timer(30, self.process.kill)
        timer.start()
        status = self.process.wait()
        timer.cancel()
        return status

    def ask(self, path, token=None, body=None, method=None, headers=None, context=None):
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30, context=context) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, error.read())

    def record(self):
        result = aman("audit", "export", "--store", self.path("store.sqlite"))
        self.assertEqual(result.returncode, 0, result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def assert_whole(self):
        result = aman("audit", "verify", "--store", self.path("store.sqlite"))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
