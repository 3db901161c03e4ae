// Makes the connections of one server: its addresses in turn, the proxy, TLS.

#ifndef OMNILLM_TRANSPORT_CONNECTOR_H_
#define OMNILLM_TRANSPORT_CONNECTOR_H_

#include <memory>
#include <optional>
#include <string>

#include "http/url.h"
#include "net/byte_stream.h"
#include "net/reactor.h"
#include "net/task.h"
#include "net/tls_stream.h"
#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "transport/proxy_settings.h"
#include "transport/resolver.h"

namespace omnillm::transport {

// Where to, and how. What it points to outlives the task.
struct Destination {
  http::Origin origin;
  std::optional<Proxy> proxy;  // by CONNECT for https; for http the requests themselves go to it
  std::shared_ptr<const net::TlsContext> tls;
  std::shared_ptr<net::TlsSession> session;
};

using Stream = std::unique_ptr<net::ByteStream>;

// A stream on which requests can be sent. Each address has `each` for everything up to there, and
// the next is tried when it fails.
// Errors: Network and Timeout, of the address that was tried last.
[[nodiscard]] net::Task<Result<Stream>> connect(net::Reactor& loop, Resolver& resolver,
                                                std::shared_ptr<const Destination> to,
                                                Duration each);

}  // namespace omnillm::transport

#endif  // OMNILLM_TRANSPORT_CONNECTOR_H_
