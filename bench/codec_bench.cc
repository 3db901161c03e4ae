// From one protocol to another, bytes to bytes, beside a plain parse of the same body with
// Boost.JSON and beside a conversion by hand over such a tree.

#include <benchmark/benchmark.h>

#include <boost/json.hpp>
#include <string>

#include "codec/bodies.h"
#include "codec/checks.h"
#include "codec/relay.h"
#include "omnillm/transcode.h"
#include "rival/dom_codec.h"
#include "support/check_main.h"

namespace omnillm::bench {
namespace {

constexpr WireFormat kChat = WireFormat::OpenAiChatCompletions;
constexpr WireFormat kAnthropic = WireFormat::AnthropicMessages;

enum Body : std::int64_t { kRequest1, kRequest50, kRequest1000, kRequestTool };

std::string request_of(std::int64_t which) {
  switch (which) {
    case kRequest1:
      return chat_request(1'024);
    case kRequest50:
      return chat_request(50 * 1'024);
    case kRequest1000:
      return chat_request(1'000 * 1'024);
    default:
      return chat_request_with_tool();
  }
}

void requests(benchmark::internal::Benchmark* timed) {
  for (const std::int64_t which : {kRequest1, kRequestTool, kRequest50, kRequest1000})
    timed->Arg(which);
}

void told(benchmark::State& state, std::size_t bytes) {
  state.SetLabel(std::to_string(bytes) + " bytes");
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}

void check() {
  check_requests();
  check_responses();
  check_streams();
}

void request(benchmark::State& state) {
  const std::string body = request_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(transcode_request(kChat, kAnthropic, body));
  told(state, body.size());
}

void request_parse(benchmark::State& state) {
  const std::string body = request_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(parse_request(kChat, body));
  told(state, body.size());
}

void request_by_hand(benchmark::State& state) {
  const std::string body = request_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(rival::chat_request_to_anthropic(body));
  told(state, body.size());
}

void request_boost_parse(benchmark::State& state) {
  const std::string body = request_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::parse(body));
  told(state, body.size());
}

void response(benchmark::State& state) {
  const std::string body = anthropic_response();
  for (auto _ : state) benchmark::DoNotOptimize(transcode_response(kAnthropic, kChat, body));
  told(state, body.size());
}

void response_by_hand(benchmark::State& state) {
  const std::string body = anthropic_response();
  for (auto _ : state) benchmark::DoNotOptimize(rival::anthropic_response_to_chat(body));
  told(state, body.size());
}

void response_boost_parse(benchmark::State& state) {
  const std::string body = anthropic_response();
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::parse(body));
  told(state, body.size());
}

void chunk(benchmark::State& state, WireFormat to) {
  const ChatStream stream = chat_stream();
  Relay relay(kChat, to);
  for (auto _ : state) benchmark::DoNotOptimize(relay.next(stream).data());
  told(state, stream.piece.size());
}

void chunk_by_hand(benchmark::State& state, std::string (*convert)(std::string_view)) {
  const ChatStream stream = chat_stream();
  for (auto _ : state) benchmark::DoNotOptimize(convert(stream.piece));
  told(state, stream.piece.size());
}

void chunk_boost_parse(benchmark::State& state) {
  const std::string_view data = data_of(chat_stream().piece);
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::parse(data));
  told(state, data.size());
}

BENCHMARK(request)->Apply(requests);
BENCHMARK(request_parse)->Apply(requests);
BENCHMARK(request_by_hand)->Apply(requests);
BENCHMARK(request_boost_parse)->Apply(requests);
BENCHMARK(response);
BENCHMARK(response_by_hand);
BENCHMARK(response_boost_parse);
BENCHMARK_CAPTURE(chunk, to_anthropic, kAnthropic);
BENCHMARK_CAPTURE(chunk, to_chat, kChat);
BENCHMARK_CAPTURE(chunk_by_hand, to_anthropic, rival::chat_piece_to_anthropic);
BENCHMARK_CAPTURE(chunk_by_hand, to_chat, rival::chat_piece_to_chat);
BENCHMARK(chunk_boost_parse);

}  // namespace
}  // namespace omnillm::bench

OMNILLM_BENCH_MAIN(omnillm::bench::check)
