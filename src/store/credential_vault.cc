#include "store/credential_vault.h"

#include <algorithm>
#include <span>
#include <utility>

namespace omnillm::store {

namespace {

struct SealedRow {
  CredentialName name;
  MasterKey::Id key_id{};
  Sealed sealed;
};

// What a secret is bound to. Lengths keep names from running into each other.
std::string associated_data(const CredentialName& name, const MasterKey::Id& key) {
  std::string out = "omnillm credential 1:";
  out.append(reinterpret_cast<const char*>(key.data()), key.size());
  for (const std::string* part : {&name.provider, &name.label}) {
    out += std::to_string(part->size());
    out += ':';
    out += *part;
  }
  return out;
}

tl::unexpected<Error> wrong_key() {
  return fail(ErrorKind::Configuration,
              "the stored credentials were encrypted with another master key: give that one");
}

tl::unexpected<Error> damaged() {
  return fail(ErrorKind::Storage, "a stored credential was changed or damaged");
}

// Of a statement that answers with provider, label, key_id, nonce and sealed.
Result<SealedRow> read_sealed(const Statement& row) {
  SealedRow out{{std::string(row.text(0)), std::string(row.text(1))}, {}, {}};
  const auto id = row.bytes(2);
  if (id.size() != out.key_id.size()) return damaged();
  std::copy(id.begin(), id.end(), out.key_id.begin());
  const auto nonce = row.bytes(3);
  if (nonce.size() != out.sealed.nonce.size()) return damaged();
  std::copy(nonce.begin(), nonce.end(), out.sealed.nonce.begin());
  const auto sealed = row.bytes(4);
  out.sealed.bytes.assign(sealed.begin(), sealed.end());
  return out;
}

Result<Secret> open_row(const MasterKey& key, const SealedRow& row) {
  if (row.key_id != key.id()) return wrong_key();
  return unseal(key, associated_data(row.name, key.id()), row.sealed);
}

Result<SealedRow> seal_row(const MasterKey& key, const CredentialName& name, const Secret& secret) {
  auto sealed = seal(key, associated_data(name, key.id()), secret);
  if (!sealed) return tl::unexpected(sealed.error());
  return SealedRow{name, key.id(), *std::move(sealed)};
}

Result<void> insert(Database& db, const SealedRow& row, WallTime now) {
  return db
      .prepare(
          "INSERT INTO credentials (provider, label, key_id, nonce, sealed, created) "
          "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (provider, label) DO UPDATE SET "
          "key_id = excluded.key_id, nonce = excluded.nonce, sealed = excluded.sealed, "
          "created = excluded.created")
      .bind(row.name.provider)
      .bind(row.name.label)
      .bind(std::span<const std::uint8_t>(row.key_id))
      .bind(std::span<const std::uint8_t>(row.sealed.nonce))
      .bind(std::span<const std::uint8_t>(row.sealed.bytes))
      .bind(now)
      .run();
}

Result<void> replace(Database& db, const SealedRow& row) {
  return db
      .prepare(
          "UPDATE credentials SET key_id = ?, nonce = ?, sealed = ? "
          "WHERE provider = ? AND label = ?")
      .bind(std::span<const std::uint8_t>(row.key_id))
      .bind(std::span<const std::uint8_t>(row.sealed.nonce))
      .bind(std::span<const std::uint8_t>(row.sealed.bytes))
      .bind(row.name.provider)
      .bind(row.name.label)
      .run();
}

Result<std::vector<SealedRow>> all_rows(Database& db) {
  std::vector<SealedRow> rows;
  Statement found = db.prepare("SELECT provider, label, key_id, nonce, sealed FROM credentials");
  for (;;) {
    const Result<bool> there = found.step();
    if (!there) return tl::unexpected(there.error());
    if (!*there) return rows;
    auto row = read_sealed(found);
    if (!row) return tl::unexpected(row.error());
    rows.push_back(*std::move(row));
  }
}

Result<void> seal_all_anew(Database& db, const MasterKey& from, const MasterKey& to) {
  const auto rows = all_rows(db);
  if (!rows) return tl::unexpected(rows.error());
  for (const SealedRow& row : *rows) {
    const auto secret = open_row(from, row);
    if (!secret) return tl::unexpected(secret.error());
    const auto anew = seal_row(to, row.name, *secret);
    if (!anew) return tl::unexpected(anew.error());
    if (auto done = replace(db, *anew); !done) return done;
  }
  return {};
}

Result<void> check(const CredentialName& name, const Secret& secret) {
  if (name.provider.empty() || name.label.empty())
    return fail(ErrorKind::BadRequest, "a credential needs a provider and a label");
  if (secret.empty() || secret.reveal().size() > kMaxCredential)
    return fail(ErrorKind::BadRequest, "a credential has 1 to 65536 bytes");
  return {};
}

tl::unexpected<Error> not_there() {
  return fail(ErrorKind::NotFound, "there is no stored credential of this name");
}

}  // namespace

Result<std::unique_ptr<CredentialVault>> CredentialVault::open(Store& store,
                                                               const Secret& master_key) {
  auto key = MasterKey::from(master_key);
  if (!key) return tl::unexpected(key.error());
  const auto reader = store.reader();
  if (!reader) return tl::unexpected(reader.error());
  const auto rows = all_rows(**reader);
  if (!rows) return tl::unexpected(rows.error());
  for (const SealedRow& row : *rows)
    if (row.key_id != key->id()) return wrong_key();
  return std::unique_ptr<CredentialVault>(new CredentialVault(store, *std::move(key)));
}

Result<void> CredentialVault::put(const CredentialName& name, const Secret& secret, WallTime now) {
  if (auto good = check(name, secret); !good) return good;
  MutexLock lock(&mu_);
  const auto row = seal_row(key_, name, secret);
  if (!row) return tl::unexpected(row.error());
  return store_.writer().run([&row, now](Database& db) { return insert(db, *row, now); });
}

Result<Secret> CredentialVault::get(const CredentialName& name) {
  MutexLock lock(&mu_);
  const auto reader = store_.reader();
  if (!reader) return tl::unexpected(reader.error());
  Statement found = (*reader)->prepare(
      "SELECT provider, label, key_id, nonce, sealed FROM credentials "
      "WHERE provider = ? AND label = ?");
  const Result<bool> there = found.bind(name.provider).bind(name.label).step();
  if (!there) return tl::unexpected(there.error());
  if (!*there) return not_there();
  const auto row = read_sealed(found);
  if (!row) return tl::unexpected(row.error());
  return open_row(key_, *row);
}

Result<std::vector<StoredCredential>> CredentialVault::list() {
  const auto reader = store_.reader();
  if (!reader) return tl::unexpected(reader.error());
  std::vector<StoredCredential> all;
  Statement rows =
      (*reader)->prepare("SELECT provider, label, created FROM credentials ORDER BY 1, 2");
  for (;;) {
    const Result<bool> there = rows.step();
    if (!there) return tl::unexpected(there.error());
    if (!*there) return all;
    all.push_back({{std::string(rows.text(0)), std::string(rows.text(1))}, rows.time(2)});
  }
}

Result<void> CredentialVault::erase(const CredentialName& name) {
  MutexLock lock(&mu_);
  return store_.writer().run([&name](Database& db) -> Result<void> {
    auto done = db.prepare("DELETE FROM credentials WHERE provider = ? AND label = ?")
                    .bind(name.provider)
                    .bind(name.label)
                    .run();
    if (done && db.changes() == 0) return not_there();
    return done;
  });
}

Result<void> CredentialVault::rotate(const Secret& new_master_key) {
  auto to = MasterKey::from(new_master_key);
  if (!to) return tl::unexpected(to.error());
  MutexLock lock(&mu_);
  const MasterKey from = key_;
  auto done =
      store_.writer().run([&from, &to](Database& db) { return seal_all_anew(db, from, *to); });
  if (done) key_ = *std::move(to);
  return done;
}

}  // namespace omnillm::store
