// One connection to a server, and what is worth keeping with it from exchange to exchange.

#ifndef OMNILLM_TRANSPORT_CONNECTION_H_
#define OMNILLM_TRANSPORT_CONNECTION_H_

#include <memory>
#include <string>
#include <utility>

#include "http/response_head.h"
#include "net/byte_stream.h"
#include "net/lazy_timer.h"
#include "net/reactor.h"

namespace omnillm::transport {

struct Connection {
  Connection(net::Reactor& loop, std::unique_ptr<net::ByteStream> bytes, http::HeadLimits limits)
      : timer(loop), stream(std::move(bytes)), head(limits) {}

  net::LazyTimer timer;  // of whoever has the connection now
  std::unique_ptr<net::ByteStream> stream;
  http::ResponseHead head;
  std::string request_head;
  bool used_before = false;
};

}  // namespace omnillm::transport

#endif  // OMNILLM_TRANSPORT_CONNECTION_H_
