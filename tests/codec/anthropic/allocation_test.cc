#include <gtest/gtest.h>

#include <string>

#include "codec/anthropic/codec.h"
#include "support/allocation_counter.h"

namespace omnillm::codec {
namespace {

const char* const kStart = R"({"type":"message_start","message":{"id":"msg_1","model":"m"}})";
const char* const kBlock =
    R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})";
const char* const kDelta =
    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello there"}})";

// A gateway relays thousands of these a second.
TEST(AnthropicStream, ATextChunkCostsFewAllocations) {
  const auto decoder = anthropic_codec().make_decoder({});
  const auto encoder = anthropic_codec().make_encoder({});
  LossLog losses;
  Events events;
  std::string out;
  out.reserve(1 << 20);
  const auto relay = [&](const char* data) {
    events.clear();
    ASSERT_TRUE(decoder->read({.event = {}, .data = data}, events));
    for (const LlmStreamEvent& event : events) ASSERT_TRUE(encoder->write(event, losses, out));
  };
  for (const char* data : {kStart, kBlock, kDelta, kDelta}) relay(data);
  testing_support::AllocationCounter counter;
  for (int i = 0; i < 100; ++i) relay(kDelta);
  EXPECT_LE(counter.count(), 400U);
}

}  // namespace
}  // namespace omnillm::codec
