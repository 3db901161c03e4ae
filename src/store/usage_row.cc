#include "store/usage_row.h"

#include <limits>

#include "json/writer.h"
#include "omnillm/usage.h"

namespace omnillm::store {

namespace {

using json::Writer;
using usage_detail::saturating_sum;

void put_text(Writer& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out.foreign_key(name).json(JsonText::string(text));
}

void put_span(Writer& out, std::string_view name, std::optional<Duration> span) {
  if (span) out.foreign_key(name).integer(span->count());
}

// Without Attempt::detail: a provider's message may quote what was asked.
void write_attempt(Writer& out, const Attempt& attempt) {
  out.begin_object();
  put_text(out, "provider", attempt.provider);
  put_text(out, "model", attempt.model);
  put_text(out, "key", attempt.key_label);
  out.key("started_ns").integer(attempt.started.count());
  out.key("total_ns").integer(attempt.total.count());
  put_span(out, "first_token_ns", attempt.first_token);
  out.key("status").integer(attempt.status);
  out.key("end").string(to_string(attempt.end));
  if (attempt.error) out.key("error").string(to_string(*attempt.error));
  put_text(out, "provider_request_id", attempt.provider_request_id);
  out.end_object();
}

std::string attempts_json(const CallRecord& record) {
  std::string text;
  Writer out(text);
  out.begin_array();
  for (const Attempt& each : record.attempts) write_attempt(out, each);
  out.end_array();
  return text;
}

std::string tags_json(const CallRecord& record) {
  std::string text;
  Writer out(text);
  out.begin_array();
  for (const auto& [name, value] : record.tags) {
    out.begin_array().json(JsonText::string(name)).json(JsonText::string(value)).end_array();
  }
  out.end_array();
  return text;
}

UsageTokens tokens_of(const TokenUsage& usage) {
  return {.prompt = usage.prompt_tokens,
          .completion = usage.completion_tokens,
          .cache_read = usage.cache_read_tokens,
          .cache_write = saturating_sum(usage.cache_write_5m_tokens, usage.cache_write_1h_tokens),
          .reasoning = usage.reasoning_tokens,
          .audio = saturating_sum(usage.audio_prompt_tokens, usage.audio_completion_tokens),
          .image = saturating_sum(usage.image_prompt_tokens, usage.image_completion_tokens)};
}

// Who is to be named for the call.
void name_target(UsageRow& row, const CallRecord& record) {
  const Attempt* target = record.answered_by();
  if (target == nullptr && !record.attempts.empty()) target = &record.attempts.back();
  if (target == nullptr) return;
  row.provider = target->provider;
  row.model = target->model;
  row.key_label = target->key_label;
  row.status = target->status;
}

}  // namespace

UsageRow usage_row(const CallRecord& record, std::string_view caller_tag) {
  UsageRow row;
  row.id = record.id;
  row.started = record.started;
  row.endpoint = to_string(record.endpoint);
  row.streamed = record.streamed;
  row.requested_model = record.requested_model;
  row.project = record.project;
  row.user = record.user;
  for (const auto& [name, value] : record.tags)
    if (name == caller_tag) row.caller = value;
  name_target(row, record);
  if (record.error) row.error = to_string(record.error->kind());
  if (record.usage) row.tokens = tokens_of(record.usage->repaired());
  row.cost = record.charged;
  row.cost_estimated = record.charge_estimated;
  row.reserved = record.reserved;
  row.latency = record.times.total;
  row.first_token = record.first_token;
  row.attempts = attempts_json(record);
  row.tags = tags_json(record);
  return row;
}

std::string_view usage_columns() {
  return "id, started, endpoint, streamed, requested_model, project, caller, user, provider, "
         "model, key_label, status, error, prompt_tokens, completion_tokens, cache_read_tokens, "
         "cache_write_tokens, reasoning_tokens, audio_tokens, image_tokens, cost, cost_estimated, "
         "reserved, latency, first_token, attempts, tags";
}

Result<void> insert_usage(Database& db, const UsageRow& row) {
  static const std::string kSql =
      "INSERT INTO usage (" + std::string(usage_columns()) +
      ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (started, id) DO NOTHING";
  Statement insert = db.prepare(kSql);
  insert.bind(row.id).bind(row.started).bind(row.endpoint).bind(row.streamed ? 1 : 0);
  insert.bind(row.requested_model).bind(row.project).bind(row.caller).bind(row.user);
  insert.bind(row.provider).bind(row.model).bind(row.key_label).bind(row.status).bind(row.error);
  for (const auto count : {&UsageTokens::prompt, &UsageTokens::completion, &UsageTokens::cache_read,
                           &UsageTokens::cache_write, &UsageTokens::reasoning, &UsageTokens::audio,
                           &UsageTokens::image}) {
    if (row.tokens)
      insert.bind((*row.tokens).*count);
    else
      insert.bind(std::nullopt);
  }
  insert.bind(row.cost).bind(row.cost_estimated ? 1 : 0).bind(row.reserved).bind(row.latency);
  return insert.bind(row.first_token).bind(row.attempts).bind(row.tags).run();
}

UsageRow read_usage(const Statement& row) {
  int at = 0;
  const auto text = [&] { return std::string(row.text(at++)); };
  const auto number = [&] { return row.integer(at++); };
  UsageRow out;
  out.id = text();
  out.started = row.time(at++);
  out.endpoint = text();
  out.streamed = number() != 0;
  out.requested_model = text();
  out.project = text();
  out.caller = text();
  out.user = text();
  out.provider = text();
  out.model = text();
  out.key_label = text();
  out.status = static_cast<int>(number());
  out.error = text();
  if (!row.is_null(at)) {
    out.tokens.emplace();
    for (std::int64_t* count :
         {&out.tokens->prompt, &out.tokens->completion, &out.tokens->cache_read,
          &out.tokens->cache_write, &out.tokens->reasoning, &out.tokens->audio, &out.tokens->image})
      *count = number();
  } else {
    at += 7;
  }
  out.cost = Money::from_nanos(number());
  out.cost_estimated = number() != 0;
  out.reserved = Money::from_nanos(number());
  out.latency = Duration(number());
  if (const auto first = row.optional_integer(at++)) out.first_token = Duration(*first);
  out.attempts = text();
  out.tags = text();
  return out;
}

}  // namespace omnillm::store
