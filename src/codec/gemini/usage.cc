#include "codec/gemini/usage.h"

#include <algorithm>
#include <limits>

namespace omnillm::codec::gemini {

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

// A count that is out of range is nearly right as the largest one, and never a reason to lose the
// answer.
std::int64_t read_count(Reader& reader, const Pointer& at, json::Value value) {
  if (value.is_number() && !value.to_int64()) return value.to_double().value_or(0) < 0 ? 0 : kMost;
  std::optional<std::int64_t> count;
  reader.integer(at, value, count);
  return std::max<std::int64_t>(0, count.value_or(0));
}

struct Modalities {
  std::int64_t audio = 0;
  std::int64_t image = 0;
};

void add_modalities(Reader& reader, const Pointer& at, json::Value details, Modalities& sum) {
  if (!reader.array(at, details)) return;
  std::size_t index = 0;
  for (const json::Value one : details.elements()) {
    const Pointer here = at.at(index++);
    if (!reader.object(here, one)) continue;
    const json::Value modality = one["modality"];
    std::int64_t* count = modality.says("AUDIO")   ? &sum.audio
                          : modality.says("IMAGE") ? &sum.image
                                                   : nullptr;
    const std::int64_t tokens =
        read_count(reader, here.at("tokenCount"), member(one, "tokenCount"));
    if (count) *count = usage_detail::saturating_sum(*count, tokens);
  }
}

void write_modalities(std::int64_t whole, Modalities parts, json::Writer& out) {
  out.begin_array();
  const auto write = [&out](std::string_view modality, std::int64_t tokens) {
    if (tokens <= 0) return;
    out.begin_object();
    out.key("modality").string(modality);
    out.key("tokenCount").integer(tokens);
    out.end_object();
  };
  write("TEXT", whole - usage_detail::saturating_sum(parts.audio, parts.image));
  write("AUDIO", parts.audio);
  write("IMAGE", parts.image);
  out.end_array();
}

bool says_the_same(const JsonText& raw, const TokenUsage& usage) {
  json::Document document;
  if (!raw.is_object() || !document.parse(raw.text())) return false;
  Reader reader = Reader::of_answer();
  return parse_usage(reader, Pointer(), document.root()) == usage && reader.ok();
}

}  // namespace

TokenUsage parse_usage(Reader& reader, const Pointer& at, json::Value metadata) {
  TokenUsage usage;
  std::int64_t tool_use = 0;
  std::int64_t thoughts = 0;
  Modalities prompt;
  Modalities answer;
  for (const json::Member m : metadata.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (name == "promptTokenCount")
      usage.prompt_tokens = read_count(reader, here, m.value);
    else if (name == "candidatesTokenCount")
      usage.completion_tokens = read_count(reader, here, m.value);
    else if (name == "totalTokenCount" && !m.value.is_missing_or_null())
      usage.total_tokens = read_count(reader, here, m.value);
    else if (name == "cachedContentTokenCount")
      usage.cache_read_tokens = read_count(reader, here, m.value);
    else if (name == "thoughtsTokenCount")
      thoughts = read_count(reader, here, m.value);
    else if (name == "toolUsePromptTokenCount")
      tool_use = read_count(reader, here, m.value);
    else if (name == "promptTokensDetails" || name == "toolUsePromptTokensDetails")
      add_modalities(reader, here, m.value, prompt);
    else if (name == "candidatesTokensDetails")
      add_modalities(reader, here, m.value, answer);
  }
  usage.prompt_tokens = usage_detail::saturating_sum(usage.prompt_tokens, tool_use);
  usage.completion_tokens = usage_detail::saturating_sum(usage.completion_tokens, thoughts);
  usage.reasoning_tokens = thoughts;
  usage.audio_prompt_tokens = prompt.audio;
  usage.image_prompt_tokens = prompt.image;
  usage.audio_completion_tokens = answer.audio;
  usage.image_completion_tokens = answer.image;
  return usage.repaired();
}

void write_usage(const TokenUsage& usage, std::string_view traffic_type, const JsonText& raw,
                 EmitContext& context, json::Writer& out) {
  if (says_the_same(raw, usage)) {
    out.json(raw);
    return;
  }
  const TokenUsage sound = usage.repaired();
  if (sound.cache_write_5m_tokens > 0 || sound.cache_write_1h_tokens > 0)
    context.losses.minor("usage", "/usage", dropped("the count of tokens written to a cache"));
  const std::int64_t candidates = sound.completion_tokens - sound.reasoning_tokens;
  out.begin_object();
  out.key("promptTokenCount").integer(sound.prompt_tokens);
  out.key("candidatesTokenCount").integer(candidates);
  out.key("totalTokenCount").integer(sound.total());
  if (sound.cache_read_tokens > 0)
    out.key("cachedContentTokenCount").integer(sound.cache_read_tokens);
  if (sound.reasoning_tokens > 0) out.key("thoughtsTokenCount").integer(sound.reasoning_tokens);
  const Modalities prompt{sound.audio_prompt_tokens, sound.image_prompt_tokens};
  if (prompt.audio > 0 || prompt.image > 0) {
    out.key("promptTokensDetails");
    write_modalities(sound.prompt_tokens, prompt, out);
  }
  const Modalities answer{sound.audio_completion_tokens, sound.image_completion_tokens};
  if (answer.audio > 0 || answer.image > 0) {
    out.key("candidatesTokensDetails");
    write_modalities(candidates, answer, out);
  }
  if (!traffic_type.empty()) out.key("trafficType").string(traffic_type);
  out.end_object();
}

}  // namespace omnillm::codec::gemini
