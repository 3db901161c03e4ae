// Floor: 2 transport
//
// The Transport that goes out into the world: HTTP/1.1 over TCP and TLS.

#ifndef OMNILLM_HTTP_TRANSPORT_H_
#define OMNILLM_HTTP_TRANSPORT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/environment.h"
#include "omnillm/result.h"
#include "omnillm/transport.h"

namespace omnillm {

namespace transport {
class Shared;
}

struct HttpTransportOptions {
  // Who is trusted to vouch for servers, a file in PEM; the system's authorities when it is empty.
  std::string ca_file{};
  // Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY (or the same in lower case, which counts first) are
  // looked up, once; null for no proxy. This machine itself is never asked through a proxy.
  const Environment* environment = nullptr;
  // Of the connections to one host on one loop that nobody uses now: how many are kept, how long.
  std::size_t max_idle_per_host = 128;
  Duration idle_lifetime = std::chrono::seconds(50);
  // What an answer may be at most.
  std::size_t max_head_bytes = std::size_t{64} << 10;
  std::uint64_t max_body_bytes = std::uint64_t{256} << 20;
  // The addresses of a host ("10.0.0.1", "::1"), instead of asking the system; for hosts that are
  // pinned, and for tests. It is called by several threads at once, and may wait.
  using Lookup = std::function<Result<std::vector<std::string>>(const std::string& host)>;
  Lookup lookup{};
};

// Connections are kept and used again, those used last first; one that has become readable or was
// closed by the server meanwhile never is. Nothing is sent twice: only a connection that died
// before it took a single byte is replaced. No redirect is followed: it is an answer. The
// certificate and the name of a server are always verified; nothing turns this off.
//
// The loops it is used with are real ones (net/reactor.h); what it keeps on a loop goes with it.
//
// Thread safety: open() by any threads, each with its loop.
// Lifetime: it outlives its exchanges. Its destructor waits for name lookups that are running.
class HttpTransport final : public Transport {
 public:
  // Errors: Configuration, for a file of authorities or a proxy that cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<HttpTransport>> create(
      HttpTransportOptions options = {});
  ~HttpTransport() override;

  [[nodiscard]] std::unique_ptr<HttpExchange> open(EventLoop& loop, HttpRequest request,
                                                   HttpTimeouts timeouts) override;

 private:
  explicit HttpTransport(std::shared_ptr<transport::Shared> shared);
  std::shared_ptr<transport::Shared> shared_;  // with what it keeps on each loop
};

}  // namespace omnillm

#endif  // OMNILLM_HTTP_TRANSPORT_H_
