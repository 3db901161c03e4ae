// The connections to one server that nobody uses now, on one loop.

#ifndef OMNILLM_TRANSPORT_SERVER_POOL_H_
#define OMNILLM_TRANSPORT_SERVER_POOL_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "net/byte_stream.h"
#include "net/reactor.h"
#include "omnillm/clock.h"
#include "transport/connection.h"
#include "transport/connector.h"

namespace omnillm::transport {

// Whoever was used last is used first, so that those that are too many grow old. A connection that
// becomes readable or is closed by the server is dropped at once: what it says is no answer to
// anything.
//
// Thread safety: the thread of the loop. Lifetime: the loop must outlive it.
class ServerPool {
 public:
  struct Limits {
    std::size_t max_idle;
    Duration idle_lifetime;
  };

  ServerPool(net::Reactor& loop, std::shared_ptr<const Destination> destination, Limits limits);
  ~ServerPool();
  ServerPool(const ServerPool&) = delete;
  ServerPool& operator=(const ServerPool&) = delete;

  [[nodiscard]] const std::shared_ptr<const Destination>& destination() const {
    return destination_;
  }
  // As Host has it.
  [[nodiscard]] const std::string& authority() const { return authority_; }
  [[nodiscard]] std::size_t idle() const { return idle_.size(); }

  // One that may be used again, null if there is none.
  [[nodiscard]] std::unique_ptr<Connection> take();
  // Requires: the last answer was read to its end, and the server keeps the connection.
  void give_back(std::unique_ptr<Connection> connection);

 private:
  class Idle;

  void drop(Idle* idle);

  net::Reactor& loop_;
  const std::shared_ptr<const Destination> destination_;
  const std::string authority_;
  const Limits limits_;
  std::vector<std::unique_ptr<Idle>> idle_;  // used last: at the end
};

}  // namespace omnillm::transport

#endif  // OMNILLM_TRANSPORT_SERVER_POOL_H_
