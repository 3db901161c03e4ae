#include "omnillm/error.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <sstream>
#include <string>

#include "omnillm/result.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

TEST(ErrorValue, CarriesWhatItWasGiven) {
  const Error error = Error(ErrorKind::ProviderLimit, "too many requests")
                          .with_status(429)
                          .with_provider("openai")
                          .with_provider_code("rate_limit_exceeded")
                          .with_retry_after(1500ms)
                          .with_key_label("prod-1")
                          .with_attempts(3);
  EXPECT_EQ(error.kind(), ErrorKind::ProviderLimit);
  EXPECT_EQ(error.message(), "too many requests");
  EXPECT_EQ(error.status(), 429);
  EXPECT_EQ(error.provider(), "openai");
  EXPECT_EQ(error.provider_code(), "rate_limit_exceeded");
  EXPECT_EQ(error.retry_after(), 1500ms);
  EXPECT_EQ(error.key_label(), "prod-1");
  EXPECT_EQ(error.attempts(), 3);
}

TEST(ErrorValue, KnowsNothingItWasNotTold) {
  const Error error(ErrorKind::Network, "connection reset");
  EXPECT_EQ(error.status(), 0);
  EXPECT_EQ(error.attempts(), 0);
  EXPECT_EQ(error.retry_after(), std::nullopt);
  EXPECT_TRUE(error.provider().empty() && error.provider_code().empty());
  EXPECT_TRUE(error.key_label().empty());
}

TEST(ErrorValue, IsEqualToItsCopyAlone) {
  const Error error = Error(ErrorKind::Server, "failed").with_status(502);
  const Error copy = error;
  EXPECT_EQ(error, copy);
  EXPECT_NE(error, Error(ErrorKind::Server, "failed"));
}

TEST(ErrorText, IsOneLineWithWhatIsKnown) {
  EXPECT_EQ(Error(ErrorKind::NoKey, "3 keys are cooling down").with_retry_after(1500ms).to_string(),
            "no_key: 3 keys are cooling down (retry after 1.5s)");
  std::ostringstream out;
  out << Error(ErrorKind::Server, "upstream failed").with_status(502).with_provider("openai");
  EXPECT_EQ(out.str(), "server: upstream failed [openai] (HTTP 502)");
}

TEST(ErrorText, WritesLongWaitsAsWholeSeconds) {
  const auto text = [](std::chrono::nanoseconds wait) {
    return Error(ErrorKind::NoKey, "busy").with_retry_after(wait).to_string();
  };
  EXPECT_EQ(text(0s), "no_key: busy (retry after 0s)");
  EXPECT_EQ(text(12ms), "no_key: busy (retry after 0.012s)");
  EXPECT_EQ(text(1h), "no_key: busy (retry after 3600s)");
  EXPECT_EQ(text(24h), "no_key: busy (retry after 86400s)");
  EXPECT_EQ(text(std::chrono::nanoseconds::max()), "no_key: busy (retry after 9223372037s)");
}

TEST(ErrorKindName, IsThereForEveryKindAndTellsThemApart) {
  std::set<std::string> names;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::Storage); ++kind)
    names.insert(std::string(to_string(static_cast<ErrorKind>(kind))));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorKind::Storage) + 1);
  EXPECT_FALSE(names.contains("unknown"));
  EXPECT_EQ(to_string(static_cast<ErrorKind>(200)), "unknown");
  std::ostringstream out;
  out << ErrorKind::ContextLength;
  EXPECT_EQ(out.str(), "context_length");
}

// Whatever way a key takes into an error, it does not come out again.
TEST(ErrorSecrecy, NoTextOfAnErrorHoldsACredential) {
  const std::string key = "sk-proj-Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OQ";
  const Error error = Error(ErrorKind::Auth, "Incorrect API key provided: " + key + ".")
                          .with_provider("openai?key=" + key)
                          .with_provider_code("bad_key_" + key)
                          .with_key_label(key);
  for (const std::string& text : {error.message(), error.provider(), error.provider_code(),
                                  error.key_label(), error.to_string()})
    EXPECT_EQ(text.find("Zm9vYmFy"), std::string::npos) << text;
  EXPECT_EQ(error.message(), "Incorrect API key provided: ***");
}

TEST(ResultFail, MakesAFailureOfItsArguments) {
  const Result<int> result = fail(ErrorKind::Timeout, "too late");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind(), ErrorKind::Timeout);
  EXPECT_THROW((void)result.value(), tl::bad_expected_access<Error>);
}

}  // namespace
}  // namespace omnillm
