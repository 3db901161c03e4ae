#include "store/writer.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace omnillm::store {

struct Ticket::Outcome {
  Mutex mu;
  CondVar known;
  std::optional<Result<void>> result ABSL_GUARDED_BY(mu);

  void tell(const Result<void>& what) {
    MutexLock lock(&mu);
    result = what;
    known.notify_all();
  }
};

Ticket::Ticket(std::shared_ptr<Outcome> outcome) : outcome_(std::move(outcome)) {}

Result<void> Ticket::wait() && {
  MutexLock lock(&outcome_->mu);
  while (!outcome_->result) outcome_->known.wait(&outcome_->mu);
  return *std::move(outcome_->result);
}

namespace {

using Steady = std::chrono::steady_clock;

struct Job {
  Write write;
  Done done;
  Result<void> result{};
};

Result<void> guarded(Database& db, Write& write) {
  try {
    return write(db);
  } catch (...) {  // out of memory
    return fail(ErrorKind::Storage, "there is no memory left for a write");
  }
}

// A write by itself: what it did is undone when it fails, and the others of its group stand.
Result<void> run_alone(Database& db, Write& write) {
  if (auto begun = db.prepare("SAVEPOINT one").run(); !begun) return begun;
  Result<void> done = guarded(db, write);
  if (!db.in_transaction()) return done;  // SQLite gave the whole transaction up
  if (!done)
    if (auto undone = db.prepare("ROLLBACK TO one").run(); !undone) return undone;
  if (auto released = db.prepare("RELEASE one").run(); !released) return released;
  return done;
}

// All of them in one transaction. Their results are set; the return value is that of the whole.
Result<void> run_group(Database& db, std::vector<Job>& jobs) {
  auto change = Transaction::begin(db);
  if (!change) return tl::unexpected(change.error());
  for (Job& job : jobs) {
    job.result = run_alone(db, job.write);
    if (!db.in_transaction())
      return job.result ? fail(ErrorKind::Storage, "the transaction ended") : job.result;
  }
  return std::move(*change).commit();
}

}  // namespace

class Writer::Thread {
 public:
  Thread(std::unique_ptr<Database> connection, const WriterOptions& options)
      : options_(options), db_(std::move(connection)), thread_([this] { run(); }) {}

  ~Thread() {
    {
      MutexLock lock(&mu_);
      stopping_ = true;
      submitted_.notify_all();
    }
    thread_.join();
  }

  void submit(Write write, Urgency urgency, Done done) {
    MutexLock lock(&mu_);
    while (urgency == Urgency::Later && accepted_ - finished_ >= room()) written_.wait(&mu_);
    if (waiting_.empty()) oldest_ = Steady::now();
    if (urgency == Urgency::Now) urgent_ = true;
    waiting_.push_back(Job{std::move(write), std::move(done)});
    ++accepted_;
    if (waiting_.size() == 1 || due()) submitted_.notify_one();
  }

  void flush() {
    MutexLock lock(&mu_);
    const std::uint64_t mine = accepted_;
    urgent_ = true;
    submitted_.notify_one();
    while (finished_ < mine) written_.wait(&mu_);
  }

 private:
  [[nodiscard]] bool due() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return urgent_ || stopping_ || 2 * waiting_.size() >= room();
  }
  [[nodiscard]] std::size_t room() const { return std::max<std::size_t>(1, options_.most_waiting); }

  void run() {
    for (std::vector<Job> group = next(); !group.empty(); group = next()) {
      const Result<void> whole = run_group(*db_, group);
      for (Job& job : group) job.done(whole ? job.result : whole);
      MutexLock lock(&mu_);
      finished_ += group.size();
      written_.notify_all();
    }
  }

  // What is to be written together; nothing when it is time to end.
  std::vector<Job> next() {
    MutexLock lock(&mu_);
    for (;;) {
      if (!waiting_.empty() && due()) break;
      if (waiting_.empty()) {
        if (stopping_) return {};
        submitted_.wait(&mu_);
      } else if (!submitted_.wait_until(&mu_, oldest_ + options_.longest_wait)) {
        break;
      }
    }
    urgent_ = false;
    return std::exchange(waiting_, {});
  }

  const WriterOptions options_;

  Mutex mu_;
  CondVar submitted_;
  CondVar written_;
  std::vector<Job> waiting_ ABSL_GUARDED_BY(mu_);
  Steady::time_point oldest_ ABSL_GUARDED_BY(mu_);   // of waiting_
  bool urgent_ ABSL_GUARDED_BY(mu_) = false;         // one of waiting_ is
  std::uint64_t accepted_ ABSL_GUARDED_BY(mu_) = 0;  // all that were submitted
  std::uint64_t finished_ ABSL_GUARDED_BY(mu_) = 0;  // of them, what is written or has failed
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  const std::unique_ptr<Database> db_;  // on the thread only
  std::thread thread_;
};

Writer::Writer(std::unique_ptr<Database> connection, const WriterOptions& options)
    : thread_(std::make_unique<Thread>(std::move(connection), options)) {}

Writer::~Writer() = default;

void Writer::submit(Write write, Urgency urgency, Done done) {
  thread_->submit(std::move(write), urgency, std::move(done));
}

Ticket Writer::submit(Write write, Urgency urgency) {
  auto outcome = std::make_shared<Ticket::Outcome>();
  thread_->submit(std::move(write), urgency,
                  [outcome](const Result<void>& result) { outcome->tell(result); });
  return Ticket(std::move(outcome));
}

Result<void> Writer::run(Write write) { return submit(std::move(write), Urgency::Now).wait(); }

void Writer::flush() { thread_->flush(); }

}  // namespace omnillm::store
