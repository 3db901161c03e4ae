#include "openai_chat/chat.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <sstream>

#include "codec/openai_chat/dialects.h"
#include "codec/openai_chat/request_emitter.h"
#include "codec/openai_chat/response_emitter.h"
#include "omnillm/transcode.h"
#include "support/fixtures.h"

namespace omnillm::chat {

LlmRequest parsed(std::string_view body) {
  auto request = parse_request(kChat, body);
  EXPECT_TRUE(request) << request.error() << "\n" << body;
  return request ? std::move(*request) : LlmRequest{};
}

LlmResponse answer(std::string_view body) {
  auto response = parse_response(kChat, body);
  EXPECT_TRUE(response) << response.error() << "\n" << body;
  return response ? std::move(*response) : LlmResponse{};
}

std::string request_error(std::string_view body) {
  const auto request = parse_request(kChat, body);
  EXPECT_FALSE(request) << body;
  return request ? std::string() : request.error().to_string();
}

std::string answer_error(std::string_view body) {
  const auto response = parse_response(kChat, body);
  EXPECT_FALSE(response) << body;
  return response ? std::string() : response.error().to_string();
}

JsonText json(std::string_view text) {
  auto value = JsonText::parse(text);
  EXPECT_TRUE(value) << text;
  return value ? std::move(*value) : JsonText();
}

std::string json_at(std::string_view body, std::string_view pointer) {
  boost::json::error_code failed;
  const auto value = boost::json::parse({body.data(), body.size()}, failed);
  EXPECT_FALSE(failed) << body;
  if (failed) return {};
  const auto* found = value.find_pointer({pointer.data(), pointer.size()}, failed);
  return found ? boost::json::serialize(*found) : std::string();
}

std::string Emitted::at(std::string_view pointer) const { return json_at(body, pointer); }

std::string Emitted::lost(std::string_view code) const {
  std::ostringstream lines;
  for (const Loss& loss : losses)
    if (loss.code == code)
      lines << to_string(loss.severity) << " " << loss.pointer << ": " << loss.reason << "\n";
  return lines.str();
}

bool Emitted::lossless() const { return loss_reasons(losses).empty(); }

Emitted emitted(const LlmRequest& request, const Dialect& dialect) {
  LossLog losses;
  Emitted result;
  const auto ok = codec::openai_chat::emit_request(request, dialect, losses, result.body);
  EXPECT_TRUE(ok) << ok.error();
  result.losses = losses.take();
  return result;
}

Emitted emitted(const LlmRequest& request, std::string_view name) {
  return emitted(request, dialect(name));
}

Emitted emitted(const LlmResponse& response) {
  LossLog losses;
  Emitted result;
  const auto ok = codec::openai_chat::emit_response(response, losses, result.body);
  EXPECT_TRUE(ok) << ok.error();
  result.losses = losses.take();
  return result;
}

const Dialect& dialect(std::string_view name) {
  static const Dialect kNone;
  const Dialect* found = codec::openai_chat::find_dialect(name);
  EXPECT_TRUE(found) << name;
  return found ? *found : kNone;
}

std::string body_with(std::string_view messages, std::string_view more) {
  std::string body = R"({"model":"m","messages":[)";
  return body.append(messages).append("]").append(more).append("}");
}

LlmRequest hello() { return {.model = "m", .messages = {Message::user("Hello!")}}; }

std::string sse(const std::vector<std::string>& chunks, bool done) {
  std::string body;
  for (std::string one : chunks) {
    std::replace(one.begin(), one.end(), '\n', ' ');
    body.append("data: ").append(one).append("\n\n");
  }
  return done ? body.append("data: [DONE]\n\n") : body;
}

std::string chunk(std::string_view choice, std::string_view more) {
  std::string text = R"({"id":"c1","created":7,"model":"m","choices":[{"index":0,)";
  return text.append(choice).append("}]").append(more).append("}");
}

std::vector<LlmStreamEvent> decoded(const std::vector<std::string>& chunks, bool done) {
  return testing_support::decode_stream(kChat, sse(chunks, done));
}

LlmResponse completed(const std::vector<LlmStreamEvent>& events) {
  const auto* end = events.empty() ? nullptr : events.back().get_if<event::Completed>();
  EXPECT_TRUE(end) << (events.empty() ? LlmStreamEvent() : events.back());
  return end ? end->response : LlmResponse{};
}

}  // namespace omnillm::chat
