#include "codec/anthropic/tool_list.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "codec/anthropic/cache_mark.h"
#include "codec/pointer.h"
#include "json/document.h"

namespace omnillm::codec::anthropic {

namespace {

using Kind = BuiltinTool::Kind;

constexpr std::string_view kEmptySchema = R"({"type":"object","properties":{}})";
constexpr std::string_view kTextSchema =
    R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"]})";

bool is_own(const BuiltinTool& tool) {
  return tool.origin == WireFormat::AnthropicMessages && tool.settings.is_object();
}

// The protocol's own tool for what another protocol's does; empty when it has none.
std::string_view nearest(Kind kind) {
  switch (kind) {
    case Kind::WebSearch:
      return R"({"type":"web_search_20250305","name":"web_search"})";
    case Kind::CodeExecution:
      return R"({"type":"code_execution_20250825","name":"code_execution"})";
    case Kind::UrlContext:
      return R"({"type":"web_fetch_20250910","name":"web_fetch"})";
    default:
      return {};
  }
}

bool has_mark(const JsonText& settings) {
  return settings.text().find("\"cache_control\"") != std::string_view::npos;
}

void write_marked(const JsonText& object, const CacheMark& mark, json::Writer& out) {
  json::Document document;
  if (!document.parse(object.text())) {
    out.json(object);
    return;
  }
  out.begin_object();
  for (const json::Member member : document.root().members())
    if (member.name != "cache_control") out.foreign_key(member.name).raw(member.value.raw());
  write_cache_mark(mark, out);
  out.end_object();
}

}  // namespace

ToolList::ToolList(const CapabilitySet& capabilities, bool keep_extensions, LossLog& losses)
    : keep_extensions_(keep_extensions) {
  const auto& builtins = capabilities.builtin_tools;
  entries_.reserve(capabilities.tools.size() + builtins.size());
  const auto add_builtins = [&] {
    std::size_t index = 0;
    for (const BuiltinTool& tool : builtins) add_builtin(tool, index++, losses);
  };
  // A mark closes what stands before it, and stands on the last tool as a rule: whichever kind
  // carries one comes last.
  const bool builtins_last = std::any_of(builtins.begin(), builtins.end(), [](const auto& tool) {
    return is_own(tool) && has_mark(tool.settings);
  });
  if (!builtins_last) add_builtins();
  const Pointer root;
  const Pointer list = root.at("tools");
  std::size_t index = 0;
  for (const ToolDefinition& tool : capabilities.tools) {
    entries_.push_back({.tool = &tool});
    const Pointer where = list.at(index++);
    if (tool.is_custom)
      losses.minor("custom_tool", where.str(),
                   "a custom tool takes an object with its input in anthropic_messages");
    if (keep_extensions) continue;
    for (const auto& [name, value] : tool.vendor_extensions)
      losses.minor("vendor_extensions", where.at(name).str(),
                   "some vendor_extensions and raw_message fields are not emitted to "
                   "anthropic_messages");
  }
  if (builtins_last) add_builtins();
}

void ToolList::add_builtin(const BuiltinTool& tool, std::size_t index, LossLog& losses) {
  if (is_own(tool)) {
    entries_.push_back({.builtin = tool.settings});
    return;
  }
  const Pointer root;
  const std::string where = root.at("builtin_tools").at(index).str();
  const std::string_view ours = nearest(tool.kind);
  if (ours.empty()) {
    losses.minor("builtin_tool", where,
                 "builtin tools are dropped when bridging to anthropic_messages");
    return;
  }
  losses.note("builtin_tool", where,
              "a builtin tool is the one of anthropic_messages, with its own settings");
  entries_.push_back({.builtin = JsonText::from_valid(nullptr, ours)});
}

const CacheMark* ToolList::last_mark() const {
  const Entry& last = entries_.back();
  return last.tool && last.tool->cache_mark ? &*last.tool->cache_mark : nullptr;
}

void ToolList::write(json::Writer& out) const {
  out.begin_array();
  for (const Entry& entry : entries_) {
    const CacheMark* mark = last_mark_ && &entry == &entries_.back() ? &*last_mark_ : nullptr;
    if (entry.tool) {
      if (!mark && entry.tool->cache_mark) mark = &*entry.tool->cache_mark;
      write_tool(*entry.tool, mark, out);
    } else if (mark) {
      write_marked(entry.builtin, *mark, out);
    } else {
      out.json(entry.builtin);
    }
  }
  out.end_array();
}

void ToolList::write_tool(const ToolDefinition& tool, const CacheMark* mark,
                          json::Writer& out) const {
  out.begin_object();
  out.key("name").string(tool.name);
  if (!tool.description.empty()) out.key("description").string(tool.description);
  out.key("input_schema");
  if (tool.input_schema.is_object())
    out.json(tool.input_schema);
  else
    out.raw(tool.is_custom ? kTextSchema : kEmptySchema);
  if (tool.strict) out.key("strict").boolean(*tool.strict);
  if (mark) write_cache_mark(*mark, out);
  if (keep_extensions_) {
    for (const auto& [name, value] : tool.vendor_extensions)
      if (name != "name" && name != "description" && name != "input_schema" && name != "strict" &&
          name != "cache_control")
        out.foreign_key(name).json(value);
  }
  out.end_object();
}

namespace {

// One that is required and may be chosen from one name is that one.
bool names_one(const ToolChoice& choice) {
  return choice.names.size() == 1 &&
         (choice.mode == ToolChoice::Mode::Named || choice.mode == ToolChoice::Mode::Required);
}

std::string_view choice_word(const ToolChoice& choice) {
  if (names_one(choice)) return "tool";
  switch (choice.mode) {
    case ToolChoice::Mode::Auto:
      return "auto";
    case ToolChoice::Mode::None:
      return "none";
    case ToolChoice::Mode::Required:
    case ToolChoice::Mode::Named:
      break;
  }
  return "any";
}

}  // namespace

void write_tool_choice(const CapabilitySet& capabilities, bool has_tools, json::Writer& out,
                       LossLog& losses) {
  const std::optional<bool> parallel = capabilities.parallel_tool_calls;
  if (!capabilities.tool_choice && parallel.value_or(true)) return;
  const ToolChoice choice = capabilities.tool_choice.value_or(ToolChoice());
  if (!has_tools) {
    if (choice_word(choice) == "any" || choice_word(choice) == "tool")
      losses.minor("tool_choice", "/tool_choice",
                   "tool_choice is dropped when bridging to anthropic_messages without tools");
    return;
  }
  if (!choice.names.empty() && !names_one(choice))
    losses.minor("tool_choice", "/tool_choice",
                 "the names of allowed tools are dropped when bridging to anthropic_messages");
  const std::string_view word = choice_word(choice);
  out.key("tool_choice").begin_object().key("type").string(word);
  if (word == "tool") out.key("name").string(choice.names.front());
  if (parallel && word != "none") out.key("disable_parallel_tool_use").boolean(!*parallel);
  out.end_object();
}

}  // namespace omnillm::codec::anthropic
