// Reading JSON: a document of spans beside the trees of Boost.JSON and the tape of simdjson, on the
// same bytes. Writing it: escaping a text beside Boost.JSON's serializer. Each rival reuses what it
// can reuse.

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "json/document.h"
#include "json/writer.h"
#include "support/check_main.h"

namespace omnillm::bench {
namespace {

constexpr std::string_view kSentence =
    "The quick brown fox said \\\"no\\\" and jumped over the lazy dog, twice.\\n";

// About `bytes` of text as it stands between quotes.
std::string prose(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += kSentence;
  return text;
}

// A chat request with a tool: some 900 bytes, and the prompt.
std::string chat_request(std::size_t prompt) {
  return R"({"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are terse."},)"
         R"({"role":"user","content":")" +
         prose(prompt) +
         R"("},{"role":"assistant","content":null,"tool_calls":[{"id":"call_8f2k1","type":"function",)"
         R"("function":{"name":"get_weather","arguments":"{\"city\":\"Paris\",\"unit\":\"c\"}"}}]},)"
         R"({"role":"tool","tool_call_id":"call_8f2k1","content":"{\"temperature\":21.5}"}],)"
         R"("tools":[{"type":"function","function":{"name":"get_weather","description":"Weather in )"
         R"(a city","parameters":{"type":"object","properties":{"city":{"type":"string"},"unit":)"
         R"({"type":"string","enum":["c","f"]}},"required":["city"],"additionalProperties":false}}}],)"
         R"("temperature":0.2,"top_p":1,"max_tokens":512,"stream":true,)"
         R"("stream_options":{"include_usage":true},"user":"u-1029"})";
}

std::string body_of(std::int64_t which) {
  switch (which) {
    case 0:
      return R"({"id":"chatcmpl-9aXbQ2","object":"chat.completion.chunk","created":1718345013,)"
             R"("model":"gpt-4o-mini-2024-07-18","system_fingerprint":"fp_5e2","choices":[)"
             R"({"index":0,"delta":{"content":" lazy"},"logprobs":null,"finish_reason":null}]})";
    case 1:
      return chat_request(40);
    case 2:
      return chat_request(50'000);
    default: {
      std::string text = "\"";
      for (int i = 0; i < 4'000; ++i) text += "\u65e5\u672c\u8a9e a\u00e9";
      return text + "\"";
    }
  }
}

void bodies(benchmark::internal::Benchmark* timed) {
  for (const std::int64_t which : {0, 1, 2, 3}) timed->Arg(which);
}

void told(benchmark::State& state, const std::string& body) {
  constexpr const char* kNames[] = {"chunk", "chat 1 KB", "chat 50 KB", "Japanese"};
  state.SetLabel(std::string(kNames[state.range(0)]) + ", " + std::to_string(body.size()) +
                 " bytes");
  state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) * state.iterations());
}

void check() {
  for (std::int64_t which = 0; which < 4; ++which) {
    const std::string body = body_of(which);
    json::Document document;
    expect(document.parse(body).has_value(), "our document accepts the body");
    expect(document.root().json().value() == boost::json::parse(body), "both read the same");
    simdjson::dom::parser parser;
    expect(parser.parse(body).error() == simdjson::SUCCESS, "simdjson accepts the body");
  }
}

void document(benchmark::State& state) {
  const auto body = std::make_shared<const std::string>(body_of(state.range(0)));
  json::Document document;
  for (auto _ : state) benchmark::DoNotOptimize(document.parse(body));
  told(state, *body);
}

// With nothing to reuse: what one body costs alone.
void document_fresh(benchmark::State& state) {
  const auto body = std::make_shared<const std::string>(body_of(state.range(0)));
  for (auto _ : state) {
    json::Document document;
    benchmark::DoNotOptimize(document.parse(body));
  }
  told(state, *body);
}

void boost_parse(benchmark::State& state) {
  const std::string body = body_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::parse(body));
  told(state, body);
}

// Its memory from a buffer that is used again.
void boost_parse_in_buffer(benchmark::State& state) {
  const std::string body = body_of(state.range(0));
  static unsigned char buffer[1 << 18];
  boost::json::parser parser;
  for (auto _ : state) {
    boost::json::monotonic_resource memory(buffer);
    parser.reset(&memory);
    parser.write(body);
    benchmark::DoNotOptimize(parser.release());
  }
  told(state, body);
}

void simdjson_parse(benchmark::State& state) {
  const simdjson::padded_string body(body_of(state.range(0)));
  simdjson::dom::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(body).error());
  told(state, body_of(state.range(0)));
}

std::string plain_of(std::int64_t which) {
  const std::string body = body_of(which);
  return which == 3 ? body.substr(1, body.size() - 2) : body;
}

void write_string(benchmark::State& state) {
  const std::string plain = plain_of(state.range(0));
  std::string out;
  for (auto _ : state) {
    out.clear();
    json::Writer(out).string(plain);
    benchmark::DoNotOptimize(out.data());
  }
  told(state, plain);
}

void read_string(benchmark::State& state) {
  std::string escaped;
  expect(json::append_escaped(plain_of(state.range(0)), escaped), "the text is UTF-8");
  std::string out;
  for (auto _ : state) {
    out.clear();
    json::append_unescaped(escaped, out);
    benchmark::DoNotOptimize(out.data());
  }
  told(state, escaped);
}

void boost_serialize(benchmark::State& state) {
  const boost::json::string plain(plain_of(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::serialize(plain));
  told(state, plain_of(state.range(0)));
}

BENCHMARK(document)->Apply(bodies);
BENCHMARK(document_fresh)->Apply(bodies);
BENCHMARK(boost_parse)->Apply(bodies);
BENCHMARK(boost_parse_in_buffer)->Apply(bodies);
BENCHMARK(simdjson_parse)->Apply(bodies);
BENCHMARK(write_string)->Apply(bodies);
BENCHMARK(boost_serialize)->Apply(bodies);
BENCHMARK(read_string)->Apply(bodies);

}  // namespace
}  // namespace omnillm::bench

OMNILLM_BENCH_MAIN(omnillm::bench::check)
