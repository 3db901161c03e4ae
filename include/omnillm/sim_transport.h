// Floor: 5 sim
//
// The simulated providers of sim_server.h without a network: a Transport, for tests in virtual time
// or without threads.
//
//   VirtualTime time;
//   auto sim = SimTransport::create({.providers = {...}}, time).value();
//   ... a gateway with this transport and endpoints at sim->base_url("openai") ...
//
// Answers, limits, delays and faults are those of the server. What an exchange tells of broken
// connections is what the real transport would: Network for closed and reset ones, Protocol for
// bytes that are no HTTP, Timeout for those that hang.

#ifndef OMNILLM_SIM_TRANSPORT_H_
#define OMNILLM_SIM_TRANSPORT_H_

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "omnillm/sim_server.h"
#include "omnillm/transport.h"

namespace omnillm {

// Thread safety: every member may be called by any threads at once. Lifetime: the clock must
// outlive it, and it its exchanges.
class SimTransport final : public Transport, public SimControls {
 public:
  // `clock` is what limits and delays are measured on: that of the loops. Address, port, threads
  // and TLS of the options mean nothing here. Errors: Configuration.
  [[nodiscard]] static Result<std::unique_ptr<SimTransport>> create(SimOptions options,
                                                                    const Clock& clock);
  ~SimTransport() override;

  // "https://sim.invalid/openai/v1"; empty when there is no such provider.
  [[nodiscard]] std::string base_url(std::string_view provider) const;

  [[nodiscard]] std::unique_ptr<HttpExchange> open(EventLoop& loop, HttpRequest request,
                                                   HttpTimeouts timeouts) override;

  // While it refuses, exchanges fail before anything is sent: Network.
  void refuse_connections(bool refuse) { refusing_.store(refuse, std::memory_order_relaxed); }

 private:
  explicit SimTransport(std::unique_ptr<sim::HttpService> service);

  std::atomic<bool> refusing_{false};
};

}  // namespace omnillm

#endif  // OMNILLM_SIM_TRANSPORT_H_
