// Shorthand for the tests of this folder.

#ifndef OMNILLM_TESTS_CODEC_GEMINI_GEMINI_H_
#define OMNILLM_TESTS_CODEC_GEMINI_GEMINI_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "codec/gemini/codec.h"
#include "json/document.h"
#include "omnillm/transcode.h"

namespace omnillm::gemini_test {

inline constexpr WireFormat kGemini = WireFormat::GeminiGenerateContent;

inline json::Document document(std::string_view text) {
  json::Document parsed;
  const auto ok = parsed.parse(std::string(text));
  EXPECT_TRUE(ok) << ok.error() << '\n' << text;
  return parsed;
}

// Requires a body that is right.
inline LlmRequest request_of(std::string_view body) {
  LossLog losses;
  const auto request = codec::gemini_codec().parse_request(document(body), losses);
  EXPECT_TRUE(request) << request.error() << '\n' << body;
  return request ? *request : LlmRequest();
}

inline Error error_of_request(std::string_view body) {
  LossLog losses;
  const auto request = codec::gemini_codec().parse_request(document(body), losses);
  EXPECT_FALSE(request) << body;
  return request ? Error(ErrorKind::Server, "it was right") : request.error();
}

struct Emitted {
  std::string body;
  std::vector<Loss> losses;

  [[nodiscard]] JsonText operator[](std::string_view name) const {
    return document(body).root()[name].json();
  }
  [[nodiscard]] bool lost(std::string_view code) const {
    for (const Loss& loss : losses)
      if (loss.code == code && loss.severity != LossSeverity::Note) return true;
    return false;
  }
};

inline Emitted emitted(const LlmRequest& request, const Dialect& dialect = {}) {
  Emitted result;
  LossLog losses;
  const auto ok = codec::gemini_codec().emit_request(request, dialect, losses, result.body);
  EXPECT_TRUE(ok) << ok.error();
  EXPECT_TRUE(JsonText::parse(result.body)) << result.body;
  result.losses = losses.take();
  return result;
}

inline LlmResponse response_of(std::string_view body) {
  LossLog losses;
  const auto response = codec::gemini_codec().parse_response(document(body), losses);
  EXPECT_TRUE(response) << response.error() << '\n' << body;
  return response ? *response : LlmResponse();
}

inline Emitted emitted(const LlmResponse& response) {
  Emitted result;
  LossLog losses;
  const auto ok = codec::gemini_codec().emit_response(response, losses, result.body);
  EXPECT_TRUE(ok) << ok.error();
  EXPECT_TRUE(JsonText::parse(result.body)) << result.body;
  result.losses = losses.take();
  return result;
}

inline JsonText js(std::string_view text) { return *JsonText::parse(text); }

// A request with these contents, and with these parts of the user.
inline LlmRequest conversation(std::string_view contents) {
  return request_of(std::string(R"({"contents":)").append(contents).append("}"));
}
inline MessagePart part_of(std::string_view part) {
  return conversation(std::string("[{\"parts\":[").append(part).append("]}]"))
      .messages.at(0)
      .parts.at(0);
}
// The parts that are written for these, of a user who comes from nowhere in particular.
inline JsonText written(MessagePart part, const Dialect& dialect = {}) {
  const Emitted result =
      emitted(LlmRequest{.messages = {Message::user({std::move(part)})}}, dialect);
  const json::Document body = document(result.body);
  const json::Value contents = body.root()["contents"];
  return contents.size() == 0 ? JsonText() : (*contents.elements().begin())["parts"].json();
}

}  // namespace omnillm::gemini_test

#endif  // OMNILLM_TESTS_CODEC_GEMINI_GEMINI_H_
