// Floor: 2 telemetry

#ifndef OMNILLM_QUEUED_SINK_H_
#define OMNILLM_QUEUED_SINK_H_

#include <absl/functional/any_invocable.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "omnillm/call_record.h"
#include "omnillm/clock.h"
#include "omnillm/observer.h"

namespace omnillm {

// Hands finished records to a function on a thread of its own, in batches: for whatever takes time,
// as writing to a file, a database, a network.
//
//   auto sink = std::make_shared<QueuedSink>([&](std::span<const CallRecord> records) {
//     for (const CallRecord& record : records) log << to_json(record).text() << '\n';
//   });
//   builder.observer(sink);
//
// A call pays for one copy of its record and never waits: when the function is behind by more than
// `capacity` records, the newest are dropped and counted.
//
// Thread safety: every member may be called by any threads at once; the function runs on one
// thread, a batch at a time. Order: the records of one thread stay in order.
// Lifetime: the destructor hands over everything that was accepted before it began, and then
// returns. Nobody may be in a hook while it runs.
// Memory ordering: what a thread did before on_finished() is visible to the function.
class QueuedSink final : public Observer {
 public:
  // Must not throw; what it throws is caught, and the batch counted as failed.
  using Function = absl::AnyInvocable<void(std::span<const CallRecord>)>;

  struct Options {
    std::size_t capacity = 16'384;  // records
    std::size_t batch = 64;         // at most, in one call of the function
  };

  explicit QueuedSink(Function function);
  QueuedSink(Function function, const Options& options);
  ~QueuedSink() override;

  void on_finished(const CallRecord& record) override;

  // Waits until the function has returned for everything that was accepted before, or until so long
  // has passed. Returns whether it has. While records keep coming faster than the function takes
  // them, it waits for the first moment at which none is left. Not to be called by the function.
  [[nodiscard]] bool flush(Duration at_most);

  [[nodiscard]] std::uint64_t delivered() const;       // records the function has returned for
  [[nodiscard]] std::uint64_t dropped() const;         // records there was no room for
  [[nodiscard]] std::uint64_t failed_batches() const;  // in which the function threw

 private:
  class Worker;
  const std::unique_ptr<Worker> worker_;
};

}  // namespace omnillm

#endif  // OMNILLM_QUEUED_SINK_H_
