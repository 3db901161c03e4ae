// Figures of the codecs: bodies and pieces of streams from one protocol to another. Their rival
// converts by hand over a tree of Boost.JSON; the goals are counted in plain parses with Boost.JSON
// of the same bytes.

#include <boost/json.hpp>
#include <string>
#include <utility>

#include "codec/bodies.h"
#include "codec/checks.h"
#include "codec/relay.h"
#include "omnillm/transcode.h"
#include "rival/dom_codec.h"
#include "scoreboard/scenario.h"
#include "support/keep.h"

namespace omnillm::bench {
namespace {

constexpr WireFormat kChat = WireFormat::OpenAiChatCompletions;
constexpr WireFormat kAnthropic = WireFormat::AnthropicMessages;

template <class Function>
Contestant doing(Function once) {
  return {.work = [once = std::move(once)](int, std::int64_t operations) mutable {
    for (std::int64_t i = 0; i < operations; ++i) keep(once());
  }};
}

// What a figure is held to: nanoseconds, the next step, and plain parses.
struct Aim {
  double nanoseconds;
  double stretch;
  double parses;
};

// Ours, the rival's, and the figure in plain parses of `json`.
std::vector<Row> rows_of(const Bench& bench, const std::string& name, const Aim& aim,
                         Contestant ours, Contestant theirs, std::string json) {
  const auto parse = [json = std::move(json)] { return boost::json::parse(json); };
  const auto t = race(bench.crew, bench.plan, {std::move(ours), std::move(theirs), doing(parse)});
  return {{.name = name,
           .value = t[0].median,
           .goal = Goal{.target = aim.nanoseconds, .stretch = aim.stretch},
           .rival = t[1].median,
           .spread = t[0].spread()},
          {.name = name + ", in plain parses",
           .value = t[0].median / t[2].median,
           .unit = "x",
           .goal = Goal{.target = aim.parses}}};
}

std::vector<Row> request_rows(const Bench& bench, const std::string& name, const Aim& aim,
                              const std::string& body) {
  return rows_of(bench, name, aim,
                 doing([body] { return transcode_request(kChat, kAnthropic, body); }),
                 doing([body] { return rival::chat_request_to_anthropic(body); }), body);
}

std::vector<Row> measure_small_request(const Bench& bench) {
  return request_rows(bench, "chat request to Anthropic, 1 KB", {600, 350, 2}, chat_request(1'024));
}

std::vector<Row> measure_request_with_tool(const Bench& bench) {
  std::vector<Row> rows = request_rows(bench, "chat request to Anthropic, 1 KB with a tool",
                                       {0, 0, 2}, chat_request_with_tool());
  rows.front().goal.reset();
  return rows;
}

std::vector<Row> measure_large_request(const Bench& bench) {
  return request_rows(bench, "chat request to Anthropic, 50 KB", {10'000, 6'000, 0.6},
                      chat_request(50 * 1'024));
}

std::vector<Row> measure_response(const Bench& bench) {
  const std::string body = anthropic_response();
  return rows_of(bench, "Anthropic response to chat, 1 KB", {800, 400, 1.5},
                 doing([body] { return transcode_response(kAnthropic, kChat, body); }),
                 doing([body] { return rival::anthropic_response_to_chat(body); }), body);
}

std::vector<Row> measure_piece(const Bench& bench, const std::string& name, WireFormat to,
                               std::string (*by_hand)(std::string_view)) {
  const ChatStream stream = chat_stream();
  const auto relay = std::make_shared<Relay>(kChat, to);
  return rows_of(bench, name, {300, 150, 1.5},
                 doing([relay, stream] { return relay->next(stream).size(); }),
                 doing([by_hand, stream] { return by_hand(stream.piece); }),
                 std::string(data_of(stream.piece)));
}

std::vector<Row> measure_piece_across(const Bench& bench) {
  return measure_piece(bench, "chat stream to Anthropic, a piece", kAnthropic,
                       &rival::chat_piece_to_anthropic);
}

std::vector<Row> measure_piece_same(const Bench& bench) {
  return measure_piece(bench, "chat stream to chat, a piece", kChat, &rival::chat_piece_to_chat);
}

}  // namespace

std::vector<Scenario> codec_scenarios() {
  return {{"chat request to Anthropic, 1 KB", &check_requests, &measure_small_request},
          {"chat request to Anthropic, 1 KB with a tool", {}, &measure_request_with_tool},
          {"chat request to Anthropic, 50 KB", {}, &measure_large_request},
          {"Anthropic response to chat, 1 KB", &check_responses, &measure_response},
          {"chat stream to Anthropic, a piece", &check_streams, &measure_piece_across},
          {"chat stream to chat, a piece", {}, &measure_piece_same}};
}

}  // namespace omnillm::bench
