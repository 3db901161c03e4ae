#include "support/probes.h"

#include <sstream>
#include <utility>

namespace omnillm::testing_support {

namespace {

constexpr std::string_view kSchema =
    R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})";
constexpr std::string_view kPng = "iVBORw0KGgo=";

JsonText json(std::string_view text) { return JsonText::parse(text).value(); }

template <class T>
std::string shown(const std::optional<T>& value) {
  std::ostringstream out;
  if (value) out << *value;
  return out.str();
}

std::string shown(const MessagePart& part) {
  std::ostringstream out;
  if (const auto* text = part.get_if<part::Text>()) out << text->text;
  if (const auto* address = part.get_if<part::ImageUrl>()) out << "<image " << address->url << ">";
  if (const auto* image = part.get_if<part::ImageBase64>())
    out << "<image " << image->media_type << " " << image->data << ">";
  if (const auto* audio = part.get_if<part::Audio>()) out << "<audio " << audio->data << ">";
  if (const auto* file = part.get_if<part::File>()) out << "<file " << file->data << ">";
  if (const auto* value = part.get_if<part::Json>()) out << value->value.text();
  if (const auto* call = part.get_if<ToolCallPart>())
    out << "<call " << call->call_id << " " << call->name << " " << call->arguments.text() << ">";
  if (const auto* result = part.get_if<ToolResultPart>()) {
    out << "<result " << result->call_id;
    for (const MessagePart& piece : result->output) out << " " << shown(piece);
    out << ">";
  }
  if (const auto* thought = part.get_if<part::Reasoning>()) {
    out << "<thought " << thought->text;
    if (part.signature) out << " signed " << part.signature->value;
    out << ">";
  }
  if (const auto* refusal = part.get_if<part::Refusal>())
    out << "<refusal " << refusal->text << ">";
  if (part.cache_mark) out << "<mark>";
  return out.str();
}

bool is_system(MessageRole role) {
  return role == MessageRole::System || role == MessageRole::Developer;
}

std::string system_text(const LlmRequest& request) {
  std::string all = request.instructions ? request.instructions->str() : "";
  const Conversation conversation(request);
  for (const auto& turn : conversation.turns())
    if (is_system(turn.message->role)) all += turn.message->plain_text();
  return all;
}

// The conversation without the system's part, neighbours of one side joined.
std::string spoken(const LlmRequest& request) {
  std::string all;
  std::string last_side;
  const Conversation conversation(request);
  for (const auto& turn : conversation.turns()) {
    if (is_system(turn.message->role)) continue;
    const std::string side = turn.message->role == MessageRole::Assistant ? "model: " : "caller: ";
    if (side != last_side) all += "\n" + side;
    last_side = side;
    for (const MessagePart& part : turn.message->parts) all += shown(part);
  }
  return all;
}

std::string tools(const LlmRequest& request) {
  std::string all;
  for (const ToolDefinition& tool : request.capabilities.tools)
    all += tool.name + " " + tool.description + " " + std::string(tool.input_schema.text()) + "\n";
  return all;
}

// ---- Requests

LlmRequest plain(WireFormat source) {
  LlmRequest request{.model = "some-model", .origin = source};
  request.messages = {Message::user("Hello!")};
  request.generation.max_output_tokens = 100;
  return request;
}

ToolDefinition weather_tool() {
  return {.name = "get_weather", .description = "Current weather", .input_schema = json(kSchema)};
}

Message calls(std::initializer_list<std::string> ids) {
  Message message{.role = MessageRole::Assistant};
  for (const std::string& id : ids)
    message.parts.push_back(MessagePart::tool_call(id, "get_weather", json(R"({"city":"Paris"})")));
  return message;
}

LlmRequest with_tools(WireFormat source) {
  LlmRequest request = plain(source);
  request.capabilities.tools = {weather_tool()};
  return request;
}

LlmRequest with_parts(WireFormat source, std::initializer_list<MessagePart> parts) {
  LlmRequest request = plain(source);
  request.messages = {Message::user(parts)};
  return request;
}

LlmRequest with_call(WireFormat source, std::initializer_list<std::string> ids) {
  LlmRequest request = with_tools(source);
  request.messages.push_back(calls(ids));
  for (const std::string& id : ids)
    request.messages.push_back(Message::tool_result(id, "18 degrees"));
  return request;
}

// A probe of a member of the generation settings.
template <class Member, class Value>
RequestProbe setting(std::string name, Member GenerationConfig::*member, Value value) {
  return {.name = std::move(name),
          .make =
              [=](WireFormat source) {
                LlmRequest request = plain(source);
                request.generation.*member = value;
                return request;
              },
          .says = [=](const LlmRequest& request) { return shown(request.generation.*member); }};
}

// As the protocol says it; those that have none are not asked.
std::string_view safety_of(WireFormat source) {
  if (source == WireFormat::BedrockConverse)
    return R"({"guardrailIdentifier":"g1","guardrailVersion":"1"})";
  return R"([{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}])";
}

// The thought of a model, with the proof its provider wants back.
MessagePart signed_thought(WireFormat source) {
  MessagePart thought = part::Reasoning{.text = "Need weather."};
  thought.signature = Signature{"EqQB", source};
  return thought;
}

std::vector<RequestProbe> make_request_probes() {
  std::vector<RequestProbe> probes;
  const auto add = [&](std::string name, auto make, auto says) {
    probes.push_back({.name = std::move(name), .make = make, .says = says});
  };
  add("plain text", plain, spoken);
  add(
      "system text",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.instructions = "Be brief.";
        return request;
      },
      system_text);
  add(
      "several turns",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.messages.push_back(Message::assistant("Hi."));
        request.messages.push_back(Message::user("How are you?"));
        return request;
      },
      spoken);
  add(
      "image by URL",
      [](WireFormat source) {
        return with_parts(source,
                          {"What is this?", MessagePart::image_url("https://example.com/cat.png")});
      },
      spoken);
  add(
      "image as data",
      [](WireFormat source) {
        return with_parts(
            source, {"What is this?", MessagePart::image_base64(std::string(kPng), "image/png")});
      },
      spoken);
  add(
      "sound",
      [](WireFormat source) {
        return with_parts(source, {part::Audio{.data = "UklGRg==", .media_type = "audio/wav"}});
      },
      spoken);
  add(
      "document as data",
      [](WireFormat source) {
        return with_parts(source, {"Sum it up.", part::File{.data = "JVBERi0xLjQK",
                                                            .media_type = "application/pdf",
                                                            .filename = "note.pdf"}});
      },
      spoken);
  add("tools", with_tools, tools);
  add(
      "a tool call and its result", [](WireFormat source) { return with_call(source, {"call_1"}); },
      spoken);
  add(
      "parallel tool calls and their results",
      [](WireFormat source) {
        return with_call(source, {"call_1", "call_2"});
      },
      spoken);
  add(
      "a tool's failure",
      [](WireFormat source) {
        LlmRequest request = with_tools(source);
        request.messages.push_back(calls({"call_1"}));
        request.messages.push_back(Message::tool_result("call_1", "no such city", true));
        return request;
      },
      [](const LlmRequest& request) {
        const Conversation conversation(request);
        for (const auto& turn : conversation.turns())
          for (const MessagePart& part : turn.message->parts)
            if (const auto* result = part.get_if<ToolResultPart>(); result && result->is_error)
              return "failed";
        return "";
      });
  add(
      "tool choice: required",
      [](WireFormat source) {
        LlmRequest request = with_tools(source);
        request.capabilities.tool_choice = ToolChoice::required();
        return request;
      },
      [](const LlmRequest& request) {
        const auto& choice = request.capabilities.tool_choice;
        return choice && choice->mode == ToolChoice::Mode::Required ? "required" : "";
      });
  add(
      "tool choice: one tool",
      [](WireFormat source) {
        LlmRequest request = with_tools(source);
        request.capabilities.tool_choice = ToolChoice::named("get_weather");
        return request;
      },
      [](const LlmRequest& request) {
        const auto& choice = request.capabilities.tool_choice;
        const bool one =
            choice && choice->names.size() == 1 && choice->mode != ToolChoice::Mode::Auto;
        return one ? choice->names.front() : std::string();
      });
  add(
      "no parallel tool calls",
      [](WireFormat source) {
        LlmRequest request = with_tools(source);
        request.capabilities.parallel_tool_calls = false;
        return request;
      },
      [](const LlmRequest& request) {
        return request.capabilities.parallel_tool_calls == false ? "one at a time" : "";
      });
  add(
      "strict tools",
      [](WireFormat source) {
        LlmRequest request = with_tools(source);
        request.capabilities.tools[0].strict = true;
        return request;
      },
      [](const LlmRequest& request) {
        return request.capabilities.tools.at(0).strict == true ? "strict" : "";
      });
  add(
      "output by a schema",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.capabilities.structured_output =
            StructuredOutputConfig{.name = "place", .schema = json(kSchema)};
        return request;
      },
      [](const LlmRequest& request) {
        const auto& output = request.capabilities.structured_output;
        return output ? std::string(output->schema.text()) : std::string();
      });
  add(
      "output as any JSON object",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.capabilities.structured_output.emplace();
        return request;
      },
      [](const LlmRequest& request) {
        const auto& output = request.capabilities.structured_output;
        return output && output->schema.is_null() ? "json" : "";
      });
  add(
      "reasoning effort",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.capabilities.reasoning = ReasoningCapability{.effort = "low"};
        return request;
      },
      [](const LlmRequest& request) {
        const auto& reasoning = request.capabilities.reasoning;
        return reasoning ? reasoning->effort : std::string();
      });
  add(
      "reasoning budget",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.generation.max_output_tokens = 4'096;
        request.capabilities.reasoning =
            ReasoningCapability{.budget_tokens = 1'024, .enabled = true};
        return request;
      },
      [](const LlmRequest& request) {
        const auto& reasoning = request.capabilities.reasoning;
        return reasoning ? shown(reasoning->budget_tokens) : std::string();
      });
  add(
      "signed thoughts in the history",
      [](WireFormat source) {
        LlmRequest request = with_tools(source);
        Message turn = calls({"call_1"});
        turn.parts.insert(turn.parts.begin(), signed_thought(source));
        request.messages.push_back(std::move(turn));
        request.messages.push_back(Message::tool_result("call_1", "18 degrees"));
        return request;
      },
      spoken);
  add(
      "a refusal in the history",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.messages.push_back(Message::assistant({part::Refusal{.text = "I cannot."}}));
        request.messages.push_back(Message::user("Why?"));
        return request;
      },
      spoken);
  probes.push_back(setting("max output tokens", &GenerationConfig::max_output_tokens, 77));
  probes.push_back(setting("temperature", &GenerationConfig::temperature, 0.2));
  probes.push_back(setting("top_p", &GenerationConfig::top_p, 0.9));
  probes.push_back(setting("top_k", &GenerationConfig::top_k, 40));
  probes.push_back(setting("presence penalty", &GenerationConfig::presence_penalty, 0.5));
  probes.push_back(setting("frequency penalty", &GenerationConfig::frequency_penalty, 0.5));
  probes.push_back(setting("seed", &GenerationConfig::seed, 7));
  probes.push_back(setting("several answers", &GenerationConfig::choices, 2));
  probes.push_back(setting("log-probabilities", &GenerationConfig::logprobs, true));
  add(
      "stop sequences",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.generation.stop_sequences = {"END"};
        return request;
      },
      [](const LlmRequest& request) {
        return request.generation.stop_sequences.empty() ? std::string()
                                                         : request.generation.stop_sequences[0];
      });
  add(
      "verbosity",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.generation.verbosity = "low";
        return request;
      },
      [](const LlmRequest& request) { return request.generation.verbosity; });
  add(
      "the user's name",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.user = "user-1";
        return request;
      },
      [](const LlmRequest& request) { return request.user; });
  add(
      "metadata",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.metadata.set("team", JsonText::string("a"));
        return request;
      },
      [](const LlmRequest& request) {
        const JsonText* team = request.metadata.find("team");
        return team ? team->as_text().str() : std::string();
      });
  add(
      "service tier",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.service_tier = "flex";
        return request;
      },
      [](const LlmRequest& request) { return request.service_tier; });
  add(
      "cache marks",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.messages[0].parts[0].cache_mark.emplace();
        return request;
      },
      spoken);
  add(
      "a cache key",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.capabilities.prompt_cache = PromptCachePolicy::best_effort().with_key("key-1");
        return request;
      },
      [](const LlmRequest& request) {
        const auto& policy = request.capabilities.prompt_cache;
        return policy && policy->key ? policy->key->value : std::string();
      });
  add(
      "web search",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.capabilities.builtin_tools = {{.kind = BuiltinTool::Kind::WebSearch}};
        return request;
      },
      [](const LlmRequest& request) {
        for (const BuiltinTool& tool : request.capabilities.builtin_tools)
          if (tool.kind == BuiltinTool::Kind::WebSearch) return "web search";
        return "";
      });
  add(
      "output modalities",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.capabilities.modalities = {OutputModality::Text, OutputModality::Image};
        return request;
      },
      [](const LlmRequest& request) {
        return request.capabilities.modalities.size() == 2 ? "text and images" : "";
      });
  add(
      "safety settings",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.capabilities.safety = SafetySettings{.policy = json(safety_of(source))};
        return request;
      },
      [](const LlmRequest& request) {
        const auto& safety = request.capabilities.safety;
        return safety ? std::string(safety->policy.text()) : std::string();
      });
  add(
      "members nobody knows",
      [](WireFormat source) {
        LlmRequest request = plain(source);
        request.vendor_extensions.set("x_new_member", json("1e400"));
        return request;
      },
      [](const LlmRequest& request) {
        const JsonText* value = request.vendor_extensions.find("x_new_member");
        return value ? std::string(value->text()) : std::string();
      });
  return probes;
}

// ---- Answers

std::string shown_output(const std::vector<ResponseItem>& output) {
  std::string all;
  for (const ResponseItem& item : output) {
    if (const Message* message = item.message())
      for (const MessagePart& part : message->parts) all += shown(part);
    else
      all += shown(*item.single());
  }
  return all;
}

LlmResponse answer(WireFormat source, std::vector<ResponseItem> output,
                   FinishReason reason = FinishReason::Stop) {
  LlmResponse response{.output = std::move(output),
                       .usage = TokenUsage{.prompt_tokens = 9, .completion_tokens = 12},
                       .model = "some-model",
                       .provider_protocol = source,
                       .finish_reason = std::move(reason),
                       .response_id = "resp_1"};
  response.content_text = visible_text(response.output);
  return response;
}

LlmResponse text_answer(WireFormat source) {
  return answer(source, {Message::assistant("Hello there")});
}

std::vector<ResponseProbe> make_response_probes() {
  std::vector<ResponseProbe> probes;
  const auto output = [](const LlmResponse& response) { return shown_output(response.output); };
  const auto reason = [](const LlmResponse& response) { return shown(response.finish_reason); };
  const auto add = [&](std::string name, auto make, auto says) {
    probes.push_back({.name = std::move(name), .make = make, .says = says});
  };
  add("text", text_answer, output);
  add("the visible text", text_answer,
      [](const LlmResponse& response) { return response.content_text.str(); });
  add(
      "tool calls beside text",
      [](WireFormat source) {
        return answer(
            source,
            {Message::assistant("Let me see."),
             MessagePart::tool_call("call_1", "get_weather", json(R"({"city":"Paris"})"))},
            FinishReason::ToolCall);
      },
      output);
  add(
      "parallel tool calls",
      [](WireFormat source) {
        return answer(source,
                      {MessagePart::tool_call("call_1", "get_weather", json(R"({"city":"Paris"})")),
                       MessagePart::tool_call("call_2", "get_weather", json(R"({"city":"Rome"})"))},
                      FinishReason::ToolCall);
      },
      output);
  add(
      "signed thoughts",
      [](WireFormat source) {
        return answer(source, {signed_thought(source), Message::assistant("18 degrees")});
      },
      output);
  add(
      "a refusal",
      [](WireFormat source) {
        return answer(source, {Message::assistant({part::Refusal{.text = "I cannot."}})});
      },
      output);
  for (const FinishReason::Code code :
       {FinishReason::Stop, FinishReason::Length, FinishReason::ContentFilter})
    add(
        "finish reason: " + std::string(to_string(code)),
        [code](WireFormat source) { return answer(source, {Message::assistant("Hello")}, code); },
        reason);
  add(
      "finish reason: tool_call",
      [](WireFormat source) {
        return answer(source, {MessagePart::tool_call("call_1", "get_weather", json("{}"))},
                      FinishReason::ToolCall);
      },
      reason);
  add("usage", text_answer, [](const LlmResponse& response) {
    return response.usage ? std::to_string(response.usage->prompt_tokens) + " in, " +
                                std::to_string(response.usage->completion_tokens) + " out"
                          : std::string();
  });
  add(
      "usage of a cache",
      [](WireFormat source) {
        LlmResponse response = text_answer(source);
        response.usage =
            TokenUsage{.prompt_tokens = 1'305, .completion_tokens = 12, .cache_read_tokens = 1'024};
        return response;
      },
      [](const LlmResponse& response) {
        return response.usage
                   ? std::to_string(response.usage->prompt_tokens) + " in, " +
                         std::to_string(response.usage->cache_read_tokens) + " of them read"
                   : std::string();
      });
  return probes;
}

// Cuts a text in two, so that an answer comes in pieces.
std::vector<Text> pieces(const Text& text) {
  const std::string plain = text.str();
  const std::size_t half = plain.size() / 2;
  if (half == 0) return {text};
  return {Text(plain.substr(0, half)), Text(plain.substr(half))};
}

void append_events(const MessagePart& part, std::int64_t index, std::vector<LlmStreamEvent>& out) {
  if (const auto* text = part.get_if<part::Text>())
    for (Text& piece : pieces(text->text))
      out.emplace_back(event::TextDelta{.index = index, .delta = std::move(piece)});
  if (const auto* refusal = part.get_if<part::Refusal>())
    for (Text& piece : pieces(refusal->text))
      out.emplace_back(event::RefusalDelta{.index = index, .delta = std::move(piece)});
  if (const auto* thought = part.get_if<part::Reasoning>()) {
    for (Text& piece : pieces(thought->text))
      out.emplace_back(event::ReasoningDelta{.index = index, .delta = std::move(piece)});
    if (part.signature)
      out.emplace_back(event::SignatureDelta{.index = index, .signature = part.signature});
  }
  if (const auto* call = part.get_if<ToolCallPart>())
    for (Text& piece : pieces(Text(call->arguments.text())))
      out.emplace_back(event::ToolCallDelta{
          .index = index, .call_id = call->call_id, .name = call->name, .delta = std::move(piece)});
}

// What is known of an item before its pieces come.
ResponseItem beginning_of(const ResponseItem& item) {
  if (const Message* message = item.message())
    return Message{.role = message->role, .id = message->id};
  MessagePart start = *item.single();
  start.signature.reset();
  if (auto* call = start.get_if<ToolCallPart>()) call->arguments = {};
  if (auto* thought = start.get_if<part::Reasoning>()) thought->text = {};
  return start;
}

}  // namespace

const std::vector<RequestProbe>& request_probes() {
  static const std::vector<RequestProbe> probes = make_request_probes();
  return probes;
}

const std::vector<ResponseProbe>& response_probes() {
  static const std::vector<ResponseProbe> probes = make_response_probes();
  return probes;
}

std::vector<LlmStreamEvent> events_of(const LlmResponse& response) {
  std::vector<LlmStreamEvent> out;
  out.emplace_back(event::ResponseStarted{.response_id = response.response_id,
                                          .model = response.model,
                                          .provider_protocol = response.provider_protocol});
  for (std::size_t i = 0; i < response.output.size(); ++i) {
    const auto index = static_cast<std::int64_t>(i);
    const ResponseItem& item = response.output[i];
    out.emplace_back(event::OutputItemAdded{.index = index, .item = beginning_of(item)});
    if (const Message* message = item.message())
      for (const MessagePart& part : message->parts) append_events(part, index, out);
    else
      append_events(*item.single(), index, out);
    out.emplace_back(event::OutputItemDone{.index = index, .item = item});
  }
  out.emplace_back(event::Finished{.reason = response.finish_reason.value_or(FinishReason::Stop)});
  if (response.usage) out.emplace_back(event::Usage{.usage = *response.usage});
  out.emplace_back(event::Completed{response});
  return out;
}

}  // namespace omnillm::testing_support
