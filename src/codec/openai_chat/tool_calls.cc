#include "codec/openai_chat/tool_calls.h"

#include <string>
#include <utility>

namespace omnillm::codec::openai_chat {

namespace {

JsonText empty_object() { return JsonText::from_valid(nullptr, "{}"); }

Result<ToolCallPart> parse_custom(const Fields& fields, json::Value custom, const Pointer& where) {
  if (auto ok = fields.object(custom, where); !ok) return tl::unexpected(ok.error());
  ToolCallPart call{.is_custom = true};
  if (auto ok = fields.string(custom["name"], where.at("name"), call.name); !ok)
    return tl::unexpected(ok.error());
  const json::Value input = custom["input"];
  if (!input.is_missing_or_null() && !input.is_string())
    return fields.expected("a string", input, where.at("input"));
  call.arguments = input.is_string() ? input.json() : JsonText::string("");
  return call;
}

Result<MessagePart> parse_call(const Fields& fields, json::Value call, const Pointer& where) {
  if (auto ok = fields.object(call, where); !ok) return tl::unexpected(ok.error());
  const bool is_custom = call["type"].says("custom") || (!call["function"] && call["custom"]);
  auto found = is_custom ? parse_custom(fields, call["custom"], where.at("custom"))
                         : parse_function(fields, call["function"], where.at("function"));
  if (!found) return tl::unexpected(found.error());
  if (auto ok = fields.string(call["id"], where.at("id"), found->call_id); !ok)
    return tl::unexpected(ok.error());
  MessagePart part(std::move(*found));
  for (const json::Member member : call.members()) {
    // `index` says where the call stands, which its place does already.
    const bool known = member.name == "id" || member.name == "type" || member.name == "function" ||
                       member.name == "custom" || member.name == "index";
    if (!known && !member.value.is_missing_or_null())
      part.vendor_extensions.append(std::string(member.name), member.value.json());
  }
  return part;
}

}  // namespace

JsonText parse_arguments(json::Value arguments) {
  if (arguments.is_missing_or_null()) return empty_object();
  if (!arguments.is_string()) return arguments.json();
  const std::string text = arguments.str();
  if (text.empty()) return empty_object();
  Result<JsonText> parsed = JsonText::parse(text);
  // A string inside the string would read as text that is no JSON; it stays as it was written.
  if (!parsed || parsed->is_string()) return arguments.json();
  return std::move(*parsed);
}

Result<ToolCallPart> parse_function(const Fields& fields, json::Value function,
                                    const Pointer& where) {
  if (auto ok = fields.object(function, where); !ok) return tl::unexpected(ok.error());
  ToolCallPart call;
  if (auto ok = fields.string(function["name"], where.at("name"), call.name); !ok)
    return tl::unexpected(ok.error());
  const json::Value arguments = function["arguments"];
  if (arguments.is_number() || arguments.is_bool())
    return fields.expected("a string", arguments, where.at("arguments"));
  call.arguments = parse_arguments(arguments);
  return call;
}

Result<void> parse_tool_calls(const Fields& fields, json::Value calls, const Pointer& where,
                              std::vector<MessagePart>& parts) {
  if (calls.is_missing_or_null()) return {};
  if (auto ok = fields.array(calls, where); !ok) return ok;
  std::size_t index = 0;
  for (const json::Value call : calls.elements()) {
    auto part = parse_call(fields, call, where.at(index++));
    if (!part) return tl::unexpected(part.error());
    parts.push_back(std::move(*part));
  }
  return {};
}

}  // namespace omnillm::codec::openai_chat
