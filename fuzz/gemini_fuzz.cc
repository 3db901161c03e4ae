// Bodies and streams of Gemini come from anybody: each is read or refused, what was read can be
// written, and what was written is read as the same. The first byte says what it is.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "codec/gemini/codec.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"

namespace {

using namespace omnillm;

constexpr WireFormat kGemini = WireFormat::GeminiGenerateContent;

void check(bool holds) {
  if (!holds) std::abort();
}

// One way through may settle a spelling; from then on nothing changes.
void read_request(std::string_view body) {
  const auto request = parse_request(kGemini, body);
  if (!request) return check(request.error().kind() == ErrorKind::BadRequest);
  const auto written = emit_request(kGemini, *request);
  check(written.has_value());
  const auto settled = parse_request(kGemini, *written);
  check(settled.has_value());
  check(*parse_request(kGemini, *emit_request(kGemini, *settled)) == *settled);
  // Models that take no JSON Schema.
  check(emit_request(kGemini, *request, {.json_schema = false}).has_value());
}

void read_response(std::string_view body) {
  check(!codec::gemini_codec().parse_error(500, body).message.empty());
  const auto response = parse_response(kGemini, body);
  if (!response) return;
  const auto written = emit_response(kGemini, *response);
  check(written.has_value());
  const auto settled = parse_response(kGemini, *written);
  check(settled.has_value());
  check(*parse_response(kGemini, *emit_response(kGemini, *settled)) == *settled);
}

std::vector<LlmStreamEvent> decoded(std::string_view bytes, std::size_t cut) {
  StreamDecoder decoder(kGemini);
  std::vector<LlmStreamEvent> events;
  decoder.feed(bytes.substr(0, cut), events);
  decoder.feed(bytes.substr(cut), events);
  decoder.finish(events);
  return events;
}

std::string encoded(const std::vector<LlmStreamEvent>& events) {
  StreamEncoder encoder(kGemini);
  std::string written;
  for (const LlmStreamEvent& event : events) check(encoder.write(event, written).has_value());
  return written;
}

void read_stream(std::string_view bytes) {
  const auto events = decoded(bytes, bytes.size() / 2);
  check(events == decoded(bytes, bytes.size() / 3));
  std::size_t ends = 0;
  for (const LlmStreamEvent& event : events)
    ends += event.is<event::Completed>() || event.is<event::Error>() ? 1U : 0U;
  check(ends == 1);
  const auto settled = decoded(encoded(events), 0);
  const auto* completed = settled.back().get_if<event::Completed>();
  check((completed != nullptr) == events.back().is<event::Completed>());
  if (!completed) return;
  const auto again = decoded(encoded(settled), 0);
  check(again.back().get_if<event::Completed>()->response.output == completed->response.output);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (*data) {
    case 'q':
      read_request(rest);
      break;
    case 'a':
      read_response(rest);
      break;
    default:
      read_stream(rest);
  }
  return 0;
}
