#include "codec/openai_responses/parts.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "codec/data_url.h"
#include "codec/openai_responses/citations.h"

namespace omnillm::codec::openai_responses {

namespace {

void parse_mark(json::Value value, const Pointer& where, MessagePart& part, Reader& reader) {
  if (!reader.object(value, where)) return;
  CacheMark mark;
  for (const json::Member m : value.members())
    if (m.name != "mode" || !m.value.says("explicit")) keep(mark.vendor_extensions, m);
  part.cache_mark = std::move(mark);
}

// A member that parts of every kind may have.
void parse_common(const json::Member& m, const Pointer& at, MessagePart& part, Reader& reader) {
  if (m.name == "type") return;
  if (m.name == "prompt_cache_breakpoint")
    parse_mark(m.value, at, part, reader);
  else
    keep(part.vendor_extensions, m);
}

MessagePart parse_text(json::Value value, const Pointer& where, Reader& reader) {
  part::Text text;
  MessagePart part;
  for (const json::Member m : value.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "text")
      text.text = reader.text(m.value, at);
    else if (m.name == "annotations")
      text.citations = parse_citations(m.value, at, reader);
    else if (m.name != "logprobs" || m.value.size() != 0)
      parse_common(m, at, part, reader);
  }
  part.content = std::move(text);
  return part;
}

MessagePart parse_refusal(json::Value value, const Pointer& where, Reader& reader) {
  part::Refusal refusal;
  MessagePart part;
  for (const json::Member m : value.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "refusal")
      refusal.text = reader.text(m.value, at);
    else
      parse_common(m, at, part, reader);
  }
  part.content = std::move(refusal);
  return part;
}

MessagePart raw_part(json::Value value) {
  return part::Raw{WireFormat::OpenAiResponses, value["type"].str(), value.json()};
}

MessagePart parse_image(json::Value value, const Pointer& where, Reader& reader) {
  json::Value url;
  std::string detail;
  MessagePart part;
  for (const json::Member m : value.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "image_url")
      url = reader.string(m.value, at).empty() ? json::Value() : m.value;
    else if (m.name == "detail")
      detail = reader.string(m.value, at);
    else
      parse_common(m, at, part, reader);
  }
  // An image that only its provider has, by the id of a file.
  if (!url) return raw_part(value);
  if (auto inline_data = parse_data_url(url))
    part.content = part::ImageBase64{std::move(inline_data->data),
                                     std::move(inline_data->media_type), std::move(detail)};
  else
    part.content = part::ImageUrl{url.str(), std::move(detail)};
  return part;
}

MessagePart parse_file(json::Value value, const Pointer& where, Reader& reader) {
  part::File file;
  MessagePart part;
  for (const json::Member m : value.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "file_id") {
      file.file_id = reader.string(m.value, at);
    } else if (m.name == "file_url") {
      file.url = reader.string(m.value, at);
    } else if (m.name == "filename") {
      file.filename = reader.string(m.value, at);
    } else if (m.name == "file_data") {
      file.data = reader.text(m.value, at);
      if (auto inline_data = parse_data_url(m.value)) {
        file.data = std::move(inline_data->data);
        file.media_type = std::move(inline_data->media_type);
      }
    } else {
      parse_common(m, at, part, reader);
    }
  }
  part.content = std::move(file);
  return part;
}

MessagePart parse_audio(json::Value value, const Pointer& where, Reader& reader) {
  part::Audio audio;
  MessagePart part;
  for (const json::Member m : value.members()) {
    const Pointer at = where.at(m.name);
    if (m.name != "input_audio") {
      parse_common(m, at, part, reader);
    } else if (reader.object(m.value, at)) {
      audio.data = reader.text(m.value["data"], at.at("data"));
      const std::string format = reader.string(m.value["format"], at.at("format"));
      if (!format.empty()) audio.media_type = "audio/" + (format == "mp3" ? "mpeg" : format);
    }
  }
  part.content = std::move(audio);
  return part;
}

std::string_view audio_format(std::string_view media_type) {
  if (media_type == "audio/mpeg") return "mp3";
  constexpr std::string_view kPrefix = "audio/";
  return media_type.substr(0, kPrefix.size()) == kPrefix ? media_type.substr(kPrefix.size())
                                                         : std::string_view("wav");
}

// What an image is that nobody named, by the first bytes of its base64.
std::string_view image_type_of(const Text& base64) {
  const std::string head = base64.str().substr(0, 8);
  if (head.substr(0, 4) == "/9j/") return "image/jpeg";
  if (head.substr(0, 4) == "R0lG") return "image/gif";
  if (head.substr(0, 4) == "UklG") return "image/webp";
  return "image/png";
}

class PartWriter {
 public:
  PartWriter(const MessagePart& part, Place place, const Pointer& where, Emission& emission)
      : part_(part), place_(place), where_(where), emission_(emission), out_(emission.out) {}

  void operator()(const part::Text& text) { write_text(text); }

  void operator()(const part::Json& json) { write_text(part::Text{json.value.text()}); }

  void operator()(const part::Refusal& refusal) {
    if (place_ != Place::Assistant) {
      write_text(part::Text{refusal.text});
      return;
    }
    out_.begin_object();
    out_.key("type").word("refusal");
    out_.key("refusal").string(refusal.text);
    finish({"type", "refusal"});
  }

  void operator()(const part::ImageUrl& image) {
    begin_image().string(image.url);
    finish_image(image.detail);
  }

  void operator()(const part::ImageBase64& image) {
    const std::string_view type =
        image.media_type.empty() ? image_type_of(image.data) : std::string_view(image.media_type);
    write_data_url(type, image.data, begin_image());
    finish_image(image.detail);
  }

  void operator()(const part::File& file) {
    if (!file.text.empty()) {
      write_text(part::Text{file.text});
      return;
    }
    out_.begin_object();
    out_.key("type").word("input_file");
    if (!file.file_id.empty()) out_.key("file_id").string(file.file_id);
    if (!file.url.empty()) out_.key("file_url").string(file.url);
    if (!file.filename.empty()) out_.key("filename").string(file.filename);
    if (!file.data.empty()) {
      out_.key("file_data");
      if (file.media_type.empty())
        out_.string(file.data);
      else
        write_data_url(file.media_type, file.data, out_);
    }
    finish({"type", "file_id", "file_url", "filename", "file_data"});
  }

  void operator()(const part::Audio& audio) {
    if (audio.data.empty()) {
      write_text(part::Text{audio.transcript});
      return;
    }
    out_.begin_object();
    out_.key("type").word("input_audio");
    out_.key("input_audio").begin_object();
    out_.key("data").string(audio.data);
    out_.key("format").string(audio_format(audio.media_type));
    out_.end_object();
    finish({"type", "input_audio"});
  }

  void operator()(const part::Raw& raw) { out_.json(raw.json); }

  // Items of their own, never content.
  void operator()(const ToolCallPart&) {}
  void operator()(const ToolResultPart&) {}
  void operator()(const part::Reasoning&) {}

 private:
  void write_text(const part::Text& text) {
    out_.begin_object();
    if (place_ != Place::Assistant) {
      out_.key("type").word("input_text");
      out_.key("text").string(text.text);
    } else {
      out_.key("type").word("output_text");
      out_.key("text").string(text.text);
      out_.key("annotations");
      write_citations(text, where_, emission_.losses, out_);
      if (emission_.is_answer && (emission_.foreign || !has_logprobs()))
        out_.key("logprobs").begin_array().end_array();
    }
    finish({"type", "text", "annotations"});
  }

  [[nodiscard]] bool has_logprobs() const { return part_.vendor_extensions.contains("logprobs"); }

  json::Writer& begin_image() {
    out_.begin_object();
    out_.key("type").word("input_image");
    return out_.key("image_url");
  }

  void finish_image(const std::string& detail) {
    if (!detail.empty())
      out_.key("detail").string(detail);
    else if (place_ == Place::Input)
      out_.key("detail").word("auto");
    finish({"type", "image_url", "detail"});
  }

  // What every part may have, and its end.
  void finish(std::initializer_list<std::string_view> typed) {
    if (part_.cache_mark) write_mark(*part_.cache_mark);
    if (part_.signature)
      emission_.losses.minor("signature", where_.str(),
                             "signatures are dropped when bridging to open_ai_responses");
    emission_.extensions(part_.vendor_extensions, where_, typed);
    out_.end_object();
  }

  void write_mark(const CacheMark& mark) {
    if (emission_.foreign || place_ == Place::Assistant) {
      emission_.losses.minor("cache_mark", where_.str(),
                             "cache marks are dropped when bridging to open_ai_responses");
      return;
    }
    out_.key("prompt_cache_breakpoint").begin_object();
    out_.key("mode").word("explicit");
    emission_.extensions(mark.vendor_extensions, where_, {"mode"});
    out_.end_object();
    if (mark.retention != PromptCacheRetention::ProviderDefault)
      emission_.losses.minor(
          "cache_retention", where_.str(),
          "the retention of a cache mark is dropped when bridging to open_ai_responses");
  }

  const MessagePart& part_;
  Place place_;
  const Pointer& where_;
  Emission& emission_;
  json::Writer& out_;
};

bool lose(const char* what, const Pointer& where, Emission& emission) {
  emission.losses.major(
      what, where.str(),
      std::string(what).append(" content is dropped when bridging to open_ai_responses"));
  return false;
}

bool can_write_audio(const part::Audio& audio, const Pointer& where, Emission& emission) {
  if (audio.data.empty() && !audio.transcript.empty()) {
    emission.losses.minor("audio", where.str(),
                          "audio is written as its transcript for open_ai_responses");
    return true;
  }
  if (emission.ours && !audio.data.empty()) return true;
  return lose("audio", where, emission);
}

}  // namespace

MessagePart parse_part(json::Value part, const Pointer& where, Reader& reader) {
  if (!part.is_object()) {
    reader.fault(where, "expected an object");
    return {};
  }
  const json::Value type = part["type"];
  if (type.says("input_text") || type.says("output_text") || type.says("text"))
    return parse_text(part, where, reader);
  if (type.says("refusal")) return parse_refusal(part, where, reader);
  if (type.says("input_image")) return parse_image(part, where, reader);
  if (type.says("input_file")) return parse_file(part, where, reader);
  if (type.says("input_audio")) return parse_audio(part, where, reader);
  if (!type.is_string()) reader.fault(where.at("type"), "expected a string");
  return raw_part(part);
}

std::vector<MessagePart> parse_content(json::Value content, const Pointer& where, Reader& reader) {
  std::vector<MessagePart> parts;
  if (content.is_missing_or_null()) return parts;
  if (content.is_string()) {
    parts.emplace_back(content.text());
  } else if (content.is_array()) {
    parts.reserve(content.size());
    std::size_t index = 0;
    for (const json::Value part : content.elements())
      parts.push_back(parse_part(part, where.at(index++), reader));
  } else {
    reader.fault(where, "expected a string or an array");
  }
  return parts;
}

bool can_write_part(const MessagePart& part, Place place, const Pointer& where,
                    Emission& emission) {
  const bool assistant = place == Place::Assistant;
  if (const auto* text = part.get_if<part::Text>()) {
    if (!assistant && !text->citations.empty())
      emission.losses.minor("citations", where.str(),
                            "citations of an input are dropped when bridging to open_ai_responses");
    return true;
  }
  if (part.is<part::Json>()) return true;
  if (part.is<part::Refusal>()) {
    if (!assistant)
      emission.losses.minor("refusal", where.str(),
                            "a refusal is written as text for open_ai_responses");
    return true;
  }
  if (const auto* raw = part.get_if<part::Raw>()) {
    if (raw->origin == WireFormat::OpenAiResponses) return true;
    emission.losses.major("raw_part", where.str(),
                          raw->type + " is dropped when bridging to open_ai_responses");
    return false;
  }
  if (part.is<part::ImageUrl>() || part.is<part::ImageBase64>())
    return assistant ? lose("image", where, emission) : true;
  if (const auto* file = part.get_if<part::File>()) {
    if (file->text.empty()) return assistant ? lose("file", where, emission) : true;
    emission.losses.note("file", where.str(),
                         "a document's text is written as text for open_ai_responses");
    return true;
  }
  if (const auto* audio = part.get_if<part::Audio>())
    return can_write_audio(*audio, where, emission);
  return false;
}

void write_part(const MessagePart& part, Place place, const Pointer& where, Emission& emission) {
  std::visit(PartWriter(part, place, where, emission), part.content);
}

}  // namespace omnillm::codec::openai_responses
