#include "codec/anthropic/raw_block.h"

#include <utility>

#include "json/writer.h"

namespace omnillm::codec::anthropic {

RawBlock::RawBlock(json::Value start) : type_(start["type"].str()) {
  for (const json::Member member : start.members())
    members_.append(std::string(member.name), member.value.json());
}

// Deltas nobody has heard of carry more of a text, or a value, under the name that it has in the
// block.
bool RawBlock::add(json::Value delta) {
  bytes_ += delta.raw().size();
  if (bytes_ > kMaxBytes) return false;
  if (delta["type"].says("input_json_delta")) {
    delta["partial_json"].text().append_to(input_);
    return true;
  }
  for (const json::Member member : delta.members()) {
    if (member.name == "type") continue;
    if (std::string* text = growing(member.name, member.value))
      member.value.text().append_to(*text);
    else
      members_.set(member.name, member.value.json());
  }
  return true;
}

std::string* RawBlock::growing(std::string_view name, json::Value more) {
  if (!more.is_string()) return nullptr;
  for (auto& [known, text] : texts_)
    if (known == name) return &text;
  const JsonText* before = members_.find(name);
  if (!before || !before->is_string()) return nullptr;
  return &texts_.emplace_back(std::string(name), before->as_text().str()).second;
}

part::Raw RawBlock::finish() {
  for (const auto& [name, text] : texts_) members_.set(name, JsonText::string(text));
  if (!input_.empty()) {
    Result<JsonText> input = JsonText::parse(input_);
    members_.set("input", input ? std::move(*input) : JsonText::string(input_));
  }
  std::string text;
  json::Writer(text).begin_object().members(members_).end_object();
  Result<JsonText> whole = JsonText::parse(text);
  return {.origin = WireFormat::AnthropicMessages,
          .type = std::move(type_),
          .json = whole ? std::move(*whole) : JsonText()};
}

}  // namespace omnillm::codec::anthropic
