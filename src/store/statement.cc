#include "store/statement.h"

#include <sqlite3.h>

#include <limits>
#include <utility>

#include "store/storage_error.h"

namespace omnillm::store {

namespace {

// SQLite counts the bytes of a row in int, and reads a null pointer as NULL.
constexpr std::size_t kLargest = std::numeric_limits<int>::max();
constexpr char kNothing = 0;

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      in_use_(std::exchange(other.in_use_, nullptr)),
      failure_(other.failure_),
      bound_(other.bound_) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  if (in_use_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  // What a step failed with was told by it.
  (void)sqlite3_reset(statement_);
  (void)sqlite3_clear_bindings(statement_);
  *in_use_ = false;
}

void Statement::note(int code) {
  if (failure_ == SQLITE_OK) failure_ = code;
}

Statement& Statement::bind_integer(std::int64_t value) {
  if (failure_ == SQLITE_OK) note(sqlite3_bind_int64(statement_, ++bound_, value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  if (text.size() > kLargest) note(SQLITE_TOOBIG);
  if (failure_ == SQLITE_OK)
    note(sqlite3_bind_text(statement_, ++bound_, text.empty() ? &kNothing : text.data(),
                           static_cast<int>(text.size()), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > kLargest) note(SQLITE_TOOBIG);
  if (failure_ == SQLITE_OK)
    note(sqlite3_bind_blob(statement_, ++bound_,
                           bytes.empty() ? static_cast<const void*>(&kNothing) : bytes.data(),
                           static_cast<int>(bytes.size()), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind(std::nullopt_t) {
  if (failure_ == SQLITE_OK) note(sqlite3_bind_null(statement_, ++bound_));
  return *this;
}

Result<bool> Statement::step() {
  if (failure_ == SQLITE_OK) {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    note(code);
  }
  return tl::unexpected(storage_error(failure_));
}

Result<void> Statement::run() {
  for (;;) {
    const Result<bool> row = step();
    if (!row) return tl::unexpected(row.error());
    if (*row) continue;
    bound_ = 0;
    note(sqlite3_reset(statement_));
    return {};
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
  const void* const text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return {};
  return {static_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::span<const std::uint8_t> Statement::bytes(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const std::uint8_t*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

}  // namespace omnillm::store
