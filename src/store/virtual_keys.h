// The virtual keys, projects and organisations that are made while the server runs. Which of them
// may call, and what they may use, is decided by src/server, which reads them here when it starts
// and after every change.
//
//   VirtualKeys keys(store);
//   keys.add({.label = "ann-laptop", .digest = key_digest(key), .project = "search", .created =
//   now}); keys.revoke("ann-laptop", clock.wall());
//
// A key itself is never here, only its SHA-256: keys are long and random, so that cannot be undone.
//
// Thread safety: every member may be called by any threads at once.
// Lifetime: the store must outlive it.
// Errors: BadRequest: a name that is empty, taken, or used by others; NotFound: there is none of
// that name; Storage.

#ifndef OMNILLM_STORE_VIRTUAL_KEYS_H_
#define OMNILLM_STORE_VIRTUAL_KEYS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/budget.h"
#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"
#include "store/store.h"

namespace omnillm::store {

using KeyDigest = std::array<std::uint8_t, 32>;

// SHA-256. Errors: Storage: OpenSSL refuses.
[[nodiscard]] Result<KeyDigest> key_digest(const Secret& key);

// In a minute, and at once. Empty: as much as it likes.
struct StoredLimits {
  std::optional<std::int64_t> requests_per_minute{};
  std::optional<std::int64_t> tokens_per_minute{};
  std::optional<std::int64_t> at_once{};

  friend bool operator==(const StoredLimits&, const StoredLimits&) = default;
};

struct StoredOrganisation {
  std::string name{};
  std::optional<Budget> budget{};
  WallTime created{};
};

struct StoredProject {
  std::string name{};
  std::string organisation{};  // empty: of none
  std::optional<Budget> budget{};
  StoredLimits limits{};
  WallTime created{};
};

struct StoredVirtualKey {
  std::string label{};
  KeyDigest digest{};
  std::string project{};              // empty: of none
  std::vector<std::string> models{};  // patterns; empty: all
  std::vector<std::string> routes{};  // names; empty: all
  std::vector<std::pair<std::string, std::string>> tags{};
  std::optional<Budget> budget{};
  StoredLimits limits{};
  WallTime created{};
  std::optional<WallTime> expires{};
  std::optional<WallTime> revoked{};  // set by revoke() alone
};

class VirtualKeys {
 public:
  explicit VirtualKeys(Store& store) : store_(store) {}

  // Makes one, or changes the one of this name; when it was created stays as it was.
  [[nodiscard]] Result<void> put(const StoredOrganisation& organisation);
  [[nodiscard]] Result<void> put(const StoredProject& project);

  // A new one: neither its label nor its digest is there, not even revoked.
  [[nodiscard]] Result<void> add(const StoredVirtualKey& key);
  // Everything but its label, its digest, and when it was created and revoked.
  [[nodiscard]] Result<void> change(const StoredVirtualKey& key);
  // Once: the first time stays.
  [[nodiscard]] Result<void> revoke(std::string_view label, WallTime now);

  // BadRequest while there are projects of the organisation, or keys of the project.
  [[nodiscard]] Result<void> remove_organisation(std::string_view name);
  [[nodiscard]] Result<void> remove_project(std::string_view name);
  // For good; revoke() leaves a trace.
  [[nodiscard]] Result<void> remove_key(std::string_view label);

  // All of them, by name.
  [[nodiscard]] Result<std::vector<StoredOrganisation>> organisations();
  [[nodiscard]] Result<std::vector<StoredProject>> projects();
  [[nodiscard]] Result<std::vector<StoredVirtualKey>> keys();

 private:
  Store& store_;
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_VIRTUAL_KEYS_H_
