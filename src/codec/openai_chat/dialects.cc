#include "codec/openai_chat/dialects.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace omnillm::codec::openai_chat {

namespace {

using MaxTokens = Dialect::MaxTokensName;
using System = Dialect::SystemRole;
using Reasoning = Dialect::ReasoningName;
using Settings = Dialect::ReasoningRequest;

// What all but OpenAI share: the old name of the limit, no role `developer`, none of OpenAI's newer
// tools, and as many stop sequences as one likes.
Dialect relative(std::string name) {
  Dialect dialect;
  dialect.name = std::move(name);
  dialect.max_tokens_name = MaxTokens::MaxTokens;
  dialect.system_role = System::System;
  dialect.reasoning_name = Reasoning::ReasoningContent;
  dialect.allowed_tools = false;
  dialect.custom_tools = false;
  dialect.max_stop_sequences = 0;
  return dialect;
}

Dialect openai() {
  Dialect dialect;
  dialect.name = "openai";
  return dialect;
}

// The same service in another house; models of others may think aloud there.
Dialect azure() {
  Dialect dialect = openai();
  dialect.name = "azure";
  return dialect;
}

Dialect cerebras() {
  Dialect dialect = relative("cerebras");
  dialect.max_tokens_name = MaxTokens::MaxCompletionTokens;
  dialect.reasoning_name = Reasoning::Reasoning;
  return dialect;
}

Dialect dashscope() {
  Dialect dialect = relative("dashscope");
  dialect.reasoning_request = Settings::EnableThinking;
  dialect.top_k = true;
  return dialect;
}

Dialect deepseek() {
  Dialect dialect = relative("deepseek");
  dialect.reasoning_request = Settings::ThinkingObject;
  dialect.reasoning_efforts = {"low", "high", "max"};
  dialect.json_schema = false;
  return dialect;
}

Dialect fireworks() {
  Dialect dialect = relative("fireworks");
  dialect.top_k = true;
  return dialect;
}

Dialect gemini() {
  Dialect dialect = relative("gemini");
  dialect.max_tokens_name = MaxTokens::MaxCompletionTokens;
  dialect.reasoning_name = Reasoning::None;
  return dialect;
}

Dialect groq() {
  Dialect dialect = relative("groq");
  dialect.max_tokens_name = MaxTokens::MaxCompletionTokens;
  dialect.reasoning_name = Reasoning::Reasoning;
  dialect.reasoning_efforts = {"none", "low", "medium", "high"};
  dialect.message_name = false;
  dialect.max_stop_sequences = 4;
  dialect.refused_members = {"logprobs", "logit_bias", "top_logprobs", "n"};
  return dialect;
}

Dialect mistral() {
  Dialect dialect = relative("mistral");
  dialect.reasoning_name = Reasoning::ThinkingParts;
  dialect.reasoning_efforts = {"none", "high"};
  dialect.random_seed = true;
  dialect.message_name = false;
  dialect.stream_usage_option = false;  // comes unasked
  dialect.tool_call_id_length = 9;
  // It answers every member it does not know with 422.
  dialect.refused_members = {"logprobs",
                             "top_logprobs",
                             "logit_bias",
                             "user",
                             "stream_options",
                             "safety_identifier",
                             "store",
                             "service_tier",
                             "verbosity",
                             "modalities",
                             "audio",
                             "web_search_options",
                             "refusal",
                             "prompt_cache_retention",
                             "prompt_cache_options"};
  return dialect;
}

Dialect moonshot() {
  Dialect dialect = relative("moonshot");
  dialect.reasoning_request = Settings::ThinkingObject;
  return dialect;
}

Dialect ollama() {
  Dialect dialect = relative("ollama");
  dialect.reasoning_name = Reasoning::Reasoning;
  return dialect;
}

Dialect openrouter() {
  Dialect dialect = relative("openrouter");
  dialect.system_role = System::AsGiven;
  dialect.reasoning_name = Reasoning::ReasoningDetails;
  dialect.reasoning_request = Settings::ReasoningObject;
  dialect.top_k = true;
  dialect.cache_control = true;
  dialect.assistant_images = true;
  dialect.any_audio = true;
  dialect.file_url = true;
  return dialect;
}

Dialect perplexity() {
  Dialect dialect = relative("perplexity");
  dialect.reasoning_name = Reasoning::None;
  dialect.stream_usage_option = false;  // usage comes with every chunk
  dialect.top_k = true;
  return dialect;
}

Dialect together() {
  Dialect dialect = relative("together");
  dialect.reasoning_name = Reasoning::Reasoning;
  dialect.reasoning_efforts = {"low", "medium", "high"};
  dialect.logprobs_count = true;
  dialect.top_k = true;
  return dialect;
}

Dialect vllm() {
  Dialect dialect = relative("vllm");
  dialect.max_tokens_name = MaxTokens::MaxCompletionTokens;
  dialect.system_role = System::AsGiven;
  dialect.reasoning_name = Reasoning::Reasoning;
  dialect.reasoning_request = Settings::ChatTemplate;
  dialect.top_k = true;
  dialect.any_audio = true;
  dialect.any_member = true;  // it passes over what it does not know, and logs it
  return dialect;
}

Dialect xai() {
  Dialect dialect = relative("xai");
  dialect.max_tokens_name = MaxTokens::MaxCompletionTokens;
  dialect.max_stop_sequences = 4;
  dialect.reasoning_efforts = {"none", "low", "medium", "high", "xhigh"};
  dialect.refused_members = {"logit_bias"};
  return dialect;
}

Dialect zai() {
  Dialect dialect = relative("zai");
  dialect.reasoning_request = Settings::ThinkingObject;
  return dialect;
}

std::vector<Dialect> make_dialects() {
  std::vector<Dialect> all = {openai(),
                              azure(),
                              cerebras(),
                              dashscope(),
                              deepseek(),
                              fireworks(),
                              gemini(),
                              groq(),
                              mistral(),
                              moonshot(),
                              ollama(),
                              openrouter(),
                              perplexity(),
                              together(),
                              vllm(),
                              xai(),
                              zai(),
                              relative("cohere"),
                              relative("compatible"),
                              relative("deepinfra"),
                              relative("llamacpp"),
                              relative("lmstudio"),
                              relative("nvidia")};
  std::sort(all.begin(), all.end(),
            [](const Dialect& a, const Dialect& b) { return a.name < b.name; });
  return all;
}

}  // namespace

std::span<const Dialect> dialects() {
  // Made once, never changed.
  static const std::vector<Dialect> all = make_dialects();
  return all;
}

const Dialect* find_dialect(std::string_view name) {
  for (const Dialect& dialect : dialects())
    if (dialect.name == name) return &dialect;
  return nullptr;
}

}  // namespace omnillm::codec::openai_chat
