#include "codec/gemini/part_emitter.h"

#include <utility>
#include <variant>

#include "codec/data_url.h"
#include "codec/gemini/names.h"
#include "codec/gemini/tool_result_emitter.h"
#include "codec/media_type.h"

namespace omnillm::codec::gemini {

namespace {

// Written inside a content's own object are the extensions that carry its name.
void write_inside(const VendorExtensions& extensions, std::string_view content,
                  const EmitContext& context, json::Writer& out) {
  if (!context.takes_extensions()) return;
  for (const auto& [name, value] : extensions)
    if (name.size() > content.size() && name.starts_with(content) && name[content.size()] == '/')
      out.foreign_key(std::string_view(name).substr(content.size() + 1)).json(value);
}

// Writes parts one by one; each kind of content is one call operator.
class PartWriter {
 public:
  PartWriter(const MessagePart& part, const Pointer& at, EmitContext& context, json::Writer& out)
      : part_(part), at_(at), context_(context), out_(out) {}

  bool write() { return std::visit(*this, part_.content); }

  bool operator()(const part::Text& text);
  bool operator()(const part::Refusal& refusal);
  bool operator()(const part::Reasoning& thought);
  bool operator()(const part::Json& json);
  bool operator()(const part::ImageUrl& image);
  bool operator()(const part::ImageBase64& image);
  bool operator()(const part::Audio& audio);
  bool operator()(const part::File& file);
  bool operator()(const ToolCallPart& call);
  bool operator()(const ToolResultPart& result);
  bool operator()(const part::Raw& raw);

 private:
  bool write_text(const Text& text, bool is_thought);
  bool write_blob(std::string_view media_type, const Text& data);
  bool write_file(std::string_view media_type, std::string_view url);
  void begin() { out_.begin_object(); }
  bool end();
  [[nodiscard]] bool has_own_signature() const {
    return part_.signature && part_.signature->origin == kFormat;
  }
  void minor(std::string_view code, std::string reason) {
    context_.losses.minor(code, at_.str(), std::move(reason));
  }
  bool lost(std::string_view code, std::string reason) {
    context_.losses.major(code, at_.str(), std::move(reason));
    return false;
  }

  const MessagePart& part_;
  const Pointer& at_;
  EmitContext& context_;
  json::Writer& out_;
};

bool PartWriter::end() {
  if (has_own_signature())
    out_.key("thoughtSignature").string(part_.signature->value);
  else if (part_.signature)
    minor("signature", dropped("a signature"));
  if (context_.takes_extensions())
    for (const auto& [name, value] : part_.vendor_extensions)
      if (name.find('/') == std::string::npos) out_.foreign_key(name).json(value);
  report_extensions(part_.vendor_extensions, at_, context_);
  if (part_.cache_mark) minor("cache_mark", dropped("a cache mark"));
  out_.end_object();
  return true;
}

bool PartWriter::write_text(const Text& text, bool is_thought) {
  if (text.empty() && !has_own_signature()) return false;
  begin();
  out_.key("text").string(text);
  if (is_thought) out_.key("thought").boolean(true);
  return end();
}

bool PartWriter::write_blob(std::string_view media_type, const Text& data) {
  begin();
  out_.key("inlineData").begin_object();
  out_.key("mimeType").string(media_type);
  out_.key("data").string(data);
  write_inside(part_.vendor_extensions, "inlineData", context_, out_);
  out_.end_object();
  return end();
}

bool PartWriter::write_file(std::string_view media_type, std::string_view url) {
  begin();
  out_.key("fileData").begin_object();
  if (!media_type.empty()) out_.key("mimeType").string(media_type);
  out_.key("fileUri").string(url);
  write_inside(part_.vendor_extensions, "fileData", context_, out_);
  out_.end_object();
  return end();
}

bool PartWriter::operator()(const part::Text& text) {
  if (context_.is_request() && !text.citations.empty()) minor("citations", dropped("citations"));
  return write_text(text.text, false);
}

bool PartWriter::operator()(const part::Refusal& refusal) {
  minor("refusal", "a refusal becomes plain text when bridging to gemini_generate_content");
  return write_text(refusal.text, false);
}

// Thoughts are not verified here, but those of another model are not this one's.
bool PartWriter::operator()(const part::Reasoning& thought) {
  const bool is_foreign =
      context_.is_request() && !context_.takes_extensions() && !has_own_signature();
  if (is_foreign || (thought.text.empty() && !has_own_signature())) {
    minor("reasoning", dropped("reasoning"));
    return false;
  }
  if (!thought.encrypted.empty()) minor("reasoning", dropped("encrypted reasoning"));
  return write_text(thought.text, true);
}

bool PartWriter::operator()(const part::Json& json) {
  begin();
  out_.key("text").string(json.value.text());
  return end();
}

bool PartWriter::operator()(const part::ImageUrl& image) {
  if (!image.detail.empty() && image.detail != "auto")
    minor("image_detail", dropped("an image's detail"));
  if (auto data = parse_data_url(std::string_view(image.url)))
    return write_blob(data->media_type.empty() ? "image/png" : data->media_type, data->data);
  const std::string_view media_type =
      image.media_type.empty() ? media_type_of_name(image.url) : std::string_view(image.media_type);
  if (media_type.empty())
    minor("media_type", "an image's media type is not known; it is left to the provider to find");
  return write_file(media_type, image.url);
}

bool PartWriter::operator()(const part::ImageBase64& image) {
  if (!image.detail.empty() && image.detail != "auto")
    minor("image_detail", dropped("an image's detail"));
  std::string_view media_type = image.media_type;
  if (media_type.empty()) media_type = media_type_of_base64(image.data.plain_view().value_or(""));
  if (media_type.empty()) {
    minor("media_type", "an image's media type is not known; image/png is written");
    media_type = "image/png";
  }
  return write_blob(media_type, image.data);
}

bool PartWriter::operator()(const part::Audio& audio) {
  if (audio.data.empty()) {
    if (audio.transcript.empty()) return lost("audio", dropped("audio"));
    minor("audio", "audio is written as its transcript when bridging to gemini_generate_content");
    return write_text(audio.transcript, false);
  }
  std::string_view media_type = audio.media_type;
  if (media_type.empty()) media_type = media_type_of_base64(audio.data.plain_view().value_or(""));
  if (media_type.empty()) {
    minor("media_type", "a sound's media type is not known; audio/wav is written");
    media_type = "audio/wav";
  }
  return write_blob(media_type, audio.data);
}

bool PartWriter::operator()(const part::File& file) {
  std::string_view media_type = file.media_type;
  if (media_type.empty()) media_type = media_type_of_name(file.filename);
  if (!file.text.empty()) return write_text(file.text, false);
  if (!file.data.empty()) {
    if (media_type.empty()) media_type = media_type_of_base64(file.data.plain_view().value_or(""));
    if (media_type.empty()) {
      minor("media_type", "a file's media type is not known; application/octet-stream is written");
      media_type = "application/octet-stream";
    }
    return write_blob(media_type, file.data);
  }
  if (file.url.empty()) return lost("file", dropped("a file by id"));
  if (auto data = parse_data_url(std::string_view(file.url)))
    return write_blob(data->media_type.empty() ? "application/octet-stream" : data->media_type,
                      data->data);
  if (media_type.empty()) media_type = media_type_of_name(file.url);
  if (media_type.empty() && file.url.find("youtu") == std::string::npos)
    minor("media_type", "a file's media type is not known; it is left to the provider to find");
  return write_file(media_type, file.url);
}

bool PartWriter::operator()(const ToolCallPart& call) {
  begin();
  out_.key("functionCall").begin_object();
  if (!call.call_id.empty() && !is_invented(call.call_id)) out_.key("id").string(call.call_id);
  out_.key("name").string(call.name);
  out_.key("args");
  if (call.arguments.is_object()) {
    out_.json(call.arguments);
  } else if (call.arguments.is_null()) {
    out_.raw("{}");
  } else {
    // A custom tool is declared here with its free text as the argument `input`.
    if (!call.is_custom)
      minor("arguments", "arguments that are no object are written as one with the member input");
    out_.begin_object().key("input").json(call.arguments).end_object();
  }
  write_inside(part_.vendor_extensions, "functionCall", context_, out_);
  out_.end_object();
  return end();
}

bool PartWriter::operator()(const ToolResultPart& result) {
  begin();
  out_.key("functionResponse").begin_object();
  if (!result.call_id.empty() && !is_invented(result.call_id))
    out_.key("id").string(result.call_id);
  std::string_view name = result.name;
  if (name.empty() && context_.conversation)
    name = context_.conversation->tool_name_of(result.call_id, context_.turn);
  if (name.empty()) {
    minor("tool_name", "the name of a tool is not known; its call's id is written instead");
    name = result.call_id.empty() ? std::string_view("unknown") : result.call_id;
  }
  out_.key("name").string(name);
  write_tool_output(result, at_, context_, out_);
  write_inside(part_.vendor_extensions, "functionResponse", context_, out_);
  out_.end_object();
  return end();
}

bool PartWriter::operator()(const part::Raw& raw) {
  if (raw.origin != kFormat || !raw.json.is_object())
    return lost("raw_part", dropped(raw.type.empty() ? "a part" : raw.type));
  out_.json(raw.json);
  return true;
}

}  // namespace

std::string dropped(std::string_view what) {
  return std::string(what).append(" is dropped when bridging to gemini_generate_content");
}

void report_extensions(const VendorExtensions& extensions, const Pointer& at,
                       EmitContext& context) {
  if (context.takes_extensions()) return;
  for (const auto& [name, value] : extensions)
    context.losses.minor(
        "vendor_extensions", at.at(name).str(),
        "some vendor_extensions and raw_message fields are not emitted to gemini_generate_content");
}

bool write_part(const MessagePart& part, const Pointer& at, EmitContext& context,
                json::Writer& out) {
  return PartWriter(part, at, context, out).write();
}

}  // namespace omnillm::codec::gemini
