#include "sim/http_tokens.h"

#include <cstddef>
#include <string>

#include "sim/http_ascii.h"

namespace omnillm::sim {
namespace {

constexpr std::size_t kRun = 8;
constexpr std::int64_t kPerRequest = 3;
constexpr std::int64_t kPerMessage = 4;
constexpr std::int64_t kPerTool = 8;
constexpr std::int64_t kPerImage = 85;
constexpr std::int64_t kPerFile = 250;
constexpr std::int64_t kPerSound = 50;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

// Where the token that begins at `begin` ends.
std::size_t token_end(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  while (at < text.size() && is_blank(text[at])) ++at;
  const std::size_t first = at;
  while (at < text.size() && at - first < kRun && is_word(text[at])) ++at;
  if (at == first && at < text.size()) {
    ++at;
    while (at < text.size() && continues_character(text[at])) ++at;
  }
  std::size_t rest = at;
  while (rest < text.size() && is_blank(text[rest])) ++rest;
  return rest == text.size() ? rest : at;
}

struct Counter {
  std::int64_t total = 0;

  void text(const Text& what) { total += count_tokens(what.str()); }
  void json(const JsonText& what) {
    if (!what.is_null()) total += count_tokens(what.text());
  }
  void part(const MessagePart& part) {
    std::visit([this](const auto& content) { add(content); }, part.content);
  }
  void message(const Message& message) {
    total += kPerMessage;
    for (const MessagePart& one : message.parts) part(one);
  }

  void add(const part::Text& content) { text(content.text); }
  void add(const part::ImageUrl&) { total += kPerImage; }
  void add(const part::ImageBase64&) { total += kPerImage; }
  void add(const part::Audio&) { total += kPerSound; }
  void add(const part::File& content) {
    content.text.empty() ? void(total += kPerFile) : text(content.text);
  }
  void add(const part::Json& content) { json(content.value); }
  void add(const ToolCallPart& content) {
    total += count_tokens(content.name);
    json(content.arguments);
  }
  void add(const ToolResultPart& content) {
    for (const MessagePart& one : content.output) part(one);
  }
  void add(const part::Reasoning& content) { text(content.text); }
  void add(const part::Refusal& content) { text(content.text); }
  void add(const part::Raw& content) { json(content.json); }
};

void add_tools(const CapabilitySet& capabilities, Counter& counter) {
  for (const ToolDefinition& tool : capabilities.tools) {
    counter.total += kPerTool + count_tokens(tool.name) + count_tokens(tool.description);
    counter.json(tool.input_schema);
  }
  if (capabilities.structured_output) counter.json(capabilities.structured_output->schema);
}

}  // namespace

std::vector<std::string_view> split_tokens(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = token_end(text, begin);
    tokens.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return tokens;
}

std::int64_t count_tokens(std::string_view text) {
  std::int64_t count = 0;
  for (std::size_t begin = 0; begin < text.size(); ++count) begin = token_end(text, begin);
  return count;
}

std::int64_t count_prompt_tokens(const LlmRequest& request) {
  Counter counter{.total = kPerRequest};
  if (request.instructions) counter.text(*request.instructions);
  for (const RequestItem& item : request.input) {
    if (const Message* message = item.message()) counter.message(*message);
    if (const MessagePart* part = item.single()) counter.part(*part);
  }
  if (request.input.empty())
    for (const Message& message : request.messages) counter.message(message);
  add_tools(request.capabilities, counter);
  return counter.total;
}

}  // namespace omnillm::sim
