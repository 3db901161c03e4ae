// What a generation protocol is to the rest of the house: bytes to canonical values and back, for
// requests, responses, errors and streams. One folder a protocol implements it; everything above
// (conversion, transport forms, the gateway, the server) knows this header only.
//
// Parsers are liberal: members, event types and enum values nobody has heard of are kept or passed
// over, never an error. Emitters are strict: what they write satisfies the protocol's own schema.
// What cannot be said in the target is written to the LossLog, with a pointer; nothing disappears
// silently.
//
// Thread safety: codecs are stateless and shared; decoders and encoders belong to one stream.

#ifndef OMNILLM_CODEC_CODEC_H_
#define OMNILLM_CODEC_CODEC_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/provider_error.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/result.h"
#include "omnillm/stream_event.h"
#include "omnillm/streams.h"

namespace omnillm::codec {

using Events = std::vector<LlmStreamEvent>;

// One unit of a stream as its framing delivers it.
struct Frame {
  std::string_view event;     // SSE `event:`, AWS `:event-type`; empty when there is none
  std::string_view data;      // the payload, complete
  bool is_exception = false;  // AWS `:message-type` is "exception" or "error"
};

// How the bytes of a stream are cut into frames.
enum class Framing : std::uint8_t { ServerSentEvents, AwsEventStream };

// Reads the frames of one answer.
class EventDecoder {
 public:
  virtual ~EventDecoder() = default;

  // Appends what the frame says, in the grammar of stream_event.h, but never Completed: that is
  // made by whoever assembles. A failure that the provider reports is an event::Error. An error of
  // this function means the frame is not of the protocol at all: Protocol.
  [[nodiscard]] virtual Result<void> read(const Frame& frame, Events& out) = 0;

  // The body has ended. Closes what the protocol leaves open (an item that has no end of its own);
  // an error when the stream was cut off: Protocol.
  [[nodiscard]] virtual Result<void> end(Events& out) = 0;

  // Whether the protocol's own end was seen, so that what follows is not waited for.
  [[nodiscard]] virtual bool ended() const = 0;
};

// Writes the bytes of one answer, framing included, as the protocol's official clients read them.
class EventEncoder {
 public:
  virtual ~EventEncoder() = default;

  // Appends the bytes for one event; most events are one frame, some are none, some several.
  // Completed and Error write the protocol's end. OutputItemDone carries the whole item, for
  // protocols that want it (Gemini's function calls, Responses' done events).
  [[nodiscard]] virtual Result<void> write(const LlmStreamEvent& event, LossLog& losses,
                                           std::string& out) = 0;
};

class GenerationCodec {
 public:
  virtual ~GenerationCodec() = default;

  [[nodiscard]] virtual WireFormat format() const = 0;
  // The same bodies travel in other frames on some hosts: Anthropic's on Bedrock.
  [[nodiscard]] virtual Framing framing(const Dialect&) const { return Framing::ServerSentEvents; }

  // Errors: BadRequest, naming the member at fault by a JSON pointer.
  [[nodiscard]] virtual Result<LlmRequest> parse_request(const json::Document& body,
                                                         LossLog& losses) const = 0;
  // Appends the body. Errors: BadRequest when the request cannot be said at all in this protocol
  // (a required prompt cache it does not have), before anything is sent.
  [[nodiscard]] virtual Result<void> emit_request(const LlmRequest& request, const Dialect& dialect,
                                                  LossLog& losses, std::string& out) const = 0;

  // Errors: Protocol.
  [[nodiscard]] virtual Result<LlmResponse> parse_response(const json::Document& body,
                                                           LossLog& losses) const = 0;
  [[nodiscard]] virtual Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                                                   std::string& out) const = 0;

  // Never fails: a body that is no JSON, or of another shape, is still an error with a message.
  [[nodiscard]] virtual ProviderError parse_error(int status, std::string_view body) const = 0;
  // Appends the body, in this protocol's own words for the kind.
  virtual void emit_error(const ProviderError& error, std::string& out) const = 0;
  // The HTTP status this protocol gives to an error of this kind.
  [[nodiscard]] virtual int status_of(ErrorKind kind) const = 0;

  [[nodiscard]] virtual std::unique_ptr<EventDecoder> make_decoder(
      const Dialect& dialect) const = 0;
  [[nodiscard]] virtual std::unique_ptr<EventEncoder> make_encoder(
      StreamEncoderOptions options) const = 0;
};

// The codec of a generation format; null for the others.
[[nodiscard]] const GenerationCodec* codec_for(WireFormat format);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_CODEC_H_
