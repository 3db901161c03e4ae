#include "base/redact.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm {
namespace {

TEST(RedactKeys, MasksEveryShapeThatProvidersGiveTheirKeys) {
  for (const std::string key : {"sk-abcd1234",
                                "sk-ant-api03-AbCdEf_gh-ij",
                                "sk-proj-0123456789",
                                "sk-or-v1-0123456789abcdef",
                                "csk-0123456789abcdef",
                                "sk_live_0123456789",
                                "pk-0123456789abcdef0123",
                                "gsk_0123456789abcdef",
                                "xai-0123456789abcdef",
                                "AIzaSyA0123456789abcdefghijk",
                                "AKIAIOSFODNN7EXAMPLE",
                                "ASIAIOSFODNN7EXAMPLE",
                                "ya29.a0AfH6SMBx-yz_0",
                                "hf_0123456789abcdef",
                                "r8_0123456789abcdef",
                                "pplx-0123456789abcdef",
                                "nvapi-0123456789abcdef",
                                "tgp_v1_0123456789",
                                "fw_0123456789abcdef",
                                "ghp_0123456789abcdef0123",
                                "xoxb-0123456789-abcdef",
                                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_ghi"})
    EXPECT_EQ(redact_credentials("<" + key + ">"), "<***>") << key;
}

TEST(RedactKeys, FindsThemWhereverTheyStand) {
  EXPECT_EQ(redact_credentials("sk-abcd1234"), "***");
  EXPECT_EQ(redact_credentials("'sk-abcd1234', \"sk-efgh5678\""), "'***', \"***\"");
  EXPECT_EQ(redact_credentials("{\"k\":\"a\\nsk-abcd1234\"}"), "{\"k\":\"a\\n***\"}");
  EXPECT_EQ(redact_credentials("k%20sk-abcd1234"), "k%20***");
  EXPECT_EQ(redact_credentials("_sk-abcd1234"), "_***");
}

TEST(RedactKeys, LeavesWordsAlone) {
  for (const std::string text :
       {"", "risk-based routing", "task-12345678", "sk-", "a pk-up", "hf_x", "the key is wrong",
        "model gpt-4o-mini-2024-07-18", "max_tokens: 4096", "tokens=5 of 6", "eyJ", "AKIA",
        "bearer", "Bearer ", "token=", "api_key: ", "the secret is out", "AIza"})
    EXPECT_EQ(redact_credentials(text), text);
}

TEST(RedactIntroduced, MasksWhatFollowsAnAnnouncementInAnyCase) {
  EXPECT_EQ(redact_credentials("Authorization: Bearer abc.def"), "Authorization: Bearer ***");
  EXPECT_EQ(redact_credentials("authorization: BASIC dXNlcjpwYXNz"), "authorization: BASIC ***");
  EXPECT_EQ(redact_credentials("GET /v1/models?key=abc&alt=sse"), "GET /v1/models?key=***&alt=sse");
  EXPECT_EQ(redact_credentials("/x?alt=sse&key=abc"), "/x?alt=sse&key=***");
  EXPECT_EQ(redact_credentials("access_token=abc;"), "access_token=***;");
}

TEST(RedactIntroduced, MasksMembersHoweverTheyAreWritten) {
  EXPECT_EQ(redact_credentials("api_key=abc"), "api_key=***");
  EXPECT_EQ(redact_credentials("x-api-key: abc"), "x-api-key: ***");
  EXPECT_EQ(redact_credentials("api-key:abc"), "api-key:***");
  EXPECT_EQ(redact_credentials("{\"apiKey\": \"abc\"}"), "{\"apiKey\": \"***\"}");
  EXPECT_EQ(redact_credentials("{\\\"api_key\\\":\\\"abc\\\"}"), "{\\\"api_key\\\":\\\"***\\\"}");
  EXPECT_EQ(redact_credentials("password = 'p@ss!w0rd#1'"), "password = '***'");
  EXPECT_EQ(redact_credentials("aws_secret_access_key: wJalrXUt/nFEMI+K7MDENG"),
            "aws_secret_access_key: ***");
}

TEST(RedactPem, MasksAWholePrivateKeyAlsoWhenItIsCutShort) {
  const std::string begin = "-----BEGIN PRIVATE KEY-----", end = "-----END PRIVATE KEY-----";
  EXPECT_EQ(redact_credentials("key " + begin + "\nMIIE\nvQ==\n" + end + " bad"), "key *** bad");
  EXPECT_EQ(redact_credentials("key " + begin + "\\nMIIE"), "key ***");
  EXPECT_EQ(redact_credentials("key " + begin + "\nMIIE\n-----END PRIV"), "key ***");
}

TEST(RedactAnything, IsStableWhenRepeated) {
  for (const std::string text : {"Bearer sk-abcd1234 x", "api_key=abc&token=def", "x-api-key: k"})
    EXPECT_EQ(redact_credentials(redact_credentials(text)), redact_credentials(text));
}

TEST(RedactAnything, LongTextKeepsItsLength) {
  const std::string text(100'000, 's');
  EXPECT_EQ(redact_credentials(text), text);
}

// Each of them would take minutes if what was refused were read to its end every time.
TEST(RedactAnything, TakesNoLongForManyThingsThatComeToNothing) {
  for (const std::string piece : {"a:", "key=", "key:", "cookie: a ", "sk-", "/token/", "bearer .",
                                  "x://", "eyJ.", "api_key=\"", "data:"}) {
    std::string text;
    while (text.size() < 400'000) text += piece;
    EXPECT_FALSE(redact_credentials(text).empty());
  }
}

}  // namespace
}  // namespace omnillm
