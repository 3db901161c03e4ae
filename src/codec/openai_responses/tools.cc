#include "codec/openai_responses/tools.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace omnillm::codec::openai_responses {

namespace {

struct BuiltinKind {
  std::string_view prefix;  // of the type; dated ones continue it
  BuiltinTool::Kind kind;
};

constexpr BuiltinKind kBuiltinKinds[] = {
    {"web_search", BuiltinTool::Kind::WebSearch},
    {"file_search", BuiltinTool::Kind::FileSearch},
    {"code_interpreter", BuiltinTool::Kind::CodeExecution},
    {"computer", BuiltinTool::Kind::ComputerUse},
    {"mcp", BuiltinTool::Kind::Mcp},
    {"image_generation", BuiltinTool::Kind::ImageGeneration},
    {"shell", BuiltinTool::Kind::Shell},
    {"local_shell", BuiltinTool::Kind::Shell},
    {"apply_patch", BuiltinTool::Kind::TextEditor},
};

BuiltinTool::Kind kind_of(std::string_view type) {
  for (const BuiltinKind& known : kBuiltinKinds)
    if (type.substr(0, known.prefix.size()) == known.prefix) return known.kind;
  return BuiltinTool::Kind::Vendor;
}

// The tool of ours that does the same and needs no settings; empty when there is none.
std::string_view own_form(BuiltinTool::Kind kind) {
  switch (kind) {
    case BuiltinTool::Kind::WebSearch:
      return R"({"type":"web_search"})";
    case BuiltinTool::Kind::CodeExecution:
      return R"({"type":"code_interpreter","container":{"type":"auto"}})";
    case BuiltinTool::Kind::ImageGeneration:
      return R"({"type":"image_generation"})";
    default:
      return {};
  }
}

bool is_ours(const BuiltinTool& tool) {
  return tool.settings.is_object() && (!tool.origin || tool.origin == WireFormat::OpenAiResponses);
}

ToolDefinition parse_function(json::Value tool, bool is_custom, const Pointer& where,
                              Reader& reader) {
  ToolDefinition definition;
  definition.is_custom = is_custom;
  for (const json::Member m : tool.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "type") continue;
    if (m.name == "name") {
      definition.name = reader.string(m.value, at);
    } else if (m.name == "description") {
      definition.description = reader.string(m.value, at);
    } else if (m.name == "strict" && !is_custom) {
      definition.strict = reader.boolean(m.value, at);
    } else if (m.name == "parameters" && !is_custom) {
      if (reader.object(m.value, at)) definition.input_schema = m.value.json();
    } else if (m.name == "format" && is_custom) {
      if (reader.object(m.value, at)) definition.custom_format = m.value.json();
    } else {
      keep(definition.vendor_extensions, m);
    }
  }
  reader.require(definition.name, where.at("name"));
  return definition;
}

void write_function(const ToolDefinition& tool, const Pointer& where, Emission& emission) {
  json::Writer& out = emission.out;
  out.begin_object();
  out.key("type").string(tool.is_custom ? "custom" : "function");
  out.key("name").string(tool.name);
  if (!tool.description.empty()) out.key("description").string(tool.description);
  if (tool.is_custom) {
    if (!tool.custom_format.is_null()) out.key("format").json(tool.custom_format);
  } else {
    // Left out, `strict` means true here and false everywhere else.
    if (!tool.input_schema.is_null())
      out.key("parameters").json(tool.input_schema);
    else if (!emission.ours)
      out.key("parameters").raw(R"({"type":"object","properties":{}})");
    if (tool.strict || !emission.ours) out.key("strict").boolean(tool.strict.value_or(false));
  }
  if (tool.cache_mark)
    emission.losses.minor("cache_mark", where.str(),
                          "cache marks are dropped when bridging to open_ai_responses");
  if (tool.is_custom)
    emission.extensions(tool.vendor_extensions, where, {"type", "name", "description", "format"});
  else
    emission.extensions(tool.vendor_extensions, where,
                        {"type", "name", "description", "parameters", "strict"});
  out.end_object();
}

void write_builtin(const BuiltinTool& tool, const Pointer& where, Emission& emission) {
  if (is_ours(tool)) {
    emission.out.json(tool.settings);
    return;
  }
  const std::string_view form = own_form(tool.kind);
  const std::string name = tool.name.empty() ? "a built-in tool" : tool.name;
  if (form.empty()) {
    emission.losses.minor("builtin_tool", where.str(),
                          name + ": builtin tools are dropped when bridging to open_ai_responses");
    return;
  }
  emission.out.raw(form);
  emission.losses.note("builtin_tool", where.str(),
                       name + " is written with its default settings for open_ai_responses");
}

// The names of an allowed_tools list; false when there is a tool in it that has none.
bool parse_allowed(json::Value tools, ToolChoice& choice) {
  for (const json::Value tool : tools.elements()) {
    const json::Value type = tool["type"];
    if (!type.says("function") && !type.says("custom")) return false;
    if (!tool["name"].is_string()) return false;
    choice.names.push_back(tool["name"].str());
  }
  return true;
}

void write_named(const std::string& name, const CapabilitySet& capabilities, json::Writer& out) {
  const bool is_custom =
      std::any_of(capabilities.tools.begin(), capabilities.tools.end(),
                  [&](const ToolDefinition& tool) { return tool.is_custom && tool.name == name; });
  out.begin_object();
  out.key("type").string(is_custom ? "custom" : "function");
  out.key("name").string(name);
  out.end_object();
}

}  // namespace

void parse_tools(json::Value tools, const Pointer& where, CapabilitySet& capabilities,
                 Reader& reader) {
  if (!reader.array(tools, where)) return;
  std::size_t index = 0;
  for (const json::Value tool : tools.elements()) {
    const Pointer at = where.at(index++);
    const json::Value type = tool["type"];
    if (!type.is_string()) {
      reader.fault(at.at("type"), "expected a string");
    } else if (type.says("function") || type.says("custom")) {
      capabilities.tools.push_back(parse_function(tool, type.says("custom"), at, reader));
    } else {
      std::string name = type.str();
      const BuiltinTool::Kind kind = kind_of(name);
      capabilities.builtin_tools.push_back(
          {kind, std::move(name), tool.json(), WireFormat::OpenAiResponses});
    }
  }
}

std::optional<ToolChoice> parse_tool_choice(json::Value choice, const Pointer& where,
                                            Reader& reader) {
  if (choice.says("auto")) return ToolChoice::automatic();
  if (choice.says("none")) return ToolChoice::none();
  if (choice.says("required")) return ToolChoice::required();
  if (choice.is_missing_or_null() || choice.is_string()) return {};
  if (!choice.is_object()) {
    reader.fault(where, "expected a string or an object");
    return {};
  }
  const json::Value type = choice["type"];
  if ((type.says("function") || type.says("custom")) && choice["name"].is_string())
    return ToolChoice::named(choice["name"].str());
  if (!type.says("allowed_tools") || !choice["tools"].is_array()) return {};
  ToolChoice allowed =
      choice["mode"].says("required") ? ToolChoice::required() : ToolChoice::automatic();
  if (!parse_allowed(choice["tools"], allowed)) return {};
  return allowed;
}

bool has_writable_tools(const CapabilitySet& capabilities) {
  const auto& builtin = capabilities.builtin_tools;
  return !capabilities.tools.empty() ||
         std::any_of(builtin.begin(), builtin.end(), [](const BuiltinTool& tool) {
           return is_ours(tool) || !own_form(tool.kind).empty();
         });
}

void write_tools(const CapabilitySet& capabilities, const Pointer& where, Emission& emission) {
  emission.out.begin_array();
  const Pointer tools = where.at("tools");
  for (std::size_t i = 0; i < capabilities.tools.size(); ++i)
    write_function(capabilities.tools[i], tools.at(i), emission);
  const Pointer builtin = where.at("builtin_tools");
  for (std::size_t i = 0; i < capabilities.builtin_tools.size(); ++i)
    write_builtin(capabilities.builtin_tools[i], builtin.at(i), emission);
  emission.out.end_array();
}

void write_tool_choice(const ToolChoice& choice, const CapabilitySet& tools, json::Writer& out) {
  using Mode = ToolChoice::Mode;
  if (choice.mode == Mode::Named && !choice.names.empty()) {
    write_named(choice.names.front(), tools, out);
    return;
  }
  if (choice.mode == Mode::None) {
    out.word("none");
    return;
  }
  const char* mode = choice.mode == Mode::Auto ? "auto" : "required";
  if (choice.names.empty()) {
    out.string(mode);
    return;
  }
  out.begin_object();
  out.key("type").word("allowed_tools");
  out.key("mode").string(mode);
  out.key("tools").begin_array();
  for (const std::string& name : choice.names) write_named(name, tools, out);
  out.end_array().end_object();
}

}  // namespace omnillm::codec::openai_responses
