// Floor: 2 telemetry
//
// Who wants to know what happens, is told here.
//
//   struct Printer : Observer {
//     void on_finished(const CallRecord& record) override { std::cerr << explain(record); }
//   };
//
// Thread safety: hooks are called on the thread that runs the call, so those of different calls run
// at once, and those of one call one after the other. They have to be quick, must not block and
// must not throw: what takes long belongs behind a QueuedSink (queued_sink.h).
// Lifetime: what a hook is handed lives until it returns; whoever wants to keep it copies it.

#ifndef OMNILLM_OBSERVER_H_
#define OMNILLM_OBSERVER_H_

#include <memory>
#include <utility>
#include <vector>

#include "omnillm/call_record.h"
#include "omnillm/clock.h"

namespace omnillm {

class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  // The record says what is known so far. Each call brings exactly one on_request and one
  // on_finished.
  virtual void on_request(const CallRecord& so_far);
  // An attempt begins: it is the last of the record's, and has its target and its reasons.
  virtual void on_attempt(const CallRecord& so_far, const Attempt& attempt);
  // Money is held for it, and it has a key: the record says how much, the attempt which one.
  virtual void on_admitted(const CallRecord& so_far, const Attempt& attempt);
  // The same attempt has ended, for whatever reason.
  virtual void on_attempt_ended(const CallRecord& so_far, const Attempt& attempt);
  // Of a stream: the first of the content is there, so long after the call began.
  virtual void on_first_token(const CallRecord& so_far, Duration after);
  // The bill is made and charged.
  virtual void on_settlement(const CallRecord& so_far);
  // Nothing more will happen; the record is complete.
  virtual void on_finished(const CallRecord& record);
};

// Several observers as one, told in their order.
class ObserverList final : public Observer {
 public:
  explicit ObserverList(std::vector<std::shared_ptr<Observer>> observers);

  void on_request(const CallRecord& so_far) override;
  void on_attempt(const CallRecord& so_far, const Attempt& attempt) override;
  void on_admitted(const CallRecord& so_far, const Attempt& attempt) override;
  void on_attempt_ended(const CallRecord& so_far, const Attempt& attempt) override;
  void on_first_token(const CallRecord& so_far, Duration after) override;
  void on_settlement(const CallRecord& so_far) override;
  void on_finished(const CallRecord& record) override;

 private:
  const std::vector<std::shared_ptr<Observer>> observers_;
};

}  // namespace omnillm

#endif  // OMNILLM_OBSERVER_H_
