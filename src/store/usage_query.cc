#include "store/usage_query.h"

#include <string_view>

namespace omnillm::store {

namespace {

// Conditions are constants; what a person asked for is bound. Both functions go through the filter
// in the same order.
std::string conditions(const UsageFilter& filter) {
  std::string sql = " WHERE 1";
  if (filter.project) sql += " AND project = ?";
  if (filter.caller) sql += " AND caller = ?";
  if (filter.user) sql += " AND user = ?";
  if (filter.provider) sql += " AND provider = ?";
  if (filter.model) sql += " AND model = ?";
  if (filter.tag)
    sql +=
        " AND EXISTS (SELECT 1 FROM json_each(tags) AS tag WHERE tag.value ->> 0 = ? "
        "AND tag.value ->> 1 = ?)";
  if (filter.ok) sql += *filter.ok ? " AND error = ''" : " AND error <> ''";
  if (filter.error) sql += " AND error = ?";
  if (filter.from) sql += " AND started >= ?";
  if (filter.to) sql += " AND started < ?";
  return sql;
}

void bind(Statement& statement, const UsageFilter& filter) {
  for (const auto* text :
       {&filter.project, &filter.caller, &filter.user, &filter.provider, &filter.model})
    if (*text) statement.bind(std::string_view(**text));
  if (filter.tag) statement.bind(filter.tag->first).bind(filter.tag->second);
  if (filter.error) statement.bind(to_string(*filter.error));
  if (filter.from) statement.bind(*filter.from);
  if (filter.to) statement.bind(*filter.to);
}

std::string_view column(UsageGroup group) {
  switch (group) {
    case UsageGroup::All:
      return "''";
    case UsageGroup::Project:
      return "project";
    case UsageGroup::Caller:
      return "caller";
    case UsageGroup::User:
      return "user";
    case UsageGroup::Provider:
      return "provider";
    case UsageGroup::Model:
      return "model";
    case UsageGroup::Error:
      return "error";
  }
  return "''";
}

// The begin of the bucket that holds `started`, in whole numbers.
std::string_view begin_of(UsageBucket bucket) {
  switch (bucket) {
    case UsageBucket::Whole:
      return "NULL";
    case UsageBucket::Hour:
      return "started - started % 3600000000000";
    case UsageBucket::Day:
      return "started - started % 86400000000000";
  }
  return "NULL";
}

UsageTotal read_total(const Statement& row) {
  UsageTotal total;
  if (const auto begins = row.optional_integer(0)) total.begins = WallTime(Duration(*begins));
  total.group = row.text(1);
  total.calls = row.integer(2);
  total.failed = row.integer(3);
  total.unmetered = row.integer(4);
  total.prompt_tokens = row.integer(5);
  total.completion_tokens = row.integer(6);
  total.cost = row.money(7);
  total.estimated = row.money(8);
  return total;
}

}  // namespace

Result<UsagePage> usage_page(Database& db, const UsageFilter& filter,
                             const std::optional<UsageCursor>& after, std::size_t size) {
  if (size == 0 || size > kMaxUsagePage)
    return fail(ErrorKind::BadRequest,
                "a page has 1 to " + std::to_string(kMaxUsagePage) + " calls");
  std::string sql = "SELECT " + std::string(usage_columns()) + " FROM usage" + conditions(filter);
  if (after) sql += " AND (started, id) < (?, ?)";
  Statement rows = db.prepare(sql + " ORDER BY started DESC, id DESC LIMIT ?");
  bind(rows, filter);
  if (after) rows.bind(after->started).bind(after->id);
  rows.bind(static_cast<std::int64_t>(size) + 1);  // one more, to know whether there are more

  UsagePage page;
  for (;;) {
    const Result<bool> there = rows.step();
    if (!there) return tl::unexpected(there.error());
    if (!*there) return page;
    if (page.rows.size() == size) break;
    page.rows.push_back(read_usage(rows));
  }
  page.next = UsageCursor{page.rows.back().started, page.rows.back().id};
  return page;
}

Result<std::vector<UsageTotal>> usage_totals(Database& db, const UsageFilter& filter,
                                             UsageGroup group, UsageBucket bucket) {
  std::string sql = "SELECT ";
  sql += begin_of(bucket);
  sql += " AS begins, ";
  sql += column(group);
  sql +=
      " AS name, count(*), coalesce(sum(error <> ''), 0), "
      "coalesce(sum(prompt_tokens IS NULL), 0), coalesce(sum(prompt_tokens), 0), "
      "coalesce(sum(completion_tokens), 0), coalesce(sum(cost), 0), "
      "coalesce(sum(CASE WHEN cost_estimated THEN cost ELSE 0 END), 0) FROM usage";
  sql += conditions(filter);
  sql += " GROUP BY begins, name ORDER BY begins, name LIMIT ?";
  Statement rows = db.prepare(sql);
  bind(rows, filter);
  rows.bind(static_cast<std::int64_t>(kMaxUsageTotals) + 1);

  std::vector<UsageTotal> totals;
  for (;;) {
    const Result<bool> there = rows.step();
    if (!there) return tl::unexpected(there.error());
    if (!*there) return totals;
    if (totals.size() == kMaxUsageTotals)
      return fail(ErrorKind::BadRequest, "these are too many totals: ask for a shorter time");
    totals.push_back(read_total(rows));
  }
}

}  // namespace omnillm::store
