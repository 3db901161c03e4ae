// Every finished call, kept: for bills, for dashboards, for the question what happened.
//
//   auto log = std::make_shared<UsageLog>(store, UsageLogOptions{});
//   builder.observer(log);
//   ...
//   Result<UsagePage> page = log->page({.project = "search"}, std::nullopt, 100);
//
// A call pays for one copy of its record and never waits. Calls are written in groups a moment
// later, at most WriterOptions::longest_wait after they came to the writer; when the disk is behind
// by more than `capacity` calls the newest are dropped and counted. A crash costs what had not been
// written; money does not depend on it, that is in ledger_journal.h.
//
// Thread safety: every member may be called by any threads at once.
// Lifetime: the store must outlive it. The destructor writes what was accepted before.

#ifndef OMNILLM_STORE_USAGE_LOG_H_
#define OMNILLM_STORE_USAGE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "omnillm/call_record.h"
#include "omnillm/observer.h"
#include "omnillm/queued_sink.h"
#include "omnillm/result.h"
#include "store/store.h"
#include "store/usage_query.h"

namespace omnillm::store {

struct UsageLogOptions {
  std::size_t capacity = 16'384;           // calls that wait to be written
  std::string caller_tag = "virtual_key";  // whose value is the label of the caller's key
};

// Calls that are not in the log.
struct UsageLosses {
  std::uint64_t dropped = 0;  // there was no room for them
  std::uint64_t failed = 0;   // the disk did not take them
  std::optional<Error> last{};
};

class UsageLog final : public Observer {
 public:
  UsageLog(Store& store, const UsageLogOptions& options);
  ~UsageLog() override;

  void on_finished(const CallRecord& record) override;

  // As usage_query.h has them.
  [[nodiscard]] Result<UsagePage> page(const UsageFilter& filter,
                                       const std::optional<UsageCursor>& after, std::size_t size);
  [[nodiscard]] Result<std::vector<UsageTotal>> totals(const UsageFilter& filter, UsageGroup group,
                                                       UsageBucket bucket);

  // Deletes calls that began before, in small batches, so that others get their turn to write.
  // Returns how many. Errors: Storage; some may be gone then.
  [[nodiscard]] Result<std::int64_t> erase_before(WallTime time);

  // Waits until what was accepted before is written or lost, or until so long has passed; says
  // which.
  [[nodiscard]] bool flush(Duration at_most);
  [[nodiscard]] UsageLosses losses() const;

 private:
  void write(std::span<const CallRecord> records);

  Store& store_;
  const UsageLogOptions options_;
  mutable Mutex mu_;
  UsageLosses losses_ ABSL_GUARDED_BY(mu_);
  QueuedSink sink_;  // last: its thread uses the others
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_USAGE_LOG_H_
