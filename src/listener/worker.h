// One thread's share of a server: what it accepts, and the connections it has.

#ifndef OMNILLM_LISTENER_WORKER_H_
#define OMNILLM_LISTENER_WORKER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "listener/connection.h"
#include "listener/exchange.h"
#include "listener/limits.h"
#include "net/acceptor.h"
#include "net/reactor.h"
#include "net/task.h"
#include "omnillm/clock.h"
#include "omnillm/result.h"

namespace omnillm::listener {

// Thread safety: the thread of its loop. Lifetime: everything it is given outlives it; destroying
// it breaks off whatever runs.
class Worker final : private ConnectionOwner {
 public:
  // Speaks TLS when there is a context for it.
  Worker(net::Reactor& loop, const Clock& clock, std::shared_ptr<const net::TlsContext> tls,
         const Limits& limits, const Handler& handler)
      : loop_(loop), clock_(clock), tls_(std::move(tls)), limits_(limits), handler_(handler) {}
  ~Worker();

  // Errors: those of Acceptor::listen().
  [[nodiscard]] Result<void> listen(const net::ListenOptions& options);
  void stop_listening();
  [[nodiscard]] std::uint16_t port() const { return port_; }

  // Accepts nothing more, closes what idles, lets the rest end; `done` is called once nothing is
  // left.
  void drain(std::function<void()> done);
  // Closes every connection now.
  void cut();

  [[nodiscard]] std::size_t connections() const { return connections_.size(); }

 private:
  net::Task<void> accept_all();
  void remove(Connection& connection) override;
  [[nodiscard]] std::string_view date_field() override;
  [[nodiscard]] bool is_draining() const override { return static_cast<bool>(drained_); }
  void look_whether_drained();

  net::Reactor& loop_;
  const Clock& clock_;
  const std::shared_ptr<const net::TlsContext> tls_;
  const Limits& limits_;
  const Handler& handler_;
  std::uint16_t port_ = 0;
  std::int64_t date_second_ = -1;
  std::string date_;
  std::function<void()> drained_{};
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  std::unique_ptr<net::Acceptor> acceptor_;
  net::Task<void> accepting_;
  // Connections that have ended, destroyed in the loop's next round.
  std::vector<Connection*> leaving_;
  EventLoop::TimerId sweep_ = EventLoop::TimerId::None;
};

}  // namespace omnillm::listener

#endif  // OMNILLM_LISTENER_WORKER_H_
