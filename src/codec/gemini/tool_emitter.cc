#include <algorithm>
#include <string>
#include <string_view>

#include "codec/gemini/config_emitter.h"
#include "codec/gemini/names.h"
#include "codec/gemini/schema.h"
#include "json/document.h"

namespace omnillm::codec::gemini {

namespace {

constexpr std::string_view kToolConfig = "toolConfig/";
constexpr std::string_view kCallingConfig = "toolConfig/functionCallingConfig/";

// A tool of free text is declared as a function of one string.
constexpr std::string_view kCustomSchema =
    R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"]})";

void write_schema(const ToolDefinition& tool, const Pointer& at, EmitContext& context,
                  json::Writer& out) {
  if (tool.is_custom) {
    out.key("parametersJsonSchema").raw(kCustomSchema);
    context.losses.minor("custom_tool", at.str(),
                         "a custom tool is declared as a function with one string when bridging to "
                         "gemini_generate_content");
    return;
  }
  if (tool.input_schema.is_null()) return;
  if (!tool.openapi_schema.is_null() && json_schema_of(tool.openapi_schema) == tool.input_schema) {
    out.key("parameters").json(tool.openapi_schema);
  } else if (context.dialect.json_schema) {
    out.key("parametersJsonSchema").json(tool.input_schema);
  } else {
    const OpenApiSchema schema = openapi_schema_of(tool.input_schema);
    out.key("parameters").json(schema.schema);
    for (const std::string& keyword : schema.dropped)
      context.losses.minor("input_schema", at.at("input_schema").str(),
                           dropped("the schema's " + keyword));
  }
}

void write_function(const ToolDefinition& tool, const Pointer& at, EmitContext& context,
                    json::Writer& out) {
  out.begin_object();
  out.key("name").string(tool.name);
  // The protocol demands one of whoever declares a function anew.
  if (!tool.description.empty() || context.origin != kFormat)
    out.key("description").string(tool.description);
  write_schema(tool, at, context, out);
  if (context.takes_extensions()) out.members(tool.vendor_extensions);
  report_extensions(tool.vendor_extensions, at, context);
  if (tool.strict.value_or(false))
    context.losses.minor("strict", at.at("strict").str(), dropped("strict"));
  if (tool.cache_mark)
    context.losses.minor("cache_mark", at.at("cache_mark").str(), dropped("a cache mark"));
  out.end_object();
}

// Writes one built-in tool as an object of its own; false when it cannot be said.
bool write_builtin(const BuiltinTool& tool, const Pointer& at, EmitContext& context,
                   json::Writer& out) {
  const bool is_own =
      tool.origin == kFormat || (!tool.origin && tool.kind == BuiltinTool::Kind::Vendor);
  if (is_own && tool.settings.is_object()) {
    out.json(tool.settings);
    return true;
  }
  const std::string_view member =
      tool.origin == kFormat ? std::string_view(tool.name) : builtin_member(tool.kind);
  if (member.empty()) {
    context.losses.minor(
        "builtin_tool", at.str(),
        "only code_execution builtin tools are preserved for gemini_generate_content");
    return false;
  }
  out.begin_object().foreign_key(member).begin_object().end_object().end_object();
  if (tool.settings.is_object())
    context.losses.note("builtin_tool", at.str(),
                        std::string(member).append(" takes the place of ").append(tool.name));
  return true;
}

std::string_view mode_word(ToolChoice::Mode mode) {
  switch (mode) {
    case ToolChoice::Mode::None:
      return "NONE";
    case ToolChoice::Mode::Required:
    case ToolChoice::Mode::Named:
      return "ANY";
    default:
      return "AUTO";
  }
}

void write_calling_config(const ToolChoice& choice, std::string_view mode, EmitContext& context,
                          json::Writer& out) {
  out.key("mode").string(mode);
  if (choice.names.empty()) return;
  // Where the model may choose, the list of what it may choose from is refused.
  if (mode == "AUTO" || mode == "NONE") {
    context.losses.minor("tool_choice", "/capabilities/tool_choice/names",
                         dropped("the list of allowed tools"));
    return;
  }
  out.key("allowedFunctionNames").begin_array();
  for (const std::string& name : choice.names) out.string(name);
  out.end_array();
}

}  // namespace

void write_tools(const CapabilitySet& capabilities, EmitContext& context, json::Writer& out) {
  const Pointer root;
  const Pointer all = root.at("capabilities");
  const std::size_t before = out.out().size();
  out.key("tools").begin_array();
  bool wrote = !capabilities.tools.empty();
  if (wrote) {
    const Pointer tools = all.at("tools");
    out.begin_object().key("functionDeclarations").begin_array();
    for (std::size_t i = 0; i < capabilities.tools.size(); ++i)
      write_function(capabilities.tools[i], tools.at(i), context, out);
    out.end_array().end_object();
  }
  const Pointer builtins = all.at("builtin_tools");
  for (std::size_t i = 0; i < capabilities.builtin_tools.size(); ++i)
    wrote = write_builtin(capabilities.builtin_tools[i], builtins.at(i), context, out) || wrote;
  out.end_array();
  if (!wrote) out.out().resize(before);
}

void write_tool_config(const CapabilitySet& capabilities, EmitContext& context, json::Writer& out) {
  if (capabilities.parallel_tool_calls == false)
    context.losses.minor("parallel_tool_calls", "/capabilities/parallel_tool_calls",
                         dropped("parallel_tool_calls"));
  const bool takes = context.takes_extensions();
  const VendorExtensions& extensions = capabilities.vendor_extensions;
  const auto begins = [&](std::string_view prefix) {
    return takes && std::any_of(extensions.begin(), extensions.end(),
                                [&](const auto& one) { return one.first.starts_with(prefix); });
  };
  if (!capabilities.tool_choice && !begins(kToolConfig)) return;
  out.key("toolConfig").begin_object();
  if (capabilities.tool_choice || begins(kCallingConfig)) {
    out.key("functionCallingConfig").begin_object();
    const JsonText* own_mode =
        takes ? extensions.find(std::string(kCallingConfig) + "mode") : nullptr;
    const ToolChoice choice = capabilities.tool_choice.value_or(ToolChoice::automatic());
    const bool is_own_mode = own_mode && choice.mode == ToolChoice::Mode::Auto;
    if (is_own_mode)
      write_calling_config(choice, own_mode->as_text().str(), context, out);
    else if (capabilities.tool_choice)
      write_calling_config(choice, mode_word(choice.mode), context, out);
    for (const auto& [name, value] : extensions)
      if (takes && name.starts_with(kCallingConfig) && name.substr(kCallingConfig.size()) != "mode")
        out.foreign_key(name.substr(kCallingConfig.size())).json(value);
    out.end_object();
  }
  for (const auto& [name, value] : extensions)
    if (takes && name.starts_with(kToolConfig) && !name.starts_with(kCallingConfig))
      out.foreign_key(name.substr(kToolConfig.size())).json(value);
  out.end_object();
}

}  // namespace omnillm::codec::gemini
