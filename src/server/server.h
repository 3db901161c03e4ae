// The gateway as a server: one port that speaks every protocol to callers, over one gateway.
//
//   auto server = Server::start(config, *std::move(gateway), clock);
//   std::cout << (*server)->origin() << '\n';
//   ...
//   (*server)->drain(30s);

#ifndef OMNILLM_SERVER_SERVER_H_
#define OMNILLM_SERVER_SERVER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "listener/http_server.h"
#include "omnillm/clock.h"
#include "omnillm/gateway.h"
#include "server/callers.h"
#include "server/config.h"

namespace omnillm::server {

// Thread safety: every member may be called by any threads at once.
class Server {
 public:
  // Listens when it returns. Errors: Configuration, of what callers may do, of certificates, and
  // for a server that would be open to the network without keys; Network.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerConfig& config,
                                                             Gateway gateway,
                                                             std::shared_ptr<const Clock> clock);
  ~Server();

  [[nodiscard]] std::uint16_t port() const { return http_->port(); }
  [[nodiscard]] const std::string& origin() const { return origin_; }
  [[nodiscard]] const Gateway& gateway() const { return gateway_; }

  // Takes no more calls, and waits for those that go on. Errors: Timeout, when they take longer;
  // they are broken off then.
  Result<void> drain(Duration patience);

 private:
  Server(Gateway gateway, std::shared_ptr<const Clock> clock, std::unique_ptr<Callers> callers,
         std::optional<Secret> admin_token, ModelList models);

  [[nodiscard]] net::Task<void> handle(listener::ServerRequest request,
                                       listener::ResponseWriter& out);
  void show_models(const Caller& caller, WireFormat format, const Headers& headers,
                   listener::ResponseWriter& out) const;
  void show_metrics(listener::ResponseWriter& out) const;

  const std::shared_ptr<const Clock> clock_;
  Gateway gateway_;
  const std::unique_ptr<Callers> callers_;
  const std::optional<Secret> admin_token_;
  const ModelList models_;
  std::atomic<bool> draining_{false};
  std::string origin_;
  std::unique_ptr<listener::HttpServer> http_;  // the first to go: its handlers use the rest
};

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_SERVER_H_
