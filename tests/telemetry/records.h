// Records as calls leave them behind.

#ifndef OMNILLM_TESTS_TELEMETRY_RECORDS_H_
#define OMNILLM_TESTS_TELEMETRY_RECORDS_H_

#include <chrono>
#include <string>

#include "omnillm/call_record.h"

namespace omnillm {

// One that was refused for its rate on a first key and answered by another provider.
inline CallRecord second_try_record() {
  using namespace std::chrono_literals;
  CallRecord record;
  record.id = "01J9ZZZZZZZZZZZZZZZZZZZZZZ";
  record.started = WallTime(1'748'779'200'123ms);  // 2025-06-01T12:00:00.123Z
  record.wire_format = WireFormat::AnthropicMessages;
  record.streamed = true;
  record.requested_model = "gpt-4.1-mini";
  record.scopes = {"acme", "acme/search"};
  record.project = "search";
  record.user = "ann";
  record.tags = {{"feature", "summaries"}};

  Attempt refused;
  refused.provider = "openai";
  refused.model = "gpt-4.1-mini";
  refused.key_label = "prod-1";
  refused.started = 120us;
  refused.sent = true;
  refused.status = 429;
  refused.end = AttemptEnd::Refused;
  refused.error = ErrorKind::ProviderLimit;
  refused.detail = "Rate limit reached";
  refused.retry_after = 20s;
  refused.head = 79ms;
  refused.total = 80ms;
  refused.why = {{Because::Step, 0, 0, 2, 0}};

  Attempt answered;
  answered.provider = "anthropic";
  answered.model = "claude-x";
  answered.key_label = "a-1";
  answered.started = 81ms;
  answered.sent = true;
  answered.status = 200;
  answered.end = AttemptEnd::Answered;
  answered.head = 180ms;
  answered.first_token = 210ms;
  answered.total = 1330ms;
  answered.provider_request_id = "req_1";
  answered.why = {{Because::Step, 1, 1, 2, 0}, {Because::Cheapest, 0, 0, 2, 3'100'000}};

  record.attempts = {refused, answered};
  record.usage =
      TokenUsage{.prompt_tokens = 900, .completion_tokens = 100, .cache_read_tokens = 400};
  record.reserved = Money::from_nanos(9'000'000);
  record.charged = Money::from_nanos(3'100'000);
  record.times.route = 2us;
  record.times.encode = 5us;
  record.times.first_byte = 259ms;
  record.times.total = 1420ms;
  record.first_token = 291ms;
  record.prompt_bytes = 3600;
  record.output_bytes = 500;
  record.losses = {{"cache_mark", "/messages/0", LossSeverity::Minor, "cache marks are dropped"}};
  return record;
}

// One for which nobody could be found.
inline CallRecord failed_record(ErrorKind kind) {
  CallRecord record;
  record.id = "01J";
  record.requested_model = "m";
  record.error = Error(kind, "why");
  return record;
}

}  // namespace omnillm

#endif  // OMNILLM_TESTS_TELEMETRY_RECORDS_H_
