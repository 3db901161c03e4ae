#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnillm/transcode.h"
#include "openai_chat/chat.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace chat;
using testing_support::error_fixture;

ProviderError from_fixture(std::string_view name) {
  const auto error = error_fixture(name);
  return parse_error(kChat, error.status, error.body);
}

struct Example {
  const char* name;
  ErrorKind kind;
  const char* code;
};

TEST(ChatErrors, AreUnderstoodInEveryDialect) {
  const Example examples[] = {
      {"openai/error.400.context_length.json", ErrorKind::ContextLength, "context_length_exceeded"},
      {"openai/error.400.unsupported_parameter.json", ErrorKind::BadRequest,
       "unsupported_parameter"},
      {"openai/error.401.invalid_api_key.json", ErrorKind::Auth, "invalid_api_key"},
      {"openai/error.404.model_not_found.json", ErrorKind::NotFound, "model_not_found"},
      {"openai/error.429.insufficient_quota.json", ErrorKind::Quota, "insufficient_quota"},
      {"openai/error.429.rate_limit.json", ErrorKind::ProviderLimit, "rate_limit_exceeded"},
      {"openai/error.500.server_error.json", ErrorKind::Server, "server_error"},
      {"openai/error.503.overloaded.json", ErrorKind::Overloaded, "server_error"},
      {"azure/error.400.content_filter.json", ErrorKind::ContentPolicy, "content_filter"},
      {"azure/error.401.json", ErrorKind::Auth, "401"},
      {"azure/error.404.deployment_not_found.json", ErrorKind::NotFound, "DeploymentNotFound"},
      {"azure/error.429.json", ErrorKind::ProviderLimit, "429"},
      {"dialects/deepseek.error.402.json", ErrorKind::Quota, "invalid_request_error"},
      {"dialects/groq.error.400.tool_use_failed.json", ErrorKind::BadRequest, "tool_use_failed"},
      {"dialects/groq.error.429.json", ErrorKind::ProviderLimit, "rate_limit_exceeded"},
      {"dialects/mistral.error.422.json", ErrorKind::BadRequest, "invalid_request_error"},
      {"dialects/mistral.error.429.json", ErrorKind::ProviderLimit, "1300"},
      {"dialects/openrouter.error.402.json", ErrorKind::Quota, "402"},
      {"dialects/openrouter.error.in_200_body.json", ErrorKind::Server, "502"},
      {"dialects/xai.error.400.json", ErrorKind::BadRequest, "invalid-argument"},
      {"vllm/error.400.json", ErrorKind::ContextLength, "400"},
      {"vllm/error.401.json", ErrorKind::Auth, ""},
  };
  for (const Example& example : examples) {
    const ProviderError error = from_fixture(example.name);
    EXPECT_EQ(error.kind, example.kind) << example.name << " " << error;
    EXPECT_EQ(error.code, example.code) << example.name;
    EXPECT_FALSE(error.message.empty()) << example.name;
    EXPECT_EQ(error.protocol, kChat);
  }
}

TEST(ChatErrors, KeepEveryMemberOfTheProtocol) {
  const ProviderError error = parse_error(kChat, 400,
                                          R"({"error":{"message":"Bad.","type":
      "invalid_request_error","param":"stop","code":"unsupported_parameter"}})");
  EXPECT_EQ(error.message, "Bad.");
  EXPECT_EQ(error.type, "invalid_request_error");
  EXPECT_EQ(error.param, "stop");
  EXPECT_TRUE(error.raw_body.is_object());
  EXPECT_EQ(emit_error(kChat, error),
            R"({"error":{"message":"Bad.","type":"invalid_request_error","param":"stop",)"
            R"("code":"unsupported_parameter"}})");
}

TEST(ChatErrors, TakeTheTypeForACodeThatIsNull) {
  const ProviderError error =
      parse_error(kChat, 500, R"({"error":{"message":"x","type":"server_error","code":null}})");
  EXPECT_EQ(error.code, "server_error");
  EXPECT_EQ(json_at(emit_error(kChat, error), "/error/code"), "null");
}

TEST(ChatErrors, SayASentenceWhateverTheBody) {
  const auto message = [](std::string_view body) { return parse_error(kChat, 502, body).message; };
  EXPECT_EQ(message(R"({"error":"Unauthorized"})"), "Unauthorized");
  EXPECT_EQ(message(R"("just text")"), "just text");
  EXPECT_EQ(message(R"({"detail":"Not Found"})"), "Not Found");
  EXPECT_EQ(message(R"({"detail":[{"msg":"Field required"},{"msg":"and more"}]})"),
            "Field required; and more");
  EXPECT_EQ(message(R"([{"error":{"message":"in a list"}}])"), "in a list");
  EXPECT_EQ(message("17"), "17");
  EXPECT_EQ(message("upstream connect error"), "upstream connect error");
  EXPECT_EQ(message("<html><head><TITLE>502 Bad Gateway</title></head><body>...</body></html>"),
            "502 Bad Gateway");
  EXPECT_EQ(message(""), "the provider answered 502 without saying why");
  EXPECT_EQ(message("{}"), "the provider answered 502 without saying why");
  EXPECT_EQ(message("<html></html>"), "the provider answered 502 without saying why");
}

TEST(ChatErrors, CutALongBodyBetweenCharacters) {
  std::string body;
  while (body.size() < 2'000) body += "\xC3\xA4";
  const std::string message = parse_error(kChat, 500, body).message;
  EXPECT_LT(message.size(), 600U);
  EXPECT_EQ(message.substr(message.size() - 5), "\xC3\xA4...");
}

TEST(ChatErrors, GoByTheStatusWhenWordsSayNothing) {
  const std::pair<int, ErrorKind> statuses[] = {
      {400, ErrorKind::BadRequest}, {401, ErrorKind::Auth},          {402, ErrorKind::Quota},
      {403, ErrorKind::Permission}, {404, ErrorKind::NotFound},      {408, ErrorKind::Timeout},
      {422, ErrorKind::BadRequest}, {429, ErrorKind::ProviderLimit}, {498, ErrorKind::Overloaded},
      {500, ErrorKind::Server},     {503, ErrorKind::Overloaded},    {504, ErrorKind::Timeout},
  };
  for (const auto& [status, kind] : statuses)
    EXPECT_EQ(parse_error(kChat, status, "").kind, kind) << status;
}

TEST(ChatErrors, SpeakThisProtocolsWordsForErrorsOfOthers) {
  const std::pair<ErrorKind, const char*> kinds[] = {
      {ErrorKind::ProviderLimit, "rate_limit_exceeded"},
      {ErrorKind::Quota, "insufficient_quota"},
      {ErrorKind::ContextLength, "context_length_exceeded"},
      {ErrorKind::ContentPolicy, "content_policy_violation"},
      {ErrorKind::Auth, "invalid_api_key"},
      {ErrorKind::NotFound, "model_not_found"},
  };
  for (const auto& [kind, code] : kinds) {
    const ProviderError error{.kind = kind,
                              .protocol = WireFormat::AnthropicMessages,
                              .code = "rate_limit_error",
                              .type = "rate_limit_error",
                              .message = "m"};
    EXPECT_EQ(json_at(emit_error(kChat, error), "/error/code"), "\"" + std::string(code) + "\"");
    EXPECT_EQ(parse_error(kChat, 0, emit_error(kChat, error)).kind, kind);
  }
}

}  // namespace
}  // namespace omnillm
