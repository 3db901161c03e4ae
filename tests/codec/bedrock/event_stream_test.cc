#include "codec/bedrock/event_stream.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "codec/framing.h"
#include "json/document.h"
#include "support/fixtures.h"

namespace omnillm::codec::bedrock {
namespace {

using testing_support::fixture;

std::string message(std::string_view payload) {
  std::string bytes;
  append_event_stream({{":event-type", "tick"}, {":message-type", "event"}}, payload, bytes);
  return bytes;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  return bytes;
}

TEST(EventStreamParser, ReadsWhatIsWritten) {
  EventStreamParser parser;
  parser.feed(message("{\"a\":1}") + message(""));
  const auto first = parser.next();
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->header(":event-type"), "tick");
  EXPECT_EQ((*first)->header(":nothing"), "");
  EXPECT_EQ((*first)->payload, "{\"a\":1}");
  EXPECT_EQ((*parser.next().value()).payload, "");
  EXPECT_EQ(parser.next().value(), nullptr);
  EXPECT_FALSE(parser.has_rest());
}

TEST(EventStreamParser, ReadsMessagesCutAtEveryByte) {
  const std::string bytes = message("one") + message("two");
  for (std::size_t at = 0; at <= bytes.size(); ++at) {
    EventStreamParser parser;
    std::string payloads;
    for (const std::string& piece : {bytes.substr(0, at), bytes.substr(at)}) {
      parser.feed(piece);
      while (const EventStreamMessage* next = parser.next().value()) payloads += next->payload;
    }
    EXPECT_EQ(payloads, "onetwo") << at;
    EXPECT_FALSE(parser.has_rest());
  }
}

TEST(EventStreamParser, RefusesAMessageWithAnyBitWrong) {
  const std::string bytes = message("payload");
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string broken = bytes;
      broken[at] = static_cast<char>(broken[at] ^ (1 << bit));
      EventStreamParser parser;
      parser.feed(broken + bytes);
      const auto next = parser.next();
      ASSERT_FALSE(next) << at << " " << bit;
      EXPECT_EQ(next.error().kind(), ErrorKind::Protocol);
      EXPECT_FALSE(parser.next()) << "nobody knows where the next message begins";
    }
}

TEST(EventStreamParser, RefusesAMessageBeyondTheLimitBeforeItHasCome) {
  EventStreamParser parser(64);
  parser.feed(message(std::string(1'000, 'x')).substr(0, 12));
  EXPECT_FALSE(parser.next());
}

TEST(EventStreamParser, KnowsWhenABodyEndsInsideAMessage) {
  EventStreamParser parser;
  parser.feed(message("x").substr(0, 20));
  EXPECT_EQ(parser.next().value(), nullptr);
  EXPECT_TRUE(parser.has_rest());
}

TEST(EventStreamParser, ReadsTheFramesOfTheExamplesAndWritesThemAgain) {
  for (const std::string& name : testing_support::fixtures("bedrock", "converse_stream", ".bin")) {
    const std::string body = fixture(name);
    EventStreamParser parser;
    parser.feed(body);
    std::string again;
    while (const EventStreamMessage* next = parser.next().value()) {
      ASSERT_EQ(next->headers.size(), 3u);
      append_event_stream({{next->headers[0].name, next->headers[0].bytes},
                           {next->headers[1].name, next->headers[1].bytes},
                           {next->headers[2].name, next->headers[2].bytes}},
                          next->payload, again);
    }
    EXPECT_EQ(again, body) << name;
  }
}

// The published vectors stay where they are; where they are not, this says so.
class PublishedVectors : public testing::Test {
 protected:
  void SetUp() override {
    const std::filesystem::path path =
        OMNILLM_SHARED_SPECS "/bedrock/eventstream-test-vectors.json";
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "the published event-stream vectors are not here: " << path;
    ASSERT_TRUE(vectors_.parse(
        std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>())));
  }

  json::Document vectors_;
};

TEST_F(PublishedVectors, AreReadAsTheySay) {
  for (const json::Member vector : vectors_.root()["positive"].members()) {
    EventStreamParser parser;
    parser.feed(from_hex(vector.value["encoded_hex"].str()));
    const auto next = parser.next();
    ASSERT_TRUE(next && *next) << vector.name;
    const json::Value decoded = vector.value["decoded"];
    ASSERT_EQ((*next)->headers.size(), decoded["headers"].size()) << vector.name;
    std::size_t index = 0;
    for (const json::Value expected : decoded["headers"].elements()) {
      const EventStreamHeader& header = (*next)->headers[index++];
      EXPECT_EQ(header.name, expected["name"].str());
      EXPECT_EQ(static_cast<std::int64_t>(header.type), expected["type"].to_int64());
      if (const auto number = expected["value"].to_int64()) {
        EXPECT_EQ(header.number, *number) << header.name;
      }
    }
  }
}

TEST_F(PublishedVectors, AreRefusedWhereTheyAreBroken) {
  for (const json::Member vector : vectors_.root()["negative"].members()) {
    EventStreamParser parser;
    parser.feed(from_hex(vector.value["encoded_hex"].str()));
    EXPECT_FALSE(parser.next()) << vector.name;
  }
}

}  // namespace
}  // namespace omnillm::codec::bedrock
