#include "omnillm/http_transport.h"

#include <utility>

#include "net/reactor.h"
#include "net/tls_context.h"
#include "transport/exchange.h"
#include "transport/loop_state.h"
#include "transport/proxy_settings.h"

namespace omnillm {

namespace {

// For a loop that has no sockets.
class NoLoop final : public HttpExchange {
 public:
  void head(HeadDone done) override { done(tl::unexpected(error())); }
  void read(BodyDone done) override { done(tl::unexpected(error())); }
  [[nodiscard]] bool sent() const override { return false; }

 private:
  static Error error() {
    return Error(ErrorKind::Configuration,
                 "the network needs a real loop: give one of net::Reactor, or another transport");
  }
};

}  // namespace

Result<std::unique_ptr<HttpTransport>> HttpTransport::create(HttpTransportOptions options) {
  auto tls = net::TlsContext::for_client(options.ca_file);
  if (!tls) return tl::unexpected(tls.error());
  transport::ProxySettings proxies;
  if (options.environment) {
    auto read = transport::ProxySettings::read(*options.environment);
    if (!read) return tl::unexpected(read.error());
    proxies = *std::move(read);
  }
  const transport::Shared::Limits limits{
      .idle = {.max_idle = options.max_idle_per_host, .idle_lifetime = options.idle_lifetime},
      .max_head_bytes = options.max_head_bytes,
      .max_body_bytes = options.max_body_bytes};
  return std::unique_ptr<HttpTransport>(new HttpTransport(std::make_shared<transport::Shared>(
      *std::move(tls), std::move(proxies), limits, std::move(options.lookup))));
}

HttpTransport::HttpTransport(std::shared_ptr<transport::Shared> shared)
    : shared_(std::move(shared)) {}

HttpTransport::~HttpTransport() {
  shared_->resolver.stop();
  shared_->evict_all();
}

std::unique_ptr<HttpExchange> HttpTransport::open(EventLoop& loop, HttpRequest request,
                                                  HttpTimeouts timeouts) {
  auto* const reactor = dynamic_cast<net::Reactor*>(&loop);
  if (!reactor) return std::make_unique<NoLoop>();
  return std::make_unique<transport::Exchange>(transport::LoopState::of(*reactor, shared_),
                                               std::move(request), timeouts);
}

}  // namespace omnillm
