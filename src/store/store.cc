#include "store/store.h"

#include <cstddef>
#include <utility>

#include "store/migrations.h"

namespace omnillm::store {

namespace {

// Connections that nobody reads with at the moment; more than these are closed.
constexpr std::size_t kMaxIdle = 8;

}  // namespace

Reader::~Reader() {
  if (connection_) store_->take_back(std::move(connection_));
}

Store::Store(const StoreOptions& options, FileLock lock, std::unique_ptr<Database> connection)
    : options_(options),
      lock_(std::move(lock)),
      writer_(std::make_unique<Writer>(std::move(connection), options.writer)) {}

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  if (options.path.empty())
    return fail(ErrorKind::Configuration, "the store needs the path of a file");
  auto lock = FileLock::take(options.path + ".lock");
  if (!lock) return tl::unexpected(lock.error());
  DatabaseOptions writing = options.database;
  writing.read_only = false;
  auto db = Database::open(options.path, writing);
  if (!db) return tl::unexpected(db.error());
  if (auto done = migrate(**db, store_migrations()); !done) return tl::unexpected(done.error());
  return std::unique_ptr<Store>(new Store(options, *std::move(lock), *std::move(db)));
}

Result<Reader> Store::reader() {
  {
    MutexLock lock(&mu_);
    if (!idle_.empty()) {
      Reader reader(*this, std::move(idle_.back()));
      idle_.pop_back();
      return reader;
    }
  }
  DatabaseOptions reading = options_.database;
  reading.read_only = true;
  auto db = Database::open(options_.path, reading);
  if (!db) return tl::unexpected(db.error());
  return Reader(*this, *std::move(db));
}

void Store::take_back(std::unique_ptr<Database> connection) {
  MutexLock lock(&mu_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(connection));
}

Result<void> Store::back_up_to(const std::string& path) {
  const auto source = reader();
  if (!source) return tl::unexpected(source.error());
  return (*source)->back_up_to(path);
}

}  // namespace omnillm::store
