#include "codec/openai_chat/content_emitter.h"

#include <string_view>

#include "codec/data_url.h"
#include "codec/openai_chat/names.h"

namespace omnillm::codec::openai_chat {

namespace {

bool is_writable_mark(const CacheMark& mark, const Emission& to) {
  return to.dialect.cache_control ||
         (to.takes_extensions() && mark.vendor_extensions.contains("mode"));
}

void write_mark(const CacheMark& mark, const std::string& pointer, const Emission& to) {
  if (to.dialect.cache_control) {
    to.out.key("cache_control").begin_object();
    to.out.key("type").word("ephemeral");
    if (mark.retention == PromptCacheRetention::Short) to.out.key("ttl").word("5m");
    if (mark.retention == PromptCacheRetention::Long) to.out.key("ttl").word("1h");
    to.out.end_object();
  } else if (is_writable_mark(mark, to)) {
    to.out.key("prompt_cache_breakpoint").begin_object();
    to.out.members(mark.vendor_extensions).end_object();
  } else {
    to.minor("cache_mark", pointer, "a cache mark is dropped");
  }
}

// Ends the object of a part.
void finish(const Placed& placed, const Emission& to) {
  if (placed.part->cache_mark) write_mark(*placed.part->cache_mark, placed.pointer, to);
  to.extensions(placed.part->vendor_extensions, placed.pointer);
  to.out.end_object();
}

void begin(std::string_view type, const Emission& to) {
  to.out.begin_object();
  to.out.key("type").string(type);
}

void write_text(const Text& text, const Placed& placed, const Emission& to) {
  begin("text", to);
  to.out.key("text").string(text);
  finish(placed, to);
}

// Writes one part of an array. Each overload is one kind of content.
struct PartWriter {
  const Placed& placed;
  bool text_only;
  const Emission& to;

  // Whether it may stand here at all.
  bool refused(std::string_view code, std::string_view what) const {
    if (text_only) to.major(code, placed.pointer, std::string(what).append(" is dropped"));
    return text_only;
  }

  void operator()(const part::Text& text) const { write_text(text.text, placed, to); }

  void operator()(const part::Json& json) const { write_text(Text(json.value.text()), placed, to); }

  void operator()(const part::ImageUrl&) const { image(); }
  void operator()(const part::ImageBase64&) const { image(); }
  void image() const {
    if (refused("image", "an image")) return;
    begin("image_url", to);
    to.out.key("image_url");
    write_image(*placed.part, to);
    finish(placed, to);
  }

  void operator()(const part::Audio& audio) const {
    if (refused("audio", "audio")) return;
    const std::string_view format = audio_format(audio.media_type);
    const bool known = format == "wav" || format == "mp3" || format.empty();
    if (audio.data.empty() || !(known || to.dialect.any_audio))
      return to.major("audio", placed.pointer, "audio is dropped");
    begin("input_audio", to);
    to.out.key("input_audio").begin_object();
    to.out.key("data").string(audio.data);
    to.out.key("format").string(format.empty() ? "wav" : format);
    to.out.end_object();
    finish(placed, to);
  }

  void operator()(const part::File& file) const {
    if (!file.text.empty()) return write_text(file.text, placed, to);
    if (refused("file", "a file")) return;
    if (file.file_id.empty() && file.data.empty() && (file.url.empty() || !to.dialect.file_url))
      return to.major("file", placed.pointer, "a file that is known by its address is dropped");
    begin("file", to);
    to.out.key("file").begin_object();
    if (!file.file_id.empty()) to.out.key("file_id").string(file.file_id);
    if (!file.filename.empty()) to.out.key("filename").string(file.filename);
    if (!file.data.empty()) {
      to.out.key("file_data");
      write_data_url(file.media_type, file.data, to.out);
    } else if (file.file_id.empty()) {
      to.out.key("file_data").string(file.url);
    }
    to.out.end_object();
    finish(placed, to);
  }

  void operator()(const part::Refusal& refusal) const { write_text(refusal.text, placed, to); }

  void operator()(const part::Reasoning&) const {
    to.minor("reasoning", placed.pointer, "reasoning is dropped");
  }

  void operator()(const part::Raw& raw) const {
    if (raw.origin == kFormat)
      to.out.json(raw.json);
    else
      to.major("raw_part", placed.pointer, std::string(raw.type).append(" is dropped"));
  }

  void operator()(const ToolCallPart&) const {
    to.major("tool_call", placed.pointer, "a tool call outside of an assistant's turn is dropped");
  }
  void operator()(const ToolResultPart&) const {
    to.major("tool_result", placed.pointer, "a tool result inside of another message is dropped");
  }
};

}  // namespace

const Text* plain_text(const std::vector<Placed>& parts) {
  if (parts.size() != 1) return nullptr;
  const MessagePart& only = *parts.front().part;
  const auto* text = only.get_if<part::Text>();
  return text && !only.cache_mark && only.vendor_extensions.empty() ? &text->text : nullptr;
}

void write_content(const std::vector<Placed>& parts, bool text_only, const Emission& to) {
  if (parts.empty()) {
    to.out.word("");
    return;
  }
  if (const Text* text = plain_text(parts)) {
    to.out.string(*text);
    return;
  }
  to.out.begin_array();
  const std::size_t empty = to.out.out().size();
  for (const Placed& placed : parts)
    std::visit(PartWriter{placed, text_only, to}, placed.part->content);
  // An array of nothing is refused everywhere; a text of nothing is not.
  if (to.out.out().size() == empty) {
    to.out.begin_object();
    to.out.key("type").word("text");
    to.out.key("text").word("");
    to.out.end_object();
  }
  to.out.end_array();
}

void write_image(const MessagePart& part, const Emission& to) {
  to.out.begin_object();
  to.out.key("url");
  std::string_view detail;
  if (const auto* address = part.get_if<part::ImageUrl>()) {
    to.out.string(address->url);
    detail = address->detail;
  } else if (const auto* data = part.get_if<part::ImageBase64>()) {
    write_data_url(data->media_type.empty() ? "image/png" : data->media_type, data->data, to.out);
    detail = data->detail;
  }
  if (!detail.empty()) to.out.key("detail").string(detail);
  to.out.end_object();
}

}  // namespace omnillm::codec::openai_chat
