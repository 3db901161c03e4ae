#include "gateway/chat_json.h"

#include <optional>
#include <string_view>
#include <utility>

#include "codec/openai_chat/usage.h"
#include "json/document.h"
#include "json/writer.h"
#include "omnillm/transcode.h"

namespace omnillm::gateway {

namespace {

using json::Value;
using json::Writer;

constexpr WireFormat kFormat = WireFormat::OpenAiChatCompletions;

// ---- Requests

template <std::size_t N>
void put(Writer& out, const char (&name)[N], const std::string& text) {
  if (!text.empty()) out.key(name).string(text);
}
template <std::size_t N>
void put(Writer& out, const char (&name)[N], const std::optional<double>& value) {
  if (value) out.key(name).number(*value);
}
template <std::size_t N>
void put(Writer& out, const char (&name)[N], const std::optional<std::int64_t>& value) {
  if (value) out.key(name).integer(*value);
}
template <std::size_t N>
void put(Writer& out, const char (&name)[N], const std::optional<bool>& value) {
  if (value) out.key(name).boolean(*value);
}

void write(Writer& out, const ChatCompletionToolCall& call) {
  const bool is_custom = call.type == "custom";
  out.begin_object();
  out.key("id").string(call.id);
  out.key("type").string(call.type);
  is_custom ? out.key("custom") : out.key("function");
  out.begin_object();
  out.key("name").string(call.function.name);
  is_custom ? out.key("input") : out.key("arguments");
  out.string(call.function.arguments);
  out.end_object().end_object();
}

void write(Writer& out, const ChatCompletionMessage& message) {
  out.begin_object();
  out.key("role").string(message.role);
  out.key("content");
  if (!message.content_parts.is_null())
    out.json(message.content_parts);
  else if (message.content.empty() && (!message.tool_calls.empty() || !message.refusal.empty()))
    out.null();
  else
    out.string(message.content);
  put(out, "refusal", message.refusal);
  put(out, "name", message.name);
  put(out, "tool_call_id", message.tool_call_id);
  if (!message.tool_calls.empty()) {
    out.key("tool_calls").begin_array();
    for (const ChatCompletionToolCall& call : message.tool_calls) write(out, call);
    out.end_array();
  }
  out.members(message.extra);
  out.end_object();
}

void write(Writer& out, const ChatCompletionTool& tool) {
  out.begin_object();
  out.key("type").string("function");
  out.key("function").begin_object();
  out.key("name").string(tool.name);
  put(out, "description", tool.description);
  if (!tool.parameters.is_null()) out.key("parameters").json(tool.parameters);
  put(out, "strict", tool.strict);
  out.end_object().end_object();
}

void write_tool_choice(Writer& out, const std::string& choice) {
  if (choice.empty()) return;
  out.key("tool_choice");
  if (choice == "auto" || choice == "none" || choice == "required") {
    out.string(choice);
    return;
  }
  out.begin_object().key("type").string("function");
  out.key("function").begin_object().key("name").string(choice);
  out.end_object().end_object();
}

void write(Writer& out, const ChatCompletionRequest& request) {
  out.begin_object();
  out.key("model").string(request.model);
  out.key("messages").begin_array();
  for (const ChatCompletionMessage& message : request.messages) write(out, message);
  out.end_array();
  if (!request.tools.empty()) {
    out.key("tools").begin_array();
    for (const ChatCompletionTool& tool : request.tools) write(out, tool);
    out.end_array();
  }
  write_tool_choice(out, request.tool_choice);
  put(out, "parallel_tool_calls", request.parallel_tool_calls);
  put(out, "max_completion_tokens", request.max_completion_tokens);
  put(out, "temperature", request.temperature);
  put(out, "top_p", request.top_p);
  put(out, "presence_penalty", request.presence_penalty);
  put(out, "frequency_penalty", request.frequency_penalty);
  put(out, "n", request.n);
  put(out, "seed", request.seed);
  if (!request.stop.empty()) {
    out.key("stop").begin_array();
    for (const std::string& each : request.stop) out.string(each);
    out.end_array();
  }
  if (!request.response_format.is_null()) out.key("response_format").json(request.response_format);
  put(out, "reasoning_effort", request.reasoning_effort);
  put(out, "user", request.user);
  out.members(request.extra);
  out.end_object();
}

// ---- Answers

ChatCompletionToolCall tool_call_of(Value call) {
  const Value what = call["custom"] ? call["custom"] : call["function"];
  ChatCompletionToolCall out{.id = call["id"].str(), .index = call["index"].to_int64()};
  if (call["custom"]) out.type = "custom";
  out.function = {.name = what["name"].str(),
                  .arguments = what[call["custom"] ? "input" : "arguments"].str()};
  return out;
}

ChatCompletionMessage message_of(Value value) {
  ChatCompletionMessage message;
  for (const json::Member member : value.members()) {
    if (member.name == "role")
      message.role = member.value.str();
    else if (member.name == "content" && member.value.is_array())
      message.content_parts = member.value.json();
    else if (member.name == "content")
      message.content = member.value.str();
    else if (member.name == "refusal")
      message.refusal = member.value.str();
    else if (member.name == "reasoning_content")
      message.reasoning_content = member.value.str();
    else if (member.name == "tool_calls")
      for (const Value call : member.value.elements())
        message.tool_calls.push_back(tool_call_of(call));
    else if (!member.value.is_missing_or_null())
      message.extra.append(std::string(member.name), member.value.json());
  }
  return message;
}

// What whole answers and chunks share.
template <class Answer>
void read_head(Value root, Answer& out) {
  out.id = root["id"].str();
  out.created = root["created"].to_int64().value_or(0);
  out.model = root["model"].str();
  out.json = root.json();
  if (const Value usage = root["usage"]; usage.is_object())
    out.usage = codec::openai_chat::parse_usage(usage).tokens;
}

Result<ChatCompletion> read_completion(std::string text) {
  json::Document document;
  if (auto ok = document.parse(std::move(text)); !ok) return tl::unexpected(std::move(ok.error()));
  ChatCompletion completion;
  read_head(document.root(), completion);
  for (const Value choice : document.root()["choices"].elements()) {
    ChatCompletionChoice out{.index = choice["index"].to_int64().value_or(0),
                             .message = message_of(choice["message"]),
                             .finish_reason = choice["finish_reason"].str(),
                             .logprobs = choice["logprobs"].json()};
    out.message.finish_reason = out.finish_reason;
    completion.choices.push_back(std::move(out));
  }
  return completion;
}

}  // namespace

Result<LlmRequest> request_of(const ChatCompletionRequest& request) {
  std::string body;
  Writer out(body);
  write(out, request);
  if (!out.valid()) return fail(ErrorKind::BadRequest, "the request holds text that is not UTF-8");
  return parse_request(kFormat, body);
}

Result<ChatCompletion> completion_of(const LlmResponse& response) {
  auto text = emit_response(kFormat, response);
  if (!text) return tl::unexpected(std::move(text.error()));
  auto completion = read_completion(*std::move(text));
  // As it was counted, which this protocol says in fewer words.
  if (completion) completion->usage = response.usage;
  return completion;
}

Result<ChatCompletionChunk> chunk_of(std::string text) {
  json::Document document;
  if (auto ok = document.parse(std::move(text)); !ok) return tl::unexpected(std::move(ok.error()));
  ChatCompletionChunk chunk;
  read_head(document.root(), chunk);
  for (const Value choice : document.root()["choices"].elements()) {
    ChatCompletionChunkChoice out{.index = choice["index"].to_int64().value_or(0),
                                  .delta = message_of(choice["delta"]),
                                  .finish_reason = choice["finish_reason"].str(),
                                  .logprobs = choice["logprobs"].json()};
    out.delta.finish_reason = out.finish_reason;
    chunk.choices.push_back(std::move(out));
  }
  return chunk;
}

}  // namespace omnillm::gateway
