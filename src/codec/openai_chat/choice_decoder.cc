#include "codec/openai_chat/choice_decoder.h"

#include <utility>

#include "codec/openai_chat/content_parser.h"
#include "codec/openai_chat/message_parser.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/reasoning.h"
#include "json/writer.h"

namespace omnillm::codec::openai_chat {

namespace {

using json::Value;

const Fields kFields = Fields::of_answer();

// A provider that begins more calls than this in one answer has lost its way.
constexpr std::size_t kMaxCalls = 1'024;

// Of an object, the members that only this provider has.
template <class Members>
void write_others(Value object, json::Writer& out) {
  for (const json::Member member : object.members())
    if (!Members::is_known(member.name) && !says_nothing(member.value))
      out.foreign_key(member.name).raw(member.value.raw());
}

}  // namespace

std::int64_t OpenItems::add(ResponseItem item, std::int64_t choice, Events& out) {
  out.emplace_back(event::OutputItemAdded{next, std::move(item), choice});
  open.push_back(next);
  return next++;
}

void OpenItems::close(std::int64_t index, Events& out) {
  std::erase(open, index);
  out.emplace_back(event::OutputItemDone{index, {}});
}

void OpenItems::close_all(Events& out) {
  for (const std::int64_t index : open) out.emplace_back(event::OutputItemDone{index, {}});
  open.clear();
}

Result<void> ChoiceDecoder::read(Value value, const ChoiceMembers& members, const Pointer& where,
                                 Events& out) {
  const Pointer at = where.at("delta");
  if (!members.delta.is_missing_or_null())
    if (auto ok = kFields.object(members.delta, at); !ok) return ok;
  const DeltaMembers delta = DeltaMembers::of(members.delta);
  logprobs_ = members.logprobs.is_object() ? members.logprobs.json() : JsonText();
  if (auto ok = read_content(delta, at, out); !ok) return ok;
  // Probabilities of a chunk whose text is empty belong to the text before.
  if (!logprobs_.is_null() && message_) add_text(Text(), out);
  if (delta.has_others || members.has_others) keep_others(value, members, delta, out);
  if (members.finish_reason.is_missing_or_null()) return {};
  return kFields.string(members.finish_reason, where.at("finish_reason"), finish_word_);
}

FinishReason ChoiceDecoder::finish_reason() const {
  if (!finish_word_.empty()) return finish_reason_of(finish_word_, !calls_.empty());
  return calls_.empty() ? FinishReason::Stop : FinishReason::ToolCall;
}

// Nearly every chunk is a piece of text and nothing else.
Result<void> ChoiceDecoder::read_content(const DeltaMembers& delta, const Pointer& where,
                                         Events& out) {
  if (delta.has_only_content) return read_text(delta.content, where.at("content"), out);
  read_reasoning(delta.reasoning_details, delta.reasoning_content, delta.reasoning, out);
  if (auto ok = read_text(delta.content, where.at("content"), out); !ok) return ok;
  if (const Value refusal = delta.refusal; !refusal.is_missing_or_null()) {
    if (!refusal.is_string()) return kFields.expected("a string", refusal, where.at("refusal"));
    if (!refusal.escaped().empty())
      out.emplace_back(event::RefusalDelta{message(out), refusal.text(), choice_});
  }
  read_annotations(delta.annotations, out);
  read_audio(delta.audio, out);
  for (const Value image : delta.images.elements())
    if (auto ok = read_part(image, where.at("images"), out); !ok) return ok;
  if (auto ok = read_calls(delta.tool_calls, where.at("tool_calls"), out); !ok) return ok;
  if (delta.function_call.is_object()) read_function_call(delta.function_call, out);
  return {};
}

// The old name of a tool call, of which there is one.
void ChoiceDecoder::read_function_call(Value function, Events& out) {
  if (calls_.empty()) calls_.emplace_back();
  Call& call = calls_.back();
  if (call.name.empty()) call.name = function["name"].str();
  begin_call(call, {}, out);
  read_function(call, function, "arguments", out);
}

void ChoiceDecoder::read_reasoning(Value details, Value content, Value plain, Events& out) {
  if (details.is_array() && details.size() > 0) {
    for (const Value detail : details.elements()) read_reasoning_detail(detail, out);
    return;
  }
  const Value text = content.is_string() && !content.escaped().empty() ? content : plain;
  if (!text.is_string() || text.escaped().empty()) return;
  const std::int64_t index = thought(MessagePart(part::Reasoning{}), out);
  out.emplace_back(event::ReasoningDelta{index, text.text(), choice_});
}

void ChoiceDecoder::read_reasoning_detail(Value detail, Events& out) {
  std::optional<MessagePart> parsed = parse_reasoning_detail(detail);
  if (!parsed) return;
  auto& reasoning = *parsed->get_if<part::Reasoning>();
  const Text text = std::exchange(reasoning.text, Text());
  const std::string encrypted = std::exchange(reasoning.encrypted, {});
  std::optional<Signature> signature = std::exchange(parsed->signature, {});
  const std::int64_t index = thought(std::move(*parsed), out);
  if (!text.empty()) out.emplace_back(event::ReasoningDelta{index, text, choice_});
  if (signature || !encrypted.empty())
    out.emplace_back(event::SignatureDelta{index, std::move(signature), encrypted});
}

Result<void> ChoiceDecoder::read_text(Value content, const Pointer& where, Events& out) {
  if (content.is_missing_or_null()) return {};
  if (content.is_string()) {
    if (!content.escaped().empty()) add_text(content.text(), out);
    return {};
  }
  if (!content.is_array()) return kFields.expected("a string or an array", content, where);
  std::size_t index = 0;
  for (const Value part : content.elements())
    if (auto ok = read_part(part, where.at(index++), out); !ok) return ok;
  return {};
}

Result<void> ChoiceDecoder::read_part(Value value, const Pointer& where, Events& out) {
  auto part = parse_part(kFields, value, where);
  if (!part) return tl::unexpected(part.error());
  if (const auto* text = part->get_if<part::Text>()) {
    if (!text->text.empty()) add_text(text->text, out);
  } else if (const auto* refusal = part->get_if<part::Refusal>()) {
    out.emplace_back(event::RefusalDelta{message(out), refusal->text, choice_});
  } else if (const auto* reasoning = part->get_if<part::Reasoning>()) {
    if (reasoning->text.empty()) return {};
    const std::int64_t index = thought(MessagePart(part::Reasoning{}), out);
    out.emplace_back(event::ReasoningDelta{index, reasoning->text, choice_});
  } else {
    const std::int64_t index = message(out);
    out.emplace_back(event::ContentPartAdded{index, std::move(*part)});
  }
  return {};
}

// Sound comes in pieces, each with its share of the words; each is passed on as it comes.
void ChoiceDecoder::read_audio(Value value, Events& out) {
  if (!value.is_object()) return;
  part::Audio audio{.data = value["data"].text(),
                    .transcript = value["transcript"].text(),
                    .id = value["id"].str()};
  MessagePart part(std::move(audio));
  if (const Value expires = value["expires_at"]; !expires.is_missing_or_null())
    part.vendor_extensions.append("expires_at", expires.json());
  const std::int64_t index = message(out);
  out.emplace_back(event::ContentPartAdded{index, std::move(part)});
}

void ChoiceDecoder::read_annotations(Value annotations, Events& out) {
  for (const Value annotation : annotations.elements()) {
    const std::int64_t index = message(out);
    out.emplace_back(event::CitationAdded{index, parse_citation(annotation)});
  }
}

Result<void> ChoiceDecoder::read_calls(Value calls, const Pointer& where, Events& out) {
  if (calls.is_missing_or_null()) return {};
  if (auto ok = kFields.array(calls, where); !ok) return ok;
  if (calls_.size() + calls.size() > kMaxCalls) return kFields.wrong(where, "too many tool calls");
  for (const Value fragment : calls.elements()) {
    if (auto ok = kFields.object(fragment, where); !ok) return ok;
    read_call(fragment, out);
  }
  return {};
}

// The call a fragment goes on with, or a new one. The index tells; but some give every call the
// index 0, and some give none: then a new id with a name begins a call.
ChoiceDecoder::Call& ChoiceDecoder::call_of(Value fragment, const std::string& name) {
  const std::optional<std::int64_t> index = fragment["index"].to_int64();
  const std::string id = fragment["id"].str();
  for (auto call = calls_.rbegin(); call != calls_.rend(); ++call) {
    if (index && call->wire_index != index) continue;
    const bool other = !id.empty() && !call->wire_id.empty() && id != call->wire_id;
    if (other && index && !name.empty()) break;
    if (other && !index) continue;
    return *call;
  }
  Call& call = calls_.emplace_back();
  call.wire_index = index;
  call.wire_id = id;
  return call;
}

void ChoiceDecoder::begin_call(Call& call, Value fragment, Events& out) {
  if (call.item >= 0) return;
  close_thought(out);
  close_message(out);
  call.id = call.wire_id.empty() ? "call_" + std::to_string(items_->next) : call.wire_id;
  MessagePart part(
      ToolCallPart{.call_id = call.id, .name = call.name, .is_custom = call.is_custom});
  for (const json::Member member : fragment.members()) {
    const bool known = member.name == "id" || member.name == "type" || member.name == "function" ||
                       member.name == "custom" || member.name == "index";
    if (!known && !says_nothing(member.value))
      part.vendor_extensions.append(std::string(member.name), member.value.json());
  }
  call.item = items_->add(ResponseItem(std::move(part)), choice_, out);
}

void ChoiceDecoder::read_call(Value fragment, Events& out) {
  const bool custom = fragment["type"].says("custom") || fragment["custom"].is_object();
  const Value function = custom ? fragment["custom"] : fragment["function"];
  const std::string name = function["name"].str();
  Call& call = call_of(fragment, name);
  if (call.name.empty()) call.name = name;
  if (call.wire_id.empty()) call.wire_id = fragment["id"].str();
  if (call.item < 0) call.is_custom = custom;
  const std::string_view member = call.is_custom ? "input" : "arguments";
  // A call may be announced before it has a name.
  if (!call.name.empty() || !says_nothing(function[member])) begin_call(call, fragment, out);
  if (call.item >= 0) read_function(call, function, member, out);
}

void ChoiceDecoder::read_function(Call& call, Value function, std::string_view member,
                                  Events& out) {
  const Value arguments = function[member];
  if (arguments.is_missing_or_null()) return;
  const Text delta = arguments.is_string() ? arguments.text() : arguments.json().as_text();
  if (delta.empty()) return;
  out.emplace_back(event::ToolCallDelta{call.item, call.id, call.name, delta, choice_});
}

// What only this provider says, passed on whole: {"index":0,"delta":{...},"native_...":...}.
void ChoiceDecoder::keep_others(Value value, const ChoiceMembers& members,
                                const DeltaMembers& delta, Events& out) {
  auto text = std::make_shared<std::string>();
  json::Writer writer(*text);
  writer.begin_object();
  writer.key("index").integer(choice_);
  if (delta.has_others) {
    writer.key("delta").begin_object();
    write_others<DeltaMembers>(members.delta, writer);
    writer.end_object();
  }
  write_others<ChoiceMembers>(value, writer);
  writer.end_object();
  const std::string_view view = *text;
  out.emplace_back(event::Raw{kFormat, "choice", JsonText::from_valid(std::move(text), view)});
}

void ChoiceDecoder::add_text(const Text& text, Events& out) {
  const std::int64_t index = message(out);
  out.emplace_back(event::TextDelta{index, text, choice_, std::exchange(logprobs_, JsonText())});
}

std::int64_t ChoiceDecoder::message(Events& out) {
  close_thought(out);
  if (!message_)
    message_ = items_->add(ResponseItem(Message{.role = MessageRole::Assistant}), choice_, out);
  return *message_;
}

std::int64_t ChoiceDecoder::thought(MessagePart begun, Events& out) {
  close_message(out);
  if (!thought_) thought_ = items_->add(ResponseItem(std::move(begun)), choice_, out);
  return *thought_;
}

void ChoiceDecoder::close_thought(Events& out) {
  if (thought_) items_->close(*thought_, out);
  thought_.reset();
}

void ChoiceDecoder::close_message(Events& out) {
  if (message_) items_->close(*message_, out);
  message_.reset();
}

}  // namespace omnillm::codec::openai_chat
