"""What `omnillm serve` promises to a shell."""

import json
import re
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

OMNILLM = sys.argv.pop(1)
KEY = "sk-serve-canary-0123456789"


class Server:
    """A running `omnillm serve` on a free port, in an empty folder."""

    def __init__(self, *args, env=None):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen([OMNILLM, "serve", "--port", "0", *args],
                                        cwd=self.folder.name, env=env or {}, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.greeting = ""
        for line in self.process.stdout:
            self.greeting += line
            if "new OpenAI" in line:
                break
        found = re.search(r"listens on (\S+)", self.greeting)
        self.origin = found.group(1) if found else None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=60)
        self.folder.cleanup()
        return self.process.returncode, out, err


def ask(url, body=None, headers=None):
    request = urllib.request.Request(url, body and json.dumps(body).encode(), headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def chat(model, text="say: hello there"):
    return {"model": model, "messages": [{"role": "user", "content": text}]}


class OmnillmServe(unittest.TestCase):
    def test_stands_in_front_of_simulated_providers_when_there_are_no_keys(self):
        server = Server()
        for model in ("openai:gpt-4o", "anthropic:claude-sonnet-4-5", "gemini:gemini-2.5-flash",
                      "claude-sonnet-4-5"):
            status, body = ask(server.origin + "/v1/chat/completions", chat(model))
            self.assertEqual(status, 200, body)
            self.assertEqual(json.loads(body)["choices"][0]["message"]["content"], "hello there")
        self.assertEqual(ask(server.origin + "/health")[0], 200)
        self.assertEqual(ask(server.origin + "/ready")[0], 200)
        code, out, err = server.stop()
        self.assertEqual((code, err), (0, ""))
        self.assertIn("4 calls", out)

    def test_keeps_to_the_keys_and_the_admin_token_of_its_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "serve.yaml"
            config.write_text("providers:\n  openai: env:UPSTREAM\n"
                              "keys:\n  alice: {key: env:ALICE, models: ['openai:gpt-4o*']}\n"
                              "admin: {token: env:ADMIN}\n")
            server = Server("--config", str(config), "--sim",
                            env={"UPSTREAM": "up", "ALICE": KEY, "ADMIN": KEY + "-admin"})
        url = server.origin + "/v1/chat/completions"
        self.assertEqual(ask(url, chat("openai:gpt-4o"))[0], 401)
        shown = {"authorization": "Bearer " + KEY}
        self.assertEqual(ask(url, chat("openai:gpt-4o"), shown)[0], 200)
        self.assertEqual(ask(url, chat("openai:o3"), shown)[0], 403)
        self.assertEqual(ask(server.origin + "/metrics", headers=shown)[0], 401)
        status, page = ask(server.origin + "/metrics",
                           headers={"authorization": f"Bearer {KEY}-admin"})
        self.assertEqual(status, 200)
        self.assertIn("omnillm_calls_total 1\n", page)
        self.assertNotIn(KEY, server.greeting + page)
        self.assertEqual(server.stop()[0], 0)

    def test_remembers_its_calls_when_it_is_killed(self):
        with tempfile.TemporaryDirectory() as folder:
            database = str(Path(folder) / "omnillm.db")
            server = Server("--sim", "--db", database)
            url = server.origin + "/v1/chat/completions"
            self.assertEqual(ask(url, chat("openai:gpt-4o"))[0], 200)
            other = subprocess.run([OMNILLM, "serve", "--sim", "--port", "0", "--db", database],
                                   text=True, capture_output=True, timeout=60)
            self.assertEqual(other.returncode, 2, "a file belongs to one server at a time")
            server.process.kill()
            server.process.communicate(timeout=60)
            server = Server("--sim", "--db", database)
            self.assertIsNotNone(server.origin)
            self.assertEqual(server.stop()[0], 0)

    def test_says_what_is_wrong_and_does_not_start(self):
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "serve.yaml"
            config.write_text("provders: {}\n")
            done = subprocess.run([OMNILLM, "serve", "--config", str(config)], text=True,
                                  capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'providers'?", done.stderr)

    def test_does_not_open_to_the_network_without_keys(self):
        done = subprocess.run([OMNILLM, "serve", "--sim", "--port", "0", "--address", "0.0.0.0"],
                              text=True, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("add a key under `keys`", done.stderr)


if __name__ == "__main__":
    unittest.main()
