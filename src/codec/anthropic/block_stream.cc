#include "codec/anthropic/block_stream.h"

#include <utility>

#include "codec/anthropic/citations.h"
#include "codec/anthropic/part_losses.h"
#include "codec/anthropic/part_writer.h"
#include "codec/pointer.h"
#include "http/sse.h"
#include "json/document.h"

namespace omnillm::codec::anthropic {

std::string& BlockStream::begin_frame() {
  frame_.clear();
  return frame_;
}

void BlockStream::end_frame(std::string_view event, std::string& out) {
  http::append_sse(event, frame_, out);
}

void BlockStream::end_frame(std::string_view event, const json::Writer& frame, std::string& out) {
  valid_ = valid_ && frame.valid();
  end_frame(event, out);
}

json::Writer& BlockStream::start_block(json::Writer& frame) {
  frame.begin_object().key("type").word("content_block_start");
  return frame.key("index").integer(next_block_++).key("content_block");
}

json::Writer& BlockStream::start_delta(json::Word type, json::Writer& frame) {
  frame.begin_object().key("type").word("content_block_delta");
  frame.key("index").integer(next_block_ - 1).key("delta").begin_object();
  return frame.key("type").word(type);
}

template <std::size_t N>
void BlockStream::write_fragment(json::Word type, const char (&name)[N], const Text& text,
                                 std::string& out) {
  http::begin_sse("content_block_delta", out);
  json::Writer frame(out);
  start_delta(type, frame).key(name).string(text).end_object().end_object();
  valid_ = valid_ && frame.valid();
  http::end_sse(out);
}

void BlockStream::close(std::string& out) {
  if (!std::exchange(open_, {})) return;
  json::Writer frame(begin_frame());
  frame.begin_object().key("type").word("content_block_stop");
  frame.key("index").integer(next_block_ - 1).end_object();
  end_frame("content_block_stop", frame, out);
  open_is_call_ = false;
}

struct BlockStream::Visitor {
  BlockStream& stream;
  LossLog& losses;
  std::string& out;

  Item* item(std::int64_t index) const {
    const auto found = stream.items_.find(index);
    return found == stream.items_.end() ? nullptr : &found->second;
  }

  void operator()(const event::OutputItemAdded& e) const { stream.begin_item(e, losses, out); }
  void operator()(const event::TextDelta& e) const {
    if (!e.logprobs.is_null())
      losses.minor("logprobs", "", "logprobs are dropped when bridging to anthropic_messages");
    if (item(e.index)) stream.add_text(e.index, e.delta, out);
  }
  void operator()(const event::RefusalDelta& e) const {
    if (!item(e.index)) return;
    stream.refused_ = true;
    losses.minor("refusal", "", "a refusal is text in anthropic_messages");
    stream.add_text(e.index, e.delta, out);
  }
  void operator()(const event::ReasoningDelta& e) const {
    Item* thought = item(e.index);
    if (!thought || e.delta.empty()) return;
    stream.open_thought(e.index, *thought, out);
    stream.write_fragment("thinking_delta", "thinking", e.delta, out);
  }
  void operator()(const event::SignatureDelta& e) const {
    if (Item* signed_item = item(e.index)) stream.add_signature(e, *signed_item, losses, out);
  }
  void operator()(const event::ToolCallDelta& e) const {
    if (const Item* call = item(e.index)) stream.add_arguments(e, *call, out);
  }
  void operator()(const event::CitationAdded& e) const {
    if (item(e.index)) stream.add_citation(e.index, e.citation, out);
  }
  void operator()(const event::ContentPartAdded& e) const {
    if (item(e.index)) stream.add_part(e, losses, out);
  }
  void operator()(const event::OutputItemDone& e) const {
    if (Item* done = item(e.index)) stream.end_item(e, *done, losses, out);
  }
  template <class Other>
  void operator()(const Other&) const {}
};

void BlockStream::write(const LlmStreamEvent& event, std::int64_t index, LossLog& losses,
                        std::string& out) {
  if (open_is_call_ && open_ != index)
    waiting_.emplace_back(index, event);
  else
    std::visit(Visitor{*this, losses, out}, event.content);
}

void BlockStream::release(LossLog& losses, std::string& out) {
  for (const auto& [index, event] : std::exchange(waiting_, {})) write(event, index, losses, out);
}

void BlockStream::finish(LossLog& losses, std::string& out) {
  close(out);
  while (!waiting_.empty()) {
    release(losses, out);
    close(out);
  }
}

void BlockStream::begin_item(const event::OutputItemAdded& event, LossLog& losses,
                             std::string& out) {
  if (event.choice != 0) {
    losses.major("choices", "",
                 "answers after the first are dropped when bridging to anthropic_messages");
    return;
  }
  Item item{.kind = Kind::Message};
  if (const MessagePart* part = event.item.single()) {
    item.part = *part;
    if (const auto* call = part->get_if<ToolCallPart>())
      item.kind = call->is_custom ? Kind::CustomCall : Kind::Call;
    else
      item.kind = part->is<part::Reasoning>() ? Kind::Reasoning : Kind::Whole;
  }
  const Item& added = items_.insert_or_assign(event.index, std::move(item)).first->second;
  if (added.kind == Kind::Call || added.kind == Kind::CustomCall) {
    const Pointer root;
    report_losses(added.part, Use::Answer, true, root, losses);
    open_call(event.index, added, out);
  }
}

void BlockStream::end_item(const event::OutputItemDone& event, Item& item, LossLog& losses,
                           std::string& out) {
  const MessagePart* whole = event.item ? event.item->single() : nullptr;
  if (item.kind == Kind::Call || item.kind == Kind::CustomCall) {
    end_call(item, whole, out);
  } else if (!item.is_shown && (item.kind == Kind::Whole || item.kind == Kind::Reasoning)) {
    const MessagePart& part = whole ? *whole : item.part;
    const Pointer root;
    report_losses(part, Use::Answer, true, root, losses);
    if (has_block(part, Use::Answer)) write_whole(part, out);
  }
  if (open_ == event.index) close(out);
  items_.erase(event.index);
  release(losses, out);
}

void BlockStream::open_text(std::int64_t index, std::string& out) {
  if (open_ == index) return;
  close(out);
  open_ = index;
  block_has_text_ = false;
  text_is_cited_ = false;
  json::Writer frame(begin_frame());
  start_block(frame).begin_object().key("type").word("text").key("text").word("");
  frame.end_object().end_object();
  end_frame("content_block_start", frame, out);
}

void BlockStream::add_text(std::int64_t index, const Text& text, std::string& out) {
  if (text.empty()) return;
  if (open_ == index && text_is_cited_) close(out);
  open_text(index, out);
  block_has_text_ = true;
  write_fragment("text_delta", "text", text, out);
}

void BlockStream::add_citation(std::int64_t index, const Citation& citation, std::string& out) {
  open_text(index, out);
  text_is_cited_ = block_has_text_;
  json::Writer frame(begin_frame());
  start_delta("citations_delta", frame).key("citation");
  write_citation(citation, frame);
  frame.end_object().end_object();
  end_frame("content_block_delta", frame, out);
}

void BlockStream::open_thought(std::int64_t index, Item& item, std::string& out) {
  if (open_ == index) return;
  close(out);
  open_ = index;
  item.is_shown = true;
  json::Writer frame(begin_frame());
  start_block(frame).begin_object().key("type").word("thinking").key("thinking").word("");
  frame.key("signature").word("").end_object().end_object();
  end_frame("content_block_start", frame, out);
}

void BlockStream::add_signature(const event::SignatureDelta& event, Item& item, LossLog& losses,
                                std::string& out) {
  if (!event.signature || event.signature->value.empty()) return;
  MessagePart probe;
  probe.signature = event.signature;
  if (item.kind != Kind::Reasoning || !is_own_signature(probe)) {
    losses.minor("signature", "",
                 "a signature of another protocol is dropped when bridging to anthropic_messages");
    return;
  }
  open_thought(event.index, item, out);
  write_fragment("signature_delta", "signature", event.signature->value, out);
}

void BlockStream::open_call(std::int64_t index, const Item& item, std::string& out) {
  close(out);
  open_ = index;
  open_is_call_ = true;
  call_has_arguments_ = false;
  const auto& call = *item.part.get_if<ToolCallPart>();
  json::Writer frame(begin_frame());
  start_block(frame).begin_object().key("type").word("tool_use");
  frame.key("id").string(wire_call_id(call.call_id)).key("name").string(call.name);
  frame.key("input").begin_object().end_object();
  if (const JsonText* caller = item.part.vendor_extensions.find("caller"))
    frame.key("caller").json(*caller);
  frame.end_object().end_object();
  end_frame("content_block_start", frame, out);
}

// A custom tool's text is a member of the object that the protocol wants.
void BlockStream::add_arguments(const event::ToolCallDelta& event, const Item& item,
                                std::string& out) {
  if (event.delta.empty()) return;
  if (item.kind != Kind::CustomCall) {
    write_fragment("input_json_delta", "partial_json", event.delta, out);
  } else {
    std::string fragment = call_has_arguments_ ? "" : R"({"input":")";
    if (!event.delta.append_escaped_to(fragment)) valid_ = false;
    write_fragment("input_json_delta", "partial_json", std::move(fragment), out);
  }
  call_has_arguments_ = true;
}

void BlockStream::end_call(const Item& item, const MessagePart* whole, std::string& out) {
  const auto* call = whole ? whole->get_if<ToolCallPart>() : nullptr;
  if (call_has_arguments_) {
    if (item.kind == Kind::CustomCall)
      write_fragment("input_json_delta", "partial_json", R"("})", out);
  } else if (call && !call->arguments.is_null()) {
    std::string arguments;
    json::Writer writer(arguments);
    write_tool_input(*call, writer);
    write_fragment("input_json_delta", "partial_json", std::move(arguments), out);
  }
}

void BlockStream::add_part(const event::ContentPartAdded& event, LossLog& losses,
                           std::string& out) {
  const Pointer root;
  report_losses(event.part, Use::Answer, true, root, losses);
  if (const auto* text = event.part.get_if<part::Text>()) {
    add_text(event.index, text->text, out);
    for (const Citation& citation : text->citations) add_citation(event.index, citation, out);
  } else if (has_block(event.part, Use::Answer)) {
    refused_ = refused_ || event.part.is<part::Refusal>();
    write_whole(event.part, out);
  }
}

// A block in one piece. What a tool of the provider is called with comes as a fragment, as it does
// from the provider.
void BlockStream::write_whole(const MessagePart& part, std::string& out) {
  close(out);
  open_ = -1;
  std::string block;
  json::Writer writer(block);
  PartWriter(writer, Use::Answer, true).write(part, nullptr);
  valid_ = valid_ && writer.valid();
  json::Document document;
  std::string input;
  if (part.is<part::Raw>() && part.get_if<part::Raw>()->type.ends_with("_use") &&
      document.parse(block) && document.root()["input"].size() > 0)
    input = document.root()["input"].raw();
  json::Writer frame(begin_frame());
  start_block(frame);
  if (input.empty()) {
    frame.raw(block);
  } else {
    frame.begin_object();
    for (const json::Member member : document.root().members())
      frame.foreign_key(member.name).raw(member.name == "input" ? "{}" : member.value.raw());
    frame.end_object();
  }
  frame.end_object();
  end_frame("content_block_start", frame, out);
  if (!input.empty()) write_fragment("input_json_delta", "partial_json", std::move(input), out);
  close(out);
}

}  // namespace omnillm::codec::anthropic
