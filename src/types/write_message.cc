#include "types/canonical_names.h"
#include "types/write_canonical.h"

namespace omnillm::types {
namespace {

// A value that reading gives back as a part::Json, and not as a text or as nothing.
bool is_told_apart(const JsonText& value) { return !value.is_string() && !value.is_null(); }

// The nearest to what a tool answered that one JSON value can say.
JsonText nearest_value(const std::vector<MessagePart>& output) {
  if (output.size() == 1)
    if (const auto* value = output.front().get_if<part::Json>()) return value->value;
  Message message;
  message.parts = output;
  return JsonText::string(message.plain_text());
}

struct WriteContent {
  MemberWriter& object;

  void operator()(const part::Text& part) const {
    object.text("text", part.text);
    object.list("citations", part.citations,
                [](json::Writer& out, const Citation& citation) { write(out, citation); });
  }
  void operator()(const part::ImageUrl& part) const {
    object.text("url", part.url);
    object.put("detail", part.detail);
    object.put("media_type", part.media_type);
  }
  void operator()(const part::ImageBase64& part) const {
    object.text("data", part.data);
    object.put("media_type", part.media_type);
    object.put("detail", part.detail);
  }
  void operator()(const part::Audio& part) const {
    object.text("data", part.data);
    object.put("media_type", part.media_type);
    object.put("transcript", part.transcript);
    object.put("audio_id", part.id);
  }
  void operator()(const part::File& part) const {
    object.put("file_id", part.file_id);
    object.put("url", part.url);
    object.put("data", part.data);
    object.put("text", part.text);
    object.put("media_type", part.media_type);
    object.put("filename", part.filename);
  }
  void operator()(const part::Json& part) const { object.json("value", part.value); }
  void operator()(const ToolCallPart& part) const {
    object.text("call_id", part.call_id);
    object.text("name", part.name);
    object.json("arguments", part.arguments);
    object.put("is_custom", part.is_custom);
  }
  void operator()(const ToolResultPart& part) const {
    object.text("call_id", part.call_id);
    object.put("name", part.name);
    object.json("output", part.output.empty() ? JsonText() : nearest_value(part.output));
    if (!is_plain_output(part.output))
      object.list("output_parts", part.output,
                  [](json::Writer& out, const MessagePart& piece) { write(out, piece); });
    object.put("is_error", part.is_error);
    object.put("is_custom", part.is_custom);
  }
  void operator()(const part::Reasoning& part) const {
    object.text("text", part.text);
    object.put("is_summary", part.is_summary);
    object.put("encrypted", part.encrypted);
  }
  void operator()(const part::Refusal& part) const { object.text("text", part.text); }
  void operator()(const part::Raw& part) const {
    object.word("origin", to_string(part.origin));
    object.put("raw_type", part.type);
    object.json("value", part.json);
  }
};

void write_members(MemberWriter& object, const MessagePart& piece) {
  object.word("type", kPartTypes[piece.content.index()]);
  std::visit(WriteContent{object}, piece.content);
  object.put("id", piece.id);
  if (piece.signature) write(object.out().key("signature"), *piece.signature);
  if (piece.cache_mark) write(object.out().key("cache_mark"), *piece.cache_mark);
  object.put("vendor_extensions", piece.vendor_extensions);
}

}  // namespace

bool is_plain_output(const std::vector<MessagePart>& output) {
  if (output.empty()) return true;
  const MessagePart& piece = output.front();
  if (output.size() > 1 || piece != MessagePart(piece.content)) return false;
  if (const auto* text = piece.get_if<part::Text>()) return text->citations.empty();
  const auto* value = piece.get_if<part::Json>();
  return value && is_told_apart(value->value);
}

void write(json::Writer& out, const MessagePart& piece) {
  MemberWriter object(out);
  write_members(object, piece);
  object.end();
}

void write(json::Writer& out, const Message& message) {
  MemberWriter object(out);
  object.word("role", to_string(message.role));
  out.key("parts").begin_array();
  for (const MessagePart& piece : message.parts) write(out, piece);
  out.end_array();
  object.put("name", message.name);
  object.put("id", message.id);
  if (message.raw_message) {
    object.word("raw_message", message.raw_message->json.text());
    object.word("raw_message_origin", to_string(message.raw_message->origin));
  }
  object.put("vendor_extensions", message.vendor_extensions);
  object.end();
}

void write(json::Writer& out, const Item& item) {
  const Message* message = item.message();
  if (!message) return write(out, *item.single());
  MemberWriter object(out);
  object.word("type", "message");
  write(out.key("message"), *message);
  object.end();
}

void write(json::Writer& out, const Citation& citation) {
  MemberWriter object(out);
  object.put("url", citation.url);
  object.put("title", citation.title);
  object.put("cited_text", citation.cited_text);
  object.put("start_index", citation.start_index);
  object.put("end_index", citation.end_index);
  object.put("source_id", citation.source_id);
  object.put("origin", citation.origin);
  object.put("raw", citation.raw);
  object.end();
}

void write(json::Writer& out, const CacheMark& mark) {
  MemberWriter object(out);
  if (mark.retention != PromptCacheRetention::ProviderDefault)
    object.word("retention", kRetentionNames[mark.retention]);
  object.put("vendor_extensions", mark.vendor_extensions);
  object.end();
}

void write(json::Writer& out, const Signature& signature) {
  MemberWriter object(out);
  object.text("value", signature.value);
  object.word("origin", to_string(signature.origin));
  object.end();
}

}  // namespace omnillm::types
