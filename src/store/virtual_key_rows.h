// Virtual keys, projects and organisations as rows.

#ifndef OMNILLM_STORE_VIRTUAL_KEY_ROWS_H_
#define OMNILLM_STORE_VIRTUAL_KEY_ROWS_H_

#include <vector>

#include "omnillm/result.h"
#include "store/database.h"
#include "store/virtual_keys.h"

namespace omnillm::store {

[[nodiscard]] Result<void> write_organisation(Database& db, const StoredOrganisation& row);
[[nodiscard]] Result<void> write_project(Database& db, const StoredProject& row);
[[nodiscard]] Result<void> insert_key(Database& db, const StoredVirtualKey& row);
[[nodiscard]] Result<void> update_key(Database& db, const StoredVirtualKey& row);

[[nodiscard]] Result<std::vector<StoredOrganisation>> read_organisations(Database& db);
[[nodiscard]] Result<std::vector<StoredProject>> read_projects(Database& db);
[[nodiscard]] Result<std::vector<StoredVirtualKey>> read_keys(Database& db);

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_VIRTUAL_KEY_ROWS_H_
