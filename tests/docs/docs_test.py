"""The documents tell the truth about the tree: links lead somewhere, and quoted programs are the
programs that are built and run."""

import re
import textwrap
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md"),
                *(ROOT / "examples").rglob("*.md"), *(ROOT / "fixtures").rglob("*.md")])

LINK = re.compile(r"\]\(([^)\s#]+)(#[^)]*)?\)")
# "std::atomic<int> lenders{0};" and the like, also as array or smart pointer.
ATOMIC = re.compile(r"^[^/\n]*\b(?:std::atomic|Atomic)<[^;(){}]*>\s+(\w+)(?:\[\w+\])?\s*[;={]",
                    re.MULTILINE)
QUOTE = re.compile(r"<!-- from (\S+) -->\n```\w*\n(.*?)```", re.DOTALL)


def without_code(text):
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


class TheDocuments(unittest.TestCase):
    def test_link_only_to_what_is_there(self):
        for page in PAGES:
            for target, _ in LINK.findall(without_code(page.read_text())):
                if not re.match(r"[a-z]+:", target):
                    self.assertTrue((page.parent / target).exists(),
                                    f"{page.relative_to(ROOT)} links to {target}")

    def test_explain_the_ordering_of_every_atomic(self):
        page = (ROOT / "docs" / "concurrency.md").read_text()
        for top in ("include", "src"):
            for file in sorted((ROOT / top).rglob("*")):
                for name in ATOMIC.findall(file.read_text()) if file.is_file() else ():
                    self.assertTrue(re.search(rf"\b{name}\b", page),
                                    f"docs/concurrency.md does not name the atomic {name} of "
                                    f"{file.relative_to(ROOT)}")

    def test_quote_programs_word_for_word(self):
        for page in PAGES:
            for source, quoted in QUOTE.findall(page.read_text()):
                program = (ROOT / source).read_text()
                lines = quoted.strip("\n")
                self.assertTrue(lines in program or textwrap.indent(lines, "  ") in program,
                                f"{page.name} quotes something else than {source} says")

    def test_quote_the_example_of_the_readme_from_a_program(self):
        quotes = QUOTE.findall((ROOT / "README.md").read_text())
        self.assertEqual(["examples/hello.cc"], [source for source, _ in quotes])

    def test_show_no_program_in_the_readme_that_nobody_builds(self):
        readme = (ROOT / "README.md").read_text()
        self.assertEqual(readme.count("```cpp"), len(QUOTE.findall(readme)))


if __name__ == "__main__":
    unittest.main()
