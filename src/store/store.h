// The one file in which everything lies that outlives a restart, and who may write to it.
//
//   Result<std::unique_ptr<Store>> store = Store::open({.path = "/var/lib/omnillm/omnillm.db"});
//   (*store)->writer().run([&](Database& db) { ... });     // see writer.h
//   Result<Reader> reader = (*store)->reader();
//   Statement rows = (*reader)->prepare("SELECT ...");
//
// What stands in the file belongs to ledger_journal.h, usage_log.h, credential_vault.h and
// virtual_keys.h, which are made on a Store; schema.cc has the tables.
//
// Thread safety: every member may be called by any threads at once.
// Lifetime: must outlive whatever is made on it, and its readers.

#ifndef OMNILLM_STORE_STORE_H_
#define OMNILLM_STORE_STORE_H_

#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "omnillm/result.h"
#include "store/database.h"
#include "store/file_lock.h"
#include "store/writer.h"

namespace omnillm::store {

struct StoreOptions {
  std::string path{};
  DatabaseOptions database{};
  WriterOptions writer{};
};

class Store;

// A connection that reads, lent by the store. It sees what is committed when a statement begins.
//
// Thread safety: one thread at a time. Lifetime: the store must outlive it.
class Reader {
 public:
  Reader(Reader&&) noexcept = default;
  Reader& operator=(Reader&&) = delete;
  ~Reader();

  Database& operator*() const { return *connection_; }
  Database* operator->() const { return connection_.get(); }

 private:
  friend class Store;
  Reader(Store& store, std::unique_ptr<Database> connection)
      : store_(&store), connection_(std::move(connection)) {}

  Store* store_;
  std::unique_ptr<Database> connection_;
};

class Store {
 public:
  // Makes the file when it is not there, and brings an older one to the version of this program.
  // A file belongs to one Store at a time: `path` with ".lock" behind it is held until the end.
  // Errors: Configuration: another process has the file, it is another program's, or a newer
  // version's. Storage.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
  // Writes what was submitted, and closes.
  ~Store() = default;

  [[nodiscard]] Writer& writer() { return *writer_; }
  // Errors: Storage.
  [[nodiscard]] Result<Reader> reader();

  // A copy of what is committed at one instant, made while others write; nothing may stand at
  // `path`. The copy can be opened as any database. Errors: Storage; there is no copy then.
  [[nodiscard]] Result<void> back_up_to(const std::string& path);

 private:
  friend class Reader;
  Store(const StoreOptions& options, FileLock lock, std::unique_ptr<Database> connection);
  void take_back(std::unique_ptr<Database> connection);

  const StoreOptions options_;
  const FileLock lock_;
  const std::unique_ptr<Writer> writer_;
  Mutex mu_;
  std::vector<std::unique_ptr<Database>> idle_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_STORE_H_
