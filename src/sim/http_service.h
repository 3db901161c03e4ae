// The simulated providers behind one handler: which provider, which key, may it, what is the
// answer, and what goes wrong with it.

#ifndef OMNILLM_SIM_HTTP_SERVICE_H_
#define OMNILLM_SIM_HTTP_SERVICE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "listener/exchange.h"
#include "omnillm/endpoints.h"
#include "omnillm/json.h"
#include "omnillm/result.h"
#include "omnillm/rng.h"
#include "omnillm/sim_server.h"
#include "sim/http_faults.h"
#include "sim/http_in_flight.h"
#include "sim/http_keys.h"

namespace omnillm::sim {

// One provider: what was configured, and its keys.
struct HttpProvider {
  explicit HttpProvider(const SimProvider& options) : plan(options), keys(plan.name, plan.keys) {}

  const SimProvider plan;
  KeyLedger keys;
};

// Thread safety: every member may be called by any threads at once; a handler runs on the thread of
// its connection. Lifetime: the clock outlives it, it outlives its handlers.
class HttpService {
 public:
  // Errors: Configuration, for options that make no sense.
  [[nodiscard]] static Result<std::unique_ptr<HttpService>> create(SimOptions options,
                                                                   const Clock& clock);

  // listener::Handler
  [[nodiscard]] net::Task<void> handle(listener::ServerRequest request,
                                       listener::ResponseWriter& out);

  // Null when there is none of that name.
  [[nodiscard]] HttpProvider* provider(std::string_view name) const;
  [[nodiscard]] FaultPlan& faults() { return faults_; }
  [[nodiscard]] const SimOptions& options() const { return options_; }
  [[nodiscard]] SimCounts counts(std::string_view provider, std::string_view label) const;
  [[nodiscard]] bool wait_until_idle(Duration patience) const;
  [[nodiscard]] JsonText status() const;
  // The provider's own time: it may pass faster.
  [[nodiscard]] Instant now() const;

 private:
  struct Call;
  struct Where;

  HttpService(SimOptions options, const Clock& clock);

  [[nodiscard]] Where find(std::string_view method, std::string_view path) const;
  [[nodiscard]] Duration scaled(Duration of_provider) const { return of_provider / options_.speed; }

  // The steps of a request; each that fails has filled in the error to answer with.
  [[nodiscard]] bool route(const listener::ServerRequest& request, Call& call) const;
  [[nodiscard]] bool wishes(const listener::ServerRequest& request, Call& call) const;
  [[nodiscard]] bool authenticate(const listener::ServerRequest& request, Call& call) const;
  [[nodiscard]] bool read(listener::ServerRequest request, Call& call) const;
  [[nodiscard]] bool judge(Call& call);
  [[nodiscard]] bool answer(Call& call) const;
  [[nodiscard]] bool admit(Call& call) const;
  [[nodiscard]] bool prepare(listener::ServerRequest request, Call& call);
  void answer_model(Call& call) const;
  [[nodiscard]] bool write_whole(Call& call, const ApiResponse& response) const;
  void add_headers(const Call& call, Headers& headers) const;

  const SimOptions options_;
  const Clock& clock_;
  const Instant started_;
  const Rng chance_;
  std::vector<std::unique_ptr<HttpProvider>> providers_;
  FaultPlan faults_;
  std::atomic<std::uint64_t> serial_{0};
  mutable InFlight in_flight_;
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_SERVICE_H_
