#include "store/database.h"

#include <absl/strings/string_view.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "store/storage_error.h"

namespace omnillm::store {

namespace {

// Queries are put together from a few pieces, so their number is bounded; this bounds it for good.
constexpr std::size_t kMaxCached = 256;

int milliseconds(Duration span) {
  const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
  return static_cast<int>(std::clamp<std::int64_t>(count, 0, std::numeric_limits<int>::max()));
}

// A database is for its owner alone: keys of callers and the bills of projects are in it. SQLite
// gives the files beside it the same rights.
bool make_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return false;
  ::close(file);
  return true;
}

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const { (void)sqlite3_backup_finish(backup); }
};

Result<void> copy_pages(sqlite3* from, sqlite3* to) {
  const std::unique_ptr<sqlite3_backup, FinishBackup> backup(
      sqlite3_backup_init(to, "main", from, "main"));
  if (!backup) return tl::unexpected(storage_error(sqlite3_extended_errcode(to)));
  // All at once: copied in parts it would begin anew whenever somebody wrote in between. In WAL
  // mode a reader, which this is, stops no writer.
  const int code = sqlite3_backup_step(backup.get(), -1);
  if (code != SQLITE_DONE) return tl::unexpected(storage_error(code));
  return {};
}

}  // namespace

void Database::Close::operator()(sqlite3* connection) const { (void)sqlite3_close_v2(connection); }
void Database::Finalize::operator()(sqlite3_stmt* statement) const {
  (void)sqlite3_finalize(statement);
}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::string& path,
                                                 const DatabaseOptions& options) {
  if (!options.read_only) (void)make_private(path);
  const int mode =
      options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection,
                                   mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  std::unique_ptr<Database> db(new Database(connection));
  if (code != SQLITE_OK) return tl::unexpected(storage_error(code));
  if (auto ready = db->configure(options); !ready) return tl::unexpected(ready.error());
  return db;
}

Result<void> Database::configure(const DatabaseOptions& options) {
  sqlite3* const connection = connection_.get();
  (void)sqlite3_busy_timeout(connection, milliseconds(options.busy_timeout));
  (void)sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  (void)sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  std::string pragmas = "PRAGMA foreign_keys=ON; PRAGMA secure_delete=FAST;";
  if (!options.read_only)
    pragmas +=
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA journal_size_limit=67108864;";
  if (options.max_pages > 0)
    pragmas += "PRAGMA max_page_count=" + std::to_string(options.max_pages) + ';';
  if (auto done = execute(pragmas); !done) return done;
  // Opening reads nothing; whether it is a database is known from its schema.
  return execute("SELECT 1 FROM sqlite_schema");
}

Result<void> Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(storage_error(code));
  return {};
}

Statement Database::prepare(std::string_view sql) {
  const auto found = statements_.find(absl::string_view(sql.data(), sql.size()));
  if (found != statements_.end() && !found->second->in_use) {
    found->second->in_use = true;
    return Statement(found->second->statement.get(), &found->second->in_use, SQLITE_OK);
  }
  const bool keep = found == statements_.end() && statements_.size() < kMaxCached &&
                    sql.size() <= std::size_t{std::numeric_limits<int>::max()};
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      keep ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr);
  if (code != SQLITE_OK || !keep) return Statement(statement, nullptr, code);
  auto cached = std::make_unique<Cached>();
  cached->statement.reset(statement);
  cached->in_use = true;
  bool* const in_use = &cached->in_use;
  statements_.emplace(std::string(sql), std::move(cached));
  return Statement(statement, in_use, SQLITE_OK);
}

Result<std::int64_t> Database::number(std::string_view sql) {
  Statement statement = prepare(sql);
  const Result<bool> row = statement.step();
  if (!row) return tl::unexpected(row.error());
  return *row ? statement.integer(0) : 0;
}

std::int64_t Database::changes() const { return sqlite3_changes64(connection_.get()); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

Result<void> Database::back_up_to(const std::string& path) {
  if (!make_private(path))
    return fail(ErrorKind::Storage,
                "the copy cannot be made: something stands at its place, or the folder cannot be "
                "written to");
  sqlite3* target = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<sqlite3, Close> owned(target);
  Result<void> copied = code == SQLITE_OK ? copy_pages(connection_.get(), target)
                                          : tl::unexpected(storage_error(code));
  owned.reset();
  if (!copied) (void)::unlink(path.c_str());
  return copied;
}

Result<Transaction> Transaction::begin(Database& db) {
  if (auto begun = db.prepare("BEGIN IMMEDIATE").run(); !begun)
    return tl::unexpected(begun.error());
  return Transaction(db);
}

Transaction::Transaction(Transaction&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}

Transaction::~Transaction() {
  if (db_ != nullptr && db_->in_transaction()) (void)db_->prepare("ROLLBACK").run();
}

Result<void> Transaction::commit() && {
  Result<void> done = db_->prepare("COMMIT").run();
  if (done) db_ = nullptr;  // else the destructor rolls back what is left
  return done;
}

}  // namespace omnillm::store
