#include "codec/openai_chat/content_parser.h"

#include <algorithm>
#include <string>
#include <utility>

#include "codec/data_url.h"
#include "codec/fields.h"
#include "codec/openai_chat/names.h"

namespace omnillm::codec::openai_chat {

namespace {

Result<MessagePart> parse_text(const Fields& fields, json::Value value, const Pointer& where) {
  if (!value.is_string()) return fields.expected("a string", value, where);
  return MessagePart(part::Text{value.text()});
}

Result<MessagePart> parse_audio(const Fields& fields, json::Value value, const Pointer& where) {
  if (!value.is_object()) return fields.expected("an object", value, where);
  part::Audio audio;
  std::string format;
  if (auto ok = fields.text(value["data"], where.at("data"), audio.data); !ok)
    return tl::unexpected(ok.error());
  if (auto ok = fields.string(value["format"], where.at("format"), format); !ok)
    return tl::unexpected(ok.error());
  audio.media_type = audio_media_type(format);
  return MessagePart(std::move(audio));
}

bool is_address(std::string_view text) {
  return text.substr(0, 8) == "https://" || text.substr(0, 7) == "http://";
}

Result<MessagePart> parse_file(const Fields& fields, json::Value value, const Pointer& where) {
  if (!value.is_object()) return fields.expected("an object", value, where);
  part::File file;
  if (auto ok = fields.string(value["file_id"], where.at("file_id"), file.file_id); !ok)
    return tl::unexpected(ok.error());
  if (auto ok = fields.string(value["filename"], where.at("filename"), file.filename); !ok)
    return tl::unexpected(ok.error());
  const json::Value data = value["file_data"];
  if (auto ok = fields.text(data, where.at("file_data"), file.data); !ok)
    return tl::unexpected(ok.error());
  if (std::optional<DataUrl> url = parse_data_url(data)) {
    file.data = std::move(url->data);
    file.media_type = std::move(url->media_type);
  } else if (const auto plain = file.data.plain_view(); plain && is_address(*plain)) {
    file.url = std::string(*plain);
    file.data = {};
  }
  return MessagePart(std::move(file));
}

Result<MessagePart> parse_refusal(const Fields& fields, json::Value value, const Pointer& where) {
  if (!value.is_string()) return fields.expected("a string", value, where);
  return MessagePart(part::Refusal{value.text()});
}

// Mistral's thoughts: text, or pieces of it.
Result<MessagePart> parse_thinking(const Fields& fields, json::Value value, const Pointer& where) {
  if (value.is_string()) return MessagePart(part::Reasoning{value.text()});
  if (!value.is_array()) return fields.expected("a string or an array", value, where);
  if (value.size() == 1) {
    const json::Value only = *value.elements().begin();
    if (only["text"].is_string()) return MessagePart(part::Reasoning{only["text"].text()});
  }
  std::string text;
  for (const json::Value piece : value.elements()) text += piece["text"].str();
  return MessagePart(part::Reasoning{Text(std::move(text))});
}

struct Kind {
  std::string_view type;
  std::string_view member;  // where its value stands
  Result<MessagePart> (*parse)(const Fields&, json::Value, const Pointer&);
};

constexpr Kind kKinds[] = {
    {"text", "text", parse_text},
    {"image_url", "image_url", parse_image},
    {"input_audio", "input_audio", parse_audio},
    {"file", "file", parse_file},
    {"refusal", "refusal", parse_refusal},
    {"thinking", "thinking", parse_thinking},
};

// OpenAI's own mark names its mode; that is how it is told from the others.
Result<CacheMark> parse_breakpoint(const Fields& fields, json::Value mark, const Pointer& where) {
  CacheMark found;
  if (auto ok = read_members(fields, mark, where, found.vendor_extensions); !ok)
    return tl::unexpected(ok.error());
  return found;
}

Result<void> read_other_members(const Fields& fields, json::Value part, const Kind& kind,
                                const Pointer& where, MessagePart& found) {
  for (const json::Member member : part.members()) {
    if (member.name == "type" || member.name == kind.member || member.value.is_missing_or_null())
      continue;
    const bool control = member.name == "cache_control";
    if (control || member.name == "prompt_cache_breakpoint") {
      const Pointer at = where.at(member.name);
      auto mark = control ? parse_cache_control(fields, member.value, at)
                          : parse_breakpoint(fields, member.value, at);
      if (!mark) return tl::unexpected(mark.error());
      found.cache_mark = std::move(*mark);
    } else {
      found.vendor_extensions.append(std::string(member.name), member.value.json());
    }
  }
  return {};
}

}  // namespace

Result<CacheMark> parse_cache_control(const Fields& fields, json::Value mark,
                                      const Pointer& where) {
  CacheMark found;
  VendorExtensions members;
  if (auto ok = read_members(fields, mark, where, members); !ok) return tl::unexpected(ok.error());
  std::string ttl;
  if (auto ok = fields.string(mark["ttl"], where.at("ttl"), ttl); !ok)
    return tl::unexpected(ok.error());
  if (ttl == "5m") found.retention = PromptCacheRetention::Short;
  if (ttl == "1h") found.retention = PromptCacheRetention::Long;
  if (found.retention != PromptCacheRetention::ProviderDefault) members.take("ttl");
  members.take("type");
  found.vendor_extensions = std::move(members);
  return found;
}

Result<MessagePart> parse_image(const Fields& fields, json::Value image, const Pointer& where) {
  const bool bare = image.is_string();
  if (!bare && !image.is_object()) return fields.expected("an object", image, where);
  const json::Value url = bare ? image : image["url"];
  if (!url.is_string()) return fields.expected("a string", url, where.at("url"));
  std::string detail;
  if (auto ok = fields.string(image["detail"], where.at("detail"), detail); !ok)
    return tl::unexpected(ok.error());
  if (std::optional<DataUrl> data = parse_data_url(url))
    return MessagePart(
        part::ImageBase64{std::move(data->data), std::move(data->media_type), std::move(detail)});
  return MessagePart(part::ImageUrl{url.str(), std::move(detail), {}});
}

Result<MessagePart> parse_part(const Fields& fields, json::Value part, const Pointer& where) {
  if (part.is_string()) return MessagePart(part::Text{part.text()});
  if (!part.is_object()) return fields.expected("an object", part, where);
  const json::Value type = part["type"];
  if (!type.is_string()) return fields.expected("a string", type, where.at("type"));
  for (const Kind& kind : kKinds) {
    if (!type.says(kind.type)) continue;
    json::Value value = part[kind.member];
    // Some write the words of a refusal under `text`.
    if (kind.type == "refusal" && !value) value = part["text"];
    auto found = kind.parse(fields, value, where.at(kind.member));
    if (!found) return found;
    if (auto ok = read_other_members(fields, part, kind, where, *found); !ok)
      return tl::unexpected(ok.error());
    return found;
  }
  return MessagePart(part::Raw{kFormat, type.str(), part.json()});
}

Result<void> read_members(const Fields& fields, json::Value object, const Pointer& where,
                          VendorExtensions& into) {
  if (object.is_missing_or_null()) return {};
  if (auto ok = fields.object(object, where); !ok) return ok;
  for (const json::Member member : object.members())
    if (!member.value.is_missing_or_null())
      into.append(std::string(member.name), member.value.json());
  return {};
}

Result<void> parse_content(const Fields& fields, json::Value content, const Pointer& where,
                           std::vector<MessagePart>& parts) {
  if (content.is_missing_or_null()) return {};
  if (content.is_string()) {
    parts.emplace_back(part::Text{content.text()});
    return {};
  }
  if (!content.is_array()) return fields.expected("a string or an array", content, where);
  parts.reserve(parts.size() + content.size());
  std::size_t index = 0;
  for (const json::Value element : content.elements()) {
    auto part = parse_part(fields, element, where.at(index++));
    if (!part) return tl::unexpected(part.error());
    parts.push_back(std::move(*part));
  }
  return {};
}

}  // namespace omnillm::codec::openai_chat
