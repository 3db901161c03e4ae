#include "codec/openai_chat/reasoning.h"

#include <algorithm>
#include <string>
#include <utility>

#include "codec/openai_chat/names.h"

namespace omnillm::codec::openai_chat {

namespace {

bool parse_details(json::Value details, std::vector<MessagePart>& parts) {
  bool all = true;
  for (const json::Value detail : details.elements()) {
    std::optional<MessagePart> thought = parse_reasoning_detail(detail);
    all = all && thought;
    if (thought) parts.push_back(std::move(*thought));
  }
  return all;
}

bool is_known(std::string_view name) {
  return name == "type" || name == "text" || name == "summary" || name == "data" ||
         name == "signature" || name == "id";
}

}  // namespace

std::optional<MessagePart> parse_reasoning_detail(json::Value detail) {
  const json::Value type = detail["type"];
  part::Reasoning thought;
  if (type.says("reasoning.text"))
    thought.text = detail["text"].text();
  else if (type.says("reasoning.summary"))
    thought.text = detail["summary"].text();
  else if (type.says("reasoning.encrypted"))
    thought.encrypted = detail["data"].str();
  else
    return {};
  thought.is_summary = type.says("reasoning.summary");
  MessagePart part(std::move(thought));
  part.id = detail["id"].str();
  if (const std::string signature = detail["signature"].str(); !signature.empty())
    part.signature = Signature{signature, kFormat};
  for (const json::Member member : detail.members())
    if (!is_known(member.name) && !member.value.is_missing_or_null())
      part.vendor_extensions.append(std::string(member.name), member.value.json());
  return part;
}

void write_reasoning_detail(const MessagePart& part, json::Writer& out) {
  const auto* thought = part.get_if<part::Reasoning>();
  out.begin_object();
  if (!thought->encrypted.empty()) {
    out.key("type").word("reasoning.encrypted");
    out.key("data").string(thought->encrypted);
  } else {
    out.key("type").string(thought->is_summary ? "reasoning.summary" : "reasoning.text");
    thought->is_summary ? out.key("summary") : out.key("text");
    out.string(thought->text);
    if (part.signature && part.signature->origin == kFormat)
      out.key("signature").string(part.signature->value);
  }
  if (!part.id.empty()) out.key("id").string(part.id);
  out.members(part.vendor_extensions);
  out.end_object();
}

bool parse_reasoning(json::Value details, json::Value content, json::Value plain,
                     std::vector<MessagePart>& parts) {
  const std::size_t before = parts.size();
  if (details.is_array() && !parse_details(details, parts)) return false;
  if (parts.size() > before) return true;
  for (const json::Value text : {content, plain}) {
    if (text.is_missing_or_null()) continue;
    if (!text.is_string()) return false;
    if (text.escaped().empty()) continue;
    parts.emplace_back(part::Reasoning{text.text()});
    return true;
  }
  return true;
}

Text joined_reasoning(const std::vector<const MessagePart*>& thoughts) {
  if (thoughts.size() == 1) return thoughts.front()->get_if<part::Reasoning>()->text;
  std::string all;
  for (const MessagePart* thought : thoughts) {
    const Text& text = thought->get_if<part::Reasoning>()->text;
    if (text.empty()) continue;
    if (!all.empty()) all += "\n\n";
    text.append_to(all);
  }
  return Text(std::move(all));
}

bool is_sealed(const MessagePart& thought) {
  return (thought.signature && thought.signature->origin == kFormat) ||
         (!thought.get_if<part::Reasoning>()->encrypted.empty() &&
          (!thought.signature || thought.signature->origin == kFormat));
}

}  // namespace omnillm::codec::openai_chat
