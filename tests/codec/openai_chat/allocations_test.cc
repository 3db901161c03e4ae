#include <gtest/gtest.h>

#include <string>

#include "omnillm/streams.h"
#include "support/allocation_counter.h"

namespace omnillm {
namespace {

constexpr std::string_view kChunk =
    R"(data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"content":" capital of France"},"logprobs":null,"finish_reason":null}],"usage":null})"
    "\n\n";

TEST(ChatStreamAllocations, AreAtMostFourForAChunkOfText) {
  StreamTranscoder stream(WireFormat::OpenAiChatCompletions, WireFormat::OpenAiChatCompletions);
  std::string out;
  constexpr std::uint64_t kChunks = 1'000;
  for (int i = 0; i < 10; ++i) stream.feed(kChunk, out);  // buffers find their size
  const testing_support::AllocationCounter counter;
  for (std::uint64_t i = 0; i < kChunks; ++i) {
    out.clear();
    stream.feed(kChunk, out);
  }
  EXPECT_FALSE(out.empty());
  // The assembled text grows now and then.
  EXPECT_LE(counter.count(), 4 * kChunks + 50);
}

}  // namespace
}  // namespace omnillm
