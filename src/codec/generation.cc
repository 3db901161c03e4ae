// The functions of transcode.h for what generates: one codec reads, another writes.

#include <memory>
#include <string>
#include <utility>

#include "codec/codec.h"
#include "codec/report.h"
#include "omnillm/transcode.h"

namespace omnillm {

namespace {

Result<const codec::GenerationCodec*> generation_codec(WireFormat format) {
  if (const codec::GenerationCodec* codec = codec::codec_for(format)) return codec;
  return fail(ErrorKind::Configuration,
              std::string(to_string(format)) +
                  " does not generate: use the functions with `api` in their names");
}

Result<json::Document> read(std::string_view body, ErrorKind kind) {
  json::Document document;
  if (const auto parsed = document.parse(body); !parsed)
    return fail(kind, parsed.error().message());
  return document;
}

Result<std::string> emit(WireFormat format, const LlmRequest& request, const Dialect& dialect,
                         std::size_t room) {
  const auto codec = generation_codec(format);
  if (!codec) return tl::unexpected(codec.error());
  LossLog losses;
  std::string body;
  body.reserve(room);
  if (const auto emitted = (*codec)->emit_request(request, dialect, losses, body); !emitted)
    return tl::unexpected(emitted.error());
  return body;
}

Result<std::string> emit(WireFormat format, const LlmResponse& response, std::size_t room) {
  const auto codec = generation_codec(format);
  if (!codec) return tl::unexpected(codec.error());
  LossLog losses;
  std::string body;
  body.reserve(room);
  if (const auto emitted = (*codec)->emit_response(response, losses, body); !emitted)
    return tl::unexpected(emitted.error());
  return body;
}

}  // namespace

Result<LlmRequest> parse_request(WireFormat format, std::string_view body) {
  const auto codec = generation_codec(format);
  if (!codec) return tl::unexpected(codec.error());
  const auto document = read(body, ErrorKind::BadRequest);
  if (!document) return tl::unexpected(document.error());
  LossLog losses;
  return (*codec)->parse_request(*document, losses);
}

Result<std::string> emit_request(WireFormat format, const LlmRequest& request,
                                 const Dialect& dialect) {
  return emit(format, request, dialect, 0);
}

Result<std::string> transcode_request(WireFormat from, WireFormat to, std::string_view body) {
  const auto request = parse_request(from, body);
  if (!request) return tl::unexpected(request.error());
  return emit(to, *request, {}, codec::room_for(body));
}

Result<LlmResponse> parse_response(WireFormat format, std::string_view body) {
  const auto codec = generation_codec(format);
  if (!codec) return tl::unexpected(codec.error());
  const auto document = read(body, ErrorKind::Protocol);
  if (!document) return tl::unexpected(document.error());
  LossLog losses;
  return (*codec)->parse_response(*document, losses);
}

Result<std::string> emit_response(WireFormat format, const LlmResponse& response) {
  return emit(format, response, 0);
}

Result<std::string> transcode_response(WireFormat from, WireFormat to, std::string_view body) {
  const auto response = parse_response(from, body);
  if (!response) return tl::unexpected(response.error());
  return emit(to, *response, codec::room_for(body));
}

Result<std::vector<LlmStreamEvent>> parse_stream_event(WireFormat format,
                                                       const ProviderStreamFrame& frame) {
  const auto codec = generation_codec(format);
  if (!codec) return tl::unexpected(codec.error());
  codec::Events events;
  const auto read =
      (*codec)->make_decoder({})->read({.event = frame.event, .data = frame.data}, events);
  if (!read) return tl::unexpected(read.error());
  return events;
}

Result<std::string> transcode_stream_event(WireFormat from, WireFormat to,
                                           const ProviderStreamFrame& frame) {
  const auto target = generation_codec(to);
  if (!target) return tl::unexpected(target.error());
  const auto events = parse_stream_event(from, frame);
  if (!events) return tl::unexpected(events.error());
  LossLog losses;
  std::string bytes;
  const auto encoder = (*target)->make_encoder({});
  for (const LlmStreamEvent& event : *events)
    if (const auto written = encoder->write(event, losses, bytes); !written)
      return tl::unexpected(written.error());
  return bytes;
}

}  // namespace omnillm
