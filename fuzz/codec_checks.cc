#include "codec_checks.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "omnillm/streams.h"
#include "omnillm/transcode.h"

namespace omnillm::fuzz {

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_end(const LlmStreamEvent& event) {
  return event.is<event::Completed>() || event.is<event::Error>();
}

std::vector<LlmStreamEvent> decode(WireFormat format, std::string_view body, std::size_t step) {
  StreamDecoder decoder(format);
  std::vector<LlmStreamEvent> events;
  for (std::size_t at = 0; at < body.size(); at += step)
    decoder.feed(body.substr(at, step), events);
  decoder.finish(events);
  return events;
}

}  // namespace

void check_request(WireFormat format, std::string_view body) {
  const auto request = parse_request(format, body);
  if (!request) return require(!request.error().message().empty());
  const auto written = emit_request(format, *request);
  if (!written) return require(written.error().kind() == ErrorKind::BadRequest);
  const auto again = parse_request(format, *written);
  require(again.has_value());
  const auto twice = emit_request(format, *again);
  require(twice.has_value());
  const auto thrice = parse_request(format, *twice);
  require(thrice.has_value() && *thrice == *again);
}

void check_answer(WireFormat format, std::string_view body) {
  const ProviderError error = parse_error(format, 500, body);
  require(!error.message.empty());
  require(!emit_error(format, error).empty());
  const auto answer = parse_response(format, body);
  if (!answer) return require(!answer.error().message().empty());
  require(!answer->usage || answer->usage->is_consistent());
  const auto written = emit_response(format, *answer);
  require(written.has_value());
  require(parse_response(format, *written).has_value());
}

void check_stream(WireFormat format, std::string_view body) {
  const auto whole = decode(format, body, body.size() + 1);
  require(!whole.empty() && is_end(whole.back()));
  require(decode(format, body, 1) == whole);
  require(decode(format, body, 7) == whole);
  StreamEncoder encoder(format);
  std::string bytes;
  for (const LlmStreamEvent& event : whole) require(encoder.write(event, bytes).has_value());
  const auto again = decode(format, bytes, bytes.size() + 1);
  require(again.back().is<event::Completed>() == whole.back().is<event::Completed>());
}

}  // namespace omnillm::fuzz
