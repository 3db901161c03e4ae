"""What `omnillm sim` promises to a shell."""

import json
import re
import shlex
import signal
import ssl
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

OMNILLM = sys.argv.pop(1)
CHAT = b'{"model":"m","messages":[{"role":"user","content":"say: hello there"}]}'


class Sim:
    """A running `omnillm sim` on a free port."""

    def __init__(self, *args, cwd=None):
        self.process = subprocess.Popen([OMNILLM, "sim", "--port", "0", *args], cwd=cwd, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.greeting = ""
        for line in self.process.stdout:
            self.greeting += line
            if "--list-faults" in line:
                break
        found = re.search(r"listens on (\S+)", self.greeting)
        self.origin = found.group(1) if found else None

    def stop(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


def chat(origin, headers=None, context=None):
    request = urllib.request.Request(f"{origin}/openai/v1/chat/completions", CHAT,
                                     {"authorization": "Bearer k",
                                      "content-type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=30, context=context) as answer:
        return json.load(answer)


def as_request(curl_line):
    """What curl would send: `curl -N -H HEADER ... URL -d BODY`."""
    words = shlex.split(curl_line)
    headers = dict(words[i + 1].split(": ") for i, word in enumerate(words) if word == "-H")
    url = next(word for word in words if word.startswith("http"))
    return urllib.request.Request(url, words[words.index("-d") + 1].encode(), headers)


class OmnillmSim(unittest.TestCase):
    def test_answers_without_any_configuration_and_stops_when_told(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            sim = Sim()
            answer = chat(sim.origin)
            self.assertEqual(answer["choices"][0]["message"]["content"], "hello there")
            code, out, err = sim.stop(number)
            self.assertEqual((code, err), (0, ""))
            self.assertIn("1 requests, 1 answered", out)

    def test_prints_curl_lines_for_every_provider_with_conversations(self):
        sim = Sim()
        lines = re.findall(r"^  (curl -N .*)$", sim.greeting, re.MULTILINE)
        self.assertEqual(len(lines), 7)
        for line in lines:
            with urllib.request.urlopen(as_request(line), timeout=30) as answer:
                self.assertEqual(answer.status, 200, line)
                self.assertNotEqual(answer.read(), b"")
        sim.stop()

    def test_makes_errors_by_header(self):
        sim = Sim()
        with self.assertRaises(urllib.error.HTTPError) as refused:
            chat(sim.origin, {"x-sim-fault": "rate_limit"})
        self.assertEqual(refused.exception.code, 429)
        refused.exception.close()
        sim.stop()

    def test_tells_its_counts(self):
        sim = Sim()
        answer = chat(sim.origin)
        with urllib.request.urlopen(f"{sim.origin}/sim/status", timeout=30) as status:
            providers = json.load(status)["providers"]
        openai = next(one for one in providers if one["name"] == "openai")
        self.assertEqual(openai["keys"][0]["completion_tokens"],
                         answer["usage"]["completion_tokens"])
        sim.stop()

    def test_speaks_tls_with_a_certificate_it_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            sim = Sim("--tls", "--certificate", "ca.pem", cwd=folder)
            self.assertTrue(sim.origin.startswith("https://"))
            context = ssl.create_default_context(cafile=Path(folder) / "ca.pem")
            answer = chat(sim.origin, context=context)
            self.assertEqual(answer["choices"][0]["message"]["content"], "hello there")
            sim.stop()

    def test_reads_a_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "sim.yaml"
            config.write_text("providers: {name: openai, keys: {key: k, rpm: 1}}\n")
            sim = Sim("--config", str(config), "--threads", "2", "--seed", "3")
            chat(sim.origin)
            with self.assertRaises(urllib.error.HTTPError) as refused:
                chat(sim.origin)
            self.assertEqual(refused.exception.code, 429)
            refused.exception.close()
            sim.stop()

    def test_says_what_is_wrong_with_a_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "sim.yaml"
            config.write_text("providers: {nam: openai}\n")
            done = subprocess.run([OMNILLM, "sim", "--config", config], capture_output=True,
                                  text=True, timeout=30)
            self.assertEqual(done.returncode, 2)
            self.assertIn("did you mean 'name'?", done.stderr)

    def test_lists_its_faults(self):
        done = subprocess.run([OMNILLM, "sim", "--list-faults"], capture_output=True, text=True,
                              timeout=30)
        self.assertEqual(done.returncode, 0)
        self.assertIn("reset_mid_stream", done.stdout)


if __name__ == "__main__":
    unittest.main()
