#include "omnillm/streams.h"

#include <cassert>
#include <utility>

#include "codec/codec.h"
#include "codec/framing.h"
#include "types/response_assembler.h"

namespace omnillm {

namespace {

ProviderError to_provider_error(const Error& error, WireFormat format) {
  return {.kind = error.kind(), .protocol = format, .message = error.message()};
}

}  // namespace

struct StreamDecoder::State {
  State(WireFormat wire_format, const Dialect& dialect, StreamLimits limits)
      : format(wire_format),
        codec(*codec::codec_for(wire_format)),
        frames(codec::make_frame_reader(codec.framing(dialect), limits.max_frame_bytes)),
        events(codec.make_decoder(dialect)),
        assembler(limits.max_response_bytes) {}

  // Takes what the decoder appended from `from` on: assembles it, and ends the stream where it
  // ends.
  void take(std::size_t from, std::vector<LlmStreamEvent>& out);
  void read_frames(std::vector<LlmStreamEvent>& out);
  void complete(std::vector<LlmStreamEvent>& out);
  void fail(const Error& error, std::vector<LlmStreamEvent>& out);

  WireFormat format;
  const codec::GenerationCodec& codec;
  std::unique_ptr<codec::FrameReader> frames;
  std::unique_ptr<codec::EventDecoder> events;
  types::ResponseAssembler assembler;
  bool done = false;
};

void StreamDecoder::State::fail(const Error& error, std::vector<LlmStreamEvent>& out) {
  out.emplace_back(event::Error{to_provider_error(error, format)});
  done = true;
}

void StreamDecoder::State::complete(std::vector<LlmStreamEvent>& out) {
  LlmResponse response = assembler.response();
  if (!response.provider_protocol) response.provider_protocol = format;
  out.emplace_back(event::Completed{std::move(response)});
  done = true;
}

void StreamDecoder::State::take(std::size_t from, std::vector<LlmStreamEvent>& out) {
  for (std::size_t i = from; i < out.size(); ++i) {
    if (out[i].is<event::Error>()) {
      out.resize(i + 1);
      done = true;
      return;
    }
    if (auto added = assembler.add(out[i]); !added) {
      out.resize(i);
      return fail(added.error(), out);
    }
    if (auto* item_done = out[i].get_if<event::OutputItemDone>(); item_done && !item_done->item)
      item_done->item = assembler.item(item_done->index);
  }
}

void StreamDecoder::State::read_frames(std::vector<LlmStreamEvent>& out) {
  while (!done) {
    const Result<std::optional<codec::Frame>> frame = frames->next();
    if (!frame) return fail(frame.error(), out);
    if (!*frame) return;
    const std::size_t from = out.size();
    const Result<void> read = events->read(**frame, out);
    take(from, out);
    if (done) return;
    if (!read) return fail(read.error(), out);
    if (events->ended()) complete(out);
  }
}

StreamDecoder::StreamDecoder(WireFormat format, Dialect dialect, StreamLimits limits)
    : state_(std::make_unique<State>(format, dialect, limits)) {}
StreamDecoder::StreamDecoder(StreamDecoder&&) noexcept = default;
StreamDecoder& StreamDecoder::operator=(StreamDecoder&&) noexcept = default;
StreamDecoder::~StreamDecoder() = default;

void StreamDecoder::feed(std::string_view bytes, std::vector<LlmStreamEvent>& out) {
  if (state_->done) return;
  state_->frames->feed(bytes);
  state_->read_frames(out);
}

void StreamDecoder::finish(std::vector<LlmStreamEvent>& out) {
  if (state_->done) return;
  const std::size_t from = out.size();
  const Result<std::optional<codec::Frame>> last = state_->frames->finish();
  if (!last) return state_->fail(last.error(), out);
  Result<void> read;
  if (*last) read = state_->events->read(**last, out);
  if (read && !state_->events->ended()) read = state_->events->end(out);
  state_->take(from, out);
  if (state_->done) return;
  if (!read) return state_->fail(read.error(), out);
  state_->complete(out);
}

std::vector<LlmStreamEvent> StreamDecoder::feed(std::string_view bytes) {
  std::vector<LlmStreamEvent> out;
  feed(bytes, out);
  return out;
}

std::vector<LlmStreamEvent> StreamDecoder::finish() {
  std::vector<LlmStreamEvent> out;
  finish(out);
  return out;
}

bool StreamDecoder::done() const { return state_->done; }
LlmResponse StreamDecoder::response_so_far() const { return state_->assembler.response(); }

struct StreamEncoder::State {
  std::string response_id;
  std::unique_ptr<codec::EventEncoder> events;
  LossLog losses;
};

StreamEncoder::StreamEncoder(WireFormat format, StreamEncoderOptions options)
    : state_(std::make_unique<State>()) {
  state_->response_id = std::move(options.response_id);
  state_->events = codec::codec_for(format)->make_encoder(std::move(options));
}
StreamEncoder::StreamEncoder(StreamEncoder&&) noexcept = default;
StreamEncoder& StreamEncoder::operator=(StreamEncoder&&) noexcept = default;
StreamEncoder::~StreamEncoder() = default;

Result<void> StreamEncoder::write(const LlmStreamEvent& event, std::string& out) {
  const auto* started = event.get_if<event::ResponseStarted>();
  if (started && started->response_id.empty() && !state_->response_id.empty()) {
    event::ResponseStarted named = *started;
    named.response_id = state_->response_id;
    return state_->events->write(named, state_->losses, out);
  }
  return state_->events->write(event, state_->losses, out);
}

const std::vector<Loss>& StreamEncoder::losses() const { return state_->losses.losses(); }

StreamTranscoder::StreamTranscoder(WireFormat from, WireFormat to, Dialect from_dialect,
                                   StreamEncoderOptions options, StreamLimits limits)
    : decoder_(from, std::move(from_dialect), limits), encoder_(to, std::move(options)) {}

void StreamTranscoder::write_events(std::string& out) {
  for (LlmStreamEvent& event : events_) {
    // A decoder keeps the grammar, so an encoder has nothing to refuse.
    [[maybe_unused]] const Result<void> written = encoder_.write(event, out);
    assert(written);
    if (event.is<event::Completed>() || event.is<event::Error>())
      last_ = std::make_unique<LlmStreamEvent>(std::move(event));
  }
  events_.clear();
}

void StreamTranscoder::feed(std::string_view bytes, std::string& out) {
  decoder_.feed(bytes, events_);
  write_events(out);
}

void StreamTranscoder::finish(std::string& out) {
  decoder_.finish(events_);
  write_events(out);
}

std::string StreamTranscoder::feed(std::string_view bytes) {
  std::string out;
  feed(bytes, out);
  return out;
}

std::string StreamTranscoder::finish() {
  std::string out;
  finish(out);
  return out;
}

}  // namespace omnillm
