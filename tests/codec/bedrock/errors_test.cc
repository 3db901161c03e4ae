#include <gtest/gtest.h>

#include <map>
#include <string>

#include "codec/bedrock/codec.h"
#include "omnillm/transcode.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kBedrock = WireFormat::BedrockConverse;

TEST(BedrockErrors, HaveTheKindOfTheirStatusAndName) {
  const std::map<std::string, ErrorKind> kinds{
      {"bedrock/error.400.ValidationException.json", ErrorKind::BadRequest},
      {"bedrock/error.403.AccessDeniedException.json", ErrorKind::Permission},
      {"bedrock/error.404.ResourceNotFoundException.json", ErrorKind::NotFound},
      {"bedrock/error.408.ModelTimeoutException.json", ErrorKind::Timeout},
      {"bedrock/error.429.ThrottlingException.json", ErrorKind::ProviderLimit},
      {"bedrock/error.500.InternalServerException.json", ErrorKind::Server},
      {"bedrock/error.503.ServiceUnavailableException.json", ErrorKind::Overloaded},
  };
  for (const auto& [name, kind] : kinds) {
    const ErrorFixture fixture = error_fixture(name);
    const ProviderError error = parse_error(kBedrock, fixture.status, fixture.body);
    EXPECT_EQ(error.kind, kind) << name;
    EXPECT_EQ(error.status, fixture.status);
    EXPECT_FALSE(error.message.empty());
  }
}

TEST(BedrockErrors, TakeTheirNameFromTheBodyWhereItIs) {
  const ProviderError error =
      parse_error(kBedrock, 400,
                  R"({"__type":"com.amazon.coral.service#ThrottlingException","Message":"slow"})");
  EXPECT_EQ(error.kind, ErrorKind::ProviderLimit);
  EXPECT_EQ(error.code, "ThrottlingException");
  EXPECT_EQ(error.message, "slow");
}

TEST(BedrockErrors, KnowAPromptThatDoesNotFitByItsMessage) {
  EXPECT_EQ(
      parse_error(kBedrock, 400, R"({"message":"Input is too long for requested model."})").kind,
      ErrorKind::ContextLength);
}

TEST(BedrockErrors, TakeTheKindOfTheModelsOwnStatus) {
  EXPECT_EQ(parse_error(kBedrock, 424, R"({"message":"x","originalStatusCode":429})").kind,
            ErrorKind::ProviderLimit);
}

TEST(BedrockErrors, AreErrorsWhateverTheBodyIs) {
  for (const std::string body : {"", "<html>", "[]", "3", "\"text\"", "null", "{\"message\":7}"}) {
    const ProviderError error = parse_error(kBedrock, 503, body);
    EXPECT_EQ(error.kind, ErrorKind::Overloaded) << body;
    EXPECT_FALSE(error.message.empty()) << body;
  }
}

TEST(BedrockErrors, AreWrittenInBedrocksOwnWords) {
  EXPECT_EQ(emit_error(kBedrock, {.kind = ErrorKind::ProviderLimit,
                                  .protocol = WireFormat::OpenAiResponses,
                                  .code = "rate_limit_exceeded",
                                  .message = "slow"}),
            R"({"message":"slow","__type":"ThrottlingException"})");
}

TEST(BedrockErrors, EveryKindReadsBackWithANeighbouringMeaning) {
  for (int i = 0; i <= static_cast<int>(ErrorKind::Storage); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const int status = codec::bedrock::status_of(kind);
    EXPECT_GE(status, 400) << to_string(kind);
    EXPECT_TRUE(codec::bedrock::kind_of_exception(codec::bedrock::exception_of(kind)));
  }
}

}  // namespace
}  // namespace omnillm
