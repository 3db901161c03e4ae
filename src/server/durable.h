// What outlives the server: the log of calls, and a journal of the money, in one file.
//
//   auto durable = Durable::open("omnillm.db", clock);
//   auto gateway = builder.observer((*durable)->observer()).build();
//   (*durable)->restore(*gateway);     // before anybody calls: budgets go on where they were
//
// A call is in the journal from the moment its money is held until it is charged. What was in
// flight when the process died is charged at what was held for it, once. Events are on the disk a
// moment later: a crash forgets those of the last 100 ms, at most 1,000.

#ifndef OMNILLM_SERVER_DURABLE_H_
#define OMNILLM_SERVER_DURABLE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "omnillm/clock.h"
#include "omnillm/gateway.h"
#include "omnillm/observer.h"
#include "store/ledger_journal.h"
#include "store/store.h"
#include "store/usage_log.h"

namespace omnillm::server {

class MoneyJournal;

// Thread safety: every member may be called by any threads at once.
// Lifetime: outlives the gateway that tells it of calls.
class Durable {
 public:
  // Makes the file when it is not there. Errors: Configuration, Storage.
  [[nodiscard]] static Result<std::unique_ptr<Durable>> open(const std::string& path,
                                                             std::shared_ptr<const Clock> clock);
  ~Durable();

  [[nodiscard]] std::shared_ptr<Observer> observer() const;

  // Charges the gateway's budgets with what earlier lives spent in the windows of now. Returns how
  // many calls were charged at their bounds because nobody knows what became of them. Requires: the
  // gateway was built with observer(), and has served nobody yet. Errors: Storage.
  [[nodiscard]] Result<std::int64_t> restore(const Gateway& gateway);

  [[nodiscard]] store::UsageLog& usage() { return *usage_; }

 private:
  Durable(std::unique_ptr<store::Store> store, std::unique_ptr<store::LedgerJournal> journal,
          std::shared_ptr<const Clock> clock);

  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::LedgerJournal> journal_;
  std::shared_ptr<const Clock> clock_;
  std::shared_ptr<store::UsageLog> usage_;
  std::shared_ptr<MoneyJournal> money_;
};

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_DURABLE_H_
