#include "store/usage_log.h"

#include <utility>

#include "store/usage_row.h"

namespace omnillm::store {

namespace {

// Calls that are written together at most; with half as many there is no point in waiting for
// others.
constexpr std::size_t kBatch = 512;
constexpr std::int64_t kEraseAtOnce = 500;

Result<void> insert_all(Database& db, const std::vector<UsageRow>& rows) {
  for (const UsageRow& row : rows)
    if (auto done = insert_usage(db, row); !done) return done;
  return {};
}

}  // namespace

UsageLog::UsageLog(Store& store, const UsageLogOptions& options)
    : store_(store),
      options_(options),
      sink_([this](std::span<const CallRecord> records) { write(records); },
            {.capacity = options.capacity, .batch = kBatch}) {}

UsageLog::~UsageLog() = default;

void UsageLog::on_finished(const CallRecord& record) { sink_.on_finished(record); }

// On the thread of the sink, which waits: what comes meanwhile is the next batch.
void UsageLog::write(std::span<const CallRecord> records) {
  std::vector<UsageRow> rows;
  rows.reserve(records.size());
  for (const CallRecord& each : records) rows.push_back(usage_row(each, options_.caller_tag));
  const Urgency urgency = rows.size() >= kBatch / 2 ? Urgency::Now : Urgency::Later;
  const Result<void> done =
      store_.writer()
          .submit([&rows](Database& db) { return insert_all(db, rows); }, urgency)
          .wait();
  if (done) return;
  MutexLock lock(&mu_);
  losses_.failed += rows.size();
  losses_.last = done.error();
}

Result<UsagePage> UsageLog::page(const UsageFilter& filter, const std::optional<UsageCursor>& after,
                                 std::size_t size) {
  const auto reader = store_.reader();
  if (!reader) return tl::unexpected(reader.error());
  return usage_page(**reader, filter, after, size);
}

Result<std::vector<UsageTotal>> UsageLog::totals(const UsageFilter& filter, UsageGroup group,
                                                 UsageBucket bucket) {
  const auto reader = store_.reader();
  if (!reader) return tl::unexpected(reader.error());
  return usage_totals(**reader, filter, group, bucket);
}

Result<std::int64_t> UsageLog::erase_before(WallTime time) {
  std::int64_t all = 0;
  std::int64_t gone = kEraseAtOnce;
  while (gone == kEraseAtOnce) {
    auto done = store_.writer().run([&gone, time](Database& db) {
      auto erased = db.prepare(
                          "DELETE FROM usage WHERE number IN (SELECT number FROM usage "
                          "WHERE started < ? ORDER BY started LIMIT ?)")
                        .bind(time)
                        .bind(kEraseAtOnce)
                        .run();
      gone = db.changes();
      return erased;
    });
    if (!done) return tl::unexpected(done.error());
    all += gone;
  }
  return all;
}

bool UsageLog::flush(Duration at_most) { return sink_.flush(at_most); }

UsageLosses UsageLog::losses() const {
  MutexLock lock(&mu_);
  UsageLosses losses = losses_;
  losses.dropped = sink_.dropped();
  return losses;
}

}  // namespace omnillm::store
