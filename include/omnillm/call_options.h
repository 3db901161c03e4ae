// Floor: 4 gateway

#ifndef OMNILLM_CALL_OPTIONS_H_
#define OMNILLM_CALL_OPTIONS_H_

#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "omnillm/cancellation.h"
#include "omnillm/clock.h"
#include "omnillm/money.h"
#include "omnillm/transport_form.h"

namespace omnillm {

// What one call wants beyond its request. Everything has a default.
//
//   gateway.call(request, {.timeout = 20s, .budgets = {"project:acme", "user:7"}});
struct CallOptions {
  // Gives the call up: a CancellationToken or any std::stop_token.
  std::stop_token cancel{};
  // From now to the last byte, waiting and retries included. Empty: the gateway's.
  std::optional<Duration> timeout{};
  // The name of a route of the gateway's. Empty: "provider:model" where the model says so, else the
  // default route.
  std::string route{};
  // The provider that is to serve it, whatever routes say; empty: they decide.
  std::string provider{};
  // Budgets of the gateway's that this call is charged to besides the gateway's own, all or none.
  std::vector<std::string> budgets{};
  // The most this call may cost; a dearer one is refused before anything is sent.
  std::optional<Money> max_cost{};
  // Whether to stand in line when every key is busy, and how far ahead: lower goes first.
  bool wait_for_key = true;
  int priority = 0;
  // Headers of whoever called you; conditions of routes look at them, providers never see them.
  Headers caller_headers{};
  // Headers for the provider.
  Headers extra_headers{};
  // For records and metrics alone.
  std::string project{};
  std::vector<std::pair<std::string, std::string>> tags{};
};

}  // namespace omnillm

#endif  // OMNILLM_CALL_OPTIONS_H_
