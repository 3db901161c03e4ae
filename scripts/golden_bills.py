#!/usr/bin/env python3
"""Writes fixtures/prices/golden_bills.json: usages, and what they cost to the nano-dollar.

    scripts/golden_bills.py [--check TABLE.json]

The prices are quoted below by hand, in dollars as providers publish them, and every bill is worked
out here term by term in exact decimals; nothing is shared with the generator or with the C++ code.
--check compares the quoted prices with a price table, so that a mistake in quoting shows.
"""

import argparse
import decimal
import json
import pathlib

D = decimal.Decimal
decimal.getcontext().prec = 60
MILLION = D(1_000_000)

# (member of the table, dollars a million) or, with a trailing "!", dollars each.
TABLE = {
    "gpt-4o": {"input_cost_per_token": "2.5", "output_cost_per_token": "10",
               "cache_read_input_token_cost": "1.25", "input_cost_per_token_batches": "1.25",
               "output_cost_per_token_batches": "5", "input_cost_per_token_priority": "4.25",
               "output_cost_per_token_priority": "17"},
    "gpt-4o-mini": {"input_cost_per_token": "0.15", "output_cost_per_token": "0.6",
                    "cache_read_input_token_cost": "0.075", "input_cost_per_token_batches": "0.075",
                    "output_cost_per_token_batches": "0.3"},
    "gpt-5.5": {"input_cost_per_token": "5", "output_cost_per_token": "30",
                "cache_read_input_token_cost": "0.5",
                "input_cost_per_token_above_272k_tokens": "10",
                "output_cost_per_token_above_272k_tokens": "45",
                "cache_read_input_token_cost_above_272k_tokens": "1",
                "input_cost_per_token_flex": "2.5", "output_cost_per_token_flex": "15"},
    "gpt-5.6": {"input_cost_per_token": "5", "output_cost_per_token": "30",
                "cache_read_input_token_cost": "0.5", "cache_creation_input_token_cost": "6.25",
                "input_cost_per_token_above_272k_tokens_flex": "5",
                "output_cost_per_token_above_272k_tokens_flex": "22.5",
                "cache_read_input_token_cost_above_272k_tokens_flex": "0.5"},
    "o3": {"input_cost_per_token": "2", "output_cost_per_token": "8",
           "input_cost_per_token_flex": "1", "output_cost_per_token_flex": "4",
           "input_cost_per_token_priority": "3.5", "output_cost_per_token_priority": "14"},
    "claude-sonnet-4-6": {"input_cost_per_token": "3", "output_cost_per_token": "15",
                          "cache_read_input_token_cost": "0.3",
                          "cache_creation_input_token_cost": "3.75",
                          "cache_creation_input_token_cost_above_1hr": "6"},
    "claude-haiku-4-5": {"input_cost_per_token": "1", "output_cost_per_token": "5",
                         "cache_read_input_token_cost": "0.1",
                         "cache_creation_input_token_cost": "1.25",
                         "cache_creation_input_token_cost_above_1hr": "2"},
    "anthropic.claude-sonnet-4-5-20250929-v1:0": {
        "input_cost_per_token": "3", "output_cost_per_token": "15",
        "cache_read_input_token_cost": "0.3", "cache_creation_input_token_cost": "3.75",
        "input_cost_per_token_above_200k_tokens": "6",
        "output_cost_per_token_above_200k_tokens": "22.5",
        "cache_read_input_token_cost_above_200k_tokens": "0.6",
        "cache_creation_input_token_cost_above_200k_tokens": "7.5",
        "cache_creation_input_token_cost_above_1hr_above_200k_tokens": "12"},
    "us.anthropic.claude-sonnet-4-6": {"input_cost_per_token": "3.3",
                                       "output_cost_per_token": "16.5"},
    "gemini/gemini-2.5-pro": {"input_cost_per_token": "1.25", "output_cost_per_token": "10",
                              "cache_read_input_token_cost": "0.125",
                              "input_cost_per_token_above_200k_tokens": "2.5",
                              "output_cost_per_token_above_200k_tokens": "15",
                              "cache_read_input_token_cost_above_200k_tokens": "0.25"},
    "gemini/gemini-2.5-flash": {"input_cost_per_token": "0.3", "output_cost_per_token": "2.5",
                                "input_cost_per_audio_token": "1",
                                "output_cost_per_reasoning_token": "2.5",
                                "cache_read_input_token_cost": "0.03"},
    "dashscope/qwen-plus-latest": {"tiers": [("0", "0.4", "1.2", "4"),
                                             ("256000", "1.2", "3.6", "12")]},
    "perplexity/sonar-deep-research": {"input_cost_per_token": "2", "output_cost_per_token": "8",
                                       "output_cost_per_reasoning_token": "3"},
    "perplexity/sonar-pro": {"input_cost_per_token": "3", "output_cost_per_token": "15",
                             "search low": "0.006!", "search medium": "0.01!",
                             "search high": "0.014!"},
    "perplexity/pplx-70b-online": {"input_cost_per_token": "0", "output_cost_per_token": "2.8",
                                   "input_cost_per_request": "0.005!"},
    "gpt-4o-audio-preview": {"input_cost_per_token": "2.5", "output_cost_per_token": "10",
                             "input_cost_per_audio_token": "40",
                             "output_cost_per_audio_token": "80"},
    "gpt-image-1": {"input_cost_per_token": "5", "input_cost_per_image_token": "10",
                    "output_cost_per_image_token": "40", "cache_read_input_token_cost": "1.25"},
    "deepseek/deepseek-chat": {"input_cost_per_token": "0.28", "output_cost_per_token": "0.42",
                               "cache_read_input_token_cost": "0.028"},
    "xai/grok-4": {"input_cost_per_token": "3", "output_cost_per_token": "15"},
    "text-embedding-3-small": {"input_cost_per_token": "0.02",
                               "input_cost_per_token_batches": "0.01"},
    "text-embedding-3-large": {"input_cost_per_token": "0.13"},
    "omni-moderation-latest": {"input_cost_per_token": "0"},
    "voyage/rerank-2-lite": {"input_cost_per_token": "0.02"},
    "rerank-v3.5": {"input_cost_per_query": "0.002!"},
    "whisper-1": {"input_cost_per_second": "0.0001!"},
    "tts-1": {"input_cost_per_character": "15"},
    "dall-e-3": {"input_cost_per_image": "0.04!"},
    "1024-x-1024/dall-e-2": {"input_cost_per_pixel": "0.019"},
    "gemini/imagen-4.0-generate-001": {"output_cost_per_image": "0.04!"},
    "embed-english-v3.0": {"input_cost_per_token": "0.1", "input_cost_per_image": "0.0001!"},
    "mistral/mistral-ocr-latest": {"ocr_cost_per_page": "0.004!"},
}

# Prices that no table has: written into the bill's case as an override, in the price file's form.
REFERENCE = {
    "custom/gpt-5.4": {"input": "2.5", "output": "15", "cache_read": "0.25"},
    "custom/claude": {"input": "3", "output": "15", "cache_read": "0.3", "cache_write_5m": "3.75",
                      "cache_write_1h": "6"},
    "custom/thirty-seven": {"input": "0.0375", "output": "0.15"},
    "custom/pico": {"input": "0.000001", "output": "0.0005"},
    "custom/plain": {"input": "5", "output": "15"},
}

CASES = []


def case(name, provider, model, terms, tier="standard", prompt=0, completion=0, units=None,
         override=None, **parts):
    """`terms` are (count, dollars a million, "M") or (count, dollars each, "1") and their sum is
    the bill."""
    dollars = D(0)
    for count, price, per in terms:
        dollars += D(count) * D(price) / (MILLION if per == "M" else D(1))
    nanos = (dollars * D(10) ** 9).quantize(D(1), rounding=decimal.ROUND_HALF_UP)
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, **parts}
    CASES.append({"name": name, "provider": provider, "model": model, "tier": tier, "usage": usage,
                  "units": units or {}, "override": override, "expected_nanos": int(nanos),
                  "expected_usd": format(dollars, "f")})


def of(model, member):
    value = TABLE[model][member]
    return (value[:-1], "1") if value.endswith("!") else (value, "M")


def t(count, model, member):
    return (count, *of(model, member))


def openai():
    p, m = "openai", "gpt-4o"
    IN, OUT, READ = "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost"
    case("plain", p, m, [t(1000, m, IN), t(500, m, OUT)], prompt=1000, completion=500)
    case("cached prompt", p, m, [t(500, m, IN), t(1500, m, READ), t(100, m, OUT)], prompt=2000,
         completion=100, cache_read_tokens=1500)
    case("wholly cached prompt", p, m, [t(1024, m, READ), t(1, m, OUT)], prompt=1024, completion=1,
         cache_read_tokens=1024)
    case("dated name", p, "gpt-4o-2024-08-06", [(77, "2.5", "M"), (13, "10", "M")], prompt=77,
         completion=13)
    case("batch", p, m, [t(1000, m, IN + "_batches"), t(500, m, OUT + "_batches")], tier="batch",
         prompt=1000, completion=500)
    case("priority", p, m, [t(1000, m, IN + "_priority"), t(500, m, OUT + "_priority")],
         tier="priority", prompt=1000, completion=500)
    case("flex where there is none costs what standard costs", p, m,
         [t(1000, m, IN), t(500, m, OUT)], tier="flex", prompt=1000, completion=500)
    m = "gpt-4o-mini"
    case("six tokens are not free", p, m, [t(6, m, IN)], prompt=6)
    case("one token of each", p, m, [t(1, m, IN), t(1, m, OUT)], prompt=1, completion=1)
    case("batch of a cached prompt keeps the cached price", p, m,
         [t(300, m, IN + "_batches"), t(700, m, READ), t(50, m, OUT + "_batches")], tier="batch",
         prompt=1000, completion=50, cache_read_tokens=700)
    m = "o3"
    case("flex", p, m, [t(12345, m, IN + "_flex"), t(6789, m, OUT + "_flex")], tier="flex",
         prompt=12345, completion=6789, reasoning_tokens=6000)
    case("priority with reasoning", p, m,
         [t(12345, m, IN + "_priority"), t(6789, m, OUT + "_priority")], tier="priority",
         prompt=12345, completion=6789, reasoning_tokens=6000)
    m = "gpt-5.5"
    case("just at the long-context threshold", p, m, [t(272000, m, IN), t(1000, m, OUT)],
         prompt=272000, completion=1000)
    case("one token above the threshold", p, m,
         [t(272001, m, IN + "_above_272k_tokens"), t(1000, m, OUT + "_above_272k_tokens")],
         prompt=272001, completion=1000)
    case("cached tokens count towards the threshold", p, m,
         [t(1, m, IN + "_above_272k_tokens"), t(300000, m, READ + "_above_272k_tokens"),
          t(10, m, OUT + "_above_272k_tokens")], prompt=300001, completion=10,
         cache_read_tokens=300000)
    m = "gpt-5.6"
    case("cache writes of an unstated time", p, m,
         [t(100, m, IN), t(900, m, "cache_creation_input_token_cost"), t(20, m, OUT)], prompt=1000,
         completion=20, cache_write_5m_tokens=900)
    case("flex above the threshold", p, m,
         [t(200000, m, IN + "_above_272k_tokens_flex"),
          t(100000, m, READ + "_above_272k_tokens_flex"),
          t(1000, m, OUT + "_above_272k_tokens_flex")], tier="flex", prompt=300000, completion=1000,
         cache_read_tokens=100000)
    m = "gpt-4o-audio-preview"
    case("audio both ways", p, m,
         [t(60, m, IN), t(940, m, "input_cost_per_audio_token"), t(25, m, OUT),
          t(475, m, "output_cost_per_audio_token")], prompt=1000, completion=500,
         audio_prompt_tokens=940, audio_completion_tokens=475)
    m = "gpt-image-1"
    case("image tokens both ways", p, m,
         [t(50, m, IN), t(323, m, "input_cost_per_image_token"),
          t(4160, m, "output_cost_per_image_token")], prompt=373, completion=4160,
         image_prompt_tokens=323, image_completion_tokens=4160)
    case("image tokens that the provider did not split", p, m,
         [t(50, m, IN), t(1056, m, "output_cost_per_image_token")], prompt=50, completion=1056)
    m = "text-embedding-3-small"
    case("embedding", p, m, [t(8000, m, IN)], prompt=8000)
    case("embedding batch", p, m, [t(8001, m, IN + "_batches")], tier="batch", prompt=8001)
    m = "text-embedding-3-large"
    case("three tokens round up to the nearest", p, m, [t(3, m, IN)], prompt=3)
    case("moderation is known to be free", p, "omni-moderation-latest",
         [t(100, "omni-moderation-latest", IN)], prompt=100)
    m = "whisper-1"
    case("a minute and a half of speech", p, m, [("90.5", *of(m, "input_cost_per_second"))],
         units={"audio_in_milliseconds": 90500})
    case("a millisecond of speech", p, m, [("0.001", *of(m, "input_cost_per_second"))],
         units={"audio_in_milliseconds": 1})
    m = "tts-1"
    case("spoken characters", p, m, [t(4096, m, "input_cost_per_character")],
         units={"characters": 4096})
    case("images by the piece", p, "dall-e-3", [t(3, "dall-e-3", "input_cost_per_image")],
         units={"images_out": 3})
    m = "1024-x-1024/dall-e-2"
    case("images by the pixel", p, m, [t(2 * 1024 * 1024, m, "input_cost_per_pixel")],
         units={"pixels": 2 * 1024 * 1024})


def others():
    IN, OUT, READ = "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost"
    W5, W1 = "cache_creation_input_token_cost", "cache_creation_input_token_cost_above_1hr"
    m = "claude-sonnet-4-6"
    case("every kind of cache", "anthropic", m,
         [t(20, m, IN), t(3000, m, READ), t(500, m, W5), t(1000, m, W1), t(64, m, OUT)],
         prompt=4520, completion=64, cache_read_tokens=3000, cache_write_5m_tokens=500,
         cache_write_1h_tokens=1000)
    case("thinking costs what output costs", "anthropic", m, [t(10, m, IN), t(5000, m, OUT)],
         prompt=10, completion=5000, reasoning_tokens=4900)
    case("vertex serves the same model", "vertex", m, [t(11, m, IN), t(7, m, OUT)], prompt=11,
         completion=7)
    m = "claude-haiku-4-5"
    case("one-hour writes", "anthropic", m, [t(1, m, IN), t(99999, m, W1), t(3, m, OUT)],
         prompt=100000, completion=3, cache_write_1h_tokens=99999)
    m = "anthropic.claude-sonnet-4-5-20250929-v1:0"
    above = "_above_200k_tokens"
    case("all caches above the threshold", "bedrock", m,
         [t(1000, m, IN + above), t(150000, m, READ + above), t(40000, m, W5 + above),
          t(20000, m, W1 + above), t(800, m, OUT + above)], prompt=211000, completion=800,
         cache_read_tokens=150000, cache_write_5m_tokens=40000, cache_write_1h_tokens=20000)
    m = "us.anthropic.claude-sonnet-4-6"
    case("a regional Bedrock profile", "bedrock", m, [t(1000, m, IN), t(1000, m, OUT)],
         prompt=1000, completion=1000)
    m = "gemini/gemini-2.5-pro"
    case("below the tier", "gemini", "gemini-2.5-pro", [t(150000, m, IN), t(1000, m, OUT)],
         prompt=150000, completion=1000)
    case("above the tier", "gemini", "models/gemini-2.5-pro",
         [t(250000, m, IN + above), t(1000, m, OUT + above)], prompt=250000, completion=1000)
    case("thoughts and cached content", "gemini", "gemini-2.5-pro",
         [t(1000, m, IN), t(9000, m, READ), t(700, m, OUT)], prompt=10000, completion=700,
         cache_read_tokens=9000, reasoning_tokens=650)
    m = "gemini/gemini-2.5-flash"
    case("audio beside text", "gemini", "gemini-2.5-flash",
         [t(200, m, IN), t(1920, m, "input_cost_per_audio_token"), t(30, m, OUT),
          t(70, m, "output_cost_per_reasoning_token")], prompt=2120, completion=100,
         audio_prompt_tokens=1920, reasoning_tokens=70)
    m = "dashscope/qwen-plus-latest"
    low, high = TABLE[m]["tiers"]
    case("tiered prices, first tier", "dashscope", "qwen-plus-latest",
         [(256000, low[1], "M"), (100, low[2], "M"), (50, low[3], "M")], prompt=256000,
         completion=150, reasoning_tokens=50)
    case("tiered prices, second tier", "dashscope", "qwen-plus-latest",
         [(256001, high[1], "M"), (100, high[2], "M"), (50, high[3], "M")], prompt=256001,
         completion=150, reasoning_tokens=50)
    m = "perplexity/sonar-deep-research"
    case("reasoning at its own price", "perplexity", "sonar-deep-research",
         [t(33, m, IN), t(395, m, OUT), t(73000, m, "output_cost_per_reasoning_token")], prompt=33,
         completion=73395, reasoning_tokens=73000)
    m = "perplexity/sonar-pro"
    case("searches of every size", "perplexity", "sonar-pro",
         [t(10, m, IN), t(20, m, OUT), t(1, m, "search low"), t(2, m, "search medium"),
          t(3, m, "search high")], prompt=10, completion=20,
         units={"web_searches_low": 1, "web_searches": 2, "web_searches_high": 3})
    m = "perplexity/pplx-70b-online"
    case("a fee for the request", "perplexity", "pplx-70b-online",
         [t(500, m, IN), t(100, m, OUT), t(1, m, "input_cost_per_request")], prompt=500,
         completion=100)
    m = "deepseek/deepseek-chat"
    case("cache hits", "deepseek", "deepseek-chat",
         [t(36, m, IN), t(64, m, READ), t(11, m, OUT)], prompt=100, completion=11,
         cache_read_tokens=64)
    m = "xai/grok-4"
    case("reasoning beside the completion, normalised", "xai", "grok-4",
         [t(32, m, IN), t(9 + 233, m, OUT)], prompt=32, completion=242, reasoning_tokens=233)
    m = "rerank-v3.5"
    case("rerank by the query", "cohere", m, [t(2, m, "input_cost_per_query")],
         units={"queries": 2})
    m = "voyage/rerank-2-lite"
    case("rerank by the token", "voyage", "rerank-2-lite", [t(12345, m, IN)], prompt=12345)
    m = "gemini/imagen-4.0-generate-001"
    case("generated images", "gemini", "imagen-4.0-generate-001",
         [t(4, m, "output_cost_per_image")], units={"images_out": 4})
    m = "embed-english-v3.0"
    case("embedding of text and images", "cohere", m,
         [t(100, m, IN), t(2, m, "input_cost_per_image")], prompt=100, units={"images_in": 2})
    m = "mistral/mistral-ocr-latest"
    case("pages read", "mistral", "mistral-ocr-latest", [t(17, m, "ocr_cost_per_page")],
         units={"pages": 17})
    m = "gpt-4o"
    case("azure", "azure", m, [t(9, m, IN), t(9, m, OUT)], prompt=9, completion=9)


def overrides():
    def priced(name, **arguments):
        return dict(provider="custom", model=name.split("/")[1],
                    override={name: REFERENCE[name]}, **arguments)
    case("1000 tokens of input alone", **priced("custom/gpt-5.4", prompt=1000),
         terms=[(1000, "2.5", "M")])
    case("1000 in, 400 cached, 100 out",
         **priced("custom/gpt-5.4", prompt=1000, completion=100, cache_read_tokens=400),
         terms=[(600, "2.5", "M"), (400, "0.25", "M"), (100, "15", "M")])
    case("100 fresh, 1000 read, 2000 written",
         **priced("custom/claude", prompt=3100, completion=50, cache_read_tokens=1000,
                  cache_write_5m_tokens=2000),
         terms=[(100, "3", "M"), (1000, "0.3", "M"), (2000, "3.75", "M"), (50, "15", "M")])
    case("writes of both lifetimes",
         **priced("custom/claude", prompt=2000, cache_write_5m_tokens=1000,
                  cache_write_1h_tokens=1000),
         terms=[(1000, "3.75", "M"), (1000, "6", "M")])
    case("a rate that micro-dollars a thousand would truncate",
         **priced("custom/thirty-seven", prompt=1000, completion=1000),
         terms=[(1000, "0.0375", "M"), (1000, "0.15", "M")])
    case("half a nano-dollar goes up", **priced("custom/pico", completion=1),
         terms=[(1, "0.0005", "M")])
    case("less than half goes down", **priced("custom/pico", prompt=499),
         terms=[(499, "0.000001", "M")])
    case("terms are added before they are rounded", **priced("custom/pico", prompt=500, completion=1),
         terms=[(500, "0.000001", "M"), (1, "0.0005", "M")])
    case("caching is ignored where nothing prices it",
         **priced("custom/plain", prompt=1000, cache_read_tokens=400, cache_write_5m_tokens=100),
         terms=[(1000, "5", "M")])
    case("four thousand million tokens", **priced("custom/plain", prompt=4294967295,
                                                  completion=4294967295),
         terms=[(4294967295, "5", "M"), (4294967295, "15", "M")])


def check(path):
    table = json.loads(path.read_bytes(), parse_float=D)
    for model, members in TABLE.items():
        entry = table[model]
        for member, quoted in members.items():
            if member == "tiers":
                for part, tier in zip(entry["tiered_pricing"], quoted):
                    found = (part["range"][0], part["input_cost_per_token"] * MILLION,
                             part["output_cost_per_token"] * MILLION,
                             part["output_cost_per_reasoning_token"] * MILLION)
                    assert tuple(map(D, tier)) == tuple(map(D, found)), (model, found)
                continue
            if member.startswith("search "):
                size = "search_context_size_" + member.split()[1]
                found = entry["search_context_cost_per_query"][size]
            else:
                found = entry[member]
            each = D(quoted[:-1]) if quoted.endswith("!") else D(quoted) / MILLION
            assert D(found) == each, (model, member, found, quoted)
    print("the quoted prices are those of the table")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.check:
        check(arguments.check)
    openai()
    others()
    overrides()
    path = (pathlib.Path(__file__).resolve().parent.parent
            / "fixtures/prices/golden_bills.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cases": CASES}, indent=1) + "\n", encoding="ascii")
    print(len(CASES), "bills")


if __name__ == "__main__":
    main()
