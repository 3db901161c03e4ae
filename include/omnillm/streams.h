// Floor: 2 codec
//
// Streamed answers as bytes: read them into canonical events, write canonical events as any
// protocol's bytes, or do both at once.
//
//   StreamTranscoder stream(WireFormat::AnthropicMessages, WireFormat::OpenAiChatCompletions);
//   while (read(bytes)) send(stream.feed(bytes));
//   send(stream.finish());
//
// Thread safety: none; one stream, one object. Memory: bounded by the limits below.

#ifndef OMNILLM_STREAMS_H_
#define OMNILLM_STREAMS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"
#include "omnillm/stream_event.h"

namespace omnillm {

struct StreamLimits {
  std::size_t max_frame_bytes = std::size_t{16} << 20;
  std::size_t max_response_bytes = std::size_t{64} << 20;
};

// Reads the body of a streamed answer, in pieces cut anywhere, even inside a character.
//
// The events keep the grammar of stream_event.h, whatever the peer sends: the last one is
// Completed, with the whole response, or Error. A stream that the provider reports as failed, that
// breaks the protocol, that outgrows the limits, or that is cut off before its end, ends with
// Error.
class StreamDecoder {
 public:
  // Requires: is_generation(format).
  explicit StreamDecoder(WireFormat format, Dialect dialect = {}, StreamLimits limits = {});
  StreamDecoder(StreamDecoder&&) noexcept;
  StreamDecoder& operator=(StreamDecoder&&) noexcept;
  ~StreamDecoder();

  // Appends what the bytes say. After the last event, bytes are passed over.
  void feed(std::string_view bytes, std::vector<LlmStreamEvent>& out);
  [[nodiscard]] std::vector<LlmStreamEvent> feed(std::string_view bytes);
  // The body has ended.
  void finish(std::vector<LlmStreamEvent>& out);
  [[nodiscard]] std::vector<LlmStreamEvent> finish();

  // Whether the last event was given.
  [[nodiscard]] bool done() const;
  // The answer as far as it has come: what was seen of a stream that is dropped.
  [[nodiscard]] LlmResponse response_so_far() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct StreamEncoderOptions {
  // Whether the client asked for usage, where the protocol lets it choose (Chat Completions).
  bool include_usage = true;
  // What the answer calls the model where the events do not say.
  std::string model{};
  // What it is called itself where the events do not say (Bedrock's never do). A server hands in
  // something unique; where this is empty too, every such answer has the same id.
  std::string response_id{};
};

// Writes canonical events as the stream of a protocol, framing included, complete enough for that
// protocol's official client. Events must keep the grammar of stream_event.h.
class StreamEncoder {
 public:
  // Requires: is_generation(format).
  explicit StreamEncoder(WireFormat format, StreamEncoderOptions options = {});
  StreamEncoder(StreamEncoder&&) noexcept;
  StreamEncoder& operator=(StreamEncoder&&) noexcept;
  ~StreamEncoder();

  // Appends the bytes of one event; of some there are none. Errors: Protocol, when the events break
  // the grammar.
  [[nodiscard]] Result<void> write(const LlmStreamEvent& event, std::string& out);

  // What could not be said so far.
  [[nodiscard]] const std::vector<Loss>& losses() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Bytes of one protocol in, bytes of another out.
class StreamTranscoder {
 public:
  // Requires: is_generation of both.
  StreamTranscoder(WireFormat from, WireFormat to, Dialect from_dialect = {},
                   StreamEncoderOptions options = {}, StreamLimits limits = {});

  // Appends the bytes that can be written so far. A failure, of the provider's or of the stream's,
  // is written in the target's own form and ends it.
  void feed(std::string_view bytes, std::string& out);
  [[nodiscard]] std::string feed(std::string_view bytes);
  void finish(std::string& out);
  [[nodiscard]] std::string finish();

  [[nodiscard]] bool done() const { return decoder_.done(); }
  [[nodiscard]] const std::vector<Loss>& losses() const { return encoder_.losses(); }
  // How it ended: Completed or Error. Null before the end.
  [[nodiscard]] const LlmStreamEvent* last_event() const { return last_ ? last_.get() : nullptr; }

 private:
  void write_events(std::string& out);

  StreamDecoder decoder_;
  StreamEncoder encoder_;
  std::vector<LlmStreamEvent> events_;  // used again and again
  std::unique_ptr<LlmStreamEvent> last_;
};

}  // namespace omnillm

#endif  // OMNILLM_STREAMS_H_
