#include "codec/checks.h"

#include <boost/json.hpp>
#include <string>

#include "codec/bodies.h"
#include "codec/relay.h"
#include "omnillm/transcode.h"
#include "rival/dom_codec.h"
#include "support/check.h"

namespace omnillm::bench {
namespace {

constexpr WireFormat kChat = WireFormat::OpenAiChatCompletions;
constexpr WireFormat kAnthropic = WireFormat::AnthropicMessages;

void expect_same(std::string_view ours, std::string_view theirs, const std::string& what) {
  if (boost::json::parse(ours) == boost::json::parse(theirs)) return;
  throw WrongAnswer(what + ": ours says\n" + std::string(ours) + "\nand the rival\n" +
                    std::string(theirs));
}

void check_request(const std::string& body, std::size_t bytes) {
  expect(body.size() > bytes - bytes / 10 && body.size() < bytes + bytes / 10,
         "the request has " + std::to_string(body.size()) + " bytes");
  const auto ours = transcode_request(kChat, kAnthropic, body);
  expect(ours.has_value(), "the request is converted");
  expect_same(*ours, rival::chat_request_to_anthropic(body), "the request");
}

// Every piece says `expected`; of what it says, `what_counts` is compared.
void check_stream(WireFormat to, std::string_view expected,
                  boost::json::value (*what_counts)(const boost::json::value&)) {
  const ChatStream stream = chat_stream();
  const auto told = what_counts(boost::json::parse(data_of(expected)));
  Relay relay(kChat, to);
  for (int i = 0; i < 2'500; ++i) {
    const std::string& piece = relay.next(stream);
    expect(what_counts(boost::json::parse(data_of(piece))) == told, "a piece: " + piece);
  }
  expect(relay.end(stream), "the stream ends well");
}

}  // namespace

void check_requests() {
  check_request(chat_request(1'024), 1'024);
  check_request(chat_request(50 * 1'024), 50 * 1'024);
  check_request(chat_request_with_tool(), 1'024);
}

void check_responses() {
  const std::string body = anthropic_response();
  const auto ours = transcode_response(kAnthropic, kChat, body);
  expect(ours.has_value(), "the response is converted");
  expect_same(*ours, rival::anthropic_response_to_chat(body), "the response");
}

void check_streams() {
  const ChatStream stream = chat_stream();
  check_stream(kAnthropic, rival::chat_piece_to_anthropic(stream.piece),
               [](const boost::json::value& event) { return event; });
  // Ours says how the server was set up once, in the first piece.
  check_stream(kChat, rival::chat_piece_to_chat(stream.piece),
               [](const boost::json::value& chunk) { return chunk.at("choices"); });
}

}  // namespace omnillm::bench
