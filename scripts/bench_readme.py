#!/usr/bin/env python3
"""Writes the scoreboard's table into bench/README.md, so that no figure is ever typed by hand.

    omnillm_scoreboard --json rows.json && scripts/bench_readme.py rows.json

The table stands between two marker lines, with the machine and the command above it.
"""

import argparse
import json
import pathlib
import platform
import subprocess

BEGIN = "<!-- scoreboard: written by scripts/bench_readme.py -->"
END = "<!-- end of scoreboard -->"
README = pathlib.Path(__file__).resolve().parent.parent / "bench" / "README.md"


def figure(value):
    """Three digits or so: what a benchmark knows."""
    if value is None:
        return "-"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def goal(row):
    if row["goal"] is None:
        return "-"
    return ("≤ " if row["sense"] == "at most" else "≥ ") + figure(row["goal"])


def holds(row):
    if row["goal"] is None:
        return "-"
    return "yes" if row["holds"] else "**no**"


def spread(row):
    return f"{row['spread'] * 100:.0f} %" if "spread" in row else "-"


def table(rows):
    lines = [
        "| figure | ours | unit | rival | ratio | bare CAS | goal | stretch | holds | spread | best | ratio |",
        "|---|--:|---|--:|--:|--:|--:|--:|---|--:|--:|--:|",
    ]
    for row in rows:
        cells = [row["name"], figure(row["value"]), row["unit"]]
        cells += [figure(row.get(name)) for name in ("rival", "ratio", "cas")]
        cells += [goal(row), figure(row.get("stretch")), holds(row), spread(row)]
        cells += [figure(row.get(name)) for name in ("best", "best_ratio")]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def machine():
    cores = len([l for l in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                 if l.startswith("processor")])
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True, check=True)
    version = compiler.stdout.splitlines()[0]
    return f"{processor()}, {cores} cores; Linux {platform.release()}; {version}"


def replace(text, block):
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n{block}\n{END}{after}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", help="what omnillm_scoreboard --json wrote")
    options = parser.parse_args()
    rows = json.loads(pathlib.Path(options.rows).read_text())
    block = f"\nMachine: {machine()}.\n\n{table(rows)}\n"
    README.write_text(replace(README.read_text(), block))


if __name__ == "__main__":
    main()
