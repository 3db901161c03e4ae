#include "omnillm/streams.h"

#include <gtest/gtest.h>

#include <string>

#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kBedrock = WireFormat::BedrockConverse;

TEST(StreamDecoder, EndsWithExactlyOneCompletedOrError) {
  for (const std::string& name : fixtures("bedrock", "converse_stream", ".bin")) {
    const std::string body = fixture(name);
    for (std::size_t size = 0; size <= body.size(); size += 7) {
      const auto events = decode_stream(kBedrock, std::string_view(body).substr(0, size));
      std::size_t ends = 0;
      for (const LlmStreamEvent& event : events)
        ends += event.is<event::Completed>() || event.is<event::Error>() ? 1u : 0u;
      EXPECT_EQ(ends, 1u) << name << " " << size;
    }
  }
}

TEST(StreamDecoder, PassesOverWhatComesAfterTheEnd) {
  const std::string body = fixture("bedrock/converse_stream.text.bin");
  StreamDecoder decoder(kBedrock);
  EXPECT_FALSE(decoder.feed(body).empty());
  EXPECT_TRUE(decoder.done());
  EXPECT_TRUE(decoder.feed(body).empty());
  EXPECT_TRUE(decoder.finish().empty());
}

TEST(StreamDecoder, FillsEveryItemThatIsDone) {
  for (const LlmStreamEvent& event :
       decode_stream(kBedrock, fixture("bedrock/converse_stream.reasoning_tool_use.bin")))
    if (const auto* done = event.get_if<event::OutputItemDone>()) {
      EXPECT_TRUE(done->item);
    }
}

TEST(StreamDecoder, EndsAnAnswerThatOutgrowsItsLimit) {
  StreamDecoder decoder(kBedrock, {}, {.max_response_bytes = 2});
  auto events = decoder.feed(fixture("bedrock/converse_stream.text.bin"));
  ASSERT_FALSE(events.empty());
  EXPECT_TRUE(events.back().is<event::Error>());
  EXPECT_TRUE(decoder.done());
}

TEST(StreamDecoder, SaysWhatWasSeenOfAStreamThatIsDropped) {
  const std::string body = fixture("bedrock/converse_stream.text.bin");
  StreamDecoder decoder(kBedrock);
  static_cast<void>(decoder.feed(std::string_view(body).substr(0, body.size() / 2)));
  EXPECT_FALSE(decoder.done());
  EXPECT_FALSE(decoder.response_so_far().content_text.empty());
}

TEST(StreamTranscoder, WritesTheSameWhereverTheSourceIsCut) {
  const std::string body = fixture("bedrock/converse_stream.reasoning_tool_use.bin");
  const auto transcode = [&](std::size_t step) {
    StreamTranscoder stream(kBedrock, kBedrock);
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += step)
      stream.feed(std::string_view(body).substr(at, step), out);
    stream.finish(out);
    EXPECT_TRUE(stream.last_event() && stream.last_event()->is<event::Completed>());
    return out;
  };
  const std::string whole = transcode(body.size());
  EXPECT_FALSE(whole.empty());
  for (std::size_t step = 1; step < 200; ++step) EXPECT_EQ(transcode(step), whole) << step;
}

}  // namespace
}  // namespace omnillm
