#include <sstream>
#include <string>
#include <string_view>

#include "omnillm/call_record.h"
#include "telemetry/duration_text.h"

namespace omnillm {
namespace {

using telemetry::duration_text;

void name_target(std::ostream& out, const Attempt& attempt) {
  out << attempt.provider;
  if (!attempt.model.empty()) out << '/' << attempt.model;
  if (!attempt.key_label.empty()) out << " with key " << attempt.key_label;
}

std::string_view in_words(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::Open:
      return "not ended";
    case AttemptEnd::NotSent:
      return "not sent";
    case AttemptEnd::CutByCost:
      return "cut when its money was used up";
    default:
      return to_string(end);
  }
}

void tell_attempt(std::ostream& out, std::size_t number, const Attempt& attempt) {
  out << number << ". ";
  name_target(out, attempt);
  out << ", at " << duration_text(attempt.started) << ": " << in_words(attempt.end) << " after "
      << duration_text(attempt.total);
  if (attempt.first_token) out << ", first token after " << duration_text(*attempt.first_token);
  if (attempt.error) out << ", " << *attempt.error;
  if (attempt.status != 0) out << ", status " << attempt.status;
  if (!attempt.detail.empty()) out << ": " << attempt.detail;
  if (attempt.retry_after) out << " (again in " << duration_text(*attempt.retry_after) << ')';
  out << '\n';
  for (const Decision& decision : attempt.why) out << "   because: " << decision << '\n';
}

void tell_head(std::ostream& out, const CallRecord& record) {
  out << "call " << record.id << ' ' << record.endpoint;
  if (!record.requested_model.empty()) out << ' ' << record.requested_model;
  out << ": " << (record.ok() ? "ok" : "failed") << " after " << duration_text(record.times.total);
  out << ", $" << record.charged.to_string();
  if (record.charge_estimated) out << " (estimated)";
  out << '\n';
}

void tell_end(std::ostream& out, const CallRecord& record) {
  if (record.usage)
    out << "used " << record.usage->prompt_tokens << " prompt and "
        << record.usage->completion_tokens << " completion tokens\n";
  if (!record.losses.empty()) {
    out << "lost on the way:\n";
    for (const Loss& loss : record.losses) out << "   " << loss << '\n';
  }
  if (!record.error) return;
  out << "in the end: " << record.error->to_string() << '\n';
  if (const RefusedBy who = refused_by(record.error->kind()); who != RefusedBy::Nobody)
    out << "refused by the " << to_string(who) << '\n';
}

}  // namespace

std::string explain(const CallRecord& record) {
  std::ostringstream out;
  tell_head(out, record);
  std::size_t number = 0;
  for (const Attempt& attempt : record.attempts) tell_attempt(out, ++number, attempt);
  for (const auto& [target, why] : record.passed_over)
    out << "passed over " << target << ": " << why << '\n';
  tell_end(out, record);
  return out.str();
}

}  // namespace omnillm
