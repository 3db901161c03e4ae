#include "codec/openai_responses/errors.h"

#include "responses_support.h"

namespace omnillm {
namespace {

using namespace testing_support;
using codec::openai_responses::emit_error;
using codec::openai_responses::parse_error;

TEST(ResponsesErrors, EveryExampleIsOfItsKind) {
  struct Case {
    std::string_view name;
    ErrorKind kind;
  };
  for (const Case& test : {Case{"error.400.context_length.json", ErrorKind::ContextLength},
                           Case{"error.400.unsupported_parameter.json", ErrorKind::BadRequest},
                           Case{"error.401.invalid_api_key.json", ErrorKind::Auth},
                           Case{"error.404.model_not_found.json", ErrorKind::NotFound},
                           Case{"error.429.insufficient_quota.json", ErrorKind::Quota},
                           Case{"error.429.rate_limit.json", ErrorKind::ProviderLimit},
                           Case{"error.500.server_error.json", ErrorKind::Server},
                           Case{"error.503.overloaded.json", ErrorKind::Overloaded}}) {
    const ErrorFixture example = error_fixture("openai/" + std::string(test.name));
    const ProviderError error = parse_error(example.status, example.body);
    EXPECT_EQ(error.kind, test.kind) << test.name;
    EXPECT_EQ(error.status, example.status);
    EXPECT_EQ(error.protocol, kResponses);
    EXPECT_FALSE(error.message.empty());
  }
}

TEST(ResponsesErrors, EveryBodyHasAMessage) {
  for (const std::string_view body :
       {"", "null", "42", "[]", "[{\"message\":\"x\"}]", "\"broken\"", "{}", "{\"error\":null}",
        "{\"error\":\"plain\"}", "{\"error\":{\"code\":null,\"message\":7}}", "{\"detail\":\"x\"}",
        "<html><title>Bad gateway</title></html>", "upstream connect error", "\xff\xfe"}) {
    const ProviderError error = parse_error(502, body);
    EXPECT_FALSE(error.message.empty()) << body;
    EXPECT_EQ(error.kind, ErrorKind::Server) << body;
  }
}

TEST(ResponsesErrors, AnErrorOfThisProtocolIsWrittenAsItWas) {
  std::string out;
  emit_error(parse_error(429, R"({"error":{"message":"Slow","type":"tokens","param":"p",
                                           "code":"rate_limit_exceeded"}})"),
             out);
  EXPECT_EQ(*JsonText::parse(out), *JsonText::parse(R"({"error":{"message":"Slow","type":"tokens",
                                                        "param":"p","code":"rate_limit_exceeded"}})"));
}

TEST(ResponsesErrors, WordsOfOtherProtocolsAreTranslated) {
  ProviderError error{.kind = ErrorKind::ProviderLimit,
                      .protocol = WireFormat::GeminiGenerateContent,
                      .status = 429,
                      .code = "RESOURCE_EXHAUSTED",
                      .message = "Slow"};
  std::string out;
  emit_error(error, out);
  EXPECT_EQ(out.find("RESOURCE"), std::string::npos);
  EXPECT_NE(out.find("rate_limit_exceeded"), std::string::npos);
}

TEST(ResponsesErrors, AFailedResponseHasACodeTheSchemaKnows) {
  using codec::openai_responses::response_error_code;
  EXPECT_EQ(response_error_code({.kind = ErrorKind::Quota}), "rate_limit_exceeded");
  EXPECT_EQ(response_error_code({.kind = ErrorKind::ContentPolicy}), "invalid_prompt");
  EXPECT_EQ(response_error_code({.kind = ErrorKind::Network}), "server_error");
  EXPECT_EQ(response_error_code({.protocol = kResponses, .code = "bio_policy"}), "bio_policy");
}

}  // namespace
}  // namespace omnillm
