#include "types/canonical_names.h"
#include "types/read_canonical.h"

namespace omnillm::types {
namespace {

void get_event(MemberReader& object, event::ResponseStarted& out) {
  object.get("response_id", out.response_id);
  object.get("model", out.model);
  object.get("provider_protocol", out.provider_protocol);
  object.get("created", out.created);
  object.get("service_tier", out.service_tier);
  object.get("vendor_extensions", out.vendor_extensions);
}

void get_event(MemberReader& object, event::OutputItemAdded& out) {
  object.get("index", out.index);
  object.need("item", out.item);
  object.get("choice", out.choice);
}

template <class Delta>
void get_delta(MemberReader& object, Delta& out) {
  object.get("index", out.index);
  object.get("delta", out.delta);
  object.get("choice", out.choice);
}

void get_event(MemberReader& object, event::TextDelta& out) {
  get_delta(object, out);
  object.get("logprobs", out.logprobs);
}

void get_event(MemberReader& object, event::RefusalDelta& out) { get_delta(object, out); }
void get_event(MemberReader& object, event::ReasoningDelta& out) { get_delta(object, out); }

void get_event(MemberReader& object, event::SignatureDelta& out) {
  object.get("index", out.index);
  object.get("signature", out.signature);
  object.get("encrypted", out.encrypted);
}

void get_event(MemberReader& object, event::ToolCallDelta& out) {
  get_delta(object, out);
  object.get("call_id", out.call_id);
  object.get("name", out.name);
}

void get_event(MemberReader& object, event::CitationAdded& out) {
  object.get("index", out.index);
  object.need("citation", out.citation);
}

void get_event(MemberReader& object, event::ContentPartAdded& out) {
  object.get("index", out.index);
  object.need("part", out.part);
}

void get_event(MemberReader& object, event::OutputItemDone& out) {
  object.get("index", out.index);
  object.get("item", out.item);
}

void get_event(MemberReader& object, event::Usage& out) {
  object.need("usage", out.usage);
  object.get("units", out.units);
  object.get("raw", out.raw);
  object.get("service_tier", out.service_tier);
}

void get_event(MemberReader& object, event::Finished& out) {
  std::optional<FinishReason> reason;
  get_finish(object, reason);
  if (reason) out.reason = *reason;
  object.get("stop_sequence", out.stop_sequence);
  object.get("choice", out.choice);
}

void get_event(MemberReader& object, event::Raw& out) {
  object.need("origin", out.origin);
  object.get("raw_type", out.type);
  object.get("value", out.json);
}

void get_event(MemberReader& object, event::Completed& out) {
  object.need("response", out.response);
}

// Reads the alternative of that number. An error's members stand in the event itself.
template <std::size_t I = 0>
Result<void> read_alternative(std::size_t index, const Place& at, LlmStreamEvent::Content& out) {
  if constexpr (I < std::variant_size_v<LlmStreamEvent::Content>) {
    if (index != I) return read_alternative<I + 1>(index, at, out);
    auto& alternative = out.emplace<I>();
    if constexpr (std::is_same_v<std::decay_t<decltype(alternative)>, event::Error>) {
      return read(at, alternative.error);
    } else {
      MemberReader object(at);
      get_event(object, alternative);
      return std::move(object).result();
    }
  }
  return {};
}

// A result of a tool as an event of its own: an item that comes whole.
Result<void> read_tool_result(const Place& at, LlmStreamEvent& out) {
  ToolResultPart result;
  MemberReader object(at);
  object.need("result", result);
  out = event::OutputItemAdded{.item = MessagePart(std::move(result))};
  return std::move(object).result();
}

}  // namespace

Result<void> read(const Place& at, LlmStreamEvent& out) {
  if (!at.value.is_object()) return at.expected("an object");
  const Place type = at.at("type");
  if (type.value.says("tool_result")) return read_tool_result(at, out);
  std::size_t index = 0;
  while (index < kEventTypes.size() && !type.value.says(kEventTypes[index])) ++index;
  if (index == kEventTypes.size()) return expected_one_of(type, kEventTypes.data(), index);
  return read_alternative(index, at, out.content);
}

}  // namespace omnillm::types
