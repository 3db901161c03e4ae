#include "store/virtual_key_rows.h"

#include <algorithm>
#include <span>

#include "store/stored_json.h"

namespace omnillm::store {

namespace {

std::optional<std::string> json_of(const std::optional<Budget>& budget) {
  if (!budget) return std::nullopt;
  return budget_to_json(*budget);
}

// "of none" is NULL, so that the reference holds.
std::optional<std::string> reference(const std::string& name) {
  if (name.empty()) return std::nullopt;
  return name;
}

void bind(Statement& statement, const StoredLimits& limits) {
  statement.bind(limits.requests_per_minute).bind(limits.tokens_per_minute).bind(limits.at_once);
}

StoredLimits read_limits(const Statement& row, int first) {
  return {row.optional_integer(first), row.optional_integer(first + 1),
          row.optional_integer(first + 2)};
}

std::optional<WallTime> read_time(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.time(column);
}

Result<std::optional<Budget>> read_budget(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  auto budget = budget_from_json(row.text(column));
  if (!budget) return tl::unexpected(budget.error());
  return *std::move(budget);
}

Result<StoredOrganisation> read_organisation(const Statement& row) {
  auto budget = read_budget(row, 1);
  if (!budget) return tl::unexpected(budget.error());
  return StoredOrganisation{std::string(row.text(0)), *std::move(budget), row.time(2)};
}

Result<StoredProject> read_project(const Statement& row) {
  auto budget = read_budget(row, 2);
  if (!budget) return tl::unexpected(budget.error());
  return StoredProject{std::string(row.text(0)), std::string(row.text(1)), *std::move(budget),
                       read_limits(row, 3), row.time(6)};
}

Result<StoredVirtualKey> read_key(const Statement& row) {
  StoredVirtualKey key;
  key.label = row.text(0);
  const auto digest = row.bytes(1);
  if (digest.size() != key.digest.size())
    return fail(ErrorKind::Storage, "a stored virtual key is damaged");
  std::copy(digest.begin(), digest.end(), key.digest.begin());
  key.project = row.text(2);
  auto models = texts_from_json(row.text(3));
  auto routes = texts_from_json(row.text(4));
  auto tags = pairs_from_json(row.text(5));
  auto budget = read_budget(row, 6);
  if (!models) return tl::unexpected(models.error());
  if (!routes) return tl::unexpected(routes.error());
  if (!tags) return tl::unexpected(tags.error());
  if (!budget) return tl::unexpected(budget.error());
  key.models = *std::move(models);
  key.routes = *std::move(routes);
  key.tags = *std::move(tags);
  key.budget = *std::move(budget);
  key.limits = read_limits(row, 7);
  key.created = row.time(10);
  key.expires = read_time(row, 11);
  key.revoked = read_time(row, 12);
  return key;
}

template <class Row>
Result<std::vector<Row>> read_all(Statement rows, Result<Row> (*read)(const Statement&)) {
  std::vector<Row> all;
  for (;;) {
    const Result<bool> there = rows.step();
    if (!there) return tl::unexpected(there.error());
    if (!*there) return all;
    auto row = read(rows);
    if (!row) return tl::unexpected(row.error());
    all.push_back(*std::move(row));
  }
}

}  // namespace

Result<void> write_organisation(Database& db, const StoredOrganisation& row) {
  return db
      .prepare(
          "INSERT INTO organisations (name, budget, created) VALUES (?, ?, ?) "
          "ON CONFLICT (name) DO UPDATE SET budget = excluded.budget")
      .bind(row.name)
      .bind(json_of(row.budget))
      .bind(row.created)
      .run();
}

Result<void> write_project(Database& db, const StoredProject& row) {
  Statement write = db.prepare(
      "INSERT INTO projects (name, organisation, budget, requests_per_minute, tokens_per_minute, "
      "at_once, created) VALUES (?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (name) DO UPDATE SET organisation = excluded.organisation, "
      "budget = excluded.budget, requests_per_minute = excluded.requests_per_minute, "
      "tokens_per_minute = excluded.tokens_per_minute, at_once = excluded.at_once");
  write.bind(row.name).bind(reference(row.organisation)).bind(json_of(row.budget));
  bind(write, row.limits);
  return write.bind(row.created).run();
}

Result<void> insert_key(Database& db, const StoredVirtualKey& row) {
  Statement write = db.prepare(
      "INSERT INTO virtual_keys (label, digest, project, models, routes, tags, budget, "
      "requests_per_minute, tokens_per_minute, at_once, created, expires) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  write.bind(row.label).bind(std::span<const std::uint8_t>(row.digest));
  write.bind(reference(row.project)).bind(texts_to_json(row.models));
  write.bind(texts_to_json(row.routes)).bind(pairs_to_json(row.tags)).bind(json_of(row.budget));
  bind(write, row.limits);
  return write.bind(row.created).bind(row.expires).run();
}

Result<void> update_key(Database& db, const StoredVirtualKey& row) {
  Statement write = db.prepare(
      "UPDATE virtual_keys SET project = ?, models = ?, routes = ?, tags = ?, budget = ?, "
      "requests_per_minute = ?, tokens_per_minute = ?, at_once = ?, expires = ? WHERE label = ?");
  write.bind(reference(row.project)).bind(texts_to_json(row.models));
  write.bind(texts_to_json(row.routes)).bind(pairs_to_json(row.tags)).bind(json_of(row.budget));
  bind(write, row.limits);
  return write.bind(row.expires).bind(row.label).run();
}

Result<std::vector<StoredOrganisation>> read_organisations(Database& db) {
  return read_all<StoredOrganisation>(
      db.prepare("SELECT name, budget, created FROM organisations ORDER BY name"),
      read_organisation);
}

Result<std::vector<StoredProject>> read_projects(Database& db) {
  return read_all<StoredProject>(
      db.prepare("SELECT name, organisation, budget, requests_per_minute, tokens_per_minute, "
                 "at_once, created FROM projects ORDER BY name"),
      read_project);
}

Result<std::vector<StoredVirtualKey>> read_keys(Database& db) {
  return read_all<StoredVirtualKey>(
      db.prepare("SELECT label, digest, project, models, routes, tags, budget, "
                 "requests_per_minute, tokens_per_minute, at_once, created, expires, revoked "
                 "FROM virtual_keys ORDER BY label"),
      read_key);
}

}  // namespace omnillm::store
