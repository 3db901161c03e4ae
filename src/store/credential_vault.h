// Credentials of providers, encrypted in the database.
//
//   auto vault = CredentialVault::open(store, master_key);   // a Secret, from a file or variable
//   (*vault)->put({"openai", "prod-1"}, Secret(line), clock.wall());
//   Result<Secret> key = (*vault)->get({"openai", "prod-1"});
//
// What is kept is whatever the Secret holds: an API key, or a credential written as JSON. The names
// are kept in the clear; the secrets as sealed_box.h says, each bound to its name, so that one
// cannot be put in the place of another.
//
// rotate() seals everything anew under another master key, in one transaction: after a crash all of
// them are under the old key or all under the new one. Copies made before, among them the backups
// and what the file has not yet overwritten, still open with the old key: where that has become
// known to others, the credentials have to be changed as well.
//
// Thread safety: every member may be called by any threads at once.
// Lifetime: the store must outlive it.
// Errors: Configuration: what is stored was sealed with another master key. Storage: it was changed
// by somebody, or the database failed. NotFound: there is nothing of that name. BadRequest: no
// name, no secret, or one above kMaxCredential.

#ifndef OMNILLM_STORE_CREDENTIAL_VAULT_H_
#define OMNILLM_STORE_CREDENTIAL_VAULT_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"
#include "store/sealed_box.h"
#include "store/store.h"

namespace omnillm::store {

struct CredentialName {
  std::string provider{};
  std::string label{};

  friend bool operator==(const CredentialName&, const CredentialName&) = default;
};

struct StoredCredential {
  CredentialName name{};
  WallTime created{};

  friend bool operator==(const StoredCredential&, const StoredCredential&) = default;
};

inline constexpr std::size_t kMaxCredential = 65'536;  // bytes

class CredentialVault {
 public:
  [[nodiscard]] static Result<std::unique_ptr<CredentialVault>> open(Store& store,
                                                                     const Secret& master_key);

  // Takes the place of what has the name.
  [[nodiscard]] Result<void> put(const CredentialName& name, const Secret& secret, WallTime now);
  [[nodiscard]] Result<Secret> get(const CredentialName& name);
  // All names, in their order.
  [[nodiscard]] Result<std::vector<StoredCredential>> list();
  [[nodiscard]] Result<void> erase(const CredentialName& name);
  // When it fails, everything is as it was.
  [[nodiscard]] Result<void> rotate(const Secret& new_master_key);

 private:
  CredentialVault(Store& store, MasterKey key) : store_(store), key_(std::move(key)) {}

  Store& store_;
  Mutex mu_;  // held through every operation: none may see a rotation half
  MasterKey key_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_CREDENTIAL_VAULT_H_
