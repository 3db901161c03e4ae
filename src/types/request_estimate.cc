// How many tokens a request will probably take: LlmRequest::estimated_tokens().

#include <algorithm>
#include <limits>

#include "omnillm/request.h"
#include "omnillm/usage.h"

namespace omnillm {
namespace {

constexpr std::int64_t kBytesPerToken = 4;
constexpr std::int64_t kDefaultOutputTokens = 1'024;

// What is no text counts by allowances, on the safe side of what the providers take.
constexpr std::int64_t kImageTokens = 1'024;
constexpr std::int64_t kFileTokens = 1'024;        // one that the provider already has
constexpr std::int64_t kFileBytesPerToken = 32;    // of base64: documents are mostly layout
constexpr std::int64_t kAudioBytesPerToken = 256;  // of base64: 32 tokens a second, compressed
constexpr std::int64_t kMessageTokens = 4;         // who speaks, and where it ends

// Counts bytes of text and whole tokens. The sizes are of things that are in memory, so only the
// product of allowances could ever be large; it stops at the largest int64 as everything here does.
class Measure {
 public:
  void plain(const std::string& text) { bytes(text.size()); }
  void text(const Text& text) { bytes(text.held_bytes()); }
  void json(const JsonText& value) {
    if (!value.is_null()) bytes(value.text().size());
  }
  void allow(std::int64_t tokens) { tokens_ = usage_detail::saturating_sum(tokens_, tokens); }
  void part(const MessagePart& piece) {
    std::visit([this](const auto& content) { add(content); }, piece.content);
  }
  void parts(const std::vector<MessagePart>& pieces) {
    for (const MessagePart& piece : pieces) part(piece);
  }
  void message(const Message& message) {
    allow(kMessageTokens);
    plain(message.name);
    parts(message.parts);
  }

  [[nodiscard]] std::int64_t tokens() const {
    const std::int64_t of_text = bytes_ / kBytesPerToken + (bytes_ % kBytesPerToken != 0);
    return std::max<std::int64_t>(1, usage_detail::saturating_sum(tokens_, of_text));
  }

 private:
  void bytes(std::size_t count) {
    bytes_ = usage_detail::saturating_sum(bytes_, static_cast<std::int64_t>(count));
  }
  void data(const Text& base64, std::int64_t bytes_per_token) {
    allow(static_cast<std::int64_t>(base64.held_bytes()) / bytes_per_token + 1);
  }

  void add(const part::Text& part) { text(part.text); }
  void add(const part::ImageUrl&) { allow(kImageTokens); }
  void add(const part::ImageBase64&) { allow(kImageTokens); }
  void add(const part::Audio& part) {
    if (part.data.empty())
      text(part.transcript);
    else
      data(part.data, kAudioBytesPerToken);
  }
  void add(const part::File& part) {
    if (!part.text.empty())
      text(part.text);
    else if (!part.data.empty())
      data(part.data, kFileBytesPerToken);
    else
      allow(kFileTokens);
  }
  void add(const part::Json& part) { json(part.value); }
  void add(const ToolCallPart& part) {
    plain(part.name);
    json(part.arguments);
  }
  void add(const ToolResultPart& part) { parts(part.output); }
  void add(const part::Reasoning& part) {
    text(part.text);
    plain(part.encrypted);
  }
  void add(const part::Refusal& part) { text(part.text); }
  void add(const part::Raw& part) { json(part.json); }

  std::int64_t bytes_ = 0;
  std::int64_t tokens_ = 0;
};

void measure_capabilities(const CapabilitySet& capabilities, Measure& measure) {
  for (const ToolDefinition& tool : capabilities.tools) {
    measure.plain(tool.name);
    measure.plain(tool.description);
    measure.json(tool.input_schema);
    measure.json(tool.custom_format);
  }
  for (const BuiltinTool& tool : capabilities.builtin_tools) measure.json(tool.settings);
  if (const auto& schema = capabilities.structured_output) {
    measure.plain(schema->description);
    measure.json(schema->schema);
  }
}

std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::int64_t>::max()
                                                : product;
}

}  // namespace

std::int64_t LlmRequest::estimated_prompt_tokens() const {
  Measure measure;
  if (instructions) measure.text(*instructions);
  measure_capabilities(capabilities, measure);
  for (const RequestItem& item : input) {
    if (const Message* message = item.message())
      measure.message(*message);
    else
      measure.part(*item.single());
  }
  if (input.empty())
    for (const Message& message : messages) measure.message(message);
  return measure.tokens();
}

std::int64_t LlmRequest::estimated_tokens() const {
  const std::int64_t each =
      std::max<std::int64_t>(0, generation.max_output_tokens.value_or(kDefaultOutputTokens));
  const std::int64_t choices = std::max<std::int64_t>(1, generation.choices.value_or(1));
  return usage_detail::saturating_sum(estimated_prompt_tokens(), saturating_product(each, choices));
}

}  // namespace omnillm
