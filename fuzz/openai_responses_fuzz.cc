// Bodies and streams of OpenAI's Responses come from anybody: each is read or refused, what was
// read can be written, and what was written is read as the same. The first byte says what it is.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "codec/openai_responses/codec.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"

namespace {

using namespace omnillm;

constexpr WireFormat kResponses = WireFormat::OpenAiResponses;

void check(bool holds) {
  if (!holds) std::abort();
}

// One way through may settle a spelling; from then on nothing changes.
void read_request(std::string_view body) {
  const auto request = parse_request(kResponses, body);
  if (!request) return check(request.error().kind() == ErrorKind::BadRequest);
  const auto written = emit_request(kResponses, *request);
  check(written.has_value());
  const auto settled = parse_request(kResponses, *written);
  check(settled.has_value());
  check(*parse_request(kResponses, *emit_request(kResponses, *settled)) == *settled);
}

void read_response(std::string_view body) {
  check(!codec::openai_responses_codec().parse_error(500, body).message.empty());
  const auto response = parse_response(kResponses, body);
  if (!response) return;
  const auto written = emit_response(kResponses, *response);
  check(written.has_value());
  const auto settled = parse_response(kResponses, *written);
  check(settled.has_value() || response->finish_reason == FinishReason::Error);
  if (settled) check(*parse_response(kResponses, *emit_response(kResponses, *settled)) == *settled);
}

std::vector<LlmStreamEvent> decoded(std::string_view bytes) {
  StreamDecoder decoder(kResponses);
  std::vector<LlmStreamEvent> events;
  decoder.feed(bytes.substr(0, bytes.size() / 2), events);
  decoder.feed(bytes.substr(bytes.size() / 2), events);
  decoder.finish(events);
  return events;
}

void read_stream(std::string_view bytes) {
  const auto events = decoded(bytes);
  std::size_t ends = 0;
  for (const LlmStreamEvent& event : events)
    ends += event.is<event::Completed>() || event.is<event::Error>() ? 1U : 0U;
  check(ends == 1 && !events.empty());
  StreamEncoder encoder(kResponses);
  std::string written;
  for (const LlmStreamEvent& event : events) check(encoder.write(event, written).has_value());
  const auto again = decoded(written);
  check(again.back().is<event::Completed>() == events.back().is<event::Completed>());
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
