#include "codec/openai_chat/response_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "codec/fields.h"
#include "codec/openai_chat/message_parser.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/usage.h"
#include "codec/openai_error.h"
#include "json/writer.h"

namespace omnillm::codec::openai_chat {

namespace {

using json::Value;

const Fields kFields = Fields::of_answer();

constexpr std::array<std::string_view, 7> kMembers = {"id",    "object",  "created",     "model",
                                                      "usage", "choices", "service_tier"};
// `text` and `prompt` repeat what stands elsewhere.
constexpr std::array<std::string_view, 5> kChoiceMembers = {"index", "message", "finish_reason",
                                                            "logprobs", "text"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_nothing(Value value) {
  return value.is_missing_or_null() ||
         ((value.is_array() || value.is_object()) && value.size() == 0);
}

bool stands_alone(const MessagePart& part) {
  return part.is<part::Reasoning>() || part.is<ToolCallPart>();
}

// The thoughts and calls by themselves, and between them one message with the rest.
std::vector<ResponseItem> items_of(Message message) {
  std::vector<ResponseItem> before, after;
  std::vector<MessagePart> rest;
  for (MessagePart& part : message.parts) {
    if (!stands_alone(part))
      rest.push_back(std::move(part));
    else
      (rest.empty() && !part.is<ToolCallPart>() ? before : after).emplace_back(std::move(part));
  }
  message.parts = std::move(rest);
  if (!message.parts.empty() || !message.vendor_extensions.empty() || !message.name.empty())
    before.emplace_back(std::move(message));
  before.insert(before.end(), std::make_move_iterator(after.begin()),
                std::make_move_iterator(after.end()));
  return before;
}

void name_calls(std::vector<MessagePart>& parts) {
  std::size_t count = 0;
  for (MessagePart& part : parts)
    if (auto* call = part.get_if<ToolCallPart>()) {
      if (call->call_id.empty()) call->call_id = "call_" + std::to_string(count);
      ++count;
    }
}

Result<ResponseChoice> parse_choice(Value value, const Pointer& where) {
  if (auto ok = kFields.object(value, where); !ok) return tl::unexpected(ok.error());
  ResponseChoice choice{.logprobs = value["logprobs"].json()};
  std::optional<std::int64_t> index;
  if (auto ok = kFields.integer(value["index"], where.at("index"), index); !ok)
    return tl::unexpected(ok.error());
  choice.index = index.value_or(0);
  Message message;
  if (auto ok = parse_message(kFields, value["message"], where.at("message"),
                              MessageRole::Assistant, message);
      !ok)
    return tl::unexpected(ok.error());
  if (message.role != MessageRole::Assistant)
    return kFields.wrong(where.at("message").at("role"), "expected an assistant");
  name_calls(message.parts);
  const bool calls = std::any_of(message.parts.begin(), message.parts.end(),
                                 [](const MessagePart& part) { return part.is<ToolCallPart>(); });
  std::string word;
  if (auto ok = kFields.string(value["finish_reason"], where.at("finish_reason"), word); !ok)
    return tl::unexpected(ok.error());
  if (!word.empty()) choice.finish_reason = finish_reason_of(word, calls);
  choice.output = items_of(std::move(message));
  return choice;
}

// "[{"native_finish_reason":"end_turn"},{}]", or null when no choice has anything to keep.
JsonText choice_extensions(Value choices) {
  std::string text;
  json::Writer out(text);
  bool any = false;
  out.begin_array();
  for (const Value choice : choices.elements()) {
    out.begin_object();
    for (const json::Member member : choice.members()) {
      if (is_one_of(kChoiceMembers, member.name) || is_nothing(member.value)) continue;
      out.foreign_key(member.name).raw(member.value.raw());
      any = true;
    }
    out.end_object();
  }
  out.end_array();
  if (!any) return {};
  auto owner = std::make_shared<const std::string>(std::move(text));
  const std::string_view view = *owner;
  return JsonText::from_valid(std::move(owner), view);
}

Result<void> read_choices(Value choices, const Pointer& where, LlmResponse& response) {
  if (auto ok = kFields.array(choices, where); !ok) return ok;
  if (choices.size() == 0) return kFields.wrong(where, "the answer has no choice");
  std::size_t place = 0;
  for (const Value element : choices.elements()) {
    auto choice = parse_choice(element, where.at(place));
    if (!choice) return tl::unexpected(choice.error());
    if (place++ > 0) {
      response.alternatives.push_back(std::move(*choice));
      continue;
    }
    response.output = std::move(choice->output);
    response.finish_reason = std::move(choice->finish_reason);
    response.logprobs = std::move(choice->logprobs);
  }
  if (JsonText kept = choice_extensions(choices); !kept.is_null())
    response.vendor_extensions.set(kChoiceExtensions, std::move(kept));
  return {};
}

Result<void> read_head(Value body, const Pointer& root, LlmResponse& response) {
  if (auto ok = kFields.string(body["id"], root.at("id"), response.response_id); !ok) return ok;
  if (auto ok = kFields.string(body["model"], root.at("model"), response.model); !ok) return ok;
  if (auto ok =
          kFields.string(body["service_tier"], root.at("service_tier"), response.service_tier);
      !ok)
    return ok;
  // Some write fractions of a second, or nothing useful: not worth an answer.
  if (const auto created = body["created"].to_int64()) response.created = *created;
  return {};
}

}  // namespace

bool says_error(Value error) {
  return error.is_object() || (error.is_string() && !error.escaped().empty());
}

Result<LlmResponse> parse_response(Value body) {
  const Pointer root;
  if (auto ok = kFields.object(body, root); !ok) return tl::unexpected(ok.error());
  if (says_error(body["error"]))
    return tl::unexpected(parse_openai_error(kFormat, 0, body).to_error());
  LlmResponse response{.provider_protocol = kFormat};
  if (auto ok = read_head(body, root, response); !ok) return tl::unexpected(ok.error());
  if (auto ok = read_choices(body["choices"], root.at("choices"), response); !ok)
    return tl::unexpected(ok.error());
  if (const Value value = body["usage"]; value.is_object()) {
    const Usage usage = parse_usage(value);
    response.usage = usage.tokens;
    response.units = usage.units;
    response.raw_usage = value.json();
  }
  for (const json::Member member : body.members())
    if (!is_one_of(kMembers, member.name) && !is_nothing(member.value))
      response.vendor_extensions.append(std::string(member.name), member.value.json());
  response.content_text = visible_text(response.output);
  return response;
}

}  // namespace omnillm::codec::openai_chat
