#include "conversion.h"

#include <utility>
#include <vector>

#include "omnillm/stream_event.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"

namespace omnillm::app {
namespace {

using Report = ConversionReport<std::string>;

Result<void> have_something_to_say(const Conversion& conversion) {
  if (canonical_endpoint_kind(conversion.from) != canonical_endpoint_kind(conversion.to))
    return fail(ErrorKind::Configuration, std::string(to_string(conversion.from)) + " and " +
                                              std::string(to_string(conversion.to)) +
                                              " are for different things");
  if (conversion.kind == BodyKind::Stream && !is_generation(conversion.from))
    return fail(ErrorKind::Configuration,
                std::string(to_string(conversion.from)) + " has no streams that can be converted");
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
  if (auto ok = have_something_to_say(*this); !ok) return tl::unexpected(ok.error());
  switch (kind) {
    case BodyKind::Request:
      return transcode_api_request(from, to, body);
    case BodyKind::Response:
      return transcode_api_response(from, to, body);
    case BodyKind::Stream:
      return stream(*this, body);
    case BodyKind::Error:
      return report(*this, transcode_error(from, to, status, body), {});
  }
  return fail(ErrorKind::Configuration, "no such kind of body");
}

}  // namespace omnillm::app
