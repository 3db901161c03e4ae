#include "types/canonical_names.h"
#include "types/read_canonical.h"

namespace omnillm::types {
namespace {

void get_content(MemberReader& object, part::Text& out) {
  object.get("text", out.text);
  object.get("citations", out.citations);
}

void get_content(MemberReader& object, part::ImageUrl& out) {
  object.get("url", out.url);
  object.get("detail", out.detail);
  object.get("media_type", out.media_type);
}

void get_content(MemberReader& object, part::ImageBase64& out) {
  object.get("data", out.data);
  object.get("media_type", out.media_type);
  object.get("detail", out.detail);
}

void get_content(MemberReader& object, part::Audio& out) {
  object.get("data", out.data);
  object.get("media_type", out.media_type);
  object.get("transcript", out.transcript);
  object.get("audio_id", out.id);
}

void get_content(MemberReader& object, part::File& out) {
  object.get("file_id", out.file_id);
  object.get("url", out.url);
  object.get("data", out.data);
  object.get("text", out.text);
  object.get("media_type", out.media_type);
  object.get("filename", out.filename);
}

void get_content(MemberReader& object, part::Json& out) { object.get("value", out.value); }

void get_content(MemberReader& object, ToolCallPart& out) {
  object.get("call_id", out.call_id);
  object.get("name", out.name);
  object.get("arguments", out.arguments);
  object.get("is_custom", out.is_custom);
}

// One JSON value that says what a tool answered: a text, or a value of another kind.
Result<void> read_plain_output(const Place& at, std::vector<MessagePart>& out) {
  if (at.value.is_string())
    out.emplace_back(at.value.text());
  else
    out.emplace_back(part::Json{at.value.json()});
  return {};
}

void get_content(MemberReader& object, ToolResultPart& out) {
  object.get("call_id", out.call_id);
  object.get("name", out.name);
  object.get("output_parts", out.output);
  if (out.output.empty())
    object.with("output", [&](const Place& at) { return read_plain_output(at, out.output); });
  object.get("is_error", out.is_error);
  object.get("is_custom", out.is_custom);
}

void get_content(MemberReader& object, part::Reasoning& out) {
  object.get("text", out.text);
  object.get("is_summary", out.is_summary);
  object.get("encrypted", out.encrypted);
}

void get_content(MemberReader& object, part::Refusal& out) { object.get("text", out.text); }

void get_content(MemberReader& object, part::Raw& out) {
  object.need("origin", out.origin);
  object.get("raw_type", out.type);
  object.get("value", out.json);
}

// Reads the alternative of that number.
template <std::size_t I = 0>
void get_alternative(std::size_t index, MemberReader& object, MessagePart::Content& out) {
  if constexpr (I < std::variant_size_v<MessagePart::Content>) {
    if (index == I)
      get_content(object, out.emplace<I>());
    else
      get_alternative<I + 1>(index, object, out);
  }
}

// The provider's own bytes of a message count only with the word whose they are.
Result<void> read_raw_message(const Place& message, std::optional<RawMessage>& out) {
  const Place text = message.at("raw_message");
  const Place origin = message.at("raw_message_origin");
  if (text.value.is_missing_or_null() || origin.value.is_missing_or_null()) return {};
  RawMessage raw;
  if (auto done = read(origin, raw.origin); !done) return done;
  auto parsed =
      JsonText::parse(text.value.is_string() ? text.value.str() : std::string(text.value.raw()));
  if (!parsed) return text.expected("JSON in a string");
  raw.json = *std::move(parsed);
  out = std::move(raw);
  return {};
}

}  // namespace

Result<void> read(const Place& at, MessagePart& out) {
  if (!at.value.is_object()) return at.expected("an object");
  const Place type = at.at("type");
  std::size_t index = 0;
  while (index < kPartTypes.size() && !type.value.says(kPartTypes[index])) ++index;
  if (index == kPartTypes.size()) return expected_one_of(type, kPartTypes.data(), index);
  MemberReader object(at);
  get_alternative(index, object, out.content);
  object.get("id", out.id);
  object.get("signature", out.signature);
  object.get("cache_mark", out.cache_mark);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, ToolResultPart& out) {
  MemberReader object(at);
  get_content(object, out);
  return std::move(object).result();
}

Result<void> read(const Place& at, Message& out) {
  MemberReader object(at);
  object.need("role", kRoleNames, out.role);
  object.get("parts", out.parts);
  object.get("name", out.name);
  object.get("id", out.id);
  object.with("raw_message", [&](const Place&) { return read_raw_message(at, out.raw_message); });
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, Item& out) {
  if (!at.value["type"].says("message")) return read(at, out.content.emplace<MessagePart>());
  MemberReader object(at);
  object.need("message", out.content.emplace<Message>());
  return std::move(object).result();
}

Result<void> read(const Place& at, Citation& out) {
  MemberReader object(at);
  object.get("url", out.url);
  object.get("title", out.title);
  object.get("cited_text", out.cited_text);
  object.get("start_index", out.start_index);
  object.get("end_index", out.end_index);
  object.get("source_id", out.source_id);
  object.get("origin", out.origin);
  object.get("raw", out.raw);
  return std::move(object).result();
}

Result<void> read(const Place& at, CacheMark& out) {
  MemberReader object(at);
  object.get("retention", kRetentionNames, out.retention);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, Signature& out) {
  MemberReader object(at);
  object.get("value", out.value);
  object.need("origin", out.origin);
  return std::move(object).result();
}

}  // namespace omnillm::types
