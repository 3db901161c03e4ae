// The vocabulary of these tests: bodies in and out of the codec of Anthropic's Messages.

#ifndef OMNILLM_TESTS_CODEC_ANTHROPIC_SPEAK_H_
#define OMNILLM_TESTS_CODEC_ANTHROPIC_SPEAK_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/anthropic/codec.h"
#include "http/sse.h"
#include "support/fixtures.h"

namespace omnillm::codec::testing {

using testing_support::fixture;

inline JsonText json(std::string_view text) {
  Result<JsonText> parsed = JsonText::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(JsonText());
}

inline Result<LlmRequest> try_parse(std::string_view body) {
  json::Document document;
  if (auto ok = document.parse(std::string(body)); !ok) return tl::unexpected(ok.error());
  LossLog losses;
  return anthropic_codec().parse_request(document, losses);
}

inline LlmRequest parse(std::string_view body) {
  Result<LlmRequest> request = try_parse(body);
  EXPECT_TRUE(request) << request.error();
  return request.value_or(LlmRequest());
}

// What was written, and what was lost by it.
struct Written {
  JsonText body;
  std::string text;
  LossLog log;

  JsonText operator[](std::string_view pointer) const {
    json::Document document;
    EXPECT_TRUE(document.parse(text)) << text;
    json::Value value = document.root();
    while (!pointer.empty() && value) {
      pointer.remove_prefix(1);
      const std::string_view step = pointer.substr(0, pointer.find('/'));
      pointer.remove_prefix(step.size());
      if (!value.is_array()) {
        value = value[step];
        continue;
      }
      std::size_t left = std::stoul(std::string(step));
      json::Value element;
      for (const json::Value each : value.elements())
        if (left-- == 0) element = each;
      value = element;
    }
    return value.json();
  }
  std::vector<std::string> codes() const {
    std::vector<std::string> codes;
    for (const Loss& loss : log.losses())
      if (loss.severity != LossSeverity::Note) codes.push_back(loss.code);
    return codes;
  }
};

inline Written emit(const LlmRequest& request, const Dialect& dialect = {}) {
  Written written;
  Result<void> ok = anthropic_codec().emit_request(request, dialect, written.log, written.text);
  EXPECT_TRUE(ok) << ok.error();
  if (ok) written.body = json(written.text);
  return written;
}

inline Result<void> try_emit(const LlmRequest& request) {
  LossLog losses;
  std::string out;
  Result<void> ok = anthropic_codec().emit_request(request, {}, losses, out);
  if (!ok) {
    EXPECT_EQ(out, "");
  }
  return ok;
}

// A request that wants nothing but an answer to "Hi".
inline LlmRequest hello() {
  LlmRequest request{.model = "claude-opus-4-8"};
  request.messages = {Message::user("Hi")};
  request.generation.max_output_tokens = 100;
  return request;
}

inline Result<LlmResponse> try_parse_response(std::string_view body) {
  json::Document document;
  if (auto ok = document.parse(std::string(body)); !ok) return tl::unexpected(ok.error());
  LossLog losses;
  return anthropic_codec().parse_response(document, losses);
}

inline LlmResponse parse_response(std::string_view body) {
  Result<LlmResponse> response = try_parse_response(body);
  EXPECT_TRUE(response) << response.error();
  return response.value_or(LlmResponse());
}

inline Written emit(const LlmResponse& response) {
  Written written;
  Result<void> ok = anthropic_codec().emit_response(response, written.log, written.text);
  EXPECT_TRUE(ok) << ok.error();
  if (ok) written.body = json(written.text);
  return written;
}

// The events of a stream that is fed in pieces cut at `cut`.
inline Events decode(std::string_view bytes, std::size_t cut = std::string_view::npos) {
  const auto decoder = anthropic_codec().make_decoder({});
  http::SseParser parser;
  Events events;
  for (const std::string_view piece :
       {bytes.substr(0, cut), cut < bytes.size() ? bytes.substr(cut) : std::string_view()}) {
    parser.feed(piece);
    for (auto event = parser.next(); event && *event; event = parser.next())
      EXPECT_TRUE(decoder->read({.event = (*event)->event, .data = (*event)->data}, events));
  }
  if (!decoder->ended()) {
    EXPECT_FALSE(decoder->end(events));
  }
  return events;
}

// One event a line, without their names.
inline Events decode_data(const std::vector<std::string>& data) {
  const auto decoder = anthropic_codec().make_decoder({});
  Events events;
  for (const std::string& each : data) {
    const Result<void> read = decoder->read({.event = {}, .data = each}, events);
    EXPECT_TRUE(read) << read.error();
  }
  return events;
}

inline std::string encode(const Events& events, LossLog& losses) {
  const auto encoder = anthropic_codec().make_encoder({.model = "claude"});
  std::string out;
  for (const LlmStreamEvent& event : events) {
    const Result<void> ok = encoder->write(event, losses, out);
    EXPECT_TRUE(ok) << ok.error();
  }
  return out;
}

inline std::string encode(const Events& events) {
  LossLog losses;
  return encode(events, losses);
}

}  // namespace omnillm::codec::testing

#endif  // OMNILLM_TESTS_CODEC_ANTHROPIC_SPEAK_H_
