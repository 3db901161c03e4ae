#include "replay/event_text.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::replay {
namespace {

std::string events(const std::string& text) { return sanitize_events(text, Redactor({})); }

TEST(LooksLikeEvents, TellsStreamsFromOtherText) {
  for (const std::string text : {"data: 1\n\n", "event: a\ndata: 1\n\n", ": ping\n\ndata:1\n",
                                 "\xef\xbb\xbf"
                                 "data: 1\n",
                                 "id: 1\r\ndata: 2\r\n"})
    EXPECT_TRUE(looks_like_events(text)) << text;
  for (const std::string text : {"", "data", "hello\ndata: 1\n", "{\"data\":1}", "identity: x\n"})
    EXPECT_FALSE(looks_like_events(text)) << text;
}

TEST(SanitizeEvents, CleansTheJsonOfEachEventAndKeepsItsFrame) {
  EXPECT_EQ(events("event: a\r\ndata: {\"api_key\":\"x\"}\r\n\r\ndata:[DONE]\n\n"),
            "event: a\r\ndata: {\"api_key\":\"<redacted:api_key>\"}\r\n\r\ndata:[DONE]\n\n");
}

TEST(SanitizeEvents, CleansTextAndComments) {
  EXPECT_EQ(events(": key sk-abcd1234\ndata: Bearer sk-abcd1234"),
            ": key <redacted:credential>\ndata: Bearer <redacted:credential>");
}

TEST(SanitizeEvents, ReadsTheDataLinesOfAnEventAsOne) {
  EXPECT_EQ(events("data: {\"api_key\":\ndata: \"x\"}\nid: 7\n\n"),
            "data: {\"api_key\":\ndata: \"<redacted:api_key>\"}\nid: 7\n\n");
  EXPECT_EQ(events("data: {\"secret\":{\ndata: \"a\":1}}\n\n"),
            "data: {\"secret\":\"<redacted:secret>\"}\n\n");
}

TEST(SanitizeEvents, LeavesWhatHasNothingToHideByteForByte) {
  for (const std::string text : {"data: {\"a\": 1}\ndata\ndata:  x\r\rid:1\n\n",
                                 "\xef\xbb\xbf"
                                 "data: 1\n\n",
                                 "data: \n\n", "retry: 3000\n\n:\n\n"})
    EXPECT_EQ(events(text), text);
}

TEST(SanitizeLines, CleansEveryLineOfJsonAndTheTextBetween) {
  EXPECT_EQ(sanitize_lines("{\"token\":\"a\"}\r\nkey sk-abcd1234\n{\"n\":1}", Redactor({})),
            "{\"token\":\"<redacted:token>\"}\r\nkey <redacted:credential>\n{\"n\":1}");
}

}  // namespace
}  // namespace omnillm::replay
