// A socket that listens.

#ifndef OMNILLM_NET_ACCEPTOR_H_
#define OMNILLM_NET_ACCEPTOR_H_

#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "net/address.h"
#include "net/file_descriptor.h"
#include "net/reactor.h"
#include "net/socket.h"
#include "omnillm/result.h"

namespace omnillm::net {

struct ListenOptions {
  std::string address = "127.0.0.1";  // a literal
  std::uint16_t port = 0;             // 0: one that is free
  bool share_port = false;            // with other loops, who then get connections in turn
  int backlog = 4096;
};

//   auto acceptor = Acceptor::listen(loop, {.port = 8080});
//   for (;;) {
//     Result<std::unique_ptr<Socket>> socket = co_await (*acceptor)->accept();
//     ...
//   }
//
// When the process has no descriptor left, connections wait in the kernel's queue until it has.
// Thread safety: the thread of its loop; one accepts at a time.
// Lifetime: it outlives who waits for it; the loop must outlive it.
class Acceptor final : private Watcher {
 public:
  // Errors: Network; Configuration for an address that is no literal.
  [[nodiscard]] static Result<std::unique_ptr<Acceptor>> listen(Reactor& loop,
                                                                ListenOptions options);
  ~Acceptor();

  [[nodiscard]] Address address() const { return address_; }
  [[nodiscard]] std::uint16_t port() const { return address_.port(); }

  class Awaiter;
  // Errors: Network, when the socket itself is broken.
  [[nodiscard]] Awaiter accept();

 private:
  using Accepted = std::optional<Result<std::unique_ptr<Socket>>>;

  Acceptor(Reactor& loop, FileDescriptor fd, Address address);
  [[nodiscard]] Accepted try_accept();
  void try_later();
  void wake();
  void on_ready(Readiness ready) override;

  Reactor& loop_;
  FileDescriptor fd_;
  Address address_;
  bool watched_ = false;
  bool readable_ = false;
  EventLoop::TimerId retry_ = EventLoop::TimerId::None;
  Awaiter* waiting_ = nullptr;
};

class [[nodiscard]] Acceptor::Awaiter {
 public:
  explicit Awaiter(Acceptor& acceptor) : acceptor_(acceptor) {}
  Awaiter(const Awaiter&) = delete;
  ~Awaiter() {
    if (acceptor_waits()) acceptor_.waiting_ = nullptr;
  }

  [[nodiscard]] bool await_ready() {
    accepted_ = acceptor_.try_accept();
    return accepted_.has_value();
  }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    acceptor_.waiting_ = this;
  }
  Result<std::unique_ptr<Socket>> await_resume() { return std::move(*accepted_); }

 private:
  friend class Acceptor;
  [[nodiscard]] bool acceptor_waits() const { return static_cast<bool>(waiting_); }

  Acceptor& acceptor_;
  std::coroutine_handle<> waiting_{};
  Accepted accepted_{};
};

inline Acceptor::Awaiter Acceptor::accept() { return Awaiter(*this); }

}  // namespace omnillm::net

#endif  // OMNILLM_NET_ACCEPTOR_H_
