#include "codec/openai_responses/reasoning.h"

#include <cstddef>
#include <string>
#include <utility>

namespace omnillm::codec::openai_responses {

namespace {

// The texts of an array of {type, text}, joined. A lone one shares the bytes of the body.
Text join(json::Value parts, const Pointer& where, Reader& reader) {
  if (parts.is_string()) return parts.text();
  if (!reader.array(parts, where)) return {};
  std::string joined;
  std::size_t index = 0;
  for (const json::Value part : parts.elements()) {
    const Pointer at = where.at(index);
    if (!part.is_object()) reader.fault(at, "expected an object");
    Text text = reader.text(part["text"], at.at("text"));
    if (parts.size() == 1) return text;
    if (index++ != 0) joined.append(kBetweenThoughts);
    text.append_to(joined);
  }
  return Text(std::move(joined));
}

// The array that was kept, as long as it still says the text.
const JsonText* kept_array(const MessagePart& part, std::string_view name, const Text& text,
                           const Emission& emission) {
  const JsonText* kept = part.vendor_extensions.find(name);
  json::Document document;
  if (emission.foreign || !kept || !kept->is_array() || !document.parse(kept->text()))
    return nullptr;
  Reader reader(ErrorKind::Protocol);
  return join(document.root(), Pointer(), reader) == text && !reader.failed() ? kept : nullptr;
}

void write_array(const MessagePart& part, std::string_view name, std::string_view type,
                 const Text& text, Emission& emission) {
  json::Writer& out = emission.out;
  out.foreign_key(name);
  if (const JsonText* kept = kept_array(part, name, text, emission)) {
    out.json(*kept);
    return;
  }
  out.begin_array().begin_object();
  out.key("type").string(type);
  out.key("text").string(text);
  out.end_object().end_array();
}

}  // namespace

MessagePart parse_reasoning(json::Value item, const Pointer& where, Reader& reader) {
  MessagePart part;
  part::Reasoning reasoning;
  Text content;
  for (const json::Member m : item.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "type") continue;
    if (m.name == "id")
      part.id = reader.string(m.value, at);
    else if (m.name == "encrypted_content")
      reasoning.encrypted = reader.string(m.value, at);
    else if (m.name == "summary")
      reasoning.text = join(m.value, at, reader);
    else if (m.name == "content")
      content = join(m.value, at, reader);
    else if (m.name != "status" || !m.value.says("completed"))
      keep(part.vendor_extensions, m);
  }
  const json::Value summary = item["summary"];
  const json::Value thoughts = item["content"];
  reasoning.is_summary = summary.is_string() || summary.size() > 0;
  if (!reasoning.is_summary) reasoning.text = std::move(content);
  if (summary.size() > 1) part.vendor_extensions.append("summary", summary.json());
  if (thoughts.size() > 1 || (reasoning.is_summary && !thoughts.is_missing_or_null()))
    part.vendor_extensions.append("content", thoughts.json());
  part.content = std::move(reasoning);
  return part;
}

bool can_write_reasoning(const MessagePart& part, const Pointer& where, Emission& emission) {
  const auto& reasoning = *part.get_if<part::Reasoning>();
  if (emission.ours) return true;
  const bool has_our_id = part.id.substr(0, 3) == "rs_";
  const bool shown = emission.is_answer && !reasoning.text.empty();
  if (shown || (!emission.foreign && has_our_id)) return true;
  emission.losses.minor("reasoning", where.str(),
                        "reasoning is dropped when bridging to open_ai_responses");
  return false;
}

void write_reasoning(const MessagePart& part, std::string_view id, const Pointer& where,
                     Emission& emission) {
  const auto& reasoning = *part.get_if<part::Reasoning>();
  json::Writer& out = emission.out;
  out.begin_object();
  if (!part.id.empty()) id = part.id;
  if (!id.empty()) out.key("id").string(id);
  out.key("type").word("reasoning");
  if (reasoning.is_summary)
    write_array(part, "summary", "summary_text", reasoning.text, emission);
  else
    out.key("summary").begin_array().end_array();
  const JsonText* thoughts = part.vendor_extensions.find("content");
  if (!reasoning.is_summary && !reasoning.text.empty())
    write_array(part, "content", "reasoning_text", reasoning.text, emission);
  else if (reasoning.is_summary && !emission.foreign && thoughts)
    out.key("content").json(*thoughts);
  if (!reasoning.encrypted.empty() && !emission.foreign)
    out.key("encrypted_content").string(reasoning.encrypted);
  if (part.signature || (emission.foreign && !reasoning.encrypted.empty()))
    emission.losses.minor("signature", where.str(),
                          "signatures are dropped when bridging to open_ai_responses");
  emission.extensions(part.vendor_extensions, where,
                      {"id", "type", "summary", "content", "encrypted_content"});
  out.end_object();
}

}  // namespace omnillm::codec::openai_responses
