#include "rival/dom_codec.h"

#include <boost/json.hpp>
#include <utility>

#include "codec/bodies.h"

namespace omnillm::bench::rival {
namespace {

namespace json = boost::json;

void move_member(json::object& from, std::string_view name, json::object& to,
                 std::string_view new_name) {
  if (json::value* value = from.if_contains(name)) to[new_name] = std::move(*value);
}

// A turn whose content is a list of blocks.
json::object turn_of(std::string_view role, json::array blocks) {
  return {{"role", role}, {"content", std::move(blocks)}};
}

json::object assistant_turn(json::object& message) {
  const json::value* calls = message.if_contains("tool_calls");
  if (calls == nullptr)
    return {{"role", "assistant"}, {"content", std::move(message.at("content"))}};
  json::array blocks;
  if (message.at("content").is_string())
    blocks.push_back({{"type", "text"}, {"text", std::move(message.at("content"))}});
  for (const json::value& call : calls->as_array()) {
    const json::value& function = call.at("function");
    blocks.push_back({{"type", "tool_use"},
                      {"id", call.at("id")},
                      {"name", function.at("name")},
                      {"input", json::parse(function.at("arguments").as_string())}});
  }
  return turn_of("assistant", std::move(blocks));
}

json::object tool_turn(json::object& message) {
  return turn_of("user", {json::object{{"type", "tool_result"},
                                       {"tool_use_id", std::move(message.at("tool_call_id"))},
                                       {"content", std::move(message.at("content"))}}});
}

json::array tools_of(json::array& tools) {
  json::array all;
  for (json::value& tool : tools) {
    json::object& function = tool.at("function").as_object();
    json::object made;
    move_member(function, "name", made, "name");
    move_member(function, "description", made, "description");
    move_member(function, "parameters", made, "input_schema");
    all.push_back(std::move(made));
  }
  return all;
}

std::string_view finish_reason_of(const json::value& stop_reason) {
  const std::string_view word = stop_reason.as_string();
  if (word == "tool_use") return "tool_calls";
  return word == "max_tokens" ? "length" : "stop";
}

json::object usage_of(const json::value& usage) {
  const std::int64_t read = usage.at("cache_read_input_tokens").as_int64();
  const std::int64_t prompt = usage.at("input_tokens").as_int64() +
                              usage.at("cache_creation_input_tokens").as_int64() + read;
  const std::int64_t completion = usage.at("output_tokens").as_int64();
  return {{"prompt_tokens", prompt},
          {"completion_tokens", completion},
          {"total_tokens", prompt + completion},
          {"prompt_tokens_details", {{"cached_tokens", read}}},
          {"completion_tokens_details", {{"reasoning_tokens", 0}}}};
}

}  // namespace

std::string chat_request_to_anthropic(std::string_view body) {
  json::value parsed = json::parse(body);
  json::object& request = parsed.as_object();
  json::object made;
  json::array messages;
  for (json::value& element : request.at("messages").as_array()) {
    json::object& message = element.as_object();
    const std::string_view role = message.at("role").as_string();
    if (role == "system")
      move_member(message, "content", made, "system");
    else if (role == "assistant")
      messages.push_back(assistant_turn(message));
    else if (role == "tool")
      messages.push_back(tool_turn(message));
    else
      messages.push_back(std::move(element));
  }
  made["messages"] = std::move(messages);
  if (json::value* tools = request.if_contains("tools"))
    made["tools"] = tools_of(tools->as_array());
  for (const char* same : {"model", "max_tokens", "temperature", "top_p", "stream"})
    move_member(request, same, made, same);
  move_member(request, "stop", made, "stop_sequences");
  if (json::value* user = request.if_contains("user"))
    made["metadata"] = {{"user_id", std::move(*user)}};
  return json::serialize(made);
}

std::string anthropic_response_to_chat(std::string_view body) {
  json::value parsed = json::parse(body);
  json::object& response = parsed.as_object();
  std::string text;
  json::array calls;
  for (json::value& block : response.at("content").as_array()) {
    if (block.at("type").as_string() == "text") {
      text += block.at("text").as_string();
    } else {
      calls.push_back({{"id", std::move(block.at("id"))},
                       {"type", "function"},
                       {"function",
                        {{"name", std::move(block.at("name"))},
                         {"arguments", json::serialize(block.at("input"))}}}});
    }
  }
  json::object message{{"role", "assistant"}, {"content", std::move(text)}, {"refusal", nullptr}};
  if (!calls.empty()) message["tool_calls"] = std::move(calls);
  json::object made{{"object", "chat.completion"}, {"created", 0}};
  made["choices"] = {json::object{{"index", 0},
                                  {"message", std::move(message)},
                                  {"logprobs", nullptr},
                                  {"finish_reason", finish_reason_of(response.at("stop_reason"))}}};
  made["usage"] = usage_of(response.at("usage"));
  move_member(response, "id", made, "id");
  move_member(response, "model", made, "model");
  return json::serialize(made);
}

std::string chat_piece_to_anthropic(std::string_view event) {
  json::value chunk = json::parse(data_of(event));
  json::value& delta = chunk.at("choices").as_array().at(0).at("delta");
  const json::object made{{"type", "content_block_delta"},
                          {"index", 0},
                          {"delta", {{"type", "text_delta"}, {"text", delta.at("content")}}}};
  return "event: content_block_delta\ndata: " + json::serialize(made) + "\n\n";
}

std::string chat_piece_to_chat(std::string_view event) {
  return "data: " + json::serialize(json::parse(data_of(event))) + "\n\n";
}

}  // namespace omnillm::bench::rival
