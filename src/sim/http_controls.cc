// SimControls: what the server and the transport have in common.

#include <utility>

#include "omnillm/sim_server.h"
#include "sim/http_route.h"
#include "sim/http_service.h"

namespace omnillm {
namespace {

tl::unexpected<Error> no_provider(std::string_view name) {
  return fail(ErrorKind::Configuration,
              "there is no provider '" + std::string(name) + "' in this simulation");
}

}  // namespace

SimControls::SimControls(std::unique_ptr<sim::HttpService> service)
    : service_(std::move(service)) {}

SimControls::~SimControls() = default;

Result<void> SimControls::add_key(std::string_view provider, SimKey key) {
  sim::HttpProvider* found = service_->provider(provider);
  return found ? found->keys.add(std::move(key)) : no_provider(provider);
}

Result<void> SimControls::revoke_key(std::string_view provider, std::string_view label) {
  sim::HttpProvider* found = service_->provider(provider);
  return found ? found->keys.revoke(label) : no_provider(provider);
}

Result<void> SimControls::set_limits(std::string_view provider, std::string_view label,
                                     std::optional<std::int64_t> tpm,
                                     std::optional<std::int64_t> rpm) {
  sim::HttpProvider* found = service_->provider(provider);
  if (!found) return no_provider(provider);
  return found->keys.set_limits(service_->now(), label, tpm, rpm);
}

Result<void> SimControls::add_fault(SimFault fault) {
  return service_->faults().add(std::move(fault));
}

void SimControls::clear_faults() { service_->faults().clear(); }

SimCounts SimControls::counts(std::string_view provider, std::string_view label) const {
  return service_->counts(provider, label);
}

JsonText SimControls::status() const { return service_->status(); }

std::string SimControls::address_of(std::string_view provider, std::string_view origin) const {
  const sim::HttpProvider* found = service_->provider(provider);
  if (!found) return {};
  return std::string(origin) + '/' + found->plan.name +
         std::string(sim::base_path(found->plan.kind));
}

}  // namespace omnillm
