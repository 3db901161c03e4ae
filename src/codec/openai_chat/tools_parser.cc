#include "codec/openai_chat/tools_parser.h"

#include <string>
#include <utility>

#include "codec/fields.h"
#include "codec/openai_chat/content_parser.h"
#include "codec/openai_chat/names.h"

namespace omnillm::codec::openai_chat {

namespace {

const Fields kFields = Fields::of_request();

using Kind = BuiltinTool::Kind;

constexpr std::pair<std::string_view, Kind> kBuiltins[] = {
    {"web_search", Kind::WebSearch},
    {"web_search_preview", Kind::WebSearch},
    {"x_search", Kind::WebSearch},
    {"browser_search", Kind::WebSearch},
    {"file_search", Kind::FileSearch},
    {"collections_search", Kind::FileSearch},
    {"code_interpreter", Kind::CodeExecution},
    {"code_execution", Kind::CodeExecution},
    {"mcp", Kind::Mcp},
    {"image_generation", Kind::ImageGeneration},
    {"url_context", Kind::UrlContext},
    {"shell", Kind::Shell},
};

BuiltinTool builtin_of(std::string name, json::Value tool) {
  Kind kind = Kind::Vendor;
  for (const auto& [known, meaning] : kBuiltins)
    if (known == name) kind = meaning;
  return {.kind = kind, .name = std::move(name), .settings = tool.json(), .origin = kFormat};
}

// The members that a function and a custom tool share.
Result<void> read_head(json::Value tool, const Pointer& where, ToolDefinition& into) {
  if (auto ok = kFields.object(tool, where); !ok) return ok;
  if (!tool["name"].is_string())
    return kFields.expected("a string", tool["name"], where.at("name"));
  into.name = tool["name"].str();
  return kFields.string(tool["description"], where.at("description"), into.description);
}

void keep_others(json::Value tool, std::initializer_list<std::string_view> known,
                 ToolDefinition& into) {
  for (const json::Member member : tool.members())
    if (std::find(known.begin(), known.end(), member.name) == known.end() &&
        !member.value.is_missing_or_null())
      into.vendor_extensions.set(member.name, member.value.json());
}

Result<ToolDefinition> parse_function(json::Value function, const Pointer& where) {
  ToolDefinition tool;
  if (auto ok = read_head(function, where, tool); !ok) return tl::unexpected(ok.error());
  const json::Value schema = function["parameters"];
  if (!schema.is_missing_or_null() && !schema.is_object() && !schema.is_bool())
    return kFields.expected("an object", schema, where.at("parameters"));
  tool.input_schema = schema.json();
  if (auto ok = kFields.boolean(function["strict"], where.at("strict"), tool.strict); !ok)
    return tl::unexpected(ok.error());
  keep_others(function, {"name", "description", "parameters", "strict"}, tool);
  return tool;
}

Result<ToolDefinition> parse_custom(json::Value custom, const Pointer& where) {
  ToolDefinition tool{.is_custom = true};
  if (auto ok = read_head(custom, where, tool); !ok) return tl::unexpected(ok.error());
  tool.custom_format = custom["format"].json();
  keep_others(custom, {"name", "description", "format"}, tool);
  return tool;
}

Result<void> parse_tool(json::Value tool, const Pointer& where, CapabilitySet& into) {
  if (auto ok = kFields.object(tool, where); !ok) return ok;
  std::string type;
  if (auto ok = kFields.string(tool["type"], where.at("type"), type); !ok) return ok;
  if (type.empty()) type = "function";
  if (type != "function" && type != "custom") {
    into.builtin_tools.push_back(builtin_of(std::move(type), tool));
    return {};
  }
  auto found = type == "custom" ? parse_custom(tool["custom"], where.at("custom"))
                                : parse_function(tool["function"], where.at("function"));
  if (!found) return tl::unexpected(found.error());
  if (const json::Value control = tool["cache_control"]; !control.is_missing_or_null()) {
    auto mark = parse_cache_control(kFields, control, where.at("cache_control"));
    if (!mark) return tl::unexpected(mark.error());
    found->cache_mark = std::move(*mark);
  }
  keep_others(tool, {"type", "function", "custom", "cache_control"}, *found);
  into.tools.push_back(std::move(*found));
  return {};
}

// {"function": {"name"}}, {"custom": {"name"}}, and the bare {"name"} of old.
json::Value name_in(json::Value choice) {
  for (const std::string_view member : {"function", "custom"})
    if (choice[member].is_object()) return choice[member]["name"];
  return choice["name"];
}

Result<bool> parse_allowed(json::Value allowed, const Pointer& where, CapabilitySet& into) {
  if (auto ok = kFields.object(allowed, where); !ok) return tl::unexpected(ok.error());
  ToolChoice choice;
  if (allowed["mode"].says("required")) choice.mode = ToolChoice::Mode::Required;
  const Pointer tools = where.at("tools");
  if (auto ok = kFields.array(allowed["tools"], tools); !ok) return tl::unexpected(ok.error());
  std::size_t index = 0;
  for (const json::Value tool : allowed["tools"].elements()) {
    const json::Value name = name_in(tool);
    if (!name.is_string()) return kFields.expected("a tool with a name", tool, tools.at(index));
    choice.names.push_back(name.str());
    ++index;
  }
  into.tool_choice = std::move(choice);
  return true;
}

Result<bool> parse_choice_word(json::Value choice, const Pointer& where, CapabilitySet& into) {
  if (choice.says("auto"))
    into.tool_choice = ToolChoice::automatic();
  else if (choice.says("none"))
    into.tool_choice = ToolChoice::none();
  else if (choice.says("required") || choice.says("any"))
    into.tool_choice = ToolChoice::required();
  else
    return kFields.wrong(where, "expected auto, none, required or an object");
  return true;
}

}  // namespace

Result<void> parse_tools(json::Value tools, const Pointer& where, CapabilitySet& into) {
  if (tools.is_missing_or_null()) return {};
  if (auto ok = kFields.array(tools, where); !ok) return ok;
  std::size_t index = 0;
  for (const json::Value tool : tools.elements())
    if (auto ok = parse_tool(tool, where.at(index++), into); !ok) return ok;
  return {};
}

Result<void> parse_functions(json::Value functions, const Pointer& where, CapabilitySet& into) {
  if (functions.is_missing_or_null()) return {};
  if (auto ok = kFields.array(functions, where); !ok) return ok;
  std::size_t index = 0;
  for (const json::Value function : functions.elements()) {
    auto tool = parse_function(function, where.at(index++));
    if (!tool) return tl::unexpected(tool.error());
    into.tools.push_back(std::move(*tool));
  }
  return {};
}

Result<bool> parse_tool_choice(json::Value choice, const Pointer& where, CapabilitySet& into) {
  if (choice.is_missing_or_null()) return true;
  if (choice.is_string()) return parse_choice_word(choice, where, into);
  if (auto ok = kFields.object(choice, where); !ok) return tl::unexpected(ok.error());
  if (choice["type"].says("allowed_tools"))
    return parse_allowed(choice["allowed_tools"], where.at("allowed_tools"), into);
  const json::Value name = name_in(choice);
  if (!name.is_string()) return false;
  into.tool_choice = ToolChoice::named(name.str());
  return true;
}

}  // namespace omnillm::codec::openai_chat
