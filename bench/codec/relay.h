// A gateway that relays streamed answers, one after the other, a piece at a time.

#ifndef OMNILLM_BENCH_CODEC_RELAY_H_
#define OMNILLM_BENCH_CODEC_RELAY_H_

#include <optional>
#include <string>

#include "codec/bodies.h"
#include "omnillm/streams.h"

namespace omnillm::bench {

// Every answer has a thousand pieces, so that what a stream costs once is in the figure as well.
class Relay {
 public:
  Relay(WireFormat from, WireFormat to) : from_(from), to_(to) {}

  // The bytes that one more piece of text becomes.
  const std::string& next(const ChatStream& stream) {
    if (left_-- == 0) begin(stream);
    out_.clear();
    transcoder_->feed(stream.piece, out_);
    return out_;
  }

  // Ends the answer; whether all of it went well.
  bool end(const ChatStream& stream) {
    transcoder_->feed(stream.end, out_);
    transcoder_->finish(out_);
    left_ = 0;
    return transcoder_->last_event() != nullptr &&
           transcoder_->last_event()->is<event::Completed>();
  }

 private:
  void begin(const ChatStream& stream) {
    transcoder_.emplace(from_, to_);
    transcoder_->feed(stream.begin, out_);
    transcoder_->feed(stream.piece, out_);
    left_ = 1'000;
  }

  WireFormat from_;
  WireFormat to_;
  std::optional<StreamTranscoder> transcoder_;
  std::string out_;
  int left_ = 0;
};

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_CODEC_RELAY_H_
