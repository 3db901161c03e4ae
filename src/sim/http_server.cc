// SimServer: the service behind a real port.

#include <absl/strings/str_cat.h>

#include <time.h>

#include <utility>

#include "base/mutex.h"
#include "listener/http_server.h"
#include "net/self_signed.h"
#include "net/tls_context.h"
#include "omnillm/sim_server.h"
#include "sim/http_route.h"
#include "sim/http_service.h"

namespace omnillm {
namespace {

tl::unexpected<Error> no_provider(std::string_view name) {
  return fail(ErrorKind::Configuration,
              absl::StrCat("there is no provider '", std::string(name), "' in this simulation"));
}

}  // namespace

struct SimServer::Parts {
  PreciseClock clock;  // delays between tokens are shorter than the grain of SystemClock
  std::unique_ptr<sim::HttpService> service;
  Mutex mu;
  std::unique_ptr<listener::HttpServer> server ABSL_GUARDED_BY(mu);
  bool refusing ABSL_GUARDED_BY(mu) = false;
  std::uint16_t port = 0;
  std::string certificate;
};

SimServer::SimServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

SimServer::~SimServer() = default;

Result<std::unique_ptr<SimServer>> SimServer::start(SimOptions options) {
  auto parts = std::make_unique<Parts>();
  auto service = sim::HttpService::create(std::move(options), parts->clock);
  if (!service) return tl::unexpected(service.error());
  parts->service = std::move(*service);
  sim::HttpService& handler = *parts->service;
  const SimOptions& made = handler.options();
  std::shared_ptr<const net::TlsContext> tls;
  if (made.tls) {
    auto identity = net::make_self_signed();
    if (!identity) return tl::unexpected(identity.error());
    auto context = net::TlsContext::for_server(identity->certificate, identity->key);
    if (!context) return tl::unexpected(context.error());
    tls = std::move(*context);
    parts->certificate = std::move(identity->certificate);
  }
  auto server = listener::HttpServer::start(
      {.address = made.address, .port = made.port, .threads = made.threads, .tls = std::move(tls)},
      parts->clock, [&handler](listener::ServerRequest request, listener::ResponseWriter& out) {
        return handler.handle(std::move(request), out);
      });
  if (!server) return tl::unexpected(server.error());
  parts->port = (*server)->port();
  {
    const MutexLock lock(&parts->mu);
    parts->server = std::move(*server);
  }
  return std::unique_ptr<SimServer>(new SimServer(std::move(parts)));
}

std::uint16_t SimServer::port() const { return parts_->port; }

const std::string& SimServer::certificate() const { return parts_->certificate; }

std::string SimServer::origin() const {
  const SimOptions& options = parts_->service->options();
  const std::string& address = options.address;
  const bool v6 = address.find(':') != std::string::npos;
  return absl::StrCat(options.tls ? "https://" : "http://", v6 ? "[" + address + "]" : address, ":",
                      parts_->port);
}

std::string SimServer::base_url(std::string_view provider) const {
  const sim::HttpProvider* found = parts_->service->provider(provider);
  if (!found) return {};
  return origin() + '/' + found->plan.name + std::string(sim::base_path(found->plan.kind));
}

Result<void> SimServer::add_key(std::string_view provider, SimKey key) {
  sim::HttpProvider* found = parts_->service->provider(provider);
  return found ? found->keys.add(std::move(key)) : no_provider(provider);
}

Result<void> SimServer::revoke_key(std::string_view provider, std::string_view label) {
  sim::HttpProvider* found = parts_->service->provider(provider);
  return found ? found->keys.revoke(label) : no_provider(provider);
}

Result<void> SimServer::set_limits(std::string_view provider, std::string_view label,
                                   std::optional<std::int64_t> tpm,
                                   std::optional<std::int64_t> rpm) {
  sim::HttpProvider* found = parts_->service->provider(provider);
  if (!found) return no_provider(provider);
  return found->keys.set_limits(parts_->service->now(), label, tpm, rpm);
}

Result<void> SimServer::add_fault(SimFault fault) {
  return parts_->service->faults().add(std::move(fault));
}

void SimServer::clear_faults() { parts_->service->faults().clear(); }

Result<void> SimServer::refuse_connections(bool refuse) {
  const MutexLock lock(&parts_->mu);
  if (!parts_->server || refuse == parts_->refusing) return {};
  if (refuse) {
    parts_->server->shut();
  } else if (auto opened = parts_->server->reopen(); !opened) {
    return opened;
  }
  parts_->refusing = refuse;
  return {};
}

SimCounts SimServer::counts(std::string_view provider, std::string_view label) const {
  return parts_->service->counts(provider, label);
}

bool SimServer::wait_until_idle(Duration patience) const {
  return parts_->service->wait_until_idle(patience);
}

JsonText SimServer::status() const { return parts_->service->status(); }

void SimServer::stop(Duration patience) {
  const MutexLock lock(&parts_->mu);
  if (!parts_->server) return;
  parts_->server->drain(patience);
  parts_->server.reset();
}

}  // namespace omnillm
