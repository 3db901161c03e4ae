// The canonical JSON of whoever sends it: what is read is written so that the same is read again,
// and what has been read is something that can be worked with.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "omnillm/canonical_json.h"
#include "omnillm/prompt_layout.h"

namespace {

using namespace omnillm;

void check(bool holds) {
  if (!holds) std::abort();
}

template <class T>
Result<T> read_twice(std::string_view text) {
  Result<T> first = from_json<T>(text);
  if (!first) {
    check(first.error().kind() == ErrorKind::BadRequest);
    return first;
  }
  const JsonText written = to_json(*first);
  const Result<T> second = from_json<T>(written.text());
  check(second && *second == *first);
  check(to_json(*second).text() == written.text());
  return first;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto request = read_twice<LlmRequest>(text)) {
    check(request->estimated_tokens() >= request->estimated_prompt_tokens());
    check(resolve_cache_key(*request) == resolve_cache_key(*request));
    const Conversation conversation(*request);
    check(conversation.turns().size() <= request->input.size() + request->messages.size());
  }
  if (const auto response = read_twice<LlmResponse>(text))
    check(response->tool_calls().size() <= response->to_message().parts.size());
  (void)read_twice<LlmStreamEvent>(text).has_value();
  (void)read_twice<ProviderError>(text).has_value();
  return 0;
}
