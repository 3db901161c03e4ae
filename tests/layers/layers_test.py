"""No include of the project climbs or goes sideways; and the check does fail on one that does."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import layers  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]

TABLE = """
| floor | folder | state | what lives there | third parties |
|---|---|---|---|---|
| 0 | `src/base` | stands | time and money | concurrentqueue |
| 0 | `src/json` | stands | texts | `src/base`, Boost.JSON |
| 2 | `src/limit` | stands | buckets | – |
| 2 | `src/budget` | stands | ledger | – |
| 2 | `src/store` | to come | journal | SQLite, OpenSSL |
| 3 | `src/pool` | stands | keys | – |
| 6 | `apps/omnillm` | stands | the command | CLI11 |
| 6 | `examples` | stands | programs | – |
"""

GOOD = {
    "ARCHITECTURE.md": TABLE,
    "include/omnillm/omnillm.h": '#include "omnillm/money.h"\n#include "omnillm/pool.h"\n',
    "include/omnillm/money.h": "// Floor: 0 base\n#include <cstdint>\n#include <tl/expected.hpp>\n",
    "include/omnillm/pool.h": '// Floor: 3 pool\n#include "omnillm/money.h"\n',
    "src/base/queue.h": "#include <concurrentqueue/concurrentqueue.h>\n",
    "src/json/text.cc": '#include "omnillm/money.h"\n#include <boost/json/value.hpp>\n',
    "src/limit/bucket.cc": '#include "base/queue.h"\n#include "limit/bucket.h"\n',
    "src/budget/ledger.cc": '#include "omnillm/money.h"\n#include <absl/time/time.h>\n',
    "src/pool/pool.cc": '#include "limit/bucket.h"\n#include "omnillm/pool.h"\n#include <sys/mman.h>\n',
    "apps/omnillm/main.cc": '#include <CLI/CLI.hpp>\n#include "args.h"\n#include "pool/pool.h"\n',
    "apps/omnillm/args.h": "#include <string>\n",
    "examples/hello.cc": '#include <omnillm/omnillm.h>\n',
}


def problems_of(files):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return [str(p) for p in layers.check(root)]


class TheProject(unittest.TestCase):
    def test_has_no_include_that_climbs_or_goes_sideways(self):
        self.assertEqual([], [str(p) for p in layers.check(ROOT)])

    def test_has_its_public_headers_in_the_umbrella_all_but_asios(self):
        folder = ROOT / "include" / "omnillm"
        included = {name for _, _, name in layers.includes_of((folder / "omnillm.h").read_text())}
        there = {f"omnillm/{h.name}" for h in folder.glob("*.h")} - {"omnillm/omnillm.h", "omnillm/asio.h"}
        self.assertEqual(there, included)


class TheCheck(unittest.TestCase):
    def assert_refused(self, file, text, because):
        """Planting `text` in `file` is the one problem that is found."""
        self.assertEqual([], problems_of(GOOD))
        found = problems_of({**GOOD, file: text})
        self.assertEqual(1, len(found), found)
        self.assertTrue(found[0].startswith(file), found)
        self.assertIn(because, found[0])

    def test_refuses_an_include_that_climbs(self):
        self.assert_refused("src/limit/bad.cc", '#include "pool/pool.h"\n', "climbs to pool")

    def test_refuses_a_public_header_that_climbs(self):
        self.assert_refused("src/limit/bad.cc", '#include "omnillm/pool.h"\n', "climbs to pool")

    def test_refuses_a_public_header_in_angle_brackets_that_climbs(self):
        self.assert_refused("src/limit/bad.cc", "#include <omnillm/pool.h>\n", "climbs to pool")

    def test_refuses_a_neighbour_on_the_same_floor(self):
        self.assert_refused("src/budget/bad.h", '#include "limit/bucket.h"\n', "goes sideways")

    def test_refuses_the_way_back_from_a_neighbour_that_the_row_of_another_names(self):
        self.assert_refused("src/base/bad.h", '#include "json/text.h"\n', "goes sideways")

    def test_refuses_a_public_header_that_names_the_wrong_floor(self):
        self.assert_refused("include/omnillm/money.h", "// Floor: 1 base\n", "base is floor 0")

    def test_refuses_a_public_header_that_names_no_floor(self):
        found = problems_of({**GOOD, "include/omnillm/money.h": "#include <cstdint>\n"})
        self.assertIn("include/omnillm/money.h:1: the first line has to be `// Floor: N folder`",
                      found)

    def test_refuses_a_public_header_that_needs_a_private_one(self):
        self.assert_refused("include/omnillm/pool.h",
                            '// Floor: 3 pool\n#include "limit/bucket.h"\n', "not installed")

    def test_refuses_a_folder_that_stands_in_no_row(self):
        self.assert_refused("src/cellar/wine.cc", "#include <string>\n", "in no row")

    def test_refuses_an_include_from_a_folder_that_stands_in_no_row(self):
        self.assert_refused("src/pool/bad.cc", '#include "cellar/wine.h"\n', "is in no folder")

    def test_refuses_a_third_party_the_row_does_not_name(self):
        self.assert_refused("src/pool/bad.cc", "#include <sqlite3.h>\n", "may not include SQLite")

    def test_refuses_a_third_party_nobody_knows(self):
        self.assert_refused("src/pool/bad.cc", "#include <fancy/queue.hpp>\n", "belongs to nobody")

    def test_refuses_the_umbrella_inside_the_library(self):
        self.assert_refused("src/pool/bad.cc", '#include "omnillm/omnillm.h"\n', "is for users")

    def test_sees_an_include_behind_spaces_and_on_any_line(self):
        self.assert_refused("src/limit/bad.cc", 'int x;\n#  include  "pool/pool.h"\n', "bad.cc:2")

    def test_refuses_a_folder_that_arrived_without_a_word_in_the_table(self):
        found = problems_of({**GOOD, "src/store/journal.cc": "#include <sqlite3.h>\n"})
        self.assertEqual(1, len(found), found)
        self.assertIn("src/store is to come, says the table", found[0])

    def test_refuses_a_table_that_boasts(self):
        found = problems_of({**GOOD, "ARCHITECTURE.md": TABLE.replace("to come", "stands")})
        self.assertEqual(1, len(found), found)
        self.assertIn("src/store stands, says the table; but it is not there", found[0])


if __name__ == "__main__":
    unittest.main(verbosity=1)
