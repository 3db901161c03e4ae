#include "http/sse.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace omnillm::http {
namespace {

struct Seen {
  std::string event;
  std::string data;
  std::string id;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen seen(const SseEvent& event) {
  return {std::string(event.event), std::string(event.data), std::string(event.id)};
}

// Everything a body says, handed over in pieces of `step` bytes.
std::vector<Seen> read(std::string_view body, std::size_t step) {
  SseParser parser;
  std::vector<Seen> all;
  for (std::size_t at = 0; at < body.size(); at += step) {
    parser.feed(body.substr(at, step));
    while (const auto event = parser.next().value()) all.push_back(seen(*event));
  }
  while (const auto event = parser.finish().value()) all.push_back(seen(*event));
  return all;
}

std::vector<Seen> read(std::string_view body) { return read(body, body.size() + 1); }

TEST(SseParser, ReadsNamedAndUnnamedEvents) {
  EXPECT_EQ(read("data: one\n\nevent: end\ndata: two\nid: 7\n\n"),
            (std::vector<Seen>{{"", "one", ""}, {"end", "two", "7"}}));
}

TEST(SseParser, TakesEveryKindOfLineEnd) {
  const std::vector<Seen> expected{{"a", "1\n2", ""}, {"", "3", ""}};
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    const std::string body =
        "event: a" + end + "data: 1" + end + "data: 2" + end + end + "data: 3" + end + end;
    EXPECT_EQ(read(body), expected) << testing::PrintToString(end);
  }
}

TEST(SseParser, SaysTheSameHoweverTheBytesAreCut) {
  const std::string_view body =
      "\xEF\xBB\xBF: hello\r\nevent: a\r\ndata: {\"x\":1}\r\n\r\ndata:  two\rdata\rdata:4\r\rid: "
      "9\n"
      "data: \xC3\xA4\n\nevent: nothing\n\ndata: rest";
  const auto whole = read(body);
  EXPECT_EQ(
      whole,
      (std::vector<Seen>{
          {"a", "{\"x\":1}", ""}, {"", " two\n\n4", ""}, {"", "\xC3\xA4", "9"}, {"", "rest", ""}}));
  for (std::size_t step = 1; step < body.size(); ++step) EXPECT_EQ(read(body, step), whole) << step;
}

TEST(SseParser, TakesOneSpaceOffAValueAndNoMore) {
  EXPECT_EQ(read("data:   x \n\ndata:y\n\n"), (std::vector<Seen>{{"", "  x ", ""}, {"", "y", ""}}));
}

TEST(SseParser, CountsALineWithoutAColonAsAnEmptyValue) {
  EXPECT_EQ(read("data\ndata\n\n"), (std::vector<Seen>{{"", "\n", ""}}));
}

TEST(SseParser, PassesOverCommentsUnknownFieldsAndEventsWithoutData) {
  EXPECT_EQ(read(": ping\n\nevent: a\n\nfoo: bar\ndata: 1\n\n"),
            (std::vector<Seen>{{"", "1", ""}}));
}

TEST(SseParser, SkipsAByteOrderMarkOnlyInFront) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "data: 1\n\n\xEF\xBB\xBF"
                 "data: 2\n\n"),
            (std::vector<Seen>{{"", "1", ""}}));
}

TEST(SseParser, ReadsTheTimeToWaitBeforeReconnecting) {
  SseParser parser;
  parser.feed("retry: 2500\ndata: x\n\nretry: soon\ndata: y\n\n");
  EXPECT_EQ(parser.next().value()->retry_milliseconds, 2500);
  EXPECT_EQ(parser.next().value()->retry_milliseconds, std::nullopt);
}

TEST(SseParser, GivesTheLastEventThoughItsEmptyLineIsMissing) {
  const std::vector<Seen> expected{{"", "1", ""}, {"", "[DONE]", ""}};
  EXPECT_EQ(read("data: 1\n\ndata: [DONE]"), expected);
  EXPECT_EQ(read("data: 1\n\ndata: [DONE]\n"), expected);
}

TEST(SseParser, RefusesAnEventBeyondItsLimitWhetherItEndsOrNot) {
  for (const std::string end : {"", "\n\n"}) {
    SseParser parser(16);
    parser.feed("data: short\n\n");
    EXPECT_TRUE(parser.next().value());
    parser.feed("data: " + std::string(20, 'x') + end);
    for (int again = 0; again < 2; ++again) {
      const auto event = parser.next();
      ASSERT_FALSE(event.has_value());
      EXPECT_EQ(event.error().kind(), ErrorKind::Protocol);
    }
  }
}

TEST(AppendSse, WritesWhatTheParserReads) {
  for (const std::string data : {"{}", "", "a\nb", "a\nb\n", " leading"}) {
    std::string body;
    append_sse("tick", data, body);
    append_sse("", "end", body);
    EXPECT_EQ(read(body), (std::vector<Seen>{{"tick", data, ""}, {"", "end", ""}}));
  }
}

}  // namespace
}  // namespace omnillm::http
