"""What `omnillm call` and `omnillm chat` promise to a shell."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

OMNILLM = sys.argv.pop(1)
MODEL = "openai:gpt-4.1-mini"
# Nothing of whoever runs the tests.
CLEAN = {name: value for name, value in os.environ.items()
         if not name.endswith("_API_KEY") and "proxy" not in name.lower()}


def run(*args, stdin="", env=None, cwd=None):
    return subprocess.run([OMNILLM, *args], input=stdin, capture_output=True, text=True, cwd=cwd,
                          env={**CLEAN, **(env or {})}, timeout=60)


class Sim:
    """A running `omnillm sim` on a free port."""

    def __enter__(self):
        self.process = subprocess.Popen([OMNILLM, "sim", "--port", "0", *self.args], text=True,
                                        stdout=subprocess.PIPE)
        for line in self.process.stdout:
            if found := re.search(r"listens on (\S+)", line):
                self.origin = found.group(1)
            if "--list-faults" in line:
                return self

    def __init__(self, *args):
        self.args = args

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=30)


class Call(unittest.TestCase):
    def test_answers_without_a_key_and_a_network(self):
        done = run("call", MODEL, "say: hello there", "--sim")
        self.assertEqual((done.returncode, done.stdout), (0, "hello there\n"), done.stderr)
        self.assertRegex(done.stderr, r"^\d+ \+ \d+ tokens, \$0\.\d+\n$")

    def test_streams_the_same(self):
        done = run("call", MODEL, "say: hello there", "--sim", "--stream")
        self.assertEqual((done.returncode, done.stdout), (0, "hello there\n"), done.stderr)

    def test_speaks_to_every_kind_of_provider(self):
        for model in ("anthropic:claude-sonnet-4-5", "gemini:gemini-2.5-flash", "vllm:my-model",
                      "groq:llama-3.3-70b-versatile", "claude-sonnet-4-5"):
            done = run("call", model, "say: hi", "--sim")
            self.assertEqual((done.returncode, done.stdout), (0, "hi\n"), model + done.stderr)

    def test_reads_the_question_from_standard_input(self):
        done = run("call", MODEL, "--sim", stdin="say: from a pipe")
        self.assertEqual(done.stdout, "from a pipe\n")

    def test_prints_one_json_object_when_told(self):
        done = run("call", MODEL, "say: hi", "--sim", "--json")
        answer = json.loads(done.stdout)
        self.assertEqual(answer["text"], "hi")
        self.assertEqual(answer["record"]["attempts"][0]["provider"], "openai")
        self.assertGreater(float(answer["cost_usd"]), 0)

    def test_says_that_a_price_is_not_known(self):
        self.assertIn("price not known", run("call", "vllm:m", "say: hi", "--sim").stderr)
        answer = json.loads(run("call", "vllm:m", "say: hi", "--sim", "--json").stdout)
        self.assertIsNone(answer["cost_usd"])

    def test_explains_why_it_went_where_it_went(self):
        self.assertIn("answered after", run("call", MODEL, "Hello!", "--sim", "--explain").stderr)

    def test_keeps_to_a_limit_of_tokens(self):
        done = run("call", MODEL, "say: one two three four five", "--sim", "--max-tokens", "2")
        self.assertEqual(done.stdout.split(), ["one", "two"])

    def test_says_what_to_set_where_there_is_no_key(self):
        with tempfile.TemporaryDirectory() as empty:
            done = run("call", MODEL, "Hello!", cwd=empty)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("OPENAI_API_KEY", done.stderr)

    def test_says_how_a_model_is_written(self):
        done = run("call", "no-such-model", "Hello!")
        self.assertEqual(done.returncode, 2)
        self.assertIn("provider:model", done.stderr)

    def test_fails_where_nobody_answers(self):
        done = run("call", "vllm:m", "Hello!", "--base-url", "http://127.0.0.1:9/v1")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("network", done.stderr)


class TheKey(unittest.TestCase):
    def setUp(self):
        config = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        config.write("providers:\n  - name: openai\n    keys: [{key: sk-canary-right, label: right}]\n")
        config.flush()
        self.addCleanup(config.close)
        self.sim = self.enterContext(Sim("--config", config.name))
        self.directory = self.enterContext(tempfile.TemporaryDirectory())

    def call(self, *args, **more):
        return run("call", MODEL, "say: hi", "--base-url", self.sim.origin + "/openai/v1", *args,
                   cwd=self.directory, **more)

    def test_comes_from_the_environment(self):
        self.assertEqual(self.call(env={"OPENAI_API_KEY": "sk-canary-right"}).stdout, "hi\n")

    def test_comes_from_the_file_beside_it(self):
        Path(self.directory, ".env").write_text("OPENAI_API_KEY=sk-canary-right  # for development\n")
        self.assertEqual(self.call().stdout, "hi\n")

    def test_comes_from_the_variable_that_is_named(self):
        done = self.call("--key-env", "MY_KEY", env={"MY_KEY": "sk-canary-right", "OPENAI_API_KEY": "no"})
        self.assertEqual(done.stdout, "hi\n")
        self.assertEqual(self.call("--key-env", "NOT_THERE").returncode, 2)

    def test_is_shown_to_nobody_when_it_is_wrong(self):
        done = self.call(env={"OPENAI_API_KEY": "sk-canary-wrong"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("auth", done.stderr)
        self.assertNotIn("sk-canary", done.stderr + done.stdout)

    def test_is_not_looked_for_in_a_broken_file(self):
        Path(self.directory, ".env").write_text("A=1\nOPENAI_API_KEY='sk-canary-right\n")
        done = self.call()
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"line \d of the \.env file")
        self.assertNotIn("sk-canary-right", done.stderr)


class Chat(unittest.TestCase):
    def test_answers_line_by_line_and_counts(self):
        done = run("chat", MODEL, "--sim", stdin="say: one\nsay: two\n")
        self.assertEqual((done.returncode, done.stdout), (0, "one\ntwo\n"), done.stderr)
        turns = re.findall(r"\((\d+) \+ \d+ tokens, \$0\.\d+; together \$0\.\d+\)", done.stderr)
        self.assertEqual(len(turns), 2)
        self.assertGreater(int(turns[1]), int(turns[0]), "the second prompt has the first turn")

    def test_begins_anew_and_leaves(self):
        done = run("chat", MODEL, "--sim", stdin="say: one\n/new\nsay: one\n/exit\nsay: two\n")
        self.assertEqual(done.stdout, "one\none\n")
        first, second = re.findall(r"\((\d+) \+", done.stderr)
        self.assertEqual(first, second)

    def test_lists_its_commands_where_there_is_no_such(self):
        self.assertIn("/exit leaves", run("chat", MODEL, "--sim", stdin="/what\n").stderr)

    def test_goes_on_after_a_turn_that_failed(self):
        config = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        config.write("providers: [{name: vllm}]\nfaults: [{fault: bad_request, times: 1}]\n")
        config.flush()
        self.addCleanup(config.close)
        with Sim("--config", config.name) as sim:
            done = run("chat", "vllm:m", "--base-url", sim.origin + "/vllm/v1",
                       stdin="say: one\nsay: two\n")
        self.assertEqual((done.returncode, done.stdout), (1, "two\n"), done.stderr)
        self.assertIn("bad_request", done.stderr)

    def test_stops_an_answer_and_not_itself_when_interrupted(self):
        config = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        config.write("tokens_per_event: 1\n"
                     "providers: [{name: vllm, output_tokens: 16k, per_token: 50ms}]\n")
        config.flush()
        self.addCleanup(config.close)
        with Sim("--config", config.name) as sim:
            chat = subprocess.Popen([OMNILLM, "chat", "vllm:m", "--base-url",
                                     sim.origin + "/vllm/v1"], env=CLEAN,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE)
            chat.stdin.write(b"Tell me a story\n")
            chat.stdin.flush()
            self.assertNotEqual(chat.stdout.read(1), b"")  # it has begun
            chat.send_signal(signal.SIGINT)
            self.assertIn(b"(stopped)", chat.stderr.readline())
            out, err = chat.communicate(b"/exit\n", timeout=30)
        self.assertEqual(chat.returncode, 0, err)


if __name__ == "__main__":
    unittest.main()
