// Who calls: the virtual keys, what each may do, and which budgets pay.

#ifndef OMNILLM_SERVER_CALLERS_H_
#define OMNILLM_SERVER_CALLERS_H_

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/snapshot_cell.h"
#include "omnillm/error.h"
#include "omnillm/result.h"
#include "omnillm/transport_form.h"
#include "server/budget_names.h"
#include "server/caller_limiter.h"
#include "server/config.h"

namespace omnillm::server {

// One who may call.
struct Caller {
  std::string label{};
  std::string project{};
  std::vector<std::string> budgets{};  // names in the ledger
  std::vector<std::string> models{};
  std::vector<std::string> routes{};
  std::optional<WallTime> expires{};
  std::vector<std::pair<std::string, std::string>> tags{};
  // Of the key and of its project; both must agree.
  std::vector<std::shared_ptr<CallerLimiter>> limiters{};

  [[nodiscard]] bool may_use_model(std::string_view model) const;
  [[nodiscard]] bool may_use_route(std::string_view route) const;
};

// All of them, found by what they show. Keys are kept as their SHA-256 alone.
//
// Thread safety: every member may be called by any threads at once.
class Callers {
 public:
  // Errors: Configuration: a name twice, a project nobody knows, a key that is too short.
  [[nodiscard]] static Result<std::unique_ptr<Callers>> create(const ServerConfig& config);

  // Who shows this key, in any of the ways in which providers take theirs. Errors: Auth, which does
  // not tell a wrong key from an expired one.
  [[nodiscard]] Result<std::shared_ptr<const Caller>> of(const Headers& headers,
                                                         std::string_view query,
                                                         WallTime now) const;
  [[nodiscard]] bool are_open() const { return open_ != nullptr; }

 private:
  using Digest = std::array<std::uint8_t, 32>;
  struct Table {
    absl::flat_hash_map<Digest, std::shared_ptr<const Caller>> by_digest;
  };

  Callers() : table_(nullptr) {}

  SnapshotCell<Table> table_;
  std::shared_ptr<const Caller> open_{};  // anybody, where no keys are needed
};

// The key that a request shows: a bearer token, or `x-api-key`, `api-key`, `x-goog-api-key`,
// `?key=`; of a request that is signed as AWS wants it, the id of the access key, whatever signed
// it: there the id is the secret. Empty when it shows none. Lifetime: a view of either.
[[nodiscard]] std::string_view shown_key(const Headers& headers, std::string_view query);

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CALLERS_H_
