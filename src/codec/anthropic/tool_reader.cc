#include "codec/anthropic/tool_reader.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "codec/anthropic/cache_mark.h"

namespace omnillm::codec::anthropic {

namespace {

using Kind = BuiltinTool::Kind;

// Types carry a date behind the name: "web_search_20250305".
Kind kind_of(std::string_view type) {
  constexpr std::pair<std::string_view, Kind> kKinds[] = {
      {"web_search", Kind::WebSearch},
      {"web_fetch", Kind::UrlContext},
      {"code_execution", Kind::CodeExecution},
      {"computer", Kind::ComputerUse},
      {"bash", Kind::Shell},
      {"text_editor", Kind::TextEditor},
      {"mcp_toolset", Kind::Mcp},
  };
  for (const auto& [name, kind] : kKinds)
    if (type.starts_with(name) && (type.size() == name.size() || type[name.size()] == '_'))
      return kind;
  return Kind::Vendor;
}

ToolDefinition read_tool(json::Value value, const Pointer& where, Reading& in) {
  ToolDefinition tool;
  if (in.want_string(value["name"], where.at("name"))) tool.name = value["name"].str();
  for (const json::Member member : value.members()) {
    if (member.name == "name" || member.name == "type") continue;
    if (member.name == "description")
      in.read(member.value, where.at("description"), tool.description);
    else if (member.name == "strict")
      in.read(member.value, where.at("strict"), tool.strict);
    else if (member.name == "cache_control")
      tool.cache_mark = read_cache_mark(member.value, where.at("cache_control"), in);
    else if (member.name != "input_schema")
      tool.vendor_extensions.append(std::string(member.name), member.value.json());
    else if (!member.value.is_missing_or_null() &&
             in.want_object(member.value, where.at("input_schema")))
      tool.input_schema = member.value.json();
  }
  return tool;
}

}  // namespace

void read_tools(json::Value tools, const Pointer& where, Reading& in, CapabilitySet& out) {
  if (tools.is_missing_or_null() || !in.want_array(tools, where)) return;
  std::size_t index = 0;
  for (const json::Value tool : tools.elements()) {
    const Pointer here = where.at(index++);
    if (!in.want_object(tool, here)) return;
    std::string type;
    in.read(tool["type"], here.at("type"), type);
    if (type.empty() || type == "custom") {
      out.tools.push_back(read_tool(tool, here, in));
    } else {
      const Kind kind = kind_of(type);
      out.builtin_tools.push_back({.kind = kind,
                                   .name = std::move(type),
                                   .settings = tool.json(),
                                   .origin = WireFormat::AnthropicMessages});
    }
  }
}

bool read_tool_choice(json::Value choice, const Pointer& where, Reading& in, LossLog& losses,
                      CapabilitySet& out) {
  if (choice.is_missing_or_null()) return true;
  if (!in.want_object(choice, where) || !in.want_string(choice["type"], where.at("type")))
    return true;
  const json::Value type = choice["type"];
  if (type.says("auto")) {
    out.tool_choice = ToolChoice::automatic();
  } else if (type.says("any")) {
    out.tool_choice = ToolChoice::required();
  } else if (type.says("none")) {
    out.tool_choice = ToolChoice::none();
  } else if (type.says("tool")) {
    if (in.want_string(choice["name"], where.at("name")))
      out.tool_choice = ToolChoice::named(choice["name"].str());
  } else {
    return false;
  }
  std::optional<bool> alone;
  in.read(choice["disable_parallel_tool_use"], where.at("disable_parallel_tool_use"), alone);
  if (alone) out.parallel_tool_calls = !*alone;
  for (const json::Member member : choice.members())
    if (member.name != "type" && member.name != "name" &&
        member.name != "disable_parallel_tool_use")
      losses.minor("tool_choice", where.at(member.name).str(),
                   "a member of tool_choice that is not known is dropped");
  return true;
}

}  // namespace omnillm::codec::anthropic
