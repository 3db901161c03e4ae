// How an older database becomes one that this program understands.

#ifndef OMNILLM_STORE_MIGRATIONS_H_
#define OMNILLM_STORE_MIGRATIONS_H_

#include <span>
#include <string_view>

#include "omnillm/result.h"
#include "store/database.h"

namespace omnillm::store {

// A step from version `to - 1` to version `to`. One that has been released never changes again.
struct Migration {
  int to;
  const char* sql;
};

// Takes every step that the database has not taken, each in a transaction of its own, so that a
// crash leaves a whole version behind; going on is what the next start does. The version is the
// file's `user_version`; a database that is not empty and does not carry our `application_id`
// belongs to another program and is left alone.
//
// Requires: the steps are numbered from 1 without gaps.
// Errors: Configuration: the database is of another program, or of a newer version of this one;
// Storage.
[[nodiscard]] Result<void> migrate(Database& db, std::span<const Migration> steps);

// The steps of our own database; see schema.cc.
[[nodiscard]] std::span<const Migration> store_migrations();

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_MIGRATIONS_H_
