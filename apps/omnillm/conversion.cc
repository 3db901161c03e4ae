#include "conversion.h"

#include <utility>
#include <vector>

#include "codec/codec.h"
#include "json/document.h"
#include "omnillm/stream_event.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"

namespace omnillm::app {
namespace {

using Report = ConversionReport<std::string>;

Result<void> both_are_spoken(const Conversion& conversion) {
  for (const WireFormat format : {conversion.from, conversion.to})
    if (codec::codec_for(format) == nullptr)
      return fail(ErrorKind::Configuration, std::string(to_string(format)) +
                                                " is none of the protocols that can be converted");
  return {};
}

Report report(const Conversion& conversion, std::string value, std::vector<Loss> losses) {
  Report made{.value = std::move(value),
              .canonical_endpoint = canonical_endpoint_kind(conversion.to),
              .wire_format = conversion.to,
              .bridged = conversion.from != conversion.to,
              .loss_reasons = loss_reasons(losses),
              .losses = std::move(losses)};
  made.lossy = !made.loss_reasons.empty();
  return made;
}

// `parse` reads with one codec and `emit` writes with the other. Requires: both are spoken.
template <class Parse, class Emit>
Result<Report> convert(const Conversion& conversion, ErrorKind kind, std::string_view body,
                       Parse parse, Emit emit) {
  const codec::GenerationCodec& from = *codec::codec_for(conversion.from);
  const codec::GenerationCodec& to = *codec::codec_for(conversion.to);
  json::Document document;
  if (auto ok = document.parse(std::string(body)); !ok) return fail(kind, ok.error().message());
  LossLog losses;
  const auto value = parse(from, document, losses);
  if (!value) return tl::unexpected(value.error());
  std::string out;
  if (auto ok = emit(to, *value, losses, out); !ok) return tl::unexpected(ok.error());
  return report(conversion, std::move(out), losses.take());
}

Result<Report> request(const Conversion& conversion, std::string_view body) {
  return convert(
      conversion, ErrorKind::BadRequest, body,
      [](const auto& codec, const auto& document, LossLog& losses) {
        return codec.parse_request(document, losses);
      },
      [](const auto& codec, const LlmRequest& value, LossLog& losses, std::string& out) {
        return codec.emit_request(value, {}, losses, out);
      });
}

Result<Report> response(const Conversion& conversion, std::string_view body) {
  return convert(
      conversion, ErrorKind::Protocol, body,
      [](const auto& codec, const auto& document, LossLog& losses) {
        return codec.parse_response(document, losses);
      },
      [](const auto& codec, const LlmResponse& value, LossLog& losses, std::string& out) {
        return codec.emit_response(value, losses, out);
      });
}

// A failure that the provider reports is converted like everything else; a stream that breaks off
// is not.
Result<Report> stream(const Conversion& conversion, std::string_view body) {
  StreamTranscoder transcoder(conversion.from, conversion.to);
  std::string out;
  transcoder.feed(body, out);
  transcoder.finish(out);
  const LlmStreamEvent* last = transcoder.last_event();
  const auto* error = last == nullptr ? nullptr : last->get_if<event::Error>();
  if (error != nullptr && error->error.kind == ErrorKind::Protocol)
    return fail(ErrorKind::Protocol, error->error.message);
  return report(conversion, std::move(out), transcoder.losses());
}

}  // namespace

Result<Report> Conversion::run(std::string_view body) const {
  if (auto ok = both_are_spoken(*this); !ok) return tl::unexpected(ok.error());
  switch (kind) {
    case BodyKind::Request:
      return request(*this, body);
    case BodyKind::Response:
      return response(*this, body);
    case BodyKind::Stream:
      return stream(*this, body);
    case BodyKind::Error:
      return report(*this, transcode_error(from, to, status, body), {});
  }
  return fail(ErrorKind::Configuration, "no such kind of body");
}

}  // namespace omnillm::app
