// One connection to a file of SQLite.
//
//   Result<std::unique_ptr<Database>> db = Database::open(path, {});
//   Transaction change = Transaction::begin(**db).value();
//   ... (*db)->prepare("INSERT INTO ...").bind(name).run() ...
//   Result<void> durable = std::move(change).commit();
//
// The file is in WAL mode, so that readers and the one writer do not stop each other, and a commit
// is on the disk when it returns (synchronous=FULL). Foreign keys are enforced, deleted contents
// overwritten where that costs no extra write, and schema and functions of the file not trusted.
//
// Thread safety: one thread at a time; distinct connections are independent, also to one file.
// Lifetime: must outlive its statements and transactions.
// Errors: Storage, as storage_error.h lists them.

#ifndef OMNILLM_STORE_DATABASE_H_
#define OMNILLM_STORE_DATABASE_H_

#include <absl/container/flat_hash_map.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "store/statement.h"

struct sqlite3;

namespace omnillm::store {

struct DatabaseOptions {
  bool read_only = false;
  // How long a statement waits for another connection that writes, before it fails as locked.
  Duration busy_timeout = std::chrono::seconds(5);
  std::int64_t max_pages = 0;  // that the file may have; 0: as many as SQLite can count
};

class Database {
 public:
  // Makes the file when it is not there, unless it is to be read only.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                              const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs one statement or several, without parameters.
  [[nodiscard]] Result<void> execute(const std::string& sql);

  // Prepared at the first use of this text and kept; the text is a constant of ours, values are
  // bound. One that is in use already is prepared once more.
  [[nodiscard]] Statement prepare(std::string_view sql);

  // The one number that a statement without parameters answers with; 0 when it answers nothing.
  [[nodiscard]] Result<std::int64_t> number(std::string_view sql);

  // Rows that the statement that ended last inserted, changed or deleted.
  [[nodiscard]] std::int64_t changes() const;
  // SQLite ends a transaction by itself when the disk is full or broken.
  [[nodiscard]] bool in_transaction() const;

  // Copies what is committed into the file `path`, page by page, while others go on writing: it is
  // the state of one instant. The file must not be there. Errors leave no half copy behind.
  [[nodiscard]] Result<void> back_up_to(const std::string& path);

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  struct Cached {
    std::unique_ptr<sqlite3_stmt, Finalize> statement;
    bool in_use = false;
  };

  explicit Database(sqlite3* connection) : connection_(connection) {}
  Result<void> configure(const DatabaseOptions& options);

  std::unique_ptr<sqlite3, Close> connection_;  // dies after its statements
  absl::flat_hash_map<std::string, std::unique_ptr<Cached>> statements_;
};

// Changes that happen together or not at all: what is not committed is rolled back.
//
// Lifetime: the Database must outlive it.
class Transaction {
 public:
  // Takes the right to write at once, so that nothing that was read meanwhile is stale.
  [[nodiscard]] static Result<Transaction> begin(Database& db);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  [[nodiscard]] Result<void> commit() &&;

 private:
  explicit Transaction(Database& db) : db_(&db) {}
  Database* db_;  // null once it is over
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_DATABASE_H_
