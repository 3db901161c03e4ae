#include "codec/openai_chat/tools_emitter.h"

#include <algorithm>
#include <string>
#include <vector>

#include "codec/openai_chat/names.h"

namespace omnillm::codec::openai_chat {

namespace {

// Searches of models that search by themselves are a member of the request, not a tool.
constexpr std::string_view kWebSearchOptions = "web_search_options";

bool is_own(const BuiltinTool& tool) { return tool.origin == kFormat && tool.settings.is_object(); }

const ToolDefinition* find_tool(const CapabilitySet& capabilities, std::string_view name) {
  for (const ToolDefinition& tool : capabilities.tools)
    if (tool.name == name) return &tool;
  return nullptr;
}

class ToolsWriter {
 public:
  ToolsWriter(const CapabilitySet& capabilities, const Emission& to)
      : capabilities_(capabilities), to_(to) {}

  void write() {
    write_tools();
    for (const BuiltinTool& tool : capabilities_.builtin_tools)
      if (is_own(tool) && tool.name == kWebSearchOptions) write_web_search(tool);
    if (capabilities_.tool_choice) write_choice(*capabilities_.tool_choice);
    if (const auto& parallel = capabilities_.parallel_tool_calls) {
      if (to_.dialect.parallel_tool_calls && to_.takes("parallel_tool_calls"))
        to_.member("parallel_tool_calls").boolean(*parallel);
      else
        to_.minor("parallel_tool_calls", "/capabilities/parallel_tool_calls",
                  "parallel_tool_calls is dropped");
    }
  }

 private:
  void write_tools() {
    std::vector<const BuiltinTool*> builtins;
    for (const BuiltinTool& tool : capabilities_.builtin_tools) {
      if (!is_own(tool))
        to_.minor("builtin_tool", "/capabilities/builtin_tools", "builtin tools are dropped");
      else if (tool.name != kWebSearchOptions)
        builtins.push_back(&tool);
    }
    if (capabilities_.tools.empty() && builtins.empty()) return;
    to_.member("tools").begin_array();
    std::size_t index = 0;
    for (const ToolDefinition& tool : capabilities_.tools)
      write_tool(tool, "/capabilities/tools/" + std::to_string(index++));
    for (const BuiltinTool* tool : builtins) to_.out.json(tool->settings);
    to_.out.end_array();
  }

  void write_tool(const ToolDefinition& tool, const std::string& pointer) {
    const bool custom = tool.is_custom && to_.dialect.custom_tools;
    to_.out.begin_object();
    to_.out.key("type").string(custom ? "custom" : "function");
    custom ? to_.out.key("custom") : to_.out.key("function");
    to_.out.begin_object();
    to_.out.key("name").string(tool.name);
    if (!tool.description.empty()) to_.out.key("description").string(tool.description);
    if (custom)
      write_format(tool);
    else
      write_function(tool, pointer);
    to_.extensions(tool.vendor_extensions, pointer);
    to_.out.end_object();
    if (tool.cache_mark) write_mark(*tool.cache_mark, pointer);
    to_.out.end_object();
  }

  void write_function(const ToolDefinition& tool, const std::string& pointer) {
    if (tool.is_custom) {
      to_.minor("custom_tool", pointer, "a custom tool is said as a function with one text");
      to_.out.key("parameters")
          .raw(
              R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"]})");
      return;
    }
    if (!tool.input_schema.is_null()) to_.out.key("parameters").json(tool.input_schema);
    if (!tool.strict) return;
    if (to_.takes("strict"))
      to_.out.key("strict").boolean(*tool.strict);
    else
      to_.minor("strict", pointer + "/strict", "strict is dropped");
  }

  // A grammar stands in an object of its own here, and beside its type in Responses.
  void write_format(const ToolDefinition& tool) {
    if (tool.custom_format.is_null()) return;
    json::Document document;
    to_.out.key("format");
    if (!document.parse(tool.custom_format.text()) || !document.root()["type"].says("grammar") ||
        document.root()["grammar"]) {
      to_.out.json(tool.custom_format);
      return;
    }
    to_.out.begin_object();
    to_.out.key("type").word("grammar");
    to_.out.key("grammar").begin_object();
    for (const json::Member member : document.root().members())
      if (member.name != "type") to_.out.foreign_key(member.name).raw(member.value.raw());
    to_.out.end_object().end_object();
  }

  void write_mark(const CacheMark& mark, const std::string& pointer) {
    if (!to_.dialect.cache_control)
      return to_.minor("cache_mark", pointer + "/cache_mark", "a cache mark is dropped");
    to_.out.key("cache_control").begin_object();
    to_.out.key("type").word("ephemeral");
    if (mark.retention == PromptCacheRetention::Short) to_.out.key("ttl").word("5m");
    if (mark.retention == PromptCacheRetention::Long) to_.out.key("ttl").word("1h");
    to_.out.end_object();
  }

  void write_web_search(const BuiltinTool& tool) {
    if (to_.takes(kWebSearchOptions))
      to_.member("web_search_options").json(tool.settings);
    else
      to_.minor("builtin_tool", "/capabilities/builtin_tools", "builtin tools are dropped");
  }

  void write_choice(const ToolChoice& choice) {
    using Mode = ToolChoice::Mode;
    json::Writer& out = to_.member("tool_choice");
    if (choice.mode == Mode::Named && !choice.names.empty())
      return write_named(choice.names.front());
    const std::string_view mode = choice.mode == Mode::None       ? "none"
                                  : choice.mode == Mode::Required ? "required"
                                  : choice.mode == Mode::Named    ? "required"
                                                                  : "auto";
    const bool listed = !choice.names.empty() && choice.mode != Mode::None;
    if (listed && to_.dialect.allowed_tools) return write_allowed(choice, mode);
    if (listed)
      to_.minor("tool_choice", "/capabilities/tool_choice", "the list of allowed tools is dropped");
    out.string(mode);
  }

  void write_named(const std::string& name) {
    const ToolDefinition* tool = find_tool(capabilities_, name);
    const bool custom = tool && tool->is_custom && to_.dialect.custom_tools;
    to_.out.begin_object();
    to_.out.key("type").string(custom ? "custom" : "function");
    custom ? to_.out.key("custom") : to_.out.key("function");
    to_.out.begin_object();
    to_.out.key("name").string(name);
    to_.out.end_object().end_object();
  }

  void write_allowed(const ToolChoice& choice, std::string_view mode) {
    to_.out.begin_object();
    to_.out.key("type").word("allowed_tools");
    to_.out.key("allowed_tools").begin_object();
    to_.out.key("mode").string(mode);
    to_.out.key("tools").begin_array();
    for (const std::string& name : choice.names) write_named(name);
    to_.out.end_array().end_object().end_object();
  }

  const CapabilitySet& capabilities_;
  const Emission& to_;
};

}  // namespace

void write_tools(const CapabilitySet& capabilities, const Emission& to) {
  ToolsWriter(capabilities, to).write();
}

}  // namespace omnillm::codec::openai_chat
