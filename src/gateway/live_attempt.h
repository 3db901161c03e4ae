// One try to have a call answered by one key of one provider.

#ifndef OMNILLM_GATEWAY_LIVE_ATTEMPT_H_
#define OMNILLM_GATEWAY_LIVE_ATTEMPT_H_

#include <memory>
#include <optional>
#include <string>

#include "gateway/provider.h"
#include "gateway/terms.h"
#include "omnillm/admission.h"
#include "omnillm/transport.h"

namespace omnillm::gateway {

class Recorder;

// Everything that one try holds: leave, a connection, a place among the calls in flight. Whatever
// happens to it, it gives all of that back once, and is charged by the table of docs/errors.md.
//
// Thread safety: one thread at a time.
class LiveAttempt {
 public:
  LiveAttempt(Provider& provider, ModelState& model, std::string model_name,
              const MoneyPolicy& money, Terms terms, Admission admission, Recorder& recorder);
  // One that was not settled is dropped: see Admission.
  ~LiveAttempt();
  LiveAttempt(const LiveAttempt&) = delete;
  LiveAttempt& operator=(const LiveAttempt&) = delete;

  [[nodiscard]] Provider& provider() { return provider_; }
  [[nodiscard]] ModelState& model() { return model_; }
  [[nodiscard]] const std::string& model_name() const { return model_name_; }
  [[nodiscard]] const Terms& terms() const { return terms_; }
  [[nodiscard]] Admission& admission() { return admission_; }
  [[nodiscard]] HttpExchange& exchange() { return *exchange_; }

  // The request is about to go out on it.
  void send_on(std::unique_ptr<HttpExchange> exchange) { exchange_ = std::move(exchange); }
  // Whatever has left by now counts as sent.
  void note_sent();

  // The provider refused or failed; tells the key.
  void failed(Instant now, const Error& error);
  // The provider answered so quickly.
  void answered(Instant now, Duration latency);
  // What was seen so far of a reply that may yet be dropped.
  void saw(const Settled& so_far);
  // What a reply costs: by what it reports, or else by the estimated prompt and the output that was
  // seen.
  [[nodiscard]] Settled bill(const ReportedUse& use, std::int64_t output_tokens_seen) const;
  // The provider counted the prompt: the estimate of the next one is nearer.
  void learn(const std::optional<TokenUsage>& usage);
  // Charges it, and closes the books.
  void settle(Instant now, const Settled& settled);

  // Weighs the prompt, to learn from what the provider counts.
  std::int64_t weight = 0;
  std::int64_t estimated_prompt = 0;

 private:
  Provider& provider_;
  ModelState& model_;
  std::string model_name_;
  const MoneyPolicy& money_;
  Terms terms_;
  Recorder& recorder_;
  std::unique_ptr<Settled> seen_{};
  bool refused_ = false;
  bool settled_ = false;
  Admission admission_;  // after the exchange: the connection closes first
  std::unique_ptr<HttpExchange> exchange_{};
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_LIVE_ATTEMPT_H_
