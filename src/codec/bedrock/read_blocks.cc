#include <optional>
#include <utility>

#include "codec/bedrock/blocks.h"
#include "codec/bedrock/media.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

MessagePart raw_part(std::string_view type, json::Value block) {
  return part::Raw{.origin = kFormat, .type = std::string(type), .json = block.json()};
}

// What is left of an object once `known` members are read.
VendorExtensions others(json::Value object, std::initializer_list<std::string_view> known) {
  VendorExtensions extensions;
  for (const json::Member member : object.members()) {
    bool is_known = false;
    for (const std::string_view name : known) is_known = is_known || name == member.name;
    if (!is_known) extensions.append(std::string(member.name), member.value.json());
  }
  return extensions;
}

// {format, source: {bytes | s3Location: {uri}}}. A bucket's owner and anything else that is not
// known of a source makes the block a raw one: it has no place of its own.
struct Source {
  Text bytes;
  Text text;
  std::string uri;
};

std::optional<Source> read_source(json::Value source) {
  if (source.size() != 1) return std::nullopt;
  if (const json::Value bytes = source["bytes"]; bytes.is_string())
    return Source{.bytes = bytes.text(), .text = {}, .uri = {}};
  if (const json::Value text = source["text"]; text.is_string())
    return Source{.bytes = {}, .text = text.text(), .uri = {}};
  const json::Value location = source["s3Location"];
  if (location.size() == 1 && location["uri"].is_string())
    return Source{.bytes = {}, .text = {}, .uri = location["uri"].str()};
  return std::nullopt;
}

MessagePart read_image(json::Value block, json::Value image) {
  const auto source = read_source(image["source"]);
  if (!source || !source->text.empty()) return raw_part("image", block);
  const std::string media_type = media_type_of(Media::Image, image["format"].str());
  MessagePart part;
  if (source->uri.empty())
    part.content = part::ImageBase64{.data = source->bytes, .media_type = media_type};
  else
    part.content = part::ImageUrl{.url = source->uri, .media_type = media_type};
  part.vendor_extensions = others(image, {"format", "source"});
  return part;
}

MessagePart read_audio(json::Value block, json::Value audio) {
  const auto source = read_source(audio["source"]);
  if (!source || source->bytes.empty()) return raw_part("audio", block);
  MessagePart part = part::Audio{.data = source->bytes,
                                 .media_type = media_type_of(Media::Audio, audio["format"].str())};
  part.vendor_extensions = others(audio, {"format", "source"});
  return part;
}

MessagePart read_file(json::Value block, json::Value file, Media media, std::string_view type) {
  const auto source = read_source(file["source"]);
  if (!source) return raw_part(type, block);
  part::File read{.url = source->uri, .data = source->bytes, .text = source->text};
  if (file["format"].is_string()) read.media_type = media_type_of(media, file["format"].str());
  read.filename = file["name"].str();
  MessagePart part = std::move(read);
  part.vendor_extensions = others(file, {"format", "source", "name"});
  return part;
}

Result<MessagePart> read_tool_use(json::Value block, json::Value use, const Fields& fields,
                                  const Pointer& where) {
  if (use["type"]) return raw_part("toolUse", block);
  if (!use["toolUseId"].is_string())
    return fields.expected("a string", use["toolUseId"], where.at("toolUseId"));
  if (!use["name"].is_string()) return fields.expected("a string", use["name"], where.at("name"));
  MessagePart part = ToolCallPart{.call_id = use["toolUseId"].str(),
                                  .name = use["name"].str(),
                                  .arguments = use["input"].json()};
  part.vendor_extensions = others(use, {"toolUseId", "name", "input"});
  return part;
}

Result<MessagePart> read_tool_result(json::Value result, const Fields& fields,
                                     const Pointer& where) {
  if (!result["toolUseId"].is_string())
    return fields.expected("a string", result["toolUseId"], where.at("toolUseId"));
  auto output = read_blocks(result["content"], fields, where.at("content"));
  if (!output) return tl::unexpected(output.error());
  MessagePart part = ToolResultPart{.call_id = result["toolUseId"].str(),
                                    .output = std::move(*output),
                                    .is_error = result["status"].says("error")};
  part.vendor_extensions = others(result, {"toolUseId", "content", "status"});
  return part;
}

MessagePart read_reasoning(json::Value block, json::Value reasoning) {
  if (const json::Value redacted = reasoning["redactedContent"]; redacted.is_string())
    return part::Reasoning{.encrypted = redacted.str()};
  const json::Value text = reasoning["reasoningText"];
  if (!text["text"].is_string()) return raw_part("reasoningContent", block);
  MessagePart part = part::Reasoning{.text = text["text"].text()};
  if (const json::Value signature = text["signature"]; signature.is_string())
    part.signature = Signature{signature.str(), kFormat};
  return part;
}

Citation read_citation(json::Value wire) {
  Citation citation{.title = wire["title"].str(), .origin = kFormat, .raw = wire.json()};
  const json::Value location = wire["location"];
  citation.url = location["web"]["url"].str();
  citation.source_id = wire["source"].str();
  for (const json::Value piece : wire["sourceContent"].elements())
    if (citation.cited_text.empty()) citation.cited_text = piece["text"].text();
  return citation;
}

// {content: [{text}], citations: [...]}: text with its sources.
MessagePart read_cited(json::Value block, json::Value cited) {
  if (cited["content"].size() != 1) return raw_part("citationsContent", block);
  for (const json::Value piece : cited["content"].elements()) {
    if (!piece["text"].is_string()) return raw_part("citationsContent", block);
    part::Text text{.text = piece["text"].text()};
    for (const json::Value citation : cited["citations"].elements())
      text.citations.push_back(read_citation(citation));
    return text;
  }
  return raw_part("citationsContent", block);
}

Result<MessagePart> read_block(json::Value block, const Fields& fields, const Pointer& where) {
  if (!block.is_object()) return fields.expected("an object", block, where);
  if (block.size() != 1) return raw_part("", block);
  const json::Member only = *block.members().begin();
  const std::string_view type = only.name;
  const json::Value value = only.value;
  const Pointer inside = where.at(type);
  if (type == "text") {
    if (!value.is_string()) return fields.expected("a string", value, inside);
    return MessagePart(value.text());
  }
  if (type == "json") return MessagePart(part::Json{value.json()});
  if (!value.is_object()) return fields.expected("an object", value, inside);
  if (type == "image") return read_image(block, value);
  if (type == "document") return read_file(block, value, Media::Document, type);
  if (type == "video") return read_file(block, value, Media::Video, type);
  if (type == "audio") return read_audio(block, value);
  if (type == "toolUse") return read_tool_use(block, value, fields, inside);
  if (type == "toolResult") return read_tool_result(value, fields, inside);
  if (type == "reasoningContent") return read_reasoning(block, value);
  if (type == "citationsContent") return read_cited(block, value);
  return raw_part(type, block);
}

}  // namespace

PromptCacheRetention retention_of(json::Value ttl) {
  if (ttl.says("1h")) return PromptCacheRetention::Long;
  if (ttl.says("5m")) return PromptCacheRetention::Short;
  return PromptCacheRetention::ProviderDefault;
}

Result<std::vector<MessagePart>> read_blocks(json::Value array, const Fields& fields,
                                             const Pointer& where) {
  if (!array.is_array()) return fields.expected("an array", array, where);
  std::vector<MessagePart> parts;
  parts.reserve(array.size());
  std::size_t index = 0;
  for (const json::Value block : array.elements()) {
    const Pointer here = where.at(index++);
    const json::Value point = block["cachePoint"];
    if (point && !parts.empty() && !parts.back().cache_mark) {
      parts.back().cache_mark = CacheMark{.retention = retention_of(point["ttl"]),
                                          .vendor_extensions = others(point, {"type", "ttl"})};
      continue;
    }
    auto part = read_block(block, fields, here);
    if (!part) return tl::unexpected(part.error());
    parts.push_back(std::move(*part));
  }
  return parts;
}

Result<Message> read_message(json::Value wire, const Fields& fields, const Pointer& where) {
  if (!wire.is_object()) return fields.expected("an object", wire, where);
  auto parts = read_blocks(wire["content"], fields, where.at("content"));
  if (!parts) return tl::unexpected(parts.error());
  Message message{.parts = std::move(*parts)};
  const json::Value role = wire["role"];
  if (role.says("assistant")) {
    message.role = MessageRole::Assistant;
  } else if (role.says("system")) {
    message.role = MessageRole::System;
  } else if (role.says("user")) {
    bool only_results = !message.parts.empty();
    for (const MessagePart& part : message.parts)
      only_results = only_results && part.is<ToolResultPart>();
    message.role = only_results ? MessageRole::Tool : MessageRole::User;
  } else {
    return fields.wrong(where.at("role"), "expected \"user\", \"assistant\" or \"system\"");
  }
  message.vendor_extensions = others(wire, {"role", "content"});
  message.raw_message = RawMessage{kFormat, wire.json()};
  return message;
}

}  // namespace omnillm::codec::bedrock
