// OpenAI's audio/speech: JSON asks, bytes answer.

#include <absl/strings/escaping.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/typed_endpoint.h"
#include "http/sse.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::OpenAiAudioSpeech;
constexpr std::string_view kEventStream = "text/event-stream";

std::string sound_type(std::string_view format) {
  constexpr std::array<std::string_view, 5> kTypes{"wav", "aac", "flac", "opus", "pcm"};
  const bool is_known = std::find(kTypes.begin(), kTypes.end(), format) != kTypes.end();
  return "audio/" + std::string(is_known ? format : "mpeg");
}

// The pieces of a stream, put together.
Result<std::string> streamed_sound(std::string_view body) {
  http::SseParser events;
  events.feed(body);
  json::Document document;
  std::string sound;
  for (;;) {
    auto event = events.next();
    if (event && !*event) event = events.finish();
    if (!event) return tl::unexpected(event.error());
    if (!*event) return fail(ErrorKind::Protocol, "the speech was cut off before its end");
    if (auto parsed = document.parse((*event)->data); !parsed)
      return tl::unexpected(parsed.error());
    const json::Value root = document.root();
    if (root["type"].says("speech.audio.done")) return sound;
    if (!root["type"].says("speech.audio.delta")) continue;
    std::string piece;
    if (!absl::Base64Unescape(root["audio"].str(), &piece))
      return fail(ErrorKind::Protocol, "/audio: expected base64");
    sound += piece;
  }
}

class OpenAiSpeech final : public TypedEndpoint<AudioSpeechRequest, AudioSpeechResponse> {
 public:
  OpenAiSpeech() : TypedEndpoint(kFormat) {}

  Result<ApiResponse> parse_response(std::string_view, LossLog&) const override {
    return needs_transport(kFormat, "parse_transport_response");
  }
  Result<void> emit_response(const ApiResponse&, LossLog&, std::string&) const override {
    return needs_transport(kFormat, "emit_transport_response");
  }

  Result<ApiResponse> parse_transport_response(const TransportResponse& response,
                                               LossLog&) const override {
    const std::string type = media_type_of(response.content_type);
    if (type == kEventStream) {
      auto sound = streamed_sound(text_of(response.body));
      if (!sound) return tl::unexpected(sound.error());
      return ApiResponse(AudioSpeechResponse{{.bytes = std::move(*sound)}});
    }
    const auto* binary = std::get_if<body::Binary>(&response.body);
    if (!binary) return fail(ErrorKind::Protocol, "expected the bytes of speech");
    AudioSpeechResponse out{binary->blob};
    if (out.audio.media_type.empty()) out.audio.media_type = response.content_type;
    return ApiResponse(std::move(out));
  }

  Result<TransportResponse> emit_transport_response(const ApiResponse& response,
                                                    LossLog&) const override {
    const auto* mine = std::get_if<AudioSpeechResponse>(&response);
    if (!mine) return mismatch(kFormat, canonical_endpoint_kind(response));
    const std::string type =
        mine->audio.media_type.empty() ? "application/octet-stream" : mine->audio.media_type;
    return TransportResponse{.headers = {{"Content-Type", type}},
                             .content_type = type,
                             .body = body::Binary{mine->audio}};
  }

 protected:
  Result<AudioSpeechRequest> read_request(const json::Document& document, LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    AudioSpeechRequest request{.origin = kFormat};
    object.string("model", request.model);
    object.required_string("input", request.input);
    // A voice of one's own is an object, and kept as it is.
    if (!root["voice"].is_object()) object.string("voice", request.voice);
    object.string("instructions", request.instructions);
    object.string("response_format", request.response_format);
    object.number("speed", request.speed);
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const AudioSpeechRequest& request, BodyWriter& body) const override {
    body.out().begin_object();
    body.say("model", request.model);
    body.out().key("input").string(request.input);
    body.say("voice", request.voice);
    body.say("instructions", request.instructions);
    body.say("response_format", request.response_format);
    body.say("speed", request.speed);
    body.rest(request.vendor_extensions);
    body.out().end_object();
    return {};
  }

  EndpointTarget target(const AudioSpeechRequest&) const override { return {"/audio/speech"}; }

  std::string accept(const AudioSpeechRequest& request) const override {
    const JsonText* stream = request.vendor_extensions.find("stream_format");
    if (stream && stream->is_string() && stream->as_text() == "sse")
      return std::string(kEventStream);
    return sound_type(request.response_format);
  }
};

}  // namespace

const EndpointCodec& openai_audio_speech() {
  static const OpenAiSpeech codec;
  return codec;
}

}  // namespace omnillm::codec
