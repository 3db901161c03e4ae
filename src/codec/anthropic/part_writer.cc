#include "codec/anthropic/part_writer.h"

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "codec/anthropic/cache_mark.h"
#include "codec/anthropic/citations.h"
#include "codec/anthropic/media.h"
#include "codec/anthropic/part_reader.h"

namespace omnillm::codec::anthropic {

namespace {

// The members that a block's fields may fill; everything else of that name is an extension.
std::span<const std::string_view> members_of(const MessagePart& part) {
  static constexpr std::string_view kMedia[] = {"type", "source", "cache_control"};
  static constexpr std::string_view kFile[] = {"type", "source", "title", "cache_control"};
  static constexpr std::string_view kCall[] = {"type", "id", "name", "input", "cache_control"};
  static constexpr std::string_view kResult[] = {"type", "tool_use_id", "content", "is_error",
                                                 "cache_control"};
  static constexpr std::string_view kThought[] = {"type", "thinking", "signature", "data",
                                                  "cache_control"};
  static constexpr std::string_view kText[] = {"type", "text", "citations", "cache_control"};
  if (part.is<part::ImageUrl>() || part.is<part::ImageBase64>()) return kMedia;
  if (part.is<part::File>()) return kFile;
  if (part.is<ToolCallPart>()) return kCall;
  if (part.is<ToolResultPart>()) return kResult;
  if (part.is<part::Reasoning>()) return kThought;
  return kText;
}

}  // namespace

// Writes the members of a block, from its type on.
struct PartWriter::Visitor {
  PartWriter& writer;
  const MessagePart& part;
  json::Writer& out;

  void operator()(const part::Text& text) const { writer.write_text(text.text, text.citations); }
  void operator()(const part::ImageUrl& image) const {
    out.key("type").word("image");
    if (writer.write_kept_source(part)) return;
    if (const auto data = split_data_url(image.url)) {
      const Text bytes(data->data);
      writer.write_image_data(image_type(data->media_type, bytes), bytes);
    } else {
      writer.write_by_url("url", image.url);
    }
  }
  void operator()(const part::ImageBase64& image) const {
    out.key("type").word("image");
    if (!writer.write_kept_source(part))
      writer.write_image_data(image_type(image.media_type, image.data), image.data);
  }
  void operator()(const part::Audio& audio) const { writer.write_text(audio.transcript, {}); }
  void operator()(const part::File& file) const { writer.write_file(file, part); }
  void operator()(const part::Json& json) const { writer.write_text(json.value.as_text(), {}); }
  void operator()(const ToolCallPart& call) const {
    out.key("type").word("tool_use");
    out.key("id").string(wire_call_id(call.call_id));
    out.key("name").string(call.name);
    out.key("input");
    write_tool_input(call, out);
  }
  void operator()(const ToolResultPart& result) const { writer.write_tool_result(result); }
  void operator()(const part::Reasoning& it) const { writer.write_reasoning(it, part); }
  void operator()(const part::Refusal& refusal) const { writer.write_text(refusal.text, {}); }
  void operator()(const part::Raw&) const {}
};

void PartWriter::write(const MessagePart& part, const CacheMark* mark) {
  if (const auto* raw = part.get_if<part::Raw>()) {
    write_raw(*raw, mark);
    return;
  }
  out_.begin_object();
  std::visit(Visitor{*this, part, out_}, part.content);
  if (mark) write_cache_mark(*mark, out_);
  write_extensions(part.vendor_extensions, members_of(part));
  out_.end_object();
}

bool PartWriter::is_plain_text(const MessagePart& part, const CacheMark* mark) const {
  if (mark || (keep_extensions_ && !part.vendor_extensions.empty())) return false;
  const auto* text = part.get_if<part::Text>();
  return text && text->citations.empty();
}

void PartWriter::write_extensions(const VendorExtensions& extensions,
                                  std::span<const std::string_view> taken) {
  if (!keep_extensions_) return;
  for (const auto& [name, value] : extensions)
    if (std::find(taken.begin(), taken.end(), name) == taken.end())
      out_.foreign_key(name).json(value);
}

void PartWriter::write_text(const Text& text, const std::vector<Citation>& citations) {
  out_.key("type").word("text").key("text").string(text);
  const auto goes = [this](const Citation& it) { return use_ == Use::Answer || is_own(it); };
  if (std::none_of(citations.begin(), citations.end(), goes)) return;
  out_.key("citations").begin_array();
  for (const Citation& citation : citations)
    if (goes(citation)) write_citation(citation, out_);
  out_.end_array();
}

void PartWriter::write_image_data(std::string_view media_type, const Text& data) {
  out_.key("source").begin_object().key("type").word("base64");
  out_.key("media_type").string(media_type).key("data").string(data).end_object();
}

void PartWriter::write_by_url(std::string_view type, std::string_view url) {
  out_.key("source").begin_object().key("type").string(type);
  out_.key("url").string(url).end_object();
}

bool PartWriter::write_kept_source(const MessagePart& part) {
  const JsonText* kept = keep_extensions_ ? part.vendor_extensions.find("source") : nullptr;
  json::Document document;
  if (!kept || !document.parse(kept->text())) return false;
  Reading in(ErrorKind::BadRequest);
  const bool is_image = !part.is<part::File>();
  std::optional<Source> source = read_source(document.root(), {}, is_image, in);
  if (!source || in.failed()) return false;
  if (auto* file = std::get_if<part::File>(&source->content))
    if (const auto* ours = part.get_if<part::File>()) file->filename = ours->filename;
  if (source->content != part.content) return false;
  out_.key("source").json(*kept);
  return true;
}

void PartWriter::write_file(const part::File& file, const MessagePart& part) {
  const MediaForm form = form_of(file);
  const bool is_image =
      form == MediaForm::ImageById || form == MediaForm::ImageByUrl || form == MediaForm::ImageData;
  out_.key("type").string(is_image ? "image" : "document");
  if (!write_kept_source(part)) write_file_source(file);
  if (!is_image && !file.filename.empty()) out_.key("title").string(file.filename);
}

void PartWriter::write_file_source(const part::File& file) {
  switch (const MediaForm form = form_of(file)) {
    case MediaForm::ImageById:
    case MediaForm::DocumentById:
      out_.key("source").begin_object().key("type").word("file");
      out_.key("file_id").string(file.file_id).end_object();
      return;
    case MediaForm::ImageByUrl:
    case MediaForm::DocumentByUrl:
      return write_by_url("url", file.url);
    case MediaForm::ImageData:
      return write_image_data(image_type(file.media_type, file.data), file.data);
    case MediaForm::PdfData:
      return write_image_data("application/pdf", file.data);
    case MediaForm::None:
    case MediaForm::PlainText:
    case MediaForm::EncodedText: {
      std::string decoded;
      const bool is_encoded =
          form == MediaForm::EncodedText && absl::Base64Unescape(file.data.str(), &decoded);
      out_.key("source").begin_object().key("type").word("text");
      out_.key("media_type").word("text/plain");
      out_.key("data").string(is_encoded ? Text(std::move(decoded)) : file.text).end_object();
    }
  }
}

void PartWriter::write_tool_result(const ToolResultPart& result) {
  out_.key("type").word("tool_result");
  out_.key("tool_use_id").string(wire_call_id(result.call_id));
  std::vector<const MessagePart*> blocks;
  blocks.reserve(result.output.size());
  for (const MessagePart& part : result.output)
    if (has_block(part, use_)) blocks.push_back(&part);
  const auto mark_of = [](const MessagePart& part) {
    return part.cache_mark ? &*part.cache_mark : nullptr;
  };
  if (blocks.size() == 1 && is_plain_text(*blocks.front(), mark_of(*blocks.front()))) {
    out_.key("content").string(blocks.front()->get_if<part::Text>()->text);
  } else if (!blocks.empty()) {
    out_.key("content").begin_array();
    for (const MessagePart* part : blocks) write(*part, mark_of(*part));
    out_.end_array();
  }
  if (result.is_error) out_.key("is_error").boolean(true);
}

void PartWriter::write_reasoning(const part::Reasoning& reasoning, const MessagePart& part) {
  const bool own = is_own_signature(part);
  if (own && !reasoning.encrypted.empty() && reasoning.text.empty()) {
    out_.key("type").word("redacted_thinking").key("data").string(reasoning.encrypted);
    return;
  }
  out_.key("type").word("thinking").key("thinking").string(reasoning.text);
  out_.key("signature").string(own ? std::string_view(part.signature->value) : "");
}

void PartWriter::write_raw(const part::Raw& raw, const CacheMark* mark) {
  json::Document document;
  if (!mark || !document.parse(raw.json.text())) {
    out_.json(raw.json);
    return;
  }
  out_.begin_object();
  for (const json::Member member : document.root().members())
    if (member.name != "cache_control") out_.foreign_key(member.name).raw(member.value.raw());
  write_cache_mark(*mark, out_);
  out_.end_object();
}

void write_tool_input(const ToolCallPart& call, json::Writer& out) {
  if (call.arguments.is_object()) {
    out.json(call.arguments);
    return;
  }
  out.begin_object();
  if (!call.arguments.is_null()) out.key("input").json(call.arguments);
  out.end_object();
}

std::string wire_call_id(std::string_view id) {
  if (id.empty()) return "toolu_0";
  std::string wire(id);
  for (char& c : wire)
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-') c = '_';
  return wire;
}

}  // namespace omnillm::codec::anthropic
