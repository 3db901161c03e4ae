// from_json() of every canonical type.

#include <string>

#include "omnillm/canonical_json.h"
#include "types/read_canonical.h"

namespace omnillm {
namespace {

// Ours stands around values that may be as deep as JSON is allowed to be.
constexpr std::size_t kDepth = 2 * json::kMaxDepth;

template <class T>
Result<T> read_whole(std::string_view text) {
  json::Document document;
  if (auto parsed = document.parse(text, kDepth); !parsed)
    return fail(ErrorKind::BadRequest, parsed.error().message());
  T value;
  if (auto done = read(types::Place{document.root(), {}}, value); !done)
    return tl::unexpected(std::move(done).error());
  return value;
}

}  // namespace

template <>
Result<MessagePart> from_json<MessagePart>(std::string_view text) {
  return read_whole<MessagePart>(text);
}
template <>
Result<Message> from_json<Message>(std::string_view text) {
  return read_whole<Message>(text);
}
template <>
Result<Item> from_json<Item>(std::string_view text) {
  return read_whole<Item>(text);
}
template <>
Result<PromptCachePolicy> from_json<PromptCachePolicy>(std::string_view text) {
  return read_whole<PromptCachePolicy>(text);
}
template <>
Result<LlmRequest> from_json<LlmRequest>(std::string_view text) {
  return read_whole<LlmRequest>(text);
}
template <>
Result<TokenUsage> from_json<TokenUsage>(std::string_view text) {
  return read_whole<TokenUsage>(text);
}
template <>
Result<LlmResponse> from_json<LlmResponse>(std::string_view text) {
  return read_whole<LlmResponse>(text);
}
template <>
Result<ProviderError> from_json<ProviderError>(std::string_view text) {
  return read_whole<ProviderError>(text);
}
template <>
Result<LlmStreamEvent> from_json<LlmStreamEvent>(std::string_view text) {
  return read_whole<LlmStreamEvent>(text);
}

}  // namespace omnillm
