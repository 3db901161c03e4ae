#include "replay/redactor.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::replay {
namespace {

std::string plain(const std::string& text, const SanitizeRules& rules = {}) {
  return Redactor(rules).plain(text);
}

TEST(RedactorMark, NamesWhatHeldTheSecretAsItWasWritten) {
  const Redactor redactor({});
  EXPECT_EQ(redactor.mark("ak"), "<redacted:ak>");
  EXPECT_EQ(redactor.mark("Authorization"), "<redacted:Authorization>");
  EXPECT_EQ(redactor.mark("data_base64", "_blob"), "<redacted:data_base64_blob>");
}

TEST(RedactorMark, DoesNotRepeatANameThatHoldsASecretItselfOrWouldEndTheMark) {
  const Redactor redactor({.secret_values = {Secret("hunter22")}});
  for (const std::string name : {"sk-abcd1234_api_key", "hunter22_token", "a>b", "a key", ""})
    EXPECT_EQ(redactor.mark(name), "<redacted:secret>") << name;
}

TEST(RedactorPlain, TakesCredentialsOut) {
  EXPECT_EQ(plain("use sk-abcd1234 or AKIAIOSFODNN7EXAMPLE"),
            "use <redacted:credential> or <redacted:credential>");
  EXPECT_EQ(plain("grant_type=x&client_secret=abc&scope=y"),
            "grant_type=x&client_secret=<redacted:client_secret>&scope=y");
  EXPECT_EQ(plain("curl -H 'Authorization: Bearer abc'"),
            "curl -H 'Authorization: Bearer <redacted:Authorization>'");
}

TEST(RedactorPlain, TakesTheUserAndTheTokensOfAUrlOut) {
  EXPECT_EQ(plain("https://u:p@host/token/9f86d081884c7d659a2feaa0c55ad015/x?sig=a&b=c"),
            "https://<redacted:userinfo>@host/token/<redacted:token>/x?sig=<redacted:sig>&b=c");
  EXPECT_EQ(plain("/v1/token/refresh"), "/v1/token/refresh");
}

TEST(RedactorPlain, KeepsTheTypeOfADataUrl) {
  EXPECT_EQ(plain("see data:image/png;base64,iVBORw0KGgo= here"),
            "see data:image/png;base64,<redacted:data_blob> here");
  EXPECT_EQ(plain("data:text/plain,hello"), "data:text/plain,hello");
}

TEST(RedactorPlain, TakesExactValuesOutAlsoWhenEncoded) {
  const SanitizeRules rules{.secret_values = {Secret("open/sesame"), Secret("abc")}};
  EXPECT_EQ(plain("say open/sesame", rules), "say <redacted:secret>");
  EXPECT_EQ(plain("?q=open%2Fsesame&r=abc", rules), "?q=<redacted:secret>&r=abc");
}

TEST(RedactorPlain, TakesOverlappingFindsOutAsOne) {
  const SanitizeRules rules{.secret_values = {Secret("1234 tail")}};
  EXPECT_EQ(plain("sk-abcd1234 tail.", rules), "<redacted:credential>.");
}

TEST(RedactorPlain, HeedsTheOperatorsNames) {
  const SanitizeRules rules{.secret_names = {"X-Session"}, .allowed_names = {"password"}};
  EXPECT_EQ(plain("x_session: 1", rules), "x_session: <redacted:x_session>");
  EXPECT_EQ(plain("password: none", rules), "password: none");
  EXPECT_EQ(plain("password: sk-abcd1234", rules), "password: <redacted:credential>");
}

TEST(RedactorPlain, LeavesOrdinaryTextAlone) {
  for (const std::string text :
       {"", "The key to success is a basic token of trust.", "max_tokens: 4096", "a/b/c?d=e",
        "<redacted:api_key>", "tokens=5", "the risk-based task-12345678"})
    EXPECT_EQ(plain(text), text);
}

}  // namespace
}  // namespace omnillm::replay
