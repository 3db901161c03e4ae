#!/usr/bin/env python3
"""Turns a public table of model prices into src/registry/embedded_prices.cc.

    scripts/generate_prices.py TABLE.json [--valid-from 2026-08-01] [--output FILE]

TABLE.json is an object `model key -> entry` in the form of the LiteLLM project's
model_prices_and_context_window.json. Every number is read as a decimal and written as an integer
number of pico-dollars; no float is involved. The output depends on the table and the arguments
alone, so a second run changes nothing. What could not be carried over as it stands (prices finer
than a pico-dollar, derived prices, members we have no use for) is told on stderr.
"""

import argparse
import collections
import decimal
import hashlib
import json
import pathlib
import re
import sys

Decimal = decimal.Decimal
decimal.getcontext().prec = 60
PICO = Decimal(10) ** 12
ABSENT = -1

# In the order of TokenRates in include/omnillm/prices.h.
RATES = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "reasoning",
         "audio_in", "audio_out", "image_in", "image_out"]
# In the order of UnitPrices.
UNITS = ["image_out", "image_in", "pixel", "audio_in_second", "audio_out_second", "character",
         "query", "page", "request", "web_search_low", "web_search", "web_search_high"]
# In the order of ModelMode and ServiceTier.
MODES = ["chat", "completion", "responses", "embedding", "image_generation", "image_edit",
         "audio_transcription", "audio_speech", "realtime", "moderation", "rerank", "search", "ocr"]
SERVICES = ["standard", "batch", "flex", "priority"]

RATE_MEMBERS = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "input_cost_per_token_cache_hit": "cache_read",
    "cache_creation_input_token_cost": "cache_write_5m",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "audio_in",
    "output_cost_per_audio_token": "audio_out",
    "input_cost_per_image_token": "image_in",
    "output_cost_per_image_token": "image_out",
}
RATE_PATTERN = re.compile(
    "^(" + "|".join(sorted(RATE_MEMBERS, key=len, reverse=True)) + ")"
    r"(?:_above_(\d+)k_tokens)?(?:_(batches|flex|priority))?$")
UNIT_MEMBERS = {
    "input_cost_per_query": "query",
    "ocr_cost_per_page": "page",
    "input_cost_per_request": "request",
    "input_cost_per_audio_per_second": "audio_in_second",
}
# Read below by name, or known to have no counterpart here.
HANDLED = {"output_cost_per_image", "input_cost_per_image", "input_cost_per_pixel",
           "output_cost_per_pixel", "input_cost_per_second", "output_cost_per_second",
           "input_cost_per_character", "search_context_cost_per_query"}

PROVIDERS = {
    "text-completion-openai": "openai", "azure_text": "azure", "bedrock_converse": "bedrock",
    "cohere_chat": "cohere", "fireworks_ai": "fireworks",
    "fireworks_ai-embedding-models": "fireworks", "together_ai": "together",
    "text-completion-codestral": "codestral", "text-completion-inception": "inception",
    "meta": "meta_llama",
}


def provider_of(name):
    if name.startswith("vertex_ai"):
        return "vertex"
    return PROVIDERS.get(name, name.lower())


# How a source key names its provider, when not by our name.
KEY_PREFIXES = {
    "vertex": ["vertex_ai/"], "fireworks": ["fireworks_ai/"], "together": ["together_ai/"],
    "amazon_nova": ["amazon-nova/"], "codestral": ["text-completion-codestral/"],
    "inception": ["text-completion-inception/"], "meta_llama": ["meta/"],
}


def model_of(key, provider):
    for prefix in KEY_PREFIXES.get(provider, []) + [provider + "/"]:
        if key.startswith(prefix):
            return key[len(prefix):].lower(), False
    return key.lower(), True


class Report:
    def __init__(self):
        self.lines = collections.defaultdict(list)

    def note(self, what, detail):
        self.lines[what].append(detail)

    def write(self, out):
        for what in sorted(self.lines):
            print(f"{what}: {len(self.lines[what])}", file=out)
            for detail in sorted(self.lines[what]):
                print(f"  {detail}", file=out)


class Reader:
    """Reads one entry of the table."""

    def __init__(self, key, entry, report, rounded):
        self.key, self.entry, self.report, self.rounded = key, entry, report, rounded

    def pico(self, value, member):
        exact = Decimal(value) * PICO
        if exact < 0:
            raise SystemExit(f"{self.key}: {member} is negative")
        whole = exact.to_integral_value(rounding=decimal.ROUND_CEILING)
        if whole != exact:
            self.rounded.append(f"{self.key} {member} {value}")
        return int(whole)

    def price(self, member):
        value = self.entry.get(member)
        return None if value is None else self.pico(value, member)

    def levels(self):
        """{(threshold, service): {rate: pico}}"""
        levels = collections.defaultdict(dict)
        for member, value in self.entry.items():
            if match := RATE_PATTERN.match(member):
                name, thousands, service = match.groups()
                rate = RATE_MEMBERS[name]
                level = levels[int(thousands or 0) * 1000,
                               {"batches": "batch"}.get(service, service) or "standard"]
                if name == "input_cost_per_token_cache_hit" and rate in level:
                    continue
                level[rate] = self.pico(value, member)
            elif member in UNIT_MEMBERS or member in HANDLED:
                continue
            elif "cost" in member or "multiplier" in member:
                self.report.note("members without a counterpart", f"{member} of {self.key}")
        for part in self.entry.get("tiered_pricing", []):
            if "range" not in part:
                self.report.note("tiers that do not count prompt tokens, left out", self.key)
                continue
            level = levels[int(part["range"][0]), "standard"]
            for member, value in part.items():
                if member != "range":
                    level[RATE_MEMBERS[member]] = self.pico(value, member)
        self.derive_hour_writes(levels)
        return levels

    def derive_hour_writes(self, levels):
        """A level that prices five-minute writes and not one-hour writes, of a model that sells
        both: the proportion of the base level holds."""
        base = levels.get((0, "standard"), {})
        if not base.get("cache_write_5m") or "cache_write_1h" not in base:
            return
        for (threshold, service), level in sorted(levels.items()):
            if "cache_write_5m" in level and "cache_write_1h" not in level:
                exact = Decimal(level["cache_write_5m"]) * base["cache_write_1h"] / base["cache_write_5m"]
                level["cache_write_1h"] = int(exact.to_integral_value(rounding=decimal.ROUND_CEILING))
                self.report.note("one-hour cache write derived", f"{self.key} above {threshold} {service}")

    def units(self, base):
        """Per-unit prices. Where the table prices one thing in two measures, one is kept, so that
        nothing is billed twice."""
        mode, units = self.entry["mode"], {}
        for member, unit in UNIT_MEMBERS.items():
            if (price := self.price(member)) is not None:
                units[unit] = price
        search = self.entry.get("search_context_cost_per_query", {})
        for size, unit in (("low", "web_search_low"), ("medium", "web_search"),
                           ("high", "web_search_high")):
            if (value := search.get("search_context_size_" + size)) is not None:
                units[unit] = self.pico(value, "search " + size)
        if mode in ("audio_transcription", "audio_speech"):
            self.seconds(units, base)
        character = self.price("input_cost_per_character")
        if character is not None and "input" not in base:
            units["character"] = character
        self.images(units, base)
        return units

    def seconds(self, units, base):
        took, gave = self.price("input_cost_per_second"), self.price("output_cost_per_second")
        if self.entry["mode"] == "audio_transcription":
            price = took or gave  # both name the same seconds of sound
            if price is not None and not base.get("input"):
                units["audio_in_second"] = price
        elif gave is not None and "audio_out" not in base:
            units["audio_out_second"] = gave

    def images(self, units, base):
        makes_images = self.entry["mode"] in ("image_generation", "image_edit")
        given, made = self.price("input_cost_per_image"), self.price("output_cost_per_image")
        if not makes_images:
            # Below a thousandth of a dollar an "image" of a token-priced model is an image token.
            if given and "input" in base and self.entry["mode"] != "embedding":
                if given < 10 ** 7:
                    base.setdefault("image_in", given)
                    self.report.note("image price read as image token price", self.key)
            elif given is not None:
                units["image_in"] = given
            if made:
                if made < 10 ** 9:
                    base.setdefault("image_out", made)
                    self.report.note("image price read as image token price", self.key)
                else:
                    units["image_out"] = made
            return
        if "image_out" in base:  # token-priced
            base.setdefault("output", base["image_out"])
            return
        if made is None and "input" not in base:
            made, given = given, None
        if made is not None:
            units["image_out"] = made
            if given and not base.get("input"):
                units["image_in"] = given
        else:
            pixel = self.price("input_cost_per_pixel")
            if pixel is not None:
                units["pixel"] = pixel
        if units and not any(base.values()):
            base.clear()  # a zero beside the real measure

    def limit(self, member):
        value = self.entry.get(member)
        return int(Decimal(value)) if value else 0

    def limits(self):
        window, output = self.limit("max_input_tokens"), self.limit("max_output_tokens")
        legacy = self.limit("max_tokens")
        if not output and legacy and window and legacy != window:
            output = legacy
        if not window and legacy and not output:
            window = legacy
        return window, output


def collect(table, report, rounded):
    models, bare, dropped = {}, {}, collections.Counter()
    for key, entry in table.items():
        if key in ("sample_spec", "fallback_generalizations"):
            continue
        if entry.get("mode") not in MODES or "-commitment/" in key:
            dropped[str(entry.get("mode")) if "-commitment/" not in key else "commitment"] += 1
            continue
        provider = provider_of(entry["litellm_provider"])
        model, is_bare = model_of(key, provider)
        reader = Reader(key, entry, report, rounded)
        levels = reader.levels()
        base = levels.pop((0, "standard"), {})
        units = reader.units(base)
        value = {
            "rates": tuple(base.get(rate, ABSENT) for rate in RATES),
            "units": tuple(units.get(unit, ABSENT) for unit in UNITS),
            "tiers": tuple((threshold, SERVICES.index(service),
                            tuple(level.get(rate, ABSENT) for rate in RATES))
                           for (threshold, service), level in
                           sorted(levels.items(), key=lambda x: (x[0][0], SERVICES.index(x[0][1])))),
            "mode": MODES.index(entry["mode"]),
            "limits": reader.limits(),
        }
        name = f"{provider}/{model}"
        if name in models and models[name] != value:
            report.note("two entries for one model, the prefixed one kept", f"{name} ({key})")
            if is_bare:
                value = models[name]
        models[name] = value
        if is_bare:
            bare[model] = name
    for what, count in sorted(dropped.items()):
        report.note("left out by mode", f"{what}: {count}")
    return models, bare


class Pool:
    """Gives equal values one index."""

    def __init__(self):
        self.index, self.values = {}, []

    def add(self, value):
        if value not in self.index:
            self.index[value] = len(self.values)
            self.values.append(value)
        return self.index[value]


def render(models, bare, version, valid_from, digest, rounded):
    rates, units, tier_lists, tiers = Pool(), Pool(), Pool(), []
    tier_starts, rows, names = {}, [], []
    offset = 0
    order = sorted(models)
    for name in order:
        value = models[name]
        if value["tiers"] not in tier_starts:
            tier_starts[value["tiers"]] = len(tiers)
            tiers += [(t, s, rates.add(r)) for t, s, r in value["tiers"]]
        rows.append((offset, name.index("/"), rates.add(value["rates"]), units.add(value["units"]),
                     tier_starts[value["tiers"]], len(value["tiers"]), value["mode"],
                     *value["limits"]))
        names.append(name)
        offset += len(name)
    rows.append((offset, 0, 0, 0, 0, 0, 0, 0, 0))  # where the last name ends
    row_of = {name: i for i, name in enumerate(order)}
    bare_rows = [row_of[bare[model]] for model in sorted(bare)]

    out = []
    out.append("// Generated by scripts/generate_prices.py; do not edit. Run the script again instead.")
    out.append("//")
    out.append("// The facts come from the LiteLLM project's public table of model prices (MIT licence,")
    out.append(f"// copyright Berri AI), snapshot of {valid_from}, SHA-256")
    out.append(f"// {digest}.")
    if rounded:
        out.append("//")
        out.append("// Finer than a pico-dollar in the source, rounded up to one here:")
        out += [f"//   {line}" for line in sorted(rounded)]
    out.append("// clang-format off")
    out.append("")
    out.append('#include "registry/embedded_prices.h"')
    out.append("")
    out.append("namespace omnillm::registry {")
    out.append("namespace {")
    out.append("")
    out.append("constexpr Rate p(std::int64_t pico) { return Rate::from_pico(pico); }")
    out.append("")
    out.append("constexpr TokenRates kRates[] = {")
    out += ["    {" + ", ".join(f"p({x})" if x != ABSENT else "{}" for x in row) + "},"
            for row in rates.values]
    out.append("};")
    out.append("")
    out.append("constexpr UnitPrices kUnits[] = {")
    out += ["    {" + ", ".join(f"p({x})" if x != ABSENT else "{}" for x in row) + "},"
            for row in units.values]
    out.append("};")
    out.append("")
    out.append("constexpr RateTier kTiers[] = {")
    out += [f"    {{{t}, ServiceTier::{SERVICES[s].capitalize()}, kRates[{r}]}}," for t, s, r in tiers]
    out.append("};")
    out.append("")
    out.append("constexpr EmbeddedModel kModels[] = {")
    out += ["    {" + ", ".join(map(str, row)) + "}," for row in rows]
    out.append("};")
    out.append("")
    out.append("constexpr std::uint16_t kBare[] = {")
    out += ["    " + ", ".join(map(str, bare_rows[i:i + 16])) + "," for i in range(0, len(bare_rows), 16)]
    out.append("};")
    out.append("")
    out.append("constexpr char kNames[] =")
    out += [f'    "{name}"' for name in names]
    out.append("    ;")
    out.append("")
    out.append("}  // namespace")
    out.append("")
    out.append("EmbeddedPrices embedded_prices() {")
    out.append("  return {.version = \"%s\"," % version)
    out.append("          .valid_from = \"%s\"," % valid_from)
    out.append("          .source_sha256 = \"%s\"," % digest)
    out.append("          .names = std::string_view(kNames, sizeof kNames - 1),")
    out.append("          .models = std::span(kModels).first(std::size(kModels) - 1),")
    out.append("          .bare = kBare,")
    out.append("          .rates = kRates,")
    out.append("          .units = kUnits,")
    out.append("          .tiers = kTiers};")
    out.append("}")
    out.append("")
    out.append("}  // namespace omnillm::registry")
    out.append("")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("--valid-from", default="2026-08-01")
    parser.add_argument("--output", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent
                        / "src/registry/embedded_prices.cc")
    arguments = parser.parse_args()

    source = arguments.table.read_bytes()
    digest = hashlib.sha256(source).hexdigest()
    table = json.loads(source, parse_float=Decimal, parse_int=int)
    version = arguments.valid_from.replace("-", "") + "-" + digest[:6]
    report, rounded = Report(), []
    models, bare = collect(table, report, rounded)
    arguments.output.write_text(
        render(models, bare, version, arguments.valid_from, digest, rounded), encoding="ascii")
    report.write(sys.stderr)
    print(f"{len(models)} models, {len(bare)} bare names, version {version}", file=sys.stderr)


if __name__ == "__main__":
    main()
