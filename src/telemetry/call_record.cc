#include "omnillm/call_record.h"

#include <memory>
#include <ostream>

#include "json/writer.h"
#include "omnillm/canonical_json.h"
#include "telemetry/wall_text.h"
#include "types/member_writer.h"
#include "types/write_canonical.h"

namespace omnillm {

std::string_view to_string(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::Open:
      return "open";
    case AttemptEnd::Answered:
      return "answered";
    case AttemptEnd::Refused:
      return "refused";
    case AttemptEnd::Failed:
      return "failed";
    case AttemptEnd::NotSent:
      return "not_sent";
    case AttemptEnd::Dropped:
      return "dropped";
    case AttemptEnd::CutByCost:
      return "cut_by_cost";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, AttemptEnd end) { return out << to_string(end); }

std::string_view to_string(RefusedBy who) {
  switch (who) {
    case RefusedBy::Nobody:
      return "nobody";
    case RefusedBy::Caller:
      return "caller";
    case RefusedBy::Policy:
      return "policy";
    case RefusedBy::Provider:
      return "provider";
    case RefusedBy::Gateway:
      return "gateway";
  }
  return "unknown";
}

RefusedBy refused_by(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::OwnLimit:
    case ErrorKind::OwnBudget:
      return RefusedBy::Policy;
    case ErrorKind::NoKey:
    case ErrorKind::Configuration:
    case ErrorKind::Storage:
      return RefusedBy::Gateway;
    case ErrorKind::ProviderLimit:
    case ErrorKind::Quota:
    case ErrorKind::Auth:
    case ErrorKind::Permission:
    case ErrorKind::BadRequest:
    case ErrorKind::NotFound:
    case ErrorKind::ContextLength:
    case ErrorKind::ContentPolicy:
    case ErrorKind::Overloaded:
    case ErrorKind::Server:
      return RefusedBy::Provider;
    case ErrorKind::Cancelled:
      return RefusedBy::Caller;
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Protocol:
      return RefusedBy::Nobody;
  }
  return RefusedBy::Nobody;
}

const Attempt* CallRecord::answered_by() const {
  for (auto each = attempts.rbegin(); each != attempts.rend(); ++each)
    if (each->end == AttemptEnd::Answered || each->end == AttemptEnd::CutByCost) return &*each;
  return nullptr;
}

namespace {

using json::Writer;
using types::MemberWriter;

void put_duration(Writer& out, std::string_view name, std::optional<Duration> duration) {
  if (duration) out.foreign_key(name).integer(duration->count());
}

void put_text(Writer& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out.foreign_key(name).json(JsonText::string(text));
}

void write_pairs(Writer& out, const std::vector<std::pair<std::string, std::string>>& pairs) {
  out.begin_array();
  for (const auto& [name, value] : pairs) {
    out.begin_array();
    out.json(JsonText::string(name)).json(JsonText::string(value));
    out.end_array();
  }
  out.end_array();
}

void write(Writer& out, const Decision& decision) {
  out.begin_object();
  out.key("because").string(to_string(decision.because));
  out.key("rank").integer(decision.rank);
  out.key("child").integer(decision.child);
  out.key("of").integer(decision.of);
  out.key("figure").integer(decision.figure);
  out.key("text").string(decision.to_string());
  out.end_object();
}

void write(Writer& out, const Attempt& attempt) {
  MemberWriter object(out);
  object.text("provider", attempt.provider);
  object.text("model", attempt.model);
  object.put("key", attempt.key_label);
  put_duration(out, "started_ns", attempt.started);
  object.flag("sent", attempt.sent);
  object.put("status", std::int64_t{attempt.status});
  object.word("end", to_string(attempt.end));
  object.put("error", attempt.error);
  object.put("detail", attempt.detail);
  put_duration(out, "retry_after_ns", attempt.retry_after);
  put_duration(out, "head_ns", attempt.head);
  put_duration(out, "first_token_ns", attempt.first_token);
  put_duration(out, "total_ns", attempt.total);
  object.put("provider_request_id", attempt.provider_request_id);
  if (!attempt.why.empty()) {
    out.key("why").begin_array();
    for (const Decision& each : attempt.why) write(out, each);
    out.end_array();
  }
  object.end();
}

void write(Writer& out, const Error& error) {
  out.begin_object();
  out.key("kind").string(to_string(error.kind()));
  out.key("refused_by").string(to_string(refused_by(error.kind())));
  put_text(out, "message", error.message());
  if (error.status() != 0) out.key("status").integer(error.status());
  put_text(out, "provider", error.provider());
  put_text(out, "provider_code", error.provider_code());
  put_duration(out, "retry_after_ns", error.retry_after());
  out.end_object();
}

void write(Writer& out, const Bill& bill) {
  out.begin_object();
  out.key("total").string(bill.total.to_string());
  put_text(out, "price_version", bill.price_version);
  put_text(out, "price_valid_from", bill.price_valid_from);
  out.key("price_match").string(to_string(bill.price_match));
  out.key("tier").string(to_string(bill.tier));
  if (bill.usage_repaired) out.key("usage_repaired").boolean(true);
  if (bill.estimated) out.key("estimated").boolean(true);
  out.key("lines").begin_array();
  for (const BillLine& line : bill.lines()) {
    out.begin_object();
    out.key("kind").string(to_string(line.kind));
    out.key("count").integer(line.count);
    if (line.rate.known()) out.key("pico_dollars_each").integer(line.rate.pico());
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

void write(Writer& out, const StageTimes& times) {
  out.begin_object();
  put_duration(out, "route_ns", times.route);
  put_duration(out, "encode_ns", times.encode);
  put_duration(out, "admit_ns", times.admit);
  put_duration(out, "connect_ns", times.connect);
  put_duration(out, "first_byte_ns", times.first_byte);
  put_duration(out, "decode_ns", times.decode);
  put_duration(out, "settle_ns", times.settle);
  put_duration(out, "total_ns", times.total);
  out.end_object();
}

void write_money(Writer& out, const CallRecord& record) {
  out.key("reserved").string(record.reserved.to_string());
  out.key("charged").string(record.charged.to_string());
  if (record.charge_estimated) out.key("charge_estimated").boolean(true);
  if (record.usage) types::write(out.key("usage"), *record.usage);
  if (record.units != BillableUnits{}) types::write(out.key("units"), record.units);
  if (record.bill) write(out.key("bill"), *record.bill);
}

}  // namespace

JsonText to_json(const CallRecord& record) {
  auto text = std::make_shared<std::string>();
  Writer out(*text);
  MemberWriter object(out);
  object.text("id", record.id);
  object.word("started", telemetry::wall_text(record.started));
  object.word("endpoint", to_string(record.endpoint));
  object.put("wire_format", record.wire_format);
  object.flag("streamed", record.streamed);
  object.text("requested_model", record.requested_model);
  object.put("scopes", record.scopes);
  object.put("project", record.project);
  object.put("user", record.user);
  if (!record.tags.empty()) write_pairs(out.key("tags"), record.tags);
  object.flag("ok", record.ok());
  if (record.error) write(out.key("error"), *record.error);
  object.list("attempts", record.attempts,
              [](Writer& to, const Attempt& each) { write(to, each); });
  if (!record.passed_over.empty()) write_pairs(out.key("passed_over"), record.passed_over);
  write_money(out, record);
  write(out.key("times"), record.times);
  put_duration(out, "first_token_ns", record.first_token);
  object.put("prompt_bytes", record.prompt_bytes);
  object.put("output_bytes", record.output_bytes);
  object.list("losses", record.losses,
              [](Writer& to, const Loss& each) { types::write(to, each); });
  object.end();
  const std::string_view view = *text;
  return JsonText::from_valid(std::move(text), view);
}

}  // namespace omnillm
