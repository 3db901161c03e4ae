#include "codec/gemini/request_parser.h"

#include <string_view>
#include <utility>

#include "codec/gemini/config_parser.h"
#include "codec/gemini/names.h"
#include "codec/gemini/part_parser.h"

namespace omnillm::codec::gemini {

namespace {

void parse_model(Reader& reader, const Pointer& at, json::Value value, LlmRequest& request) {
  constexpr std::string_view kPrefix = "models/";
  reader.string(at, value, request.model);
  if (request.model.starts_with(kPrefix)) request.model.erase(0, kPrefix.size());
}

void parse_contents(Reader& reader, const Pointer& at, json::Value contents, LlmRequest& request) {
  request.messages.reserve(request.messages.size() + contents.size());
  std::size_t index = 0;
  for (const json::Value content : contents.elements()) {
    Message message = parse_content(reader, at.at(index++), content);
    message.raw_message = RawMessage{kFormat, content.json()};
    request.messages.push_back(std::move(message));
  }
}

bool is_plain_text(const MessagePart& part) {
  return part.is<part::Text>() && !part.signature && part.vendor_extensions.empty();
}

// One plain text is the instructions; anything more is a message in front of the others. Its role,
// which clients fill in as they like, means nothing.
void parse_system(Reader& reader, const Pointer& at, json::Value value, LlmRequest& request) {
  if (value.is_string()) {
    request.instructions = value.text();
    return;
  }
  if (!reader.object(at, value)) return;
  Message message{.role = MessageRole::System};
  for (const json::Member m : value.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (name == "role" || m.value.is_missing_or_null()) continue;
    if (name != "parts") {
      message.vendor_extensions.append(std::string(m.name), m.value.json());
    } else if (reader.array(here, m.value)) {
      for (const json::Value part : m.value.elements())
        message.parts.push_back(parse_part(reader, here.at(message.parts.size()), part));
    }
  }
  if (message.parts.empty() && message.vendor_extensions.empty()) return;
  if (message.parts.size() == 1 && is_plain_text(message.parts.front()) &&
      message.vendor_extensions.empty())
    request.instructions = message.parts.front().get_if<part::Text>()->text;
  else
    request.messages.insert(request.messages.begin(), std::move(message));
}

void parse_labels(Reader& reader, const Pointer& at, json::Value labels, LlmRequest& request) {
  if (!reader.object(at, labels)) return;
  for (const json::Member m : labels.members())
    request.metadata.append(std::string(m.name), m.value.json());
}

void parse_safety(Reader& reader, const Pointer& at, json::Value settings, LlmRequest& request) {
  if (reader.array(at, settings)) request.capabilities.safety = SafetySettings{settings.json()};
}

void parse_member(Reader& reader, const Pointer& at, const json::Member& m, LlmRequest& request) {
  const CamelName name(m.name);
  if (name == "model") {
    parse_model(reader, at, m.value, request);
  } else if (name == "contents") {
    if (reader.array(at, m.value)) parse_contents(reader, at, m.value, request);
  } else if (name == "systemInstruction") {
    parse_system(reader, at, m.value, request);
  } else if (name == "generationConfig") {
    if (reader.object(at, m.value)) parse_generation_config(reader, at, m.value, request);
  } else if (name == "tools") {
    if (reader.array(at, m.value)) parse_tools(reader, at, m.value, request.capabilities);
  } else if (name == "toolConfig") {
    if (reader.object(at, m.value)) parse_tool_config(reader, at, m.value, request.capabilities);
  } else if (name == "safetySettings") {
    parse_safety(reader, at, m.value, request);
  } else if (name == "labels") {
    parse_labels(reader, at, m.value, request);
  } else if (name == "serviceTier") {
    reader.string(at, m.value, request.service_tier);
    request.service_tier = canonical_service_tier(request.service_tier);
  } else if (name == "cachedContent") {
    request.vendor_extensions.set("cachedContent", m.value.json());
  } else {
    request.vendor_extensions.append(std::string(m.name), m.value.json());
  }
}

}  // namespace

LlmRequest parse_request(Reader& reader, json::Value body) {
  LlmRequest request{.origin = kFormat};
  const Pointer root;
  if (!body.is_object()) {
    reader.wrong(root, "expected an object");
    return request;
  }
  bool has_contents = false;
  for (const json::Member m : body.members()) {
    if (m.value.is_missing_or_null()) continue;
    has_contents = has_contents || m.name == "contents";
    parse_member(reader, root.at(m.name), m, request);
  }
  if (!has_contents) reader.wrong(root.at("contents"), "expected an array");
  name_calls(request.messages);
  return request;
}

}  // namespace omnillm::codec::gemini
