// SimServer: the service behind a real port.

#include <absl/strings/str_cat.h>

#include <utility>

#include "base/mutex.h"
#include "listener/http_server.h"
#include "net/self_signed.h"
#include "net/tls_context.h"
#include "omnillm/sim_server.h"
#include "sim/http_service.h"

namespace omnillm {

struct SimServer::Parts {
  PreciseClock clock;  // delays between tokens are shorter than the grain of SystemClock
  Mutex mu;
  std::unique_ptr<listener::HttpServer> server ABSL_GUARDED_BY(mu);
  bool refusing ABSL_GUARDED_BY(mu) = false;
  std::uint16_t port = 0;
  std::string certificate;
};

SimServer::SimServer(std::unique_ptr<sim::HttpService> service, std::unique_ptr<Parts> parts)
    : SimControls(std::move(service)), parts_(std::move(parts)) {}

SimServer::~SimServer() = default;

Result<std::unique_ptr<SimServer>> SimServer::start(SimOptions options) {
  auto parts = std::make_unique<Parts>();
  auto service = sim::HttpService::create(std::move(options), parts->clock);
  if (!service) return tl::unexpected(service.error());
  sim::HttpService& handler = **service;
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
  return std::unique_ptr<SimServer>(new SimServer(std::move(*service), std::move(parts)));
}

std::uint16_t SimServer::port() const { return parts_->port; }

const std::string& SimServer::certificate() const { return parts_->certificate; }

std::string SimServer::origin() const {
  const SimOptions& options = service().options();
  const std::string& address = options.address;
  const bool v6 = address.find(':') != std::string::npos;
  return absl::StrCat(options.tls ? "https://" : "http://", v6 ? "[" + address + "]" : address, ":",
                      parts_->port);
}

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

bool SimServer::wait_until_idle(Duration patience) const {
  return service().wait_until_idle(patience);
}

void SimServer::stop(Duration patience) {
  const MutexLock lock(&parts_->mu);
  if (!parts_->server) return;
  parts_->server->drain(patience);
  parts_->server.reset();
}

}  // namespace omnillm
