// Bodies and streams of Anthropic's Messages. The first byte chooses what the rest is: a request,
// an answer, an error or a stream. What is accepted is written, and what is written is read again
// as the same; a stream says the same however its bytes are cut.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/anthropic/codec.h"
#include "omnillm/streams.h"

namespace {

using namespace omnillm;

void check(bool holds) {
  if (!holds) std::abort();
}

const codec::GenerationCodec& messages() { return codec::anthropic_codec(); }

std::optional<LlmRequest> read_request(const std::string& body) {
  json::Document document;
  if (!document.parse(body)) return {};
  LossLog losses;
  Result<LlmRequest> request = messages().parse_request(document, losses);
  if (!request) {
    check(request.error().kind() == ErrorKind::BadRequest);
    return {};
  }
  return std::move(*request);
}

std::optional<std::string> write_request(const LlmRequest& request) {
  LossLog losses;
  std::string out;
  if (!messages().emit_request(request, {}, losses, out)) {
    check(out.empty());
    return {};
  }
  return out;
}

// Turns may be joined and settings clamped the first time; after that nothing changes any more.
void check_request(const std::string& body) {
  const std::optional<LlmRequest> request = read_request(body);
  const std::optional<std::string> once = request ? write_request(*request) : std::nullopt;
  if (!once) return;
  const std::optional<LlmRequest> again = read_request(*once);
  check(again.has_value());
  const std::optional<std::string> twice = write_request(*again);
  check(twice.has_value());
  const Result<JsonText> first = JsonText::parse(*once);
  const Result<JsonText> second = JsonText::parse(*twice);
  check(first && second && *first == *second);
}

void check_response(const std::string& body) {
  json::Document document;
  LossLog losses;
  if (!document.parse(body)) return;
  const Result<LlmResponse> response = messages().parse_response(document, losses);
  std::string out;
  if (!response || !messages().emit_response(*response, losses, out)) return;
  check(document.parse(out).has_value());
  check(messages().parse_response(document, losses).has_value());
}

void check_error(const std::string& body) {
  const ProviderError error = messages().parse_error(400, body);
  check(!error.message.empty());
  std::string out;
  messages().emit_error(error, out);
  check(JsonText::parse(out).has_value());
}

std::vector<LlmStreamEvent> events_of(std::string_view bytes, std::size_t step) {
  StreamDecoder decoder(WireFormat::AnthropicMessages);
  std::vector<LlmStreamEvent> events;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size())))
    decoder.feed(bytes.substr(0, step), events);
  decoder.finish(events);
  return events;
}

void check_stream(std::string_view bytes) {
  const std::vector<LlmStreamEvent> whole = events_of(bytes, bytes.size() + 1);
  check(!whole.empty());
  check(events_of(bytes, 3) == whole);
  const auto encoder = messages().make_encoder({.include_usage = true, .model = "m"});
  LossLog losses;
  std::string out;
  for (const LlmStreamEvent& event : whole) check(encoder->write(event, losses, out).has_value());
  // What ended well is read as ending well again.
  const bool completed = whole.back().is<event::Completed>();
  check(events_of(out, out.size() + 1).back().is<event::Completed>() == completed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      check_request(rest);
      break;
    case 1:
      check_response(rest);
      break;
    case 2:
      check_error(rest);
      break;
    default:
      check_stream(rest);
  }
  return 0;
}
