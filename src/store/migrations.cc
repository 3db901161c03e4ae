#include "store/migrations.h"

#include <cstdint>
#include <string>
#include <utility>

namespace omnillm::store {

namespace {

constexpr std::int64_t kApplication = 0x4f6d4c4d;  // "OmLM"

Result<void> check_owner(Database& db) {
  const auto owner = db.number("PRAGMA application_id");
  if (!owner) return tl::unexpected(owner.error());
  if (*owner == kApplication) return {};
  const auto tables = db.number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tl::unexpected(tables.error());
  if (*owner == 0 && *tables == 0) return {};
  return fail(ErrorKind::Configuration,
              "the file is a database of another program: name another file");
}

Result<std::int64_t> version_of(Database& db, std::size_t newest) {
  auto version = db.number("PRAGMA user_version");
  if (version && std::cmp_greater(*version, newest))
    return fail(ErrorKind::Configuration,
                "the database is of version " + std::to_string(*version) +
                    ", and this program knows versions up to " + std::to_string(newest) +
                    ": it was written by a newer program, start that one");
  return version;
}

// One step, or none when the database is of the newest version. The version is read inside the
// transaction, as two programs may start at once.
Result<bool> take_step(Database& db, std::span<const Migration> steps) {
  auto change = Transaction::begin(db);
  if (!change) return tl::unexpected(change.error());
  if (auto ours = check_owner(db); !ours) return tl::unexpected(ours.error());
  const auto version = version_of(db, steps.size());
  if (!version) return tl::unexpected(version.error());
  if (*version < 0 || std::cmp_equal(*version, steps.size())) return false;
  const Migration& step = steps[static_cast<std::size_t>(*version)];
  std::string sql = step.sql;
  sql += "; PRAGMA application_id=" + std::to_string(kApplication);
  sql += "; PRAGMA user_version=" + std::to_string(step.to) + ';';
  if (auto done = db.execute(sql); !done) return tl::unexpected(done.error());
  if (auto done = std::move(*change).commit(); !done) return tl::unexpected(done.error());
  return true;
}

}  // namespace

Result<void> migrate(Database& db, std::span<const Migration> steps) {
  for (;;) {
    const Result<bool> stepped = take_step(db, steps);
    if (!stepped) return tl::unexpected(stepped.error());
    if (!*stepped) return {};
  }
}

}  // namespace omnillm::store
