#include <string>
#include <utility>

#include "codec/bedrock/blocks.h"
#include "codec/bedrock/codec.h"
#include "codec/fields.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

class RequestParser {
 public:
  Result<LlmRequest> parse(json::Value root);

 private:
  Result<void> member(std::string_view name, json::Value value, const Pointer& where);
  Result<void> messages(json::Value array, const Pointer& where);
  Result<void> system(json::Value array, const Pointer& where);
  Result<void> inference(json::Value config, const Pointer& where);
  Result<void> tool_config(json::Value config, const Pointer& where);
  Result<void> tool(json::Value wire, const Pointer& where);
  Result<void> tool_spec(json::Value spec, const Pointer& where);
  Result<void> tool_choice(json::Value choice, const Pointer& where);
  Result<void> output_config(json::Value config, const Pointer& where);
  Result<void> json_schema(json::Value schema, const Pointer& where);
  Result<void> model_fields(json::Value object, const Pointer& where);
  ReasoningCapability& reasoning() {
    auto& capability = request_.capabilities.reasoning;
    return capability ? *capability : capability.emplace();
  }

  const Fields fields_ = Fields::of_request();
  LlmRequest request_;
};

Result<LlmRequest> RequestParser::parse(json::Value root) {
  const Pointer top;
  if (auto ok = fields_.object(root, top); !ok) return tl::unexpected(ok.error());
  request_.origin = kFormat;
  if (!root["messages"]) return fields_.wrong(top.at("messages"), "is missing");
  for (const json::Member m : root.members()) {
    if (m.value.is_missing_or_null()) continue;
    if (auto ok = member(m.name, m.value, top.at(m.name)); !ok) return tl::unexpected(ok.error());
  }
  return std::move(request_);
}

Result<void> RequestParser::member(std::string_view name, json::Value value, const Pointer& where) {
  if (name == "messages") return messages(value, where);
  if (name == "system") return system(value, where);
  if (name == "inferenceConfig") return inference(value, where);
  if (name == "toolConfig") return tool_config(value, where);
  if (name == "outputConfig") return output_config(value, where);
  if (name == "additionalModelRequestFields") return model_fields(value, where);
  // The model stands in the path; a request kept as one JSON value carries it along.
  if (name == "modelId") return fields_.string(value, where, request_.model);
  if (name == "serviceTier") {
    if (auto ok = fields_.object(value, where); !ok) return ok;
    return fields_.string(value["type"], where.at("type"), request_.service_tier);
  }
  if (name == "guardrailConfig") {
    request_.capabilities.safety = SafetySettings{.policy = value.json()};
    return {};
  }
  if (name == "requestMetadata") {
    if (auto ok = fields_.object(value, where); !ok) return ok;
    for (const json::Member entry : value.members())
      request_.metadata.append(std::string(entry.name), entry.value.json());
    return {};
  }
  request_.vendor_extensions.append(std::string(name), value.json());
  return {};
}

Result<void> RequestParser::messages(json::Value array, const Pointer& where) {
  if (auto ok = fields_.array(array, where); !ok) return ok;
  // The system's message, if there is one, stands in front.
  request_.messages.reserve(request_.messages.size() + array.size());
  std::size_t index = 0;
  for (const json::Value wire : array.elements()) {
    auto message = read_message(wire, fields_, where.at(index++));
    if (!message) return tl::unexpected(message.error());
    request_.messages.push_back(std::move(*message));
  }
  return {};
}

Result<void> RequestParser::system(json::Value array, const Pointer& where) {
  auto parts = read_blocks(array, fields_, where);
  if (!parts) return tl::unexpected(parts.error());
  if (parts->empty()) return {};
  const auto* only = parts->size() == 1 ? parts->front().get_if<part::Text>() : nullptr;
  if (only && parts->front() == MessagePart(only->text))
    request_.instructions = only->text;
  else
    request_.messages.insert(request_.messages.begin(),
                             Message{.role = MessageRole::System, .parts = std::move(*parts)});
  return {};
}

Result<void> RequestParser::inference(json::Value config, const Pointer& where) {
  if (auto ok = fields_.object(config, where); !ok) return ok;
  GenerationConfig& generation = request_.generation;
  for (const json::Member m : config.members()) {
    const Pointer here = where.at(m.name);
    Result<void> read;
    if (m.name == "maxTokens")
      read = fields_.count(m.value, here, generation.max_output_tokens);
    else if (m.name == "temperature")
      read = fields_.number(m.value, here, generation.temperature);
    else if (m.name == "topP")
      read = fields_.number(m.value, here, generation.top_p);
    else if (m.name == "stopSequences")
      read = fields_.strings(m.value, here, generation.stop_sequences);
    else
      generation.vendor_extensions.append(std::string(m.name), m.value.json());
    if (!read) return read;
  }
  return {};
}

Result<void> RequestParser::tool_config(json::Value config, const Pointer& where) {
  if (auto ok = fields_.object(config, where); !ok) return ok;
  for (const json::Member m : config.members()) {
    const Pointer here = where.at(m.name);
    if (m.name == "tools") {
      if (auto ok = fields_.array(m.value, here); !ok) return ok;
      std::size_t index = 0;
      for (const json::Value wire : m.value.elements())
        if (auto ok = tool(wire, here.at(index++)); !ok) return ok;
    } else if (m.name == "toolChoice") {
      if (auto ok = tool_choice(m.value, here); !ok) return ok;
    } else {
      request_.capabilities.vendor_extensions.append(std::string(m.name), m.value.json());
    }
  }
  return {};
}

Result<void> RequestParser::tool(json::Value wire, const Pointer& where) {
  if (auto ok = fields_.object(wire, where); !ok) return ok;
  if (const json::Value spec = wire["toolSpec"]) return tool_spec(spec, where.at("toolSpec"));
  auto& tools = request_.capabilities.tools;
  if (const json::Value point = wire["cachePoint"]; point && !tools.empty()) {
    tools.back().cache_mark = CacheMark{.retention = retention_of(point["ttl"])};
    return {};
  }
  request_.capabilities.builtin_tools.push_back({.kind = BuiltinTool::Kind::Vendor,
                                                 .name = wire["systemTool"]["name"].str(),
                                                 .settings = wire.json(),
                                                 .origin = kFormat});
  return {};
}

Result<void> RequestParser::tool_spec(json::Value spec, const Pointer& where) {
  if (auto ok = fields_.object(spec, where); !ok) return ok;
  ToolDefinition tool;
  for (const json::Member m : spec.members()) {
    const Pointer here = where.at(m.name);
    Result<void> read;
    if (m.name == "name")
      read = fields_.string(m.value, here, tool.name);
    else if (m.name == "description")
      read = fields_.string(m.value, here, tool.description);
    else if (m.name == "strict")
      read = fields_.boolean(m.value, here, tool.strict);
    else if (m.name == "inputSchema")
      tool.input_schema = m.value["json"].json();
    else
      tool.vendor_extensions.append(std::string(m.name), m.value.json());
    if (!read) return read;
  }
  if (tool.name.empty()) return fields_.wrong(where.at("name"), "is missing");
  request_.capabilities.tools.push_back(std::move(tool));
  return {};
}

Result<void> RequestParser::tool_choice(json::Value choice, const Pointer& where) {
  if (auto ok = fields_.object(choice, where); !ok) return ok;
  if (choice["any"]) {
    request_.capabilities.tool_choice = ToolChoice::required();
  } else if (const json::Value tool = choice["tool"]) {
    std::string name;
    if (auto ok = fields_.string(tool["name"], where.at("tool").at("name"), name); !ok) return ok;
    request_.capabilities.tool_choice = ToolChoice::named(std::move(name));
  } else if (choice["auto"]) {
    request_.capabilities.tool_choice = ToolChoice::automatic();
  } else {
    return fields_.wrong(where, "expected \"auto\", \"any\" or \"tool\"");
  }
  return {};
}

Result<void> RequestParser::output_config(json::Value config, const Pointer& where) {
  if (auto ok = fields_.object(config, where); !ok) return ok;
  for (const json::Member m : config.members()) {
    const Pointer here = where.at(m.name);
    Result<void> read;
    if (m.name == "effort")
      read = fields_.string(m.value, here, reasoning().effort);
    else if (m.name == "textFormat")
      read = json_schema(m.value["structure"]["jsonSchema"], here);
    else
      request_.capabilities.vendor_extensions.append("outputConfig." + std::string(m.name),
                                                     m.value.json());
    if (!read) return read;
  }
  return {};
}

// The schema is a text that holds JSON.
Result<void> RequestParser::json_schema(json::Value schema, const Pointer& where) {
  if (auto ok = fields_.object(schema, where); !ok) return ok;
  StructuredOutputConfig output;
  if (auto ok = fields_.string(schema["name"], where.at("name"), output.name); !ok) return ok;
  if (auto ok = fields_.string(schema["description"], where.at("description"), output.description);
      !ok)
    return ok;
  auto parsed = JsonText::parse(schema["schema"].str());
  if (!parsed) return fields_.wrong(where.at("schema"), "is not JSON: " + parsed.error().message());
  output.schema = std::move(*parsed);
  request_.capabilities.structured_output = std::move(output);
  return {};
}

// What the model's own protocol has and Converse has not. Anthropic's settings are known; the rest
// is kept as it stands.
Result<void> RequestParser::model_fields(json::Value object, const Pointer& where) {
  if (auto ok = fields_.object(object, where); !ok) return ok;
  std::string rest;
  json::Writer out(rest);
  out.begin_object();
  for (const json::Member m : object.members()) {
    const Pointer here = where.at(m.name);
    if (m.name == "top_k") {
      if (auto ok = fields_.count(m.value, here, request_.generation.top_k); !ok) return ok;
    } else if (m.name == "thinking" && m.value.is_object() && !m.value["type"].says("adaptive")) {
      ReasoningCapability& capability = reasoning();
      capability.enabled = m.value["type"].says("enabled");
      if (auto ok = fields_.count(m.value["budget_tokens"], here.at("budget_tokens"),
                                  capability.budget_tokens);
          !ok)
        return ok;
    } else {
      out.foreign_key(m.name).raw(m.value.raw());
    }
  }
  out.end_object();
  if (rest != "{}")
    request_.vendor_extensions.append("additionalModelRequestFields", *JsonText::parse(rest));
  return {};
}

}  // namespace

Result<LlmRequest> parse_request(const json::Document& body) {
  return RequestParser().parse(body.root());
}

}  // namespace omnillm::codec::bedrock
