// Questions to the usage log. Newest first, a page at a time:
//
//   UsageFilter filter{.project = "search", .from = monday};
//   Result<UsagePage> page = usage_page(*reader, filter, std::nullopt, 100);
//   page = usage_page(*reader, filter, page->next, 100);
//
// or added up:
//
//   usage_totals(*reader, filter, UsageGroup::Model, UsageBucket::Day)
//
// Errors: Storage; BadRequest, where it is said.

#ifndef OMNILLM_STORE_USAGE_QUERY_H_
#define OMNILLM_STORE_USAGE_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/error.h"
#include "omnillm/money.h"
#include "omnillm/result.h"
#include "store/database.h"
#include "store/usage_row.h"

namespace omnillm::store {

// Calls for which all of these hold. Time, project and caller are found by an index; the others are
// looked for among what those leave.
struct UsageFilter {
  std::optional<std::string> project{};
  std::optional<std::string> caller{};
  std::optional<std::string> user{};
  std::optional<std::string> provider{};
  std::optional<std::string> model{};  // as it was sent
  std::optional<std::pair<std::string, std::string>> tag{};
  std::optional<bool> ok{};
  std::optional<ErrorKind> error{};
  std::optional<WallTime> from{};
  std::optional<WallTime> to{};  // without this instant
};

// Where a page ended. It stays good while calls are added and deleted.
struct UsageCursor {
  WallTime started{};
  std::string id{};

  friend bool operator==(const UsageCursor&, const UsageCursor&) = default;
};

struct UsagePage {
  std::vector<UsageRow> rows{};
  std::optional<UsageCursor> next{};  // empty: there are no more
};

inline constexpr std::size_t kMaxUsagePage = 1'000;

// Errors: BadRequest: `size` is zero or above kMaxUsagePage.
[[nodiscard]] Result<UsagePage> usage_page(Database& db, const UsageFilter& filter,
                                           const std::optional<UsageCursor>& after,
                                           std::size_t size);

enum class UsageGroup : std::uint8_t { All, Project, Caller, User, Provider, Model, Error };
enum class UsageBucket : std::uint8_t { Whole, Hour, Day };  // of UTC

struct UsageTotal {
  std::string group{};               // of All: empty
  std::optional<WallTime> begins{};  // of the hour or day
  std::int64_t calls = 0;
  std::int64_t failed = 0;
  std::int64_t unmetered = 0;  // calls whose provider did not say what was used
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  Money cost{};
  Money estimated{};  // of `cost`

  friend bool operator==(const UsageTotal&, const UsageTotal&) = default;
};

inline constexpr std::size_t kMaxUsageTotals = 10'000;

// By time, then by group. Errors: BadRequest: there are more than kMaxUsageTotals. Storage: also
// when a sum does not fit.
[[nodiscard]] Result<std::vector<UsageTotal>> usage_totals(Database& db, const UsageFilter& filter,
                                                           UsageGroup group, UsageBucket bucket);

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_USAGE_QUERY_H_
