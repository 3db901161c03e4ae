// Floor: 6 apps/omnillm
//
// What is known of a provider before it is used: where it is, which credentials the environment has
// for it, and, when it is asked, whether it answers.

#ifndef OMNILLM_APPS_PROVIDER_STATUS_H_
#define OMNILLM_APPS_PROVIDER_STATUS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/credentials.h"
#include "omnillm/environment.h"
#include "omnillm/error.h"
#include "omnillm/provider_config.h"
#include "omnillm/providers.h"

namespace omnillm::app {

enum class CheckState : std::uint8_t {
  Ok,
  Refused,      // it answered with an error
  Unreachable,  // no connection, or no answer in time
  Unchecked,    // it has nothing cheap to be asked
};
[[nodiscard]] std::string_view to_string(CheckState state);

struct Check {
  CheckState state = CheckState::Unchecked;
  std::optional<Error> error{};
  std::string detail{};  // why it was not checked
  Duration latency{0};
  std::size_t models = 0;  // that it lists, on the first page
};

// Of what is set, the names alone are kept here; no key leaves `config`.
struct ProviderStatus {
  std::string name{};
  std::string address{};
  // Variables that can hold its credentials, and whether they are set.
  std::vector<std::pair<std::string, bool>> variables{};
  bool has_credentials = false;
  // By somebody else's key alone, which it is shown on this machine: that does not mean it runs.
  bool is_guess = false;
  bool can_do_without = false;  // a server of one's own
  std::string problem{};        // credentials that are half there
  const ProviderDescriptor* known = nullptr;
  ProviderConfig config{""};
  std::optional<Check> check{};

  [[nodiscard]] bool is_configured() const {
    return (has_credentials && !is_guess) || !problem.empty();
  }
};

// Of one in the registry; `base_url` in place of its own where it is not empty.
// Lifetime: the descriptor must outlive it.
[[nodiscard]] ProviderStatus status_of(const ProviderDescriptor& known, std::string_view base_url,
                                       const Environment& environment);
// Of a server that nobody knows and that speaks Chat Completions.
[[nodiscard]] ProviderStatus status_of_proxy(std::string_view name, std::string_view base_url);

// Asks it for its list of models, once, and waits no longer than `patience`.
[[nodiscard]] Check check(const ProviderStatus& provider,
                          const std::shared_ptr<const Environment>& environment, Duration patience);

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_PROVIDER_STATUS_H_
