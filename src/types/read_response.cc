#include "types/canonical_names.h"
#include "types/read_canonical.h"

namespace omnillm::types {
namespace {

// "stop", {"other":"eos"}; a word that is none of ours is another reason.
Result<void> read_finish_code(const Place& at, FinishReason::Code& code, std::string& word) {
  code = FinishReason::Other;
  if (at.value.is_object()) {
    MemberReader object(at);
    object.get("other", word);
    return std::move(object).result();
  }
  if (!at.value.is_string()) return at.expected("a string or an object");
  if (const auto known = kFinishNames.find(at.value.str()))
    code = *known;
  else
    word = at.value.str();
  return {};
}

Result<void> read(const Place& at, ErrorKind& out) {
  for (int i = 0; at.value.is_string() && i <= static_cast<int>(ErrorKind::Storage); ++i) {
    out = static_cast<ErrorKind>(i);
    if (at.value.says(to_string(out))) return {};
  }
  return at.expected("the name of a kind of error");
}

Result<void> read_status(const Place& at, int& out) {
  std::int64_t status = 0;
  if (auto done = types::read(at, status); !done) return done;
  if (status < 0 || status > 999) return at.expected("an HTTP status");
  out = static_cast<int>(status);
  return {};
}

// The body of an error is kept in a string, which need not hold JSON.
Result<void> read_body(const Place& at, JsonText& out) {
  const std::string body = at.value.is_string() ? at.value.str() : std::string(at.value.raw());
  auto parsed = JsonText::parse(body);
  out = parsed ? *std::move(parsed) : JsonText::string(body);
  return {};
}

// The first three count what is part of the prompt; of the other names the prompt knows nothing, so
// it grows by them.
Result<void> read_cache_usage(const Place& at, TokenUsage& out) {
  std::int64_t read_apart = 0;
  std::int64_t written_apart = 0;
  std::int64_t short_apart = 0;
  std::int64_t long_apart = 0;
  MemberReader object(at);
  object.get("cached_input_tokens", out.cache_read_tokens);
  object.get("cache_write_5m_tokens", out.cache_write_5m_tokens);
  object.get("cache_write_1h_tokens", out.cache_write_1h_tokens);
  object.get("cache_read_input_tokens", read_apart);
  object.get("cache_creation_input_tokens", written_apart);
  object.get("cache_creation_short_input_tokens", short_apart);
  object.get("cache_creation_long_input_tokens", long_apart);
  using usage_detail::saturating_sum;
  // Where the writes are told apart by their time, their sum says nothing new.
  if (short_apart == 0 && long_apart == 0) short_apart = written_apart;
  out.cache_read_tokens = saturating_sum(out.cache_read_tokens, read_apart);
  out.cache_write_5m_tokens = saturating_sum(out.cache_write_5m_tokens, short_apart);
  out.cache_write_1h_tokens = saturating_sum(out.cache_write_1h_tokens, long_apart);
  out.prompt_tokens =
      saturating_sum(out.prompt_tokens, saturating_sum(read_apart, short_apart, long_apart));
  return std::move(object).result();
}

}  // namespace

void get_finish(MemberReader& object, std::optional<FinishReason>& out) {
  object.with("finish_reason", [&](const Place& at) -> Result<void> {
    FinishReason::Code code = FinishReason::Other;
    std::string word;
    if (auto done = read_finish_code(at, code, word); !done) return done;
    out = FinishReason(code, word, std::nullopt);
    return {};
  });
  if (!out) return;
  std::string word = out->word();
  std::optional<WireFormat> origin;
  object.get("finish_reason_word", word);
  object.get("finish_reason_origin", origin);
  out = FinishReason(out->code(), word, origin);
}

Result<void> read(const Place& at, TokenUsage& out) {
  MemberReader object(at);
  object.get("prompt_tokens", out.prompt_tokens);
  object.get("completion_tokens", out.completion_tokens);
  object.get("total_tokens", out.total_tokens);
  object.with("prompt_cache", [&](const Place& cache) { return read_cache_usage(cache, out); });
  object.get("audio_prompt_tokens", out.audio_prompt_tokens);
  object.get("image_prompt_tokens", out.image_prompt_tokens);
  object.get("reasoning_tokens", out.reasoning_tokens);
  object.get("audio_completion_tokens", out.audio_completion_tokens);
  object.get("image_completion_tokens", out.image_completion_tokens);
  return std::move(object).result();
}

Result<void> read(const Place& at, BillableUnits& out) {
  MemberReader object(at);
  object.get("images_out", out.images_out);
  object.get("images_in", out.images_in);
  object.get("pixels", out.pixels);
  object.get("audio_in_milliseconds", out.audio_in_milliseconds);
  object.get("audio_out_milliseconds", out.audio_out_milliseconds);
  object.get("characters", out.characters);
  object.get("queries", out.queries);
  object.get("pages", out.pages);
  object.get("requests", out.requests);
  object.get("web_searches_low", out.web_searches_low);
  object.get("web_searches", out.web_searches);
  object.get("web_searches_high", out.web_searches_high);
  return std::move(object).result();
}

Result<void> read(const Place& at, ResponseChoice& out) {
  MemberReader object(at);
  object.get("index", out.index);
  object.get("output", out.output);
  get_finish(object, out.finish_reason);
  object.get("logprobs", out.logprobs);
  return std::move(object).result();
}

Result<void> read(const Place& at, LlmResponse& out) {
  MemberReader object(at);
  object.get("output", out.output);
  if (out.output.empty()) {
    std::vector<Message> messages;
    object.get("messages", messages);
    for (Message& message : messages) out.output.emplace_back(std::move(message));
  }
  object.get("content_text", out.content_text);
  object.get("usage", out.usage);
  object.get("units", out.units);
  object.get("model", out.model);
  object.get("provider_protocol", out.provider_protocol);
  get_finish(object, out.finish_reason);
  object.get("stop_sequence", out.stop_sequence);
  object.get("response_id", out.response_id);
  object.get("created", out.created);
  object.get("service_tier", out.service_tier);
  object.get("logprobs", out.logprobs);
  object.get("alternatives", out.alternatives);
  object.get("raw_usage", out.raw_usage);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, ProviderError& out) {
  MemberReader object(at);
  object.get("protocol", out.protocol);
  object.with("status", [&](const Place& status) { return read_status(status, out.status); });
  out.kind = kind_of_status(out.status);
  object.with("kind", [&](const Place& kind) { return read(kind, out.kind); });
  object.get("code", out.code);
  object.get("error_type", out.type);
  object.get("message", out.message);
  object.get("param", out.param);
  object.get("request_id", out.request_id);
  object.with("raw_body", [&](const Place& body) { return read_body(body, out.raw_body); });
  return std::move(object).result();
}

}  // namespace omnillm::types
