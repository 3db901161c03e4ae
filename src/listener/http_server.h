// An HTTP/1.1 server: one or several threads, each with its own loop, its own listening socket on
// the common port, and the connections it has accepted.
//
//   auto server = HttpServer::start({.port = 8080, .threads = 2}, clock, handler);
//   ...
//   (*server)->drain(30s);

#ifndef OMNILLM_LISTENER_HTTP_SERVER_H_
#define OMNILLM_LISTENER_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "listener/exchange.h"
#include "listener/limits.h"
#include "net/tls_context.h"
#include "omnillm/clock.h"
#include "omnillm/result.h"

namespace omnillm::listener {

struct ServerOptions {
  std::string address = "127.0.0.1";  // a literal
  std::uint16_t port = 0;             // 0: one that is free
  int threads = 1;
  std::shared_ptr<const net::TlsContext> tls{};  // null: plain HTTP
  Limits limits{};
};

// Thread safety: every member may be called by any threads at once, but not from inside a handler.
// Lifetime: the clock outlives it.
class HttpServer {
 public:
  // Listens when it returns. The handler is called on the server's threads.
  // Errors: Network; Configuration for an address that is no literal.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(ServerOptions options,
                                                                 const Clock& clock,
                                                                 Handler handler);
  // Breaks off whatever still runs.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  // Stops accepting and closes what idles; what runs may end, at most so long. True when all of it
  // has. The server does not come back from this.
  bool drain(Duration patience);

  // Closes the port and every connection; and opens the same port again.
  void shut();
  Result<void> reopen();

 private:
  class Thread;
  HttpServer(ServerOptions options, const Clock& clock, Handler handler);
  [[nodiscard]] Result<void> open();

  const ServerOptions options_;
  const Clock& clock_;
  const Handler handler_;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace omnillm::listener

#endif  // OMNILLM_LISTENER_HTTP_SERVER_H_
