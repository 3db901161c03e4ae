#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace gemini_test;
using namespace testing_support;

ProviderError error_of(int status, std::string_view body) {
  return codec::gemini_codec().parse_error(status, body);
}
std::string status(std::string_view word, std::string_view message = "m",
                   std::string_view details = "[]") {
  return std::string(R"({"error":{"message":")")
      .append(message)
      .append(R"(","status":")")
      .append(word)
      .append(R"(","details":)")
      .append(details)
      .append("}}");
}

TEST(GeminiErrors, OfEveryExampleHaveTheirKind) {
  const std::pair<const char*, ErrorKind> table[] = {
      {"400.api_key_invalid", ErrorKind::Auth},
      {"400.invalid_argument", ErrorKind::BadRequest},
      {"403.permission_denied", ErrorKind::Permission},
      {"404.not_found", ErrorKind::NotFound},
      {"429.resource_exhausted", ErrorKind::ProviderLimit},
      {"500.internal", ErrorKind::Server},
      {"503.unavailable", ErrorKind::Overloaded},
      {"504.deadline_exceeded", ErrorKind::Timeout}};
  for (const auto& [name, kind] : table) {
    const ErrorFixture example =
        error_fixture(std::string("gemini/error.").append(name).append(".json"));
    const ProviderError error = error_of(example.status, example.body);
    EXPECT_EQ(error.kind, kind) << name;
    EXPECT_EQ(error.status, example.status);
    EXPECT_FALSE(error.message.empty());
    EXPECT_EQ(error.raw_body, js(example.body));
  }
}

TEST(GeminiErrors, NameTheMemberAtFaultAndTheReason) {
  const ProviderError wrong =
      error_of(400, error_fixture("gemini/error.400.invalid_argument.json").body);
  EXPECT_EQ(wrong.param, "generation_config.temperature");
  EXPECT_EQ(wrong.code, "INVALID_ARGUMENT");
  const ProviderError key =
      error_of(400, error_fixture("gemini/error.400.api_key_invalid.json").body);
  EXPECT_EQ(key.type, "API_KEY_INVALID");
}

TEST(GeminiErrors, TellALimitFromAQuota) {
  const auto kind = [](std::string_view violation) {
    return error_of(
               429,
               status(
                   "RESOURCE_EXHAUSTED", "m",
                   std::string(
                       R"([{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[)")
                       .append(violation)
                       .append("]}]")))
        .kind;
  };
  EXPECT_EQ(kind(R"({"quotaId":"GenerateRequestsPerMinutePerProject","quotaValue":"10"})"),
            ErrorKind::ProviderLimit);
  EXPECT_EQ(kind(R"({"quotaId":"GenerateRequestsPerDayPerProject","quotaValue":"250"})"),
            ErrorKind::Quota);
  EXPECT_EQ(kind(R"({"quotaId":"GenerateRequestsPerMinutePerProject","quotaValue":"0"})"),
            ErrorKind::Quota);
  EXPECT_EQ(
      error_of(429, status("RESOURCE_EXHAUSTED", "Your prepayment credits are depleted")).kind,
      ErrorKind::Quota);
}

TEST(GeminiErrors, KnowEveryStatusWord) {
  const std::pair<const char*, ErrorKind> table[] = {{"UNAUTHENTICATED", ErrorKind::Auth},
                                                     {"CANCELLED", ErrorKind::Cancelled},
                                                     {"UNKNOWN", ErrorKind::Server},
                                                     {"OUT_OF_RANGE", ErrorKind::BadRequest},
                                                     {"FAILED_PRECONDITION", ErrorKind::BadRequest},
                                                     {"ABORTED", ErrorKind::Overloaded},
                                                     {"DATA_LOSS", ErrorKind::Server}};
  for (const auto& [word, kind] : table) EXPECT_EQ(error_of(0, status(word)).kind, kind) << word;
  EXPECT_EQ(error_of(400, status("FAILED_PRECONDITION", "User location is not supported")).kind,
            ErrorKind::Permission);
  EXPECT_EQ(
      error_of(
          400,
          status("INVALID_ARGUMENT",
                 "The input token count (9) exceeds the maximum number of tokens allowed (8)."))
          .kind,
      ErrorKind::ContextLength);
}

TEST(GeminiErrors, AreReadOutOfAnArray) {
  const ProviderError error = error_of(429, "[" + status("RESOURCE_EXHAUSTED", "slow down") + "]");
  EXPECT_EQ(error.kind, ErrorKind::ProviderLimit);
  EXPECT_EQ(error.message, "slow down");
}

TEST(GeminiErrors, OfAnyShapeHaveAMessage) {
  for (
      const char* body :
      {"", "null", "[]", "{}", "7", "\"down\"", "<html><title>502 Bad Gateway</title></html>",
       R"({"error":null})", R"({"error":"x"})", R"({"error":{"code":null}})", R"({"detail":"x"})",
       R"({"error":{"details":[1,{"@type":5},{"@type":"a/google.rpc.QuotaFailure","violations":1}]}})"}) {
    const ProviderError error = error_of(502, body);
    EXPECT_FALSE(error.message.empty()) << body;
    EXPECT_EQ(error.kind, ErrorKind::Server) << body;
  }
  EXPECT_EQ(error_of(502, "<html><title>502 Bad Gateway</title></html>").message,
            "502 Bad Gateway");
}

TEST(GeminiErrors, AreWrittenInTheirOwnWords) {
  const ProviderError foreign{.kind = ErrorKind::ProviderLimit,
                              .protocol = WireFormat::AnthropicMessages,
                              .status = 429,
                              .code = "rate_limit_error",
                              .message = "slow \"down\""};
  std::string body;
  codec::gemini_codec().emit_error(foreign, body);
  EXPECT_EQ(
      js(body),
      js(R"({"error":{"code":429,"message":"slow \"down\"","status":"RESOURCE_EXHAUSTED"}})"));
}

TEST(GeminiErrors, OfEveryKindAreReadBackAsThatKind) {
  for (const ErrorKind kind :
       {ErrorKind::ProviderLimit, ErrorKind::Quota, ErrorKind::Auth, ErrorKind::Permission,
        ErrorKind::BadRequest, ErrorKind::NotFound, ErrorKind::ContextLength,
        ErrorKind::ContentPolicy, ErrorKind::Overloaded, ErrorKind::Server, ErrorKind::Timeout,
        ErrorKind::Cancelled}) {
    std::string body;
    codec::gemini_codec().emit_error({.kind = kind, .message = "m"}, body);
    EXPECT_EQ(error_of(codec::gemini_codec().status_of(kind), body).kind, kind) << kind;
  }
}

TEST(GeminiErrors, KeepTheDetailsOfTheirProvider) {
  const std::string original = error_fixture("gemini/error.429.resource_exhausted.json").body;
  std::string body;
  codec::gemini_codec().emit_error(error_of(429, original), body);
  EXPECT_EQ(js(body), js(original));
}

}  // namespace
}  // namespace omnillm
