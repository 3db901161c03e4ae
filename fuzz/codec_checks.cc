#include "codec_checks.h"

#include <algorithm>
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

std::vector<LlmStreamEvent> written_and_read(WireFormat format,
                                             const std::vector<LlmStreamEvent>& events) {
  StreamEncoder encoder(format);
  std::string bytes;
  for (const LlmStreamEvent& event : events) require(encoder.write(event, bytes).has_value());
  return decode(format, bytes, bytes.size() + 1);
}

}  // namespace

void check_request(WireFormat format, std::string_view body) {
  const auto request = parse_request(format, body);
  if (!request) return require(request.error().kind() == ErrorKind::BadRequest);
  const auto written = emit_request(format, *request);
  if (!written) return require(written.error().kind() == ErrorKind::BadRequest);
  const auto again = parse_request(format, *written);
  require(again.has_value());
  const auto twice = emit_request(format, *again);
  require(twice.has_value());
  const auto thrice = parse_request(format, *twice);
  require(thrice.has_value() && *thrice == *again);
  // Models that take no JSON Schema, hosts that take no model in the body.
  require(
      emit_request(format, *request, {.json_schema = false, .model_in_body = false}).has_value());
}

void check_answer(WireFormat format, std::string_view body) {
  const ProviderError error = parse_error(format, 500, body);
  require(!error.message.empty());
  require(JsonText::parse(emit_error(format, error)).has_value());
  const auto answer = parse_response(format, body);
  if (!answer) return require(!answer.error().message().empty());
  require(!answer->usage || answer->usage->is_consistent());
  const auto written = emit_response(format, *answer);
  require(written.has_value());
  const auto again = parse_response(format, *written);
  // An answer that failed is written as one, and read as the failure.
  require(again.has_value() || answer->finish_reason == FinishReason::Error);
  if (!again) return;
  const auto twice = emit_response(format, *again);
  require(twice.has_value());
  const auto thrice = parse_response(format, *twice);
  require(thrice.has_value() && *thrice == *again);
}

void check_stream(WireFormat format, std::string_view body) {
  const auto whole = decode(format, body, body.size() + 1);
  require(!whole.empty() && std::count_if(whole.begin(), whole.end(), is_end) == 1);
  require(is_end(whole.back()));
  require(decode(format, body, 1) == whole);
  require(decode(format, body, 7) == whole);
  const auto again = written_and_read(format, whole);
  const auto* completed = again.back().get_if<event::Completed>();
  require((completed != nullptr) == whole.back().is<event::Completed>());
  if (!completed) return;
  const auto thrice = written_and_read(format, again);
  const auto* settled = thrice.back().get_if<event::Completed>();
  require(settled != nullptr && settled->response.output == completed->response.output);
}

}  // namespace omnillm::fuzz
