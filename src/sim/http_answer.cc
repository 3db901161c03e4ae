#include "sim/http_answer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "sim/http_ascii.h"
#include "sim/http_hash.h"
#include "sim/http_ids.h"
#include "sim/http_schema.h"
#include "sim/http_text.h"
#include "sim/http_tokens.h"

namespace omnillm::sim {
namespace {

constexpr std::string_view kSay = "say:";
constexpr std::int64_t kThoughtTokens = 12;
constexpr std::int64_t kMostChoices = 16;

// ---- what the conversation asks for ---------------------------------------------------------

struct LastTurn {
  MessageRole role = MessageRole::User;
  std::string text;
};

LastTurn last_turn(const LlmRequest& request) {
  const Conversation conversation(request);
  if (conversation.turns().empty()) return {};
  const Message& message = *conversation.turns().back().message;
  return {message.role, message.plain_text()};
}

bool asks_reasoning(const LlmRequest& request) {
  const auto& reasoning = request.capabilities.reasoning;
  if (!reasoning || reasoning->effort == "none") return false;
  return reasoning->enabled.value_or(true) && reasoning->budget_tokens.value_or(1) > 0;
}

bool is_named(const std::string& prompt, const std::string& tool) {
  std::string name = lower(tool);
  if (prompt.find(name) != std::string::npos) return true;
  std::replace(name.begin(), name.end(), '_', ' ');
  return prompt.find(name) != std::string::npos;
}

std::vector<const ToolDefinition*> allowed_tools(const LlmRequest& request) {
  std::vector<const ToolDefinition*> allowed;
  const auto& choice = request.capabilities.tool_choice;
  for (const ToolDefinition& tool : request.capabilities.tools)
    if (!choice || choice->names.empty() ||
        std::count(choice->names.begin(), choice->names.end(), tool.name) > 0)
      allowed.push_back(&tool);
  return allowed;
}

// The tools to be called now.
std::vector<const ToolDefinition*> wanted_tools(const LlmRequest& request, const LastTurn& last) {
  using Mode = ToolChoice::Mode;
  const Mode mode = request.capabilities.tool_choice.value_or(ToolChoice{}).mode;
  std::vector<const ToolDefinition*> tools = allowed_tools(request);
  if (tools.empty() || mode == Mode::None) return {};
  const std::string prompt = lower(last.text);
  std::vector<const ToolDefinition*> named;
  if (last.role == MessageRole::User)
    for (const ToolDefinition* tool : tools)
      if (is_named(prompt, tool->name)) named.push_back(tool);
  const bool must = mode == Mode::Required || mode == Mode::Named;
  const bool asked = last.role == MessageRole::User && prompt.find("tool") != std::string::npos;
  if (named.empty() && (must || asked)) named.push_back(tools.front());
  if (named.size() > 1 && !request.capabilities.parallel_tool_calls.value_or(true))
    named.erase(named.begin() + 1, named.end());
  return named;
}

// ---- the pieces of an answer ----------------------------------------------------------------

MessagePart reasoning_part(const AnswerSettings& settings, Chance& chance) {
  MessagePart part(part::Reasoning{.text = prose(chance.content, kThoughtTokens),
                                   .is_summary = settings.format == WireFormat::OpenAiResponses});
  part.id = part_id(settings.format, PartKind::Reasoning, chance.names);
  const bool signs = settings.format == WireFormat::AnthropicMessages ||
                     settings.format == WireFormat::BedrockConverse;
  if (signs) part.signature = Signature{random_id(chance.names, 64) + "==", settings.format};
  return part;
}

MessagePart tool_call_part(const ToolDefinition& tool, WireFormat format, Chance& chance) {
  JsonText arguments = tool.is_custom ? JsonText::string(plain_words(chance.content, 4))
                                      : value_for_schema(tool.input_schema, chance.content);
  if (!tool.is_custom && !arguments.is_object()) arguments = JsonText::from_valid(nullptr, "{}");
  MessagePart part(ToolCallPart{.call_id = call_id(format, chance.names),
                                .name = tool.name,
                                .arguments = std::move(arguments),
                                .is_custom = tool.is_custom});
  part.id = part_id(format, PartKind::ToolCall, chance.names);
  return part;
}

std::int64_t argument_tokens(const ToolCallPart& call) {
  return call.is_custom ? count_tokens(call.arguments.as_text().str())
                        : count_tokens(call.arguments.text());
}

std::string text_for(const LlmRequest& request, const AnswerSettings& settings,
                     const LastTurn& last, Rng& rng) {
  if (settings.text) return *settings.text;
  if (const auto& structured = request.capabilities.structured_output) {
    if (structured->schema.is_null()) return "{\"answer\":\"" + plain_words(rng, 3) + "\"}";
    return std::string(value_for_schema(structured->schema, rng).text());
  }
  const std::string_view asked = trimmed(last.text);
  if (begins_with(asked, kSay))
    if (const auto rest = trimmed(asked.substr(kSay.size())); !rest.empty())
      return std::string(rest);
  return prose(rng, std::max<std::int64_t>(1, settings.output_tokens));
}

struct Cut {
  std::string text{};
  FinishReason::Code finish = FinishReason::Stop;
  std::string stop_sequence{};
};

// A model stops at the first stop sequence, or when it may not say more.
Cut cut_text(std::string text, const GenerationConfig& config, std::int64_t tokens_left) {
  Cut cut{std::move(text)};
  std::size_t first = std::string::npos;
  for (const std::string& stop : config.stop_sequences) {
    const std::size_t at = stop.empty() ? std::string::npos : cut.text.find(stop);
    if (at < first) {
      first = at;
      cut.stop_sequence = stop;
    }
  }
  if (first != std::string::npos) cut.text.resize(first);
  const auto tokens = split_tokens(cut.text);
  if (static_cast<std::int64_t>(tokens.size()) <= tokens_left) return cut;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(std::max<std::int64_t>(0, tokens_left)); ++i)
    kept += tokens[i].size();
  cut.text.resize(kept);
  cut.finish = FinishReason::Length;
  cut.stop_sequence.clear();
  return cut;
}

// ---- one choice -----------------------------------------------------------------------------

struct Choice {
  std::vector<ResponseItem> output;
  FinishReason::Code finish = FinishReason::Stop;
  std::string stop_sequence;
  std::int64_t tokens = 0;
  std::int64_t reasoning_tokens = 0;
};

void think(const AnswerSettings& settings, Choice& choice, Chance& chance) {
  MessagePart thought = reasoning_part(settings, chance);
  const std::int64_t tokens = count_tokens(thought.get_if<part::Reasoning>()->text.str());
  choice.tokens += tokens;
  choice.reasoning_tokens += tokens;
  // OpenAI keeps its models' thoughts to itself, unless a summary was asked for.
  if (!settings.shows_reasoning) thought.content = part::Reasoning{};
  if (settings.shows_reasoning || settings.format == WireFormat::OpenAiResponses)
    choice.output.emplace_back(std::move(thought));
}

void speak(Cut cut, WireFormat format, Choice& choice, Rng& names) {
  choice.tokens += count_tokens(cut.text);
  choice.finish = cut.finish;
  choice.stop_sequence = std::move(cut.stop_sequence);
  Message message = Message::assistant(Text(std::move(cut.text)));
  message.id = part_id(format, PartKind::Message, names);
  choice.output.emplace_back(std::move(message));
}

Choice make_choice(const LlmRequest& request, const AnswerSettings& settings, Chance& chance) {
  Choice choice;
  const LastTurn last = last_turn(request);
  const std::int64_t most = request.generation.max_output_tokens.value_or(1'000'000);
  if (asks_reasoning(request) && most > kThoughtTokens) think(settings, choice, chance);
  for (const ToolDefinition* tool : wanted_tools(request, last)) {
    MessagePart call = tool_call_part(*tool, settings.format, chance);
    const std::int64_t tokens =
        count_tokens(tool->name) + argument_tokens(*call.get_if<ToolCallPart>());
    if (choice.tokens + tokens > most) {
      choice.finish = FinishReason::Length;
      break;
    }
    choice.tokens += tokens;
    choice.finish = FinishReason::ToolCall;
    choice.output.emplace_back(std::move(call));
  }
  if (choice.finish == FinishReason::Stop)
    speak(cut_text(text_for(request, settings, last, chance.content), request.generation,
                   most - choice.tokens),
          settings.format, choice, chance.names);
  return choice;
}

TokenUsage usage_of(const LlmRequest& request, const AnswerSettings& settings,
                    const std::vector<Choice>& choices) {
  TokenUsage usage;
  usage.prompt_tokens = count_prompt_tokens(request);
  usage.cache_read_tokens =
      std::clamp<std::int64_t>(settings.cached_tokens, 0, usage.prompt_tokens);
  for (const Choice& choice : choices) {
    usage.completion_tokens += choice.tokens;
    usage.reasoning_tokens += choice.reasoning_tokens;
  }
  usage.total_tokens = usage.prompt_tokens + usage.completion_tokens;
  return usage;
}

}  // namespace

LlmResponse make_answer(const LlmRequest& request, const AnswerSettings& settings, Chance chance) {
  std::vector<Choice> choices;
  const auto count =
      std::clamp<std::int64_t>(request.generation.choices.value_or(1), 1, kMostChoices);
  for (std::int64_t i = 0; i < count; ++i)
    choices.push_back(make_choice(request, settings, chance));

  LlmResponse response;
  response.usage = usage_of(request, settings, choices);
  response.output = std::move(choices[0].output);
  response.content_text = visible_text(response.output);
  response.model = request.model;
  response.provider_protocol = settings.format;
  response.finish_reason = FinishReason(choices[0].finish);
  response.stop_sequence = std::move(choices[0].stop_sequence);
  response.response_id = response_id(settings.format, chance.names);
  response.created = settings.created;
  for (std::size_t i = 1; i < choices.size(); ++i)
    response.alternatives.push_back({.index = static_cast<std::int64_t>(i),
                                     .output = std::move(choices[i].output),
                                     .finish_reason = FinishReason(choices[i].finish)});
  return response;
}

std::uint64_t fingerprint(const LlmRequest& request) {
  std::string said = request.model;
  if (request.instructions) request.instructions->append_to(said);
  const Conversation conversation(request);
  for (const Conversation::Turn& turn : conversation.turns()) {
    said += to_string(turn.message->role);
    said += turn.message->plain_text();
  }
  for (const ToolDefinition& tool : request.capabilities.tools) said += tool.name;
  return hash_of(said);
}

}  // namespace omnillm::sim
