#include "codec/bedrock/blocks.h"
#include "codec/bedrock/media.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

std::string bridging(std::string_view what) {
  return std::string(what).append(" when bridging to bedrock_converse");
}

// Bedrock takes letters, digits, single spaces, hyphens, parentheses and brackets.
std::string document_name(std::string_view filename) {
  std::string name;
  for (const char c : filename.substr(0, filename.rfind('.'))) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '(' || c == ')' || c == '[' || c == ']';
    if (plain)
      name.push_back(c);
    else if (!name.empty() && name.back() != ' ')
      name.push_back(c == ' ' ? ' ' : '-');
  }
  return name.empty() ? "document" : name;
}

void open_block(json::Writer& out, std::string_view type) {
  out.begin_object();
  out.foreign_key(type).begin_object();
}

void close_block(json::Writer& out) {
  out.end_object();
  out.end_object();
}

}  // namespace

bool understands_signature_of(WireFormat origin) {
  return origin == WireFormat::BedrockConverse || origin == WireFormat::AnthropicMessages;
}

void BlockWriter::cache_point(PromptCacheRetention retention) const {
  open_block(out, "cachePoint");
  out.key("type").word("default");
  if (retention == PromptCacheRetention::Short) out.key("ttl").word("5m");
  if (retention == PromptCacheRetention::Long) out.key("ttl").word("1h");
  close_block(out);
}

void BlockWriter::part(const MessagePart& part, const std::string& pointer) const {
  content(part, pointer);
  if (part.cache_mark) cache_point(part.cache_mark->retention);
}

void BlockWriter::content(const MessagePart& part, const std::string& pointer) const {
  if (const auto* plain = part.get_if<part::Text>()) return text(*plain, pointer);
  if (const auto* picture = part.get_if<part::ImageBase64>()) return image(*picture, pointer);
  if (const auto* address = part.get_if<part::ImageUrl>()) return image_url(*address, pointer);
  if (const auto* sound = part.get_if<part::Audio>()) return audio(*sound, pointer);
  if (const auto* document = part.get_if<part::File>()) return file(*document, part, pointer);
  if (const auto* call = part.get_if<ToolCallPart>()) return tool_call(*call);
  if (const auto* result = part.get_if<ToolResultPart>()) return tool_result(*result, pointer);
  if (const auto* thought = part.get_if<part::Reasoning>())
    return reasoning(*thought, part, pointer);
  if (const auto* value = part.get_if<part::Json>()) {
    out.begin_object().key("text").string(value->value.text()).end_object();
    return losses.note("json", pointer, bridging("a JSON part is sent as text"));
  }
  if (const auto* refusal = part.get_if<part::Refusal>()) {
    out.begin_object().key("text").string(refusal->text).end_object();
    return losses.minor("refusal", pointer, bridging("a refusal is sent as text"));
  }
  const auto& raw = std::get<part::Raw>(part.content);
  if (raw.origin == kFormat)
    out.json(raw.json);
  else
    losses.major("raw_part", pointer, bridging("a part of type " + raw.type + " is dropped"));
}

void BlockWriter::text(const part::Text& text, const std::string& pointer) const {
  // An empty text block is refused.
  if (text.text.empty()) return;
  if (text.citations.empty()) {
    out.begin_object().key("text").string(text.text).end_object();
    return;
  }
  open_block(out, "citationsContent");
  out.key("content").begin_array();
  out.begin_object().key("text").string(text.text).end_object().end_array();
  out.key("citations").begin_array();
  for (const Citation& citation : text.citations) {
    if (citation.origin == kFormat) {
      out.json(citation.raw);
      continue;
    }
    out.begin_object();
    if (!citation.title.empty()) out.key("title").string(citation.title);
    if (!citation.source_id.empty()) out.key("source").string(citation.source_id);
    if (!citation.cited_text.empty()) {
      out.key("sourceContent").begin_array().begin_object();
      out.key("text").string(citation.cited_text).end_object().end_array();
    }
    if (!citation.url.empty()) {
      out.key("location").begin_object().key("web").begin_object();
      out.key("url").string(citation.url).end_object().end_object();
    }
    out.end_object();
    if (citation.start_index)
      losses.minor("citations", pointer,
                   bridging("the stretch of text a citation stands for is dropped"));
  }
  out.end_array();
  close_block(out);
}

void BlockWriter::image(const part::ImageBase64& image, const std::string& pointer) const {
  const std::string_view format =
      image.media_type.empty() ? "png" : format_of(Media::Image, image.media_type);
  if (format.empty())
    return losses.major("image", pointer,
                        bridging("an image of type " + image.media_type + " is dropped"));
  open_block(out, "image");
  out.key("format").string(format);
  out.key("source").begin_object().key("bytes").string(image.data).end_object();
  close_block(out);
}

void BlockWriter::image_url(const part::ImageUrl& image, const std::string& pointer) const {
  if (!image.url.starts_with("s3://"))
    return losses.major(
        "image", pointer,
        bridging("an image by URL is dropped (only its bytes or s3:// can be sent)"));
  const std::string_view format = format_of(Media::Image, image.media_type, image.url);
  open_block(out, "image");
  out.key("format").string(format.empty() ? "png" : format);
  out.key("source").begin_object().key("s3Location").begin_object();
  out.key("uri").string(image.url).end_object().end_object();
  close_block(out);
}

void BlockWriter::audio(const part::Audio& audio, const std::string& pointer) const {
  const std::string_view format = format_of(Media::Audio, audio.media_type);
  if (audio.data.empty() || format.empty()) {
    if (audio.transcript.empty())
      return losses.major("audio", pointer, bridging("sound is dropped"));
    out.begin_object().key("text").string(audio.transcript).end_object();
    return losses.minor("audio", pointer, bridging("sound is sent as its transcript"));
  }
  open_block(out, "audio");
  out.key("format").string(format);
  out.key("source").begin_object().key("bytes").string(audio.data).end_object();
  close_block(out);
}

void BlockWriter::file(const part::File& file, const MessagePart& part,
                       const std::string& pointer) const {
  const Media media = media_of(file.media_type);
  const bool by_s3 = file.url.starts_with("s3://");
  if (file.data.empty() && file.text.empty() && !by_s3)
    return losses.major(
        "file", pointer,
        bridging("a file by id or URL is dropped (only its bytes or s3:// can be sent)"));
  const bool is_video = media == Media::Video;
  std::string_view format =
      format_of(is_video ? Media::Video : Media::Document, file.media_type, file.filename);
  if (format.empty() && !file.text.empty()) format = "txt";
  if (format.empty())
    return losses.major("file", pointer,
                        bridging("a file of type " + file.media_type + " is dropped"));
  open_block(out, is_video ? "video" : "document");
  out.key("format").string(format);
  if (!is_video) out.key("name").string(document_name(file.filename));
  out.key("source").begin_object();
  if (by_s3)
    out.key("s3Location").begin_object().key("uri").string(file.url).end_object();
  else if (!file.data.empty())
    out.key("bytes").string(file.data);
  else
    out.key("text").string(file.text);
  out.end_object();
  // "context" and "citations" of a document.
  for (const auto& [name, value] : part.vendor_extensions)
    if (!is_video && (name == "context" || name == "citations")) out.foreign_key(name).json(value);
  close_block(out);
}

void BlockWriter::tool_call(const ToolCallPart& call) const {
  open_block(out, "toolUse");
  out.key("toolUseId").string(call.call_id);
  out.key("name").string(call.name);
  out.key("input");
  // The input is an object. What is not one is put into one.
  if (call.arguments.is_object())
    out.json(call.arguments);
  else if (call.arguments.is_null())
    out.begin_object().end_object();
  else
    out.begin_object().key("input").json(call.arguments).end_object();
  close_block(out);
}

void BlockWriter::tool_result(const ToolResultPart& result, const std::string& pointer) const {
  open_block(out, "toolResult");
  out.key("toolUseId").string(result.call_id);
  out.key("content").begin_array();
  for (const MessagePart& piece : result.output) {
    if (const auto* value = piece.get_if<part::Json>(); value && value->value.is_object())
      out.begin_object().key("json").json(value->value).end_object();
    else
      content(piece, pointer);
  }
  out.end_array();
  if (result.is_error) out.key("status").word("error");
  close_block(out);
}

void BlockWriter::reasoning(const part::Reasoning& thought, const MessagePart& part,
                            const std::string& pointer) const {
  const bool ours = part.signature && understands_signature_of(part.signature->origin);
  if (!thought.encrypted.empty() && thought.text.empty()) {
    open_block(out, "reasoningContent");
    out.key("redactedContent").string(thought.encrypted);
    return close_block(out);
  }
  // A thought without a signature is taken; a foreign signature is not.
  open_block(out, "reasoningContent");
  out.key("reasoningText").begin_object();
  out.key("text").string(thought.text);
  if (ours) out.key("signature").string(part.signature->value);
  out.end_object();
  close_block(out);
  if (part.signature && !ours)
    losses.minor("signature", pointer, bridging("the signature of a thought is dropped"));
}

}  // namespace omnillm::codec::bedrock
