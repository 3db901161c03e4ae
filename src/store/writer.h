// The one who writes. SQLite lets one connection write at a time, and a commit waits for the disk;
// so a single thread owns the connection that writes, and everything that waits when it comes round
// goes into one transaction: a group commit. A hundred threads that wait pay for one trip to the
// disk.
//
//   Ticket ticket = writer.submit([=](Database& db) { return insert(db, row); }, Urgency::Now);
//   Result<void> durable = ticket.wait();
//
// What a write failed with is told to whoever submitted it, and only that write is undone. When the
// transaction as a whole fails, because the disk is full, all of its writes fail.
//
// Thread safety: submit() and run() by any threads at once; writes run on the writer's thread, in
// the order in which they were submitted.
// Lifetime: the destructor writes all that was submitted before it began, and then returns.
// Memory ordering: what a thread did before it submitted is visible to its write; what the write
// did is visible to whoever waited for it or was told.

#ifndef OMNILLM_STORE_WRITER_H_
#define OMNILLM_STORE_WRITER_H_

#include <absl/functional/any_invocable.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "store/database.h"

namespace omnillm::store {

// What a write may not do: begin or end transactions, or throw.
using Write = absl::AnyInvocable<Result<void>(Database&)>;

// Told once, on the writer's thread, after the commit. It must be quick and must not throw or wait
// for the writer.
using Done = absl::AnyInvocable<void(const Result<void>&)>;

enum class Urgency : std::uint8_t {
  Now,    // somebody waits: with the next transaction
  Later,  // may wait for others, within the limits of the options
};

// What became of one write.
//
// Thread safety: distinct objects. Lifetime: may outlive the writer.
class Ticket {
 public:
  // Waits until the write is durable or has failed. Once only.
  [[nodiscard]] Result<void> wait() &&;

 private:
  friend class Writer;
  struct Outcome;
  explicit Ticket(std::shared_ptr<Outcome> outcome);

  std::shared_ptr<Outcome> outcome_;
};

struct WriterOptions {
  // Writes that are not urgent wait so long at most before they are handed to the disk, and so many
  // of them at most: who submits one more waits until there is room. These two are what a crash
  // can cost at most.
  Duration longest_wait = std::chrono::milliseconds(100);
  std::size_t most_waiting = 1'000;
};

class Writer {
 public:
  explicit Writer(std::unique_ptr<Database> connection, const WriterOptions& options);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  [[nodiscard]] Ticket submit(Write write, Urgency urgency);
  void submit(Write write, Urgency urgency, Done done);

  // Urgent, and waits for it. Not to be called by a write or a Done.
  [[nodiscard]] Result<void> run(Write write);

  // Waits until everything that was submitted before is written.
  void flush();

 private:
  class Thread;
  const std::unique_ptr<Thread> thread_;
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_WRITER_H_
