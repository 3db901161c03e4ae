#include "speak.h"

namespace omnillm::codec::testing {
namespace {

ProviderError read(int status, std::string_view body) {
  return anthropic_codec().parse_error(status, body);
}

std::string write(const ProviderError& error) {
  std::string out;
  anthropic_codec().emit_error(error, out);
  return out;
}

struct ErrorCase {
  int status;
  const char* name;
  ErrorKind kind;
};

class AnthropicErrorFixture : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(AnthropicErrorFixture, HasItsKindWordAndRequestId) {
  const auto& [status, name, kind] = GetParam();
  json::Document document;
  const std::string file =
      fixture("anthropic/error." + std::to_string(status) + "." + name + ".json");
  ASSERT_TRUE(document.parse(file));
  const ProviderError error = read(status, document.root()["body"].raw());
  EXPECT_EQ(error.kind, kind);
  EXPECT_EQ(error.code, name);
  EXPECT_EQ(error.request_id, "req_011CSHoEeqs5C35K2UUqR7Fy");
  EXPECT_EQ(json(write(error)), document.root()["body"].json());
}

INSTANTIATE_TEST_SUITE_P(
    Words, AnthropicErrorFixture,
    ::testing::Values(ErrorCase{400, "invalid_request_error", ErrorKind::BadRequest},
                      ErrorCase{401, "authentication_error", ErrorKind::Auth},
                      ErrorCase{402, "billing_error", ErrorKind::Quota},
                      ErrorCase{403, "permission_error", ErrorKind::Permission},
                      ErrorCase{404, "not_found_error", ErrorKind::NotFound},
                      ErrorCase{413, "request_too_large", ErrorKind::BadRequest},
                      ErrorCase{429, "rate_limit_error", ErrorKind::ProviderLimit},
                      ErrorCase{500, "api_error", ErrorKind::Server},
                      ErrorCase{504, "timeout_error", ErrorKind::Timeout},
                      ErrorCase{529, "overloaded_error", ErrorKind::Overloaded}));

TEST(AnthropicError, SentencesOfAWrongRequestTellMore) {
  const std::pair<const char*, ErrorKind> cases[] = {
      {"prompt is too long: 210000 tokens > 200000 maximum", ErrorKind::ContextLength},
      {"Your credit balance is too low to access the API.", ErrorKind::Quota},
      {"Output blocked by content filtering policy", ErrorKind::ContentPolicy},
      {"max_tokens: Field required", ErrorKind::BadRequest}};
  for (const auto& [message, kind] : cases)
    EXPECT_EQ(read(400, R"({"error":{"type":"invalid_request_error","message":")" +
                            std::string(message) + "\"}}")
                  .kind,
              kind)
        << message;
}

TEST(AnthropicError, BodiesOfOtherShapesHaveAMessage) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"error":"no"})", "no"},
      {R"({"message":"too many requests"})", "too many requests"},
      {R"({"detail":"nope"})", "nope"},
      {R"([{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}])", "slow"},
      {"<html><head><title>502 Bad Gateway</title></head></html>", "502 Bad Gateway"},
      {"upstream connect error", "upstream connect error"}};
  for (const auto& [body, message] : cases) EXPECT_EQ(read(502, body).message, message) << body;
  for (const char* body : {"", "null", "{}", "[]", "<html></html>"})
    EXPECT_FALSE(read(502, body).message.empty()) << body;
}

TEST(AnthropicError, StatusDecidesWhereTheWordIsNotKnown) {
  EXPECT_EQ(read(429, R"({"message":"Too many requests"})").kind, ErrorKind::ProviderLimit);
  EXPECT_EQ(read(503, "").kind, ErrorKind::Overloaded);
}

TEST(AnthropicError, WordsOfOtherProtocolsAreNotCopied) {
  const ProviderError error{.kind = ErrorKind::ProviderLimit,
                            .protocol = WireFormat::GeminiGenerateContent,
                            .code = "RESOURCE_EXHAUSTED",
                            .message = "slow down"};
  EXPECT_EQ(json(write(error)), json(R"({"type":"error","error":{"type":"rate_limit_error",
                                        "message":"slow down"}})"));
}

TEST(AnthropicError, EveryKindHasAWordAndAStatus) {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::Storage); ++kind) {
    const ProviderError error{.kind = static_cast<ErrorKind>(kind), .message = "m"};
    const ProviderError again = read(0, write(error));
    EXPECT_FALSE(again.code.empty());
    EXPECT_GE(anthropic_codec().status_of(error.kind), 400);
  }
  EXPECT_EQ(anthropic_codec().status_of(ErrorKind::Overloaded), 529);
}

}  // namespace
}  // namespace omnillm::codec::testing
