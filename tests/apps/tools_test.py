"""What `omnillm transcode`, `sanitize`, `registry` and `price` promise to a shell."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

OMNILLM = sys.argv.pop(1)
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HELLO = b'{"model":"m","messages":[{"role":"user","content":"Hello!"}],"max_tokens":32}'


def run(*args, stdin=b"", env=None):
    return subprocess.run([OMNILLM, *map(str, args)], input=stdin, capture_output=True,
                          env={**os.environ, **(env or {})}, timeout=60)


class Transcode(unittest.TestCase):
    def test_the_value_goes_to_stdout_and_the_report_to_stderr(self):
        done = run("transcode", "--from", "claude", "--to", "bedrock", stdin=HELLO)
        self.assertEqual(done.returncode, 0, done.stderr)
        body = json.loads(done.stdout)
        self.assertEqual(body["messages"][0]["content"][0]["text"], "Hello!")
        self.assertEqual(body["inferenceConfig"]["maxTokens"], 32)
        self.assertIn(b"anthropic_messages to bedrock_converse: ", done.stderr)

    def test_the_report_can_be_one_json_object(self):
        body = json.loads(HELLO) | {"metadata": {"user_id": "u"}, "service_tier": "auto"}
        done = run("transcode", "--from", "anthropic", "--to", "converse", "--report", "json",
                   stdin=json.dumps(body).encode())
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stderr)
        self.assertEqual(report["from"], "anthropic_messages")
        self.assertEqual(report["lossy"], any(x["severity"] != "note" for x in report["losses"]))

    def test_the_report_can_be_left_out(self):
        done = run("transcode", "--from", "claude", "--to", "claude", "--report", "none",
                   stdin=HELLO)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_reads_a_file_and_converts_answers(self):
        done = run("transcode", "--from", "claude", "--to", "bedrock", "--kind", "response",
                   FIXTURES / "anthropic" / "messages.response.text.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("output", json.loads(done.stdout))

    def test_converts_streams_of_bytes(self):
        done = run("transcode", "--from", "bedrock", "--to", "claude", "--kind", "stream",
                   FIXTURES / "bedrock" / "converse_stream.text.bin")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith(b"event: message_start\n"))
        self.assertIn(b"event: message_stop\n", done.stdout)

    def test_exit_code_is_1_for_a_stream_that_was_cut_off(self):
        stream = (FIXTURES / "anthropic" / "messages.stream.text.sse").read_bytes()
        done = run("transcode", "--from", "claude", "--to", "bedrock", "--kind", "stream",
                   stdin=stream[:len(stream) // 2])
        self.assertEqual(done.returncode, 1)

    def test_converts_what_is_no_conversation_to_others_of_its_kind(self):
        done = run("transcode", "--from", "open_ai_rerank", "--to", "cohere_rerank",
                   FIXTURES / "rerank" / "jina.rerank.request.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("documents", json.loads(done.stdout))
        done = run("transcode", "--from", "gemini_embed_content", "--to", "open_ai_embeddings",
                   "--kind", "response", FIXTURES / "gemini" / "embedContent.response.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["object"], "list")

    def test_converts_errors_whatever_they_are(self):
        done = run("transcode", "--from", "bedrock", "--to", "claude", "--kind", "error",
                   "--status", 429, stdin=b"<html><title>Too many</title>")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["error"]["type"], "rate_limit_error")

    def test_exit_code_is_1_for_a_body_that_is_wrong(self):
        done = run("transcode", "--from", "claude", "--to", "bedrock", "--report", "json",
                   stdin=b'{"model":1}')
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertEqual(json.loads(done.stderr)["error"]["kind"], "bad_request")

    def test_exit_code_is_2_for_a_command_that_is_wrong(self):
        for args in (["--from", "smoke", "--to", "claude"], ["--from", "claude"],
                     ["--from", "claude", "--to", "claude", "--kind", "song"],
                     ["--from", "claude", "--to", "claude", "/does/not/exist"],
                     ["--from", "claude", "--to", "claude", "/"],
                     ["--from", "open_ai_rerank", "--to", "claude", "--kind", "error"],
                     ["--from", "open_ai_rerank", "--to", "cohere_rerank", "--kind", "stream"]):
            done = run("transcode", *args, stdin=HELLO)
            self.assertEqual((done.returncode, done.stdout), (2, b""), args)


class Sanitize(unittest.TestCase):
    def test_cleans_a_recording(self):
        fixture = {"wire_format": "responses",
                   "request": {"path": "/responses?ak=x", "headers": {"Authorization": "y"}},
                   "response": {"status": 200, "body": {"type": "binary", "data_base64": "QUJD"}}}
        clean = json.loads(run("sanitize", stdin=json.dumps(fixture).encode()).stdout)
        self.assertEqual(clean["request"]["path"], "/responses?ak=<redacted:ak>")
        self.assertEqual(clean["request"]["headers"]["Authorization"], "<redacted:Authorization>")
        self.assertEqual(clean["response"]["body"]["data_base64"], "<redacted:binary_blob>")

    def test_cleans_any_text_and_leaves_the_rest_byte_for_byte(self):
        done = run("sanitize", stdin=b'data: {"token":"x"}\r\n\r\n\xff')
        self.assertEqual(done.stdout, b'data: {"token":"<redacted:token>"}\r\n\r\n\xff')
        self.assertEqual(done.returncode, 0)

    def test_takes_secrets_from_the_environment_alone(self):
        done = run("sanitize", "--secret-from", "ACME_KEY", stdin=b"say open sesame!",
                   env={"ACME_KEY": "open sesame"})
        self.assertEqual(done.stdout, b"say <redacted:secret>!")
        self.assertEqual(run("sanitize", "--secret-from", "NOT_SET_ANYWHERE").returncode, 2)

    def test_heeds_names(self):
        done = run("sanitize", "--secret-name", "tenant", "--allow-name", "key",
                   stdin=b'{"tenant":"a","key":"b"}')
        self.assertEqual(done.stdout, b'{"tenant":"<redacted:tenant>","key":"b"}')


class Registry(unittest.TestCase):
    def test_lists_what_it_can_be_given(self):
        listed = run("registry", "--json").stdout
        self.assertEqual(json.loads(listed)["providers"]["anthropic"]["auth"][0]["name"],
                         "x-api-key")
        with tempfile.NamedTemporaryFile() as file:
            file.write(listed)
            file.flush()
            self.assertEqual(run("registry", "--json", "--providers", file.name).stdout, listed)

    def test_prints_for_people(self):
        text = run("registry").stdout.decode()
        self.assertIn("anthropic: Anthropic, https://api.anthropic.com/v1\n"
                      "  signed header x-api-key, or bearer\n", text)

    def test_resolves_models_and_addresses(self):
        for what, answer in (("claude-sonnet-4-5", b"anthropic claude-sonnet-4-5\n"),
                             ("groq/llama-3", b"groq llama-3\n"),
                             ("https://me.openai.azure.com/openai/v1", b"azure\n")):
            self.assertEqual(run("registry", "--resolve", what).stdout, answer)
        self.assertEqual(run("registry", "--resolve", "my-deployment").returncode, 1)

    def test_exit_code_is_2_for_a_file_that_is_wrong_and_stderr_says_where(self):
        done = run("registry", "--providers", "-", stdin=b'{"providers":{"groq":{"colour":1}}}')
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"/providers/groq/colour: no such member", done.stderr)


class Price(unittest.TestCase):
    def test_says_what_a_request_costs(self):
        done = run("price", "openai/gpt-4o-mini", "--input", 1000, "--output", 1000, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        bill = json.loads(done.stdout)
        self.assertEqual(bill["total_usd"], "0.00075")
        self.assertEqual(bill["lines"][0], {"kind": "input", "count": 1000,
                                            "rate_usd": "0.00000015"})

    def test_prints_for_people(self):
        text = run("price", "gpt-4o-mini@openai", "--input", 1000).stdout.decode()
        self.assertIn("openai/gpt-4o-mini: $0.00015\n  input 1000 at $0.00000015\n", text)

    def test_takes_an_operators_prices(self):
        prices = b'{"models":{"acme/a":{"input":2,"output":4}}}'
        done = run("price", "acme/a", "--input", 1000000, "--prices", "-", "--json", stdin=prices)
        self.assertEqual(json.loads(done.stdout)["total_usd"], "2.00")

    def test_exit_code_is_1_for_a_price_nobody_knows(self):
        done = run("price", "nobody/nothing", "--input", 1)
        self.assertEqual((done.returncode, done.stdout), (1, b""))

    def test_exit_code_is_2_for_a_command_that_is_wrong(self):
        for args in ([], ["m", "--input", "-1"], ["m", "--input", "many"], ["m", "--tier", "gold"]):
            self.assertEqual(run("price", *args).returncode, 2, args)


class Help(unittest.TestCase):
    def test_of_every_subcommand_has_an_example(self):
        for command in ("transcode", "sanitize", "registry", "price"):
            done = run(command, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"Try: omnillm {command} ".encode(), done.stdout)


if __name__ == "__main__":
    unittest.main()
