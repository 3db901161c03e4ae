#include "store/virtual_keys.h"

#include <openssl/evp.h>

#include "store/virtual_key_rows.h"

namespace omnillm::store {

namespace {

tl::unexpected<Error> bad(std::string_view why) { return fail(ErrorKind::BadRequest, why); }

// Whether a statement with one parameter finds anything. Asked inside the transaction that then
// writes, so that the answer stays true.
Result<bool> finds(Database& db, std::string_view sql, std::string_view value) {
  Statement found = db.prepare(sql);
  return found.bind(value).step();
}

// Empty names refer to nothing and are always there.
Result<void> must_find(Database& db, std::string_view sql, std::string_view name,
                       std::string_view otherwise) {
  if (name.empty()) return {};
  const auto found = finds(db, sql, name);
  if (!found) return tl::unexpected(found.error());
  if (!*found) return bad(otherwise);
  return {};
}

Result<void> must_not_find(Database& db, std::string_view sql, std::string_view value,
                           std::string_view otherwise) {
  const auto found = finds(db, sql, value);
  if (!found) return tl::unexpected(found.error());
  if (*found) return bad(otherwise);
  return {};
}

Result<void> project_is_there(Database& db, const std::string& name) {
  return must_find(db, "SELECT 1 FROM projects WHERE name = ?", name, "there is no such project");
}

Result<void> digest_is_new(Database& db, const KeyDigest& digest) {
  Statement same = db.prepare("SELECT 1 FROM virtual_keys WHERE digest = ?");
  const auto found = same.bind(std::span<const std::uint8_t>(digest)).step();
  if (!found) return tl::unexpected(found.error());
  if (*found) return bad("another virtual key is the same: draw a new one");
  return {};
}

// Of a statement that changes the row of one name.
Result<void> expect_one(Database& db, const Result<void>& done) {
  if (done && db.changes() == 0) return fail(ErrorKind::NotFound, "there is none of this name");
  return done;
}

Result<void> remove(Store& store, std::string_view used_by, std::string_view sql,
                    std::string_view name) {
  return store.writer().run([=](Database& db) -> Result<void> {
    if (!used_by.empty())
      if (auto unused = must_not_find(db, used_by, name, "it is in use: remove its users first");
          !unused)
        return unused;
    return expect_one(db, db.prepare(sql).bind(name).run());
  });
}

template <class Rows>
Result<Rows> read_with(Store& store, Result<Rows> (*read)(Database&)) {
  const auto reader = store.reader();
  if (!reader) return tl::unexpected(reader.error());
  return read(**reader);
}

}  // namespace

Result<KeyDigest> key_digest(const Secret& key) {
  KeyDigest digest{};
  const std::string_view bytes = key.reveal();
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    return fail(ErrorKind::Storage, "a virtual key could not be hashed: OpenSSL refuses");
  return digest;
}

Result<void> VirtualKeys::put(const StoredOrganisation& organisation) {
  if (organisation.name.empty()) return bad("an organisation needs a name");
  return store_.writer().run(
      [&organisation](Database& db) { return write_organisation(db, organisation); });
}

Result<void> VirtualKeys::put(const StoredProject& project) {
  if (project.name.empty()) return bad("a project needs a name");
  return store_.writer().run([&project](Database& db) -> Result<void> {
    auto there = must_find(db, "SELECT 1 FROM organisations WHERE name = ?", project.organisation,
                           "there is no such organisation");
    return there ? write_project(db, project) : there;
  });
}

Result<void> VirtualKeys::add(const StoredVirtualKey& key) {
  if (key.label.empty()) return bad("a virtual key needs a label");
  return store_.writer().run([&key](Database& db) -> Result<void> {
    if (auto there = project_is_there(db, key.project); !there) return there;
    if (auto free = must_not_find(db, "SELECT 1 FROM virtual_keys WHERE label = ?", key.label,
                                  "the label is taken");
        !free)
      return free;
    if (auto fresh = digest_is_new(db, key.digest); !fresh) return fresh;
    return insert_key(db, key);
  });
}

Result<void> VirtualKeys::change(const StoredVirtualKey& key) {
  return store_.writer().run([&key](Database& db) -> Result<void> {
    if (auto there = project_is_there(db, key.project); !there) return there;
    return expect_one(db, update_key(db, key));
  });
}

Result<void> VirtualKeys::revoke(std::string_view label, WallTime now) {
  return store_.writer().run([label, now](Database& db) {
    return expect_one(
        db, db.prepare("UPDATE virtual_keys SET revoked = coalesce(revoked, ?) WHERE label = ?")
                .bind(now)
                .bind(label)
                .run());
  });
}

Result<void> VirtualKeys::remove_organisation(std::string_view name) {
  return remove(store_, "SELECT 1 FROM projects WHERE organisation = ?",
                "DELETE FROM organisations WHERE name = ?", name);
}

Result<void> VirtualKeys::remove_project(std::string_view name) {
  return remove(store_, "SELECT 1 FROM virtual_keys WHERE project = ?",
                "DELETE FROM projects WHERE name = ?", name);
}

Result<void> VirtualKeys::remove_key(std::string_view label) {
  return remove(store_, "", "DELETE FROM virtual_keys WHERE label = ?", label);
}

Result<std::vector<StoredOrganisation>> VirtualKeys::organisations() {
  return read_with(store_, read_organisations);
}
Result<std::vector<StoredProject>> VirtualKeys::projects() {
  return read_with(store_, read_projects);
}
Result<std::vector<StoredVirtualKey>> VirtualKeys::keys() { return read_with(store_, read_keys); }

}  // namespace omnillm::store
