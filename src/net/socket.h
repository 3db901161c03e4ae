// A connected TCP socket on a loop.

#ifndef OMNILLM_NET_SOCKET_H_
#define OMNILLM_NET_SOCKET_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "net/address.h"
#include "net/byte_stream.h"
#include "net/file_descriptor.h"
#include "net/reactor.h"
#include "net/task.h"
#include "omnillm/result.h"

namespace omnillm::net {

// Registered with its loop once. A read that gives less than was asked for has emptied the kernel's
// buffer, so the next one waits without asking; in steady state an exchange costs one recv() and
// one sendmsg(). Nagle's algorithm is off, and the kernel looks after a peer that has vanished.
//
// Lifetime: the loop must outlive it.
class Socket final : public ByteStream, private Watcher {
 public:
  // Errors: Network, naming the address.
  [[nodiscard]] static Task<Result<std::unique_ptr<Socket>>> connect(Reactor& loop,
                                                                     Address address);
  // Of a connected socket that does not block. Errors: Network.
  [[nodiscard]] static Result<std::unique_ptr<Socket>> adopt(Reactor& loop, FileDescriptor fd);
  ~Socket() override;

  [[nodiscard]] std::optional<Result<std::size_t>> try_read(std::span<char> into) override;
  [[nodiscard]] std::optional<Result<void>> try_write(Pieces& pieces) override;
  [[nodiscard]] std::uint64_t sent_bytes() const override { return sent_bytes_; }
  [[nodiscard]] bool is_quiet(Ask ask) override;
  void end_writing() override;

  [[nodiscard]] int fd() const { return fd_.get(); }
  // Who is at the other end; empty when it has gone.
  [[nodiscard]] std::optional<Address> peer() const;

 private:
  enum class State : std::uint8_t { Connecting, Connected };
  class ConnectAwaiter;

  Socket(Reactor& loop, FileDescriptor fd, State state);
  [[nodiscard]] Result<void> watch();
  void on_ready(Readiness ready) override;

  Reactor& loop_;
  FileDescriptor fd_;
  bool watched_ = false;
  // What the loop has told and no call has contradicted since.
  bool readable_ = false;
  bool writable_;
  bool ended_ = false;  // the peer writes no more: read until it says so
  std::uint64_t sent_bytes_ = 0;
  Lifeline lifeline_;
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_SOCKET_H_
