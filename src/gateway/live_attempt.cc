#include "gateway/live_attempt.h"

#include <utility>

#include "gateway/recorder.h"
#include "pool/feedback.h"

namespace omnillm::gateway {

LiveAttempt::LiveAttempt(Provider& provider, ModelState& model, std::string model_name,
                         const MoneyPolicy& money, Terms terms, Admission admission,
                         Recorder& recorder)
    : provider_(provider),
      model_(model),
      model_name_(std::move(model_name)),
      money_(money),
      terms_(std::move(terms)),
      recorder_(recorder),
      admission_(std::move(admission)) {
  model_.in_flight.fetch_add(1, std::memory_order_relaxed);
}

LiveAttempt::~LiveAttempt() {
  model_.in_flight.fetch_sub(1, std::memory_order_relaxed);
  if (settled_) return;
  note_sent();
  exchange_.reset();
  const bool charged = admission_.lease().sent() && !refused_;
  if (charged)
    recorder_.dropped(seen_ ? *seen_
                            : Settled{.cost = admission_.reserved(),
                                      .tokens = admission_.lease().reserved_tokens(),
                                      .estimated = true});
}

void LiveAttempt::note_sent() {
  if (exchange_ && exchange_->sent() && admission_.lease().active()) admission_.mark_sent();
}

void LiveAttempt::failed(Instant now, const Error& error) {
  note_sent();
  admission_.failed(now, {.kind = error.kind(), .retry_after = error.retry_after()});
  refused_ = pool::charges_nothing(error.kind());
}

void LiveAttempt::answered(Instant now, Duration latency) {
  note_sent();
  admission_.lease().report_success(now, latency);
}

void LiveAttempt::saw(const Settled& so_far) {
  seen_ = std::make_unique<Settled>(so_far);
  seen_->estimated = true;
  admission_.saw({.tokens = so_far.tokens, .cost = so_far.cost});
}

Settled LiveAttempt::bill(const ReportedUse& use, std::int64_t output_tokens_seen) const {
  const TokenUsage seen{.prompt_tokens = estimated_prompt, .completion_tokens = output_tokens_seen};
  const KnownPrice price =
      model_.prices.answered(money_, provider_.price_name(), model_name_, use.model);
  return settle_use(terms_, price, use, seen);
}

void LiveAttempt::learn(const std::optional<TokenUsage>& usage) {
  if (usage) model_.tokens.learn(weight, usage->prompt_tokens);
}

void LiveAttempt::settle(Instant now, const Settled& settled) {
  note_sent();
  settled_ = true;
  recorder_.settled(settled);
  std::move(admission_).settle(now, {.tokens = settled.tokens, .cost = settled.cost});
}

}  // namespace omnillm::gateway
