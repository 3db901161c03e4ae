#include "codec/gemini/part_parser.h"

#include <algorithm>
#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "codec/gemini/names.h"

namespace omnillm::codec::gemini {

namespace {

bool is_beside_content(std::string_view name) {
  return name == "videoMetadata" || name == "mediaResolution" || name == "partMetadata";
}

// Contents that mean something to this protocol alone.
bool is_raw_content(std::string_view name) {
  return name == "executableCode" || name == "codeExecutionResult" || name == "toolCall" ||
         name == "toolResponse" || name == "audioTranscription";
}

bool is_content(std::string_view name) {
  return name == "text" || name == "inlineData" || name == "fileData" || name == "functionCall" ||
         name == "functionResponse";
}

// What stands in a part, found in one pass.
struct PartMembers {
  std::string_view content_name;  // in camelCase
  std::string_view wire_name;
  json::Value content;
  std::string raw_type;  // when the part is to be kept whole
  json::Value thought;
  json::Value signature;
};

void keep(VendorExtensions& extensions, std::string_view content, const json::Member& member) {
  std::string name(content);
  extensions.append(name.append("/").append(member.name), member.value.json());
}

MessagePart parse_blob(Reader& reader, const Pointer& at, json::Value blob) {
  std::string media_type;
  Text data;
  VendorExtensions others;
  for (const json::Member m : blob.members()) {
    const CamelName name(m.name);
    if (name == "mimeType")
      reader.string(at.at(m.name), m.value, media_type);
    else if (name == "data")
      reader.text(at.at(m.name), m.value, data);
    else
      keep(others, "inlineData", m);
  }
  MessagePart part;
  if (media_type.starts_with("image/"))
    part.content = part::ImageBase64{.data = data, .media_type = media_type};
  else if (media_type.starts_with("audio/"))
    part.content = part::Audio{.data = data, .media_type = media_type};
  else
    part.content = part::File{.data = data, .media_type = media_type};
  part.vendor_extensions = std::move(others);
  return part;
}

MessagePart parse_file(Reader& reader, const Pointer& at, json::Value file) {
  std::string media_type;
  std::string url;
  VendorExtensions others;
  for (const json::Member m : file.members()) {
    const CamelName name(m.name);
    if (name == "mimeType")
      reader.string(at.at(m.name), m.value, media_type);
    else if (name == "fileUri")
      reader.string(at.at(m.name), m.value, url);
    else
      keep(others, "fileData", m);
  }
  MessagePart part;
  if (media_type.starts_with("image/"))
    part.content = part::ImageUrl{.url = url, .media_type = media_type};
  else
    part.content = part::File{.url = url, .media_type = media_type};
  part.vendor_extensions = std::move(others);
  return part;
}

MessagePart parse_call(Reader& reader, const Pointer& at, json::Value wire) {
  static const JsonText kNoArguments = JsonText::from_valid(nullptr, "{}");
  ToolCallPart call{.arguments = kNoArguments};
  VendorExtensions others;
  for (const json::Member m : wire.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (name == "id")
      reader.string(here, m.value, call.call_id);
    else if (name == "name")
      reader.string(here, m.value, call.name);
    else if (name == "args") {
      if (reader.object(here, m.value)) call.arguments = m.value.json();
    } else {
      keep(others, "functionCall", m);
    }
  }
  MessagePart part(std::move(call));
  part.vendor_extensions = std::move(others);
  return part;
}

MessagePart value_part(json::Value value) {
  if (value.is_string()) return MessagePart(value.text());
  return MessagePart(part::Json{value.json()});
}

// By convention `output` holds what a function answered and `error` what went wrong; a response
// with neither is the answer itself.
void parse_tool_output(json::Value response, ToolResultPart& result) {
  if (response.size() == 0) return;
  const json::Member first = *response.members().begin();
  const bool alone = response.size() == 1;
  if (alone && first.name == "output") {
    result.output.push_back(value_part(first.value));
  } else if (alone && first.name == "error") {
    result.is_error = true;
    result.output.push_back(value_part(first.value));
  } else {
    result.output.emplace_back(part::Json{response.json()});
  }
}

MessagePart parse_tool_result(Reader& reader, const Pointer& at, json::Value wire) {
  ToolResultPart result;
  json::Value media;
  VendorExtensions others;
  for (const json::Member m : wire.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (name == "id")
      reader.string(here, m.value, result.call_id);
    else if (name == "name")
      reader.string(here, m.value, result.name);
    else if (name == "response") {
      if (reader.object(here, m.value)) parse_tool_output(m.value, result);
    } else if (name == "parts") {
      if (reader.array(here, m.value)) media = m.value;
    } else {
      keep(others, "functionResponse", m);
    }
  }
  const Pointer parts = at.at("parts");
  std::size_t index = 0;
  for (const json::Value element : media.elements())
    result.output.push_back(parse_part(reader, parts.at(index++), element));
  MessagePart part(std::move(result));
  part.vendor_extensions = std::move(others);
  return part;
}

MessagePart parse_content_of_part(Reader& reader, const Pointer& at, const PartMembers& members) {
  const Pointer here = at.at(members.wire_name);
  if (members.content_name == "text") {
    Text text;
    reader.text(here, members.content, text);
    if (members.thought.to_bool().value_or(false))
      return MessagePart(part::Reasoning{.text = std::move(text), .is_summary = true});
    return MessagePart(part::Text{.text = std::move(text)});
  }
  if (!reader.object(here, members.content)) return {};
  if (members.content_name == "inlineData") return parse_blob(reader, here, members.content);
  if (members.content_name == "fileData") return parse_file(reader, here, members.content);
  if (members.content_name == "functionCall") return parse_call(reader, here, members.content);
  return parse_tool_result(reader, here, members.content);
}

}  // namespace

MessagePart parse_part(Reader& reader, const Pointer& at, json::Value wire) {
  if (!wire.is_object()) {
    reader.wrong(at, "expected an object");
    return {};
  }
  PartMembers members;
  VendorExtensions others;
  for (const json::Member m : wire.members()) {
    const CamelName name(m.name);
    if (m.value.is_missing_or_null()) continue;
    if (is_content(name.view())) {
      members.content_name = name == "text"           ? "text"
                             : name == "inlineData"   ? "inlineData"
                             : name == "fileData"     ? "fileData"
                             : name == "functionCall" ? "functionCall"
                                                      : "functionResponse";
      members.wire_name = m.name;
      members.content = m.value;
    } else if (name == "thought") {
      members.thought = m.value;
    } else if (name == "thoughtSignature") {
      members.signature = m.value;
    } else {
      if (is_raw_content(name.view())) members.raw_type = name.view();
      // A slash stands in names of ours alone, for members inside a content.
      if (m.name.find('/') == std::string_view::npos)
        others.append(std::string(m.name), m.value.json());
    }
  }

  MessagePart part;
  std::optional<bool> thought;
  reader.boolean(at.at("thought"), members.thought, thought);
  std::string signature;
  reader.string(at.at("thoughtSignature"), members.signature, signature);
  if (members.content) {
    part = parse_content_of_part(reader, at, members);
    for (const auto& [name, value] : others) part.vendor_extensions.append(name, value);
    if (thought.value_or(false) && members.content_name != "text")
      part.vendor_extensions.append("thought", members.thought.json());
  } else {
    const auto unknown = std::find_if(others.begin(), others.end(), [](const auto& other) {
      return !is_beside_content(CamelName(other.first).view());
    });
    if (members.raw_type.empty() && unknown != others.end()) members.raw_type = unknown->first;
    if (!members.raw_type.empty() || !others.empty() || signature.empty())
      return MessagePart(
          part::Raw{.origin = kFormat, .type = members.raw_type, .json = wire.json()});
    if (thought.value_or(false)) part.content = part::Reasoning{.is_summary = true};
  }
  if (!signature.empty()) part.signature = Signature{std::move(signature), kFormat};
  return part;
}

Message parse_content(Reader& reader, const Pointer& at, json::Value content) {
  Message message;
  if (!content.is_object()) {
    reader.wrong(at, "expected an object");
    return message;
  }
  std::string role;
  for (const json::Member m : content.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (name == "role") {
      reader.string(here, m.value, role);
    } else if (name == "parts") {
      if (!reader.array(here, m.value)) continue;
      message.parts.reserve(m.value.size());
      for (const json::Value part : m.value.elements())
        message.parts.push_back(parse_part(reader, here.at(message.parts.size()), part));
    } else {
      message.vendor_extensions.append(std::string(m.name), m.value.json());
    }
  }
  if (role == "model")
    message.role = MessageRole::Assistant;
  else if (!role.empty() && role != "user" && role != "function")
    reader.wrong(at.at("role"), "expected user or model");
  const bool results_only =
      !message.parts.empty() &&
      std::all_of(message.parts.begin(), message.parts.end(),
                  [](const MessagePart& part) { return part.is<ToolResultPart>(); });
  if (message.role == MessageRole::User && results_only) message.role = MessageRole::Tool;
  return message;
}

void name_calls(std::vector<Message>& messages) {
  // Calls that nobody has answered yet, by the name of their tool; some of them under an id, which
  // takes them out of the line.
  std::unordered_map<std::string_view, std::deque<std::string_view>> open;
  std::unordered_set<std::string_view> answered;
  const auto take_call_of = [&](std::string_view name) {
    std::deque<std::string_view>& line = open[name];
    while (!line.empty() && answered.contains(line.front())) line.pop_front();
    std::string id;
    if (line.empty()) return id;
    id = line.front();
    line.pop_front();
    return id;
  };
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const std::string unique = std::to_string(m);
    for (std::size_t p = 0; p < messages[m].parts.size(); ++p) {
      if (auto* call = messages[m].parts[p].get_if<ToolCallPart>()) {
        if (call->call_id.empty()) call->call_id = invented_call_id(unique, p);
        open[call->name].push_back(call->call_id);
      } else if (auto* result = messages[m].parts[p].get_if<ToolResultPart>()) {
        if (result->call_id.empty()) result->call_id = take_call_of(result->name);
        if (result->call_id.empty()) result->call_id = invented_call_id(unique, p);
        answered.insert(result->call_id);
      }
    }
  }
}

}  // namespace omnillm::codec::gemini
