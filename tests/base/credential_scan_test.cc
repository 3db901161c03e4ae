#include "base/credential_scan.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm {
namespace {

// The text with what was found in brackets, and its name in front.
std::string marked(const std::string& text, Suspicion suspicion = Suspicion::Likely) {
  std::string out;
  std::size_t at = 0;
  while (const auto found = find_credential(text, at, suspicion)) {
    out += text.substr(at, found->begin - at);
    out += "[" + std::string(found->name) + "]";
    at = found->end;
  }
  return out + text.substr(at);
}

TEST(FindCredential, NamesTheMemberThatHoldsIt) {
  EXPECT_EQ(marked("x-api-key: abc"), "x-api-key: [x-api-key]");
  EXPECT_EQ(marked("client%5Fsecret=abc&a=b"), "client%5Fsecret=[client%5Fsecret]&a=b");
  EXPECT_EQ(marked("{\"token\":\"abc\"}"), "{\"token\":\"[token]\"}");
  EXPECT_EQ(marked("Bearer sk-abcd1234"), "Bearer []");
}

TEST(FindCredential, TakesAQuotedValueWhole) {
  EXPECT_EQ(marked("\"password\": \"correct horse, staple\", \"a\": 1"),
            "\"password\": \"[password]\", \"a\": 1");
  EXPECT_EQ(marked(R"(\"password\": \"correct horse\")"), R"(\"password\": \"[password]\")");
}

TEST(FindCredential, PassesTheSchemeInFrontOfIt) {
  EXPECT_EQ(marked("Authorization: Bearer abc"), "Authorization: Bearer [Authorization]");
  EXPECT_EQ(marked("api_key: Bearer abc.def"), "api_key: Bearer [api_key]");
  EXPECT_EQ(marked("Authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=c\nnext"),
            "Authorization: [Authorization]\nnext");
  EXPECT_EQ(marked("Cookie: sid=1; b=2\r\nnext"), "Cookie: [Cookie]\r\nnext");
}

TEST(FindCredential, FindsParametersAndUsersInUrls) {
  EXPECT_EQ(marked("https://me:pass@host/x?ak=1&sig=2&b=3"),
            "https://[userinfo]@host/x?ak=[ak]&sig=[sig]&b=3");
  EXPECT_EQ(marked("https://host/a@b"), "https://host/a@b");
}

TEST(FindCredential, FindsRandomRunsBehindKeyWords) {
  EXPECT_EQ(marked("the key is 9f86d081884c7d659a2feaa0c55ad015, yes"), "the key is [], yes");
  EXPECT_EQ(marked("token: `aGVsbG8gd29ybGQgMTIzNDU2Nzg5MA==`"), "token: `[]`");
  EXPECT_EQ(marked("commit 9f86d081884c7d659a2feaa0c55ad015"),
            "commit 9f86d081884c7d659a2feaa0c55ad015");
}

TEST(FindCredential, TakesOrdinaryWordsForCredentialsOnlyInMessages) {
  for (const std::string text :
       {"a basic example", "the bearer of news", "sk-learn is a library", "unexpected token: foo",
        "hf_transfer is fast", "the authorization: it failed", "key=value",
        "key gpt-4o-2024-07-18"})
    EXPECT_EQ(marked(text), text);
  EXPECT_EQ(marked("basic example", Suspicion::Any), "basic []");
}

TEST(FindCredential, LooksAtNothingInFrontOfWhereItStarts) {
  EXPECT_FALSE(find_credential("risk-12345678", 0, Suspicion::Likely));
  EXPECT_EQ(find_credential("risk-12345678", 2, Suspicion::Likely)->begin, 2U);
}

TEST(FindCredential, PassesOverWhatWasTakenOutBefore) {
  for (const std::string text :
       {"api_key=<redacted:api_key>", "\"token\": \"<redacted:token>\"",
        "Authorization: Bearer <redacted:credential>", "https://<redacted:userinfo>@host"})
    EXPECT_EQ(marked(text), text);
}

}  // namespace
}  // namespace omnillm
