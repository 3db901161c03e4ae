// Writes a call's record while it runs, and tells the observer.

#ifndef OMNILLM_GATEWAY_RECORDER_H_
#define OMNILLM_GATEWAY_RECORDER_H_

#include <memory>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "gateway/terms.h"
#include "omnillm/call_options.h"
#include "omnillm/call_record.h"
#include "omnillm/clock.h"
#include "omnillm/decision.h"
#include "omnillm/observer.h"

namespace omnillm::gateway {

// Thread safety: one thread at a time. Lifetime: clock and observer outlive it.
class Recorder {
 public:
  Recorder(const Clock& clock, Observer& observer);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void begun(const RequestId& id, const ApiRequest& request, const CallOptions& options,
             bool streamed);
  void planned();

  // ---- One try.
  void attempt_begun(std::string_view provider, std::string_view model, const Decisions& why);
  void encoded(WireFormat format, std::size_t bytes, std::vector<Loss> losses);
  void admitted(std::string_view key_label, Money reserved);
  void sent();
  void head_came(int status, std::string_view provider_request_id);
  void token_came();
  void answer_came(std::size_t bytes);
  // Null: answered.
  void attempt_ended(const Error* error);

  // ---- Money.
  void settled(const Settled& settled);
  // Something was sent, and nobody will tell what it cost.
  void dropped(const Settled& settled);

  // ---- The end. Tells the observer; afterwards nothing changes.
  void finished(const Error* error);

  [[nodiscard]] bool is_finished() const { return finished_; }
  [[nodiscard]] int attempts_sent() const { return attempts_sent_; }
  [[nodiscard]] std::shared_ptr<const CallRecord> record() const { return record_; }

 private:
  [[nodiscard]] Duration since_start() const { return clock_.now() - started_; }
  [[nodiscard]] Duration since_attempt() const { return clock_.now() - attempt_started_; }
  // The time since the last stage ended.
  [[nodiscard]] Duration lap();
  [[nodiscard]] Attempt& attempt() { return record_->attempts.back(); }
  void charge(const Settled& settled, bool estimated);

  const Clock& clock_;
  Observer& observer_;
  std::shared_ptr<CallRecord> record_ = std::make_shared<CallRecord>();
  Instant started_;
  Instant attempt_started_;
  Instant lap_started_;
  int attempts_sent_ = 0;
  bool finished_ = false;
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_RECORDER_H_
