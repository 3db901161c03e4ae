// A statement of SQL on its way: values are bound in their order, then rows are read.
//
//   Statement rows = db.prepare("SELECT id, cost FROM usage WHERE project = ?");
//   rows.bind(project);
//   for (;;) {
//     Result<bool> row = rows.step();
//     if (!row) return tl::unexpected(row.error());
//     if (!*row) break;
//     use(rows.text(0), rows.money(1));
//   }
//
//   Result<void> done = db.prepare("DELETE FROM usage WHERE id = ?").bind(id).run();
//
// What goes wrong while preparing or binding is kept and told by step() and run(), so that a chain
// needs one look at the end.
//
// Thread safety: as its connection, one thread at a time.
// Lifetime: the Database must outlive it. Dying, it is reset and given back for the next use.
// Views of columns are valid until the next step.

#ifndef OMNILLM_STORE_STATEMENT_H_
#define OMNILLM_STORE_STATEMENT_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "omnillm/clock.h"
#include "omnillm/money.h"
#include "omnillm/result.h"

struct sqlite3_stmt;

namespace omnillm::store {

class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // The next parameter. Bytes are copied. There is no bind for floating point: nothing here is.
  template <std::signed_integral T>
  Statement& bind(T value) {
    return bind_integer(value);
  }
  Statement& bind(std::string_view text);
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(std::span<const std::uint8_t> bytes);
  Statement& bind(Money amount) { return bind(amount.nanos()); }
  Statement& bind(WallTime time) { return bind(std::int64_t{time.time_since_epoch().count()}); }
  Statement& bind(Duration span) { return bind(std::int64_t{span.count()}); }
  Statement& bind(std::nullopt_t);
  template <class T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind(std::nullopt);
  }

  // Whether there is another row. Errors: Storage.
  [[nodiscard]] Result<bool> step();
  // To the end, whatever rows there are; then it can be bound anew.
  [[nodiscard]] Result<void> run();

  // Of the row that step() found, counted from zero. NULL reads as zero or empty.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::span<const std::uint8_t> bytes(int column) const;
  [[nodiscard]] Money money(int column) const { return Money::from_nanos(integer(column)); }
  [[nodiscard]] WallTime time(int column) const { return WallTime(Duration(integer(column))); }
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const;

 private:
  friend class Database;
  Statement(sqlite3_stmt* statement, bool* in_use, int failure)
      : statement_(statement), in_use_(in_use), failure_(failure) {}
  Statement& bind_integer(std::int64_t value);
  void note(int code);

  sqlite3_stmt* statement_;
  bool* in_use_;   // of the cache's entry; null: it is this object's own
  int failure_;    // the first that was met; SQLITE_OK
  int bound_ = 0;  // parameters so far
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_STATEMENT_H_
