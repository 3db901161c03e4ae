#include "gateway/recorder.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "gateway/health.h"

namespace omnillm::gateway {

namespace {

std::string_view user_of(const ApiRequest& request) {
  return std::visit(
      [](const auto& r) -> std::string_view {
        if constexpr (requires { r.request.user; })
          return r.request.user;
        else if constexpr (requires { r.user; })
          return r.user;
        else
          return {};
      },
      request);
}

AttemptEnd end_of(const Error& error, bool sent) {
  if (error.kind() == ErrorKind::Cancelled) return AttemptEnd::Dropped;
  if (error.kind() == ErrorKind::OwnBudget && sent) return AttemptEnd::CutByCost;
  if (!sent)
    return error.kind() == ErrorKind::Network || error.kind() == ErrorKind::Timeout
               ? AttemptEnd::Failed
               : AttemptEnd::NotSent;
  return error.status() != 0 || refused_by(error.kind()) == RefusedBy::Provider
             ? AttemptEnd::Refused
             : AttemptEnd::Failed;
}

}  // namespace

Recorder::Recorder(const Clock& clock, Observer& observer)
    : clock_(clock),
      observer_(observer),
      started_(clock.now()),
      attempt_started_(started_),
      lap_started_(started_) {}

Duration Recorder::lap() {
  const Instant now = clock_.now();
  return now - std::exchange(lap_started_, now);
}

void Recorder::begun(const RequestId& id, const ApiRequest& request, const CallOptions& options,
                     bool streamed) {
  CallRecord& record = *record_;
  record.id = id.to_string();
  record.started = clock_.wall();
  record.endpoint = canonical_endpoint_kind(request);
  record.streamed = streamed;
  record.requested_model = std::string(model_of(request));
  record.scopes = options.budgets;
  record.project = options.project;
  record.user = std::string(user_of(request));
  record.tags = options.tags;
  observer_.on_request(record);
}

void Recorder::planned() { record_->times.route += lap(); }

void Recorder::attempt_begun(std::string_view provider, std::string_view model,
                             const Decisions& why) {
  lap_started_ = attempt_started_ = clock_.now();
  Attempt attempt;
  attempt.provider = std::string(provider);
  attempt.model = std::string(model);
  attempt.why = why;
  attempt.started = attempt_started_ - started_;
  record_->attempts.push_back(std::move(attempt));
  observer_.on_attempt(*record_, record_->attempts.back());
}

void Recorder::encoded(WireFormat format, std::size_t bytes, std::vector<Loss> losses) {
  record_->wire_format = format;
  record_->times.encode += lap();
  record_->prompt_bytes = static_cast<std::int64_t>(bytes);
  record_->losses = std::move(losses);
}

void Recorder::admitted(std::string_view key_label, Money reserved) {
  attempt().key_label = std::string(key_label);
  record_->reserved = std::max(record_->reserved, reserved);
  record_->times.admit += lap();
  observer_.on_admitted(*record_, attempt());
}

void Recorder::sent() {
  if (std::exchange(attempt().sent, true)) return;
  ++attempts_sent_;
}

void Recorder::head_came(int status, std::string_view provider_request_id) {
  attempt().status = status;
  attempt().provider_request_id = std::string(provider_request_id);
  attempt().head = since_attempt();
  record_->times.first_byte += lap();
}

void Recorder::token_came() {
  attempt().first_token = since_attempt();
  record_->first_token = since_start();
  observer_.on_first_token(*record_, *record_->first_token);
}

void Recorder::answer_came(std::size_t bytes) {
  record_->output_bytes = static_cast<std::int64_t>(bytes);
  record_->times.decode += lap();
}

void Recorder::attempt_ended(const Error* error) {
  if (record_->attempts.empty() || attempt().end != AttemptEnd::Open) return;
  attempt().total = since_attempt();
  if (error == nullptr) {
    attempt().end = AttemptEnd::Answered;
  } else {
    attempt().end = end_of(*error, attempt().sent);
    attempt().error = error->kind();
    attempt().detail = error->message();
    attempt().retry_after = error->retry_after();
    if (error->status() != 0) attempt().status = error->status();
  }
  observer_.on_attempt_ended(*record_, attempt());
}

// Several attempts of a call may cost something, when nobody can tell that they did not.
void Recorder::charge(const Settled& settled, bool estimated) {
  CallRecord& record = *record_;
  record.charged = record.charged.checked_add(settled.cost).value_or(Money::max());
  record.charge_estimated |= estimated;
}

void Recorder::settled(const Settled& settled) {
  CallRecord& record = *record_;
  charge(settled, settled.estimated);
  if (settled.bill) record.bill = settled.bill;
  if (!settled.estimated) record.usage = settled.usage;
  record.units = settled.units;
  record.times.settle += lap();
  observer_.on_settlement(record);
}

void Recorder::dropped(const Settled& settled) {
  charge(settled, true);
  observer_.on_settlement(*record_);
}

void Recorder::finished(const Error* error) {
  if (std::exchange(finished_, true)) return;
  attempt_ended(error);
  if (error != nullptr) record_->error = *error;
  record_->times.total = since_start();
  observer_.on_finished(*record_);
}

}  // namespace omnillm::gateway
