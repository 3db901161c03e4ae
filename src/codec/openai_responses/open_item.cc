#include "codec/openai_responses/open_item.h"

#include "codec/openai_responses/citations.h"
#include "codec/pointer.h"
#include "types/item_builder.h"

namespace omnillm::codec::openai_responses {

std::string_view id_prefix_of(const ResponseItem& item) {
  if (item.message()) return "msg_";
  if (const auto* call = item.get_if<ToolCallPart>()) return call->is_custom ? "ctc_" : "fc_";
  if (item.get_if<part::Reasoning>()) return "rs_";
  return "item_";
}

std::string& id_of(ResponseItem& item) {
  return item.message() ? item.message()->id : item.single()->id;
}

ResponseItem OpenItem::sum() const {
  ResponseItem whole = item;
  if (whole.message()) return whole;
  MessagePart& single = *whole.single();
  if (auto* made = single.get_if<ToolCallPart>()) {
    made->arguments = types::arguments_of(text, made->is_custom);
  } else if (auto* reasoning = single.get_if<part::Reasoning>()) {
    reasoning->text = text;
    reasoning->encrypted += encrypted;
  }
  return whole;
}

void write_begun(const OpenItem& open, json::Writer& out) {
  if (const auto* raw = open.item.get_if<part::Raw>()) {
    out.json(raw->json);
    return;
  }
  out.begin_object();
  out.key("id").string(open.id);
  if (open.item.message()) {
    out.key("type").word("message");
    out.key("status").word("in_progress");
    out.key("role").word("assistant");
    out.key("content").begin_array().end_array();
  } else if (const auto* call = open.call()) {
    out.key("type").string(call->is_custom ? "custom_tool_call" : "function_call");
    if (!call->is_custom) out.key("status").word("in_progress");
    out.key("call_id").string(call->call_id);
    out.key("name").string(call->name);
    call->is_custom ? out.key("input") : out.key("arguments");
    out.word("");
  } else {
    out.key("type").word("reasoning");
    out.key("summary").begin_array().end_array();
  }
  out.end_object();
}

void write_open_part(const OpenItem& open, bool whole, LossLog& losses, json::Writer& out) {
  const std::string_view text = whole ? std::string_view(open.text) : std::string_view();
  out.begin_object();
  switch (open.part) {
    case OpenItem::Part::Refusal:
      out.key("type").word("refusal");
      out.key("refusal").string(text);
      break;
    case OpenItem::Part::Summary:
      out.key("type").word("summary_text");
      out.key("text").string(text);
      break;
    case OpenItem::Part::Thought:
      out.key("type").word("reasoning_text");
      out.key("text").string(text);
      break;
    case OpenItem::Part::Text:
    case OpenItem::Part::None:
      out.key("type").word("output_text");
      out.key("text").string(text);
      out.key("annotations");
      write_citations(part::Text{Text(text), open.citations}, Pointer(), losses, out);
      out.key("logprobs").begin_array();
      if (whole && !open.logprobs.empty()) out.raw(open.logprobs);
      out.end_array();
      break;
  }
  out.end_object();
}

}  // namespace omnillm::codec::openai_responses
