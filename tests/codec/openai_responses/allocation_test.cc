// What a piece of text costs on its way through: a bound on allocations, whoever is fast.

#include "omnillm/streams.h"
#include "responses_support.h"
#include "support/allocation_counter.h"

namespace omnillm {
namespace {

using namespace testing_support;

std::string delta(int number) {
  return "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
         "\"sequence_number\":" +
         std::to_string(number) +
         ",\"item_id\":\"msg_0123456789abcdef0123456789abcdef\",\"output_index\":0,"
         "\"content_index\":0,\"delta\":\" another word\",\"logprobs\":[]}\n\n";
}

TEST(ResponsesStreams, APieceOfTextTakesFewAllocations) {
  StreamTranscoder stream(kResponses, kResponses);
  std::string out;
  for (int i = 0; i < 1'000; ++i) stream.feed(delta(i), out);
  out.clear();
  std::vector<std::string> pieces;
  for (int i = 0; i < 1'000; ++i) pieces.push_back(delta(i));
  const AllocationCounter counter;
  for (const std::string& piece : pieces) {
    out.clear();
    stream.feed(piece, out);
  }
  EXPECT_LE(counter.count(), 4'000u + 32u);
}

}  // namespace
}  // namespace omnillm
