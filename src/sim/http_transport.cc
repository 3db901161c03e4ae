#include <utility>

#include "omnillm/sim_transport.h"
#include "sim/http_exchange.h"
#include "sim/http_service.h"

namespace omnillm {
namespace {

// A name that nobody has: a request that goes astray goes nowhere.
constexpr std::string_view kOrigin = "https://sim.invalid";

}  // namespace

SimTransport::SimTransport(std::unique_ptr<sim::HttpService> service)
    : SimControls(std::move(service)) {}

SimTransport::~SimTransport() = default;

Result<std::unique_ptr<SimTransport>> SimTransport::create(SimOptions options, const Clock& clock) {
  auto service = sim::HttpService::create(std::move(options), clock);
  if (!service) return tl::unexpected(service.error());
  return std::unique_ptr<SimTransport>(new SimTransport(std::move(*service)));
}

std::string SimTransport::base_url(std::string_view provider) const {
  return address_of(provider, kOrigin);
}

std::unique_ptr<HttpExchange> SimTransport::open(EventLoop& loop, HttpRequest request,
                                                 HttpTimeouts timeouts) {
  return std::make_unique<sim::HttpSimExchange>(service(), loop, std::move(request), timeouts,
                                                refusing_.load(std::memory_order_relaxed));
}

}  // namespace omnillm
