#include "codec/anthropic/part_losses.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "codec/anthropic/citations.h"
#include "codec/anthropic/media.h"

namespace omnillm::codec::anthropic {

namespace {

bool reasoning_has_block(const part::Reasoning& reasoning, const MessagePart& part, Use use) {
  if (is_own_signature(part)) return true;
  return use == Use::Answer && !reasoning.text.empty();
}

struct HasBlock {
  const MessagePart& part;
  Use use;

  bool operator()(const part::Text& text) const { return !text.text.empty(); }
  bool operator()(const part::ImageUrl& image) const { return is_media(form_of(image)); }
  bool operator()(const part::ImageBase64& image) const { return is_media(form_of(image)); }
  bool operator()(const part::Audio& audio) const { return !audio.transcript.empty(); }
  bool operator()(const part::File& file) const { return is_media(form_of(file)); }
  bool operator()(const part::Json&) const { return true; }
  bool operator()(const ToolCallPart&) const { return true; }
  bool operator()(const ToolResultPart&) const { return use == Use::Request; }
  bool operator()(const part::Reasoning& it) const { return reasoning_has_block(it, part, use); }
  bool operator()(const part::Refusal& refusal) const { return !refusal.text.empty(); }
  bool operator()(const part::Raw& raw) const {
    return raw.origin == WireFormat::AnthropicMessages && raw.json.is_object();
  }

  // An answer holds no images and no documents.
  [[nodiscard]] bool is_media(MediaForm form) const {
    return use == Use::Request && form != MediaForm::None;
  }
};

struct Reporter {
  const MessagePart& part;
  Use use;
  bool keep_extensions;
  const Pointer& where;
  LossLog& losses;

  void major(std::string_view code, std::string reason) const {
    losses.major(code, where.str(), std::move(reason));
  }
  void minor(std::string_view code, std::string reason) const {
    losses.minor(code, where.str(), std::move(reason));
  }

  void operator()(const part::Text& text) const {
    const bool lost =
        use == Use::Request && !std::all_of(text.citations.begin(), text.citations.end(), is_own);
    if (lost) minor("citations", "citations are dropped when bridging to anthropic_messages");
  }
  void image(bool written, const std::string& detail) const {
    if (!written) {
      major("image",
            "an image is dropped: anthropic_messages takes addresses on the web, and png, "
            "jpeg, gif and webp as data, in requests");
    } else if (!detail.empty() && detail != "auto") {
      minor("image", "the detail of an image is dropped when bridging to anthropic_messages");
    }
  }
  void operator()(const part::ImageUrl& it) const { image(has_block(part, use), it.detail); }
  void operator()(const part::ImageBase64& it) const { image(has_block(part, use), it.detail); }
  void operator()(const part::Audio& audio) const {
    if (audio.transcript.empty())
      major("audio", "audio is dropped when bridging to anthropic_messages");
    else
      minor("audio", "audio is its transcript in anthropic_messages");
  }
  void operator()(const part::File&) const {
    if (!has_block(part, use))
      major("file",
            "a file is dropped: anthropic_messages takes pdf, text and images, in requests");
  }
  void operator()(const part::Json&) const {}
  void operator()(const ToolCallPart& call) const {
    if (call.is_custom)
      losses.note("custom_tool", where.str(), "a custom tool's input is a member of an object");
    else if (!call.arguments.is_object() && !call.arguments.is_null())
      minor("arguments", "arguments that are no object are a member of one in anthropic_messages");
  }
  void operator()(const ToolResultPart& result) const {
    if (use == Use::Answer)
      major("tool_result", "results of tools are dropped when bridging to anthropic_messages");
    const Pointer output = where.at("content");
    std::size_t index = 0;
    for (const MessagePart& inner : result.output)
      report_losses(inner, use, keep_extensions, output.at(index++), losses);
  }
  void operator()(const part::Reasoning& reasoning) const {
    const bool sealed = !reasoning.encrypted.empty() && !is_own_signature(part);
    if (sealed || !has_block(part, use))
      minor("reasoning",
            "reasoning is dropped when bridging to anthropic_messages, which takes "
            "back only what it signed");
  }
  void operator()(const part::Refusal&) const {
    minor("refusal", "a refusal is text in anthropic_messages");
  }
  void operator()(const part::Raw& raw) const {
    if (has_block(part, use)) return;
    major("raw_part", raw.type + " of " + std::string(to_string(raw.origin)) +
                          " is dropped when bridging to anthropic_messages");
  }
};

}  // namespace

bool is_own_signature(const MessagePart& part) {
  return part.signature && (part.signature->origin == WireFormat::AnthropicMessages ||
                            part.signature->origin == WireFormat::BedrockConverse);
}

bool has_block(const MessagePart& part, Use use) {
  return std::visit(HasBlock{part, use}, part.content);
}

void report_losses(const MessagePart& part, Use use, bool keep_extensions, const Pointer& where,
                   LossLog& losses) {
  std::visit(Reporter{part, use, keep_extensions, where, losses}, part.content);
  if (!has_block(part, use)) return;
  if (part.signature && !(is_own_signature(part) && part.is<part::Reasoning>()))
    losses.minor("signature", where.str(),
                 "a signature of another protocol is dropped when bridging to anthropic_messages");
  if (use == Use::Answer && part.cache_mark)
    losses.minor("cache_mark", where.str(), "an answer has no marks of the cache");
  if (keep_extensions) return;
  for (const auto& [name, value] : part.vendor_extensions)
    losses.minor("vendor_extensions", where.at(name).str(),
                 "some vendor_extensions and raw_message fields are not emitted to "
                 "anthropic_messages");
}

}  // namespace omnillm::codec::anthropic
