// What a route sees of a request.

#include <variant>

#include "omnillm/routing.h"
#include "omnillm/usage.h"
#include "routing/visit.h"

namespace omnillm {
namespace {

using routing::Overloaded;

// Bytes of the prompt, and whether images are among it. Sizes are of things that are in memory.
class Measure {
 public:
  void text(const Text& text) { bytes += static_cast<std::int64_t>(text.held_bytes()); }
  void plain(const std::string& text) { bytes += static_cast<std::int64_t>(text.size()); }
  void json(const JsonText& value) {
    if (!value.is_null()) bytes += static_cast<std::int64_t>(value.text().size());
  }
  void part(const MessagePart& piece) {
    std::visit(Overloaded{[&](const part::Text& each) { text(each.text); },
                          [&](const part::ImageUrl& each) {
                            images = true;
                            plain(each.url);
                          },
                          [&](const part::ImageBase64& each) {
                            images = true;
                            text(each.data);
                          },
                          [&](const part::Audio& each) {
                            text(each.data);
                            text(each.transcript);
                          },
                          [&](const part::File& each) {
                            text(each.data);
                            text(each.text);
                          },
                          [&](const part::Json& each) { json(each.value); },
                          [&](const ToolCallPart& each) { json(each.arguments); },
                          [&](const ToolResultPart& each) {
                            for (const MessagePart& inner : each.output) part(inner);
                          },
                          [&](const part::Reasoning& each) {
                            text(each.text);
                            plain(each.encrypted);
                          },
                          [&](const part::Refusal& each) { text(each.text); },
                          [&](const part::Raw& each) { json(each.json); }},
               piece.content);
  }
  void message(const Message& message) {
    for (const MessagePart& piece : message.parts) part(piece);
  }
  void tools(const CapabilitySet& capabilities) {
    for (const ToolDefinition& tool : capabilities.tools) {
      plain(tool.name);
      plain(tool.description);
      json(tool.input_schema);
    }
  }

  std::int64_t bytes = 0;
  bool images = false;
};

Measure measure(const LlmRequest& request) {
  Measure measure;
  if (request.instructions) measure.text(*request.instructions);
  measure.tools(request.capabilities);
  for (const RequestItem& item : request.input) {
    if (const Message* message = item.message())
      measure.message(*message);
    else
      measure.part(*item.single());
  }
  if (request.input.empty())
    for (const Message& message : request.messages) measure.message(message);
  return measure;
}

std::string_view session_of(const VendorExtensions& metadata) {
  const JsonText* id = metadata.find("session_id");
  if (!id || !id->is_string()) return {};
  // As it stands between the quotes: only compared and hashed.
  const std::string_view quoted = id->text();
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

RouteInput RouteInput::of(const LlmRequest& request) {
  const Measure seen = measure(request);
  RouteInput input;
  input.model = request.model;
  input.user = request.user;
  input.session = session_of(request.metadata);
  input.metadata = &request.metadata;
  input.prompt_bytes = seen.bytes;
  input.prompt_tokens = request.estimated_prompt_tokens();
  input.has_tools =
      !request.capabilities.tools.empty() || !request.capabilities.builtin_tools.empty();
  input.has_images = seen.images;
  input.stream = request.stream.has_value();
  return input;
}

RouteInput RouteInput::of(const ApiRequest& request) {
  RouteInput input =
      std::visit(Overloaded{[](const LlmRequest& each) { return of(each); },
                            [](const CountTokensRequest& each) { return of(each.request); },
                            [](const ModelListRequest&) { return RouteInput{}; },
                            [](const auto& each) {
                              RouteInput other;
                              other.model = each.model;
                              if constexpr (requires { each.user; }) other.user = each.user;
                              if constexpr (requires { each.stream; }) other.stream = each.stream;
                              return other;
                            }},
                 request);
  input.endpoint = canonical_endpoint_kind(request);
  return input;
}

}  // namespace omnillm
