#include "net/socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace omnillm::net {

namespace {

std::string reason(int error) { return std::strerror(error); }

tl::unexpected<Error> cannot_connect(const Address& address, int error) {
  return fail(ErrorKind::Network,
              "cannot connect to " + address.to_string() + ": " + reason(error));
}

// Neither can fail in a way that matters: a socket that is no TCP has no Nagle to switch off.
void set_options(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

}  // namespace

// Waits until a socket that is connecting has come somewhere.
class Socket::ConnectAwaiter final : private Waiter {
 public:
  explicit ConnectAwaiter(Socket& socket) : socket_(socket) {}
  ConnectAwaiter(const ConnectAwaiter&) = delete;
  ~ConnectAwaiter() {
    if (waiting_) socket_.set_writer(nullptr);
  }

  [[nodiscard]] bool await_ready() const { return socket_.writable_; }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    socket_.set_writer(this);
  }
  void await_resume() const {}

 private:
  void try_again() override {
    socket_.set_writer(nullptr);
    std::exchange(waiting_, {}).resume();
  }

  Socket& socket_;
  std::coroutine_handle<> waiting_{};
};

Task<Result<std::unique_ptr<Socket>>> Socket::connect(Reactor& loop, Address address) {
  FileDescriptor fd(
      ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!fd) co_return cannot_connect(address, errno);
  set_options(fd.get());
  if (::connect(fd.get(), address.data(), address.size()) != 0 && errno != EINPROGRESS)
    co_return cannot_connect(address, errno);
  std::unique_ptr<Socket> socket(new Socket(loop, std::move(fd), State::Connecting));
  if (auto watched = socket->watch(); !watched) co_return tl::unexpected(watched.error());
  co_await ConnectAwaiter(*socket);
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket->fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) co_return cannot_connect(address, error);
  co_return std::move(socket);
}

Result<std::unique_ptr<Socket>> Socket::adopt(Reactor& loop, FileDescriptor fd) {
  set_options(fd.get());
  std::unique_ptr<Socket> socket(new Socket(loop, std::move(fd), State::Connected));
  if (auto watched = socket->watch(); !watched) return tl::unexpected(watched.error());
  return socket;
}

Socket::Socket(Reactor& loop, FileDescriptor fd, State state)
    : loop_(loop), fd_(std::move(fd)), writable_(state == State::Connected) {}

Socket::~Socket() {
  if (watched_) loop_.unwatch(fd_.get(), *this);
}

Result<void> Socket::watch() {
  auto watched = loop_.watch(fd_.get(), *this);
  watched_ = watched.has_value();
  return watched;
}

std::optional<Result<std::size_t>> Socket::try_read(std::span<char> into) {
  while (readable_) {
    const ssize_t count = ::recv(fd_.get(), into.data(), into.size(), 0);
    if (count >= 0) {
      const auto bytes = static_cast<std::size_t>(count);
      // Less than asked for: nothing is left, and what comes later is told. An end that was told
      // already is not told again.
      if (bytes > 0 && bytes < into.size() && !ended_) readable_ = false;
      return bytes;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return fail(ErrorKind::Network, "the connection broke: " + reason(errno));
    readable_ = false;
  }
  return std::nullopt;
}

std::optional<Result<void>> Socket::try_write(Pieces& pieces) {
  while (!pieces.empty()) {
    if (!writable_) return std::nullopt;
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.count();
    const ssize_t count = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
    if (count >= 0) {
      pieces.advance(static_cast<std::size_t>(count));
      sent_bytes_ += static_cast<std::uint64_t>(count);
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return fail(ErrorKind::Network, "the connection broke: " + reason(errno));
    writable_ = false;
  }
  return Result<void>();
}

bool Socket::is_quiet(Ask ask) {
  if (readable_ || ended_) return false;
  if (ask == Ask::Loop) return true;
  char byte = 0;
  return ::recv(fd_.get(), &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN;
}

void Socket::end_writing() { ::shutdown(fd_.get(), SHUT_WR); }

std::optional<Address> Socket::peer() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  if (::getpeername(fd_.get(), address, &size) != 0) return std::nullopt;
  return Address::from(address, size);
}

void Socket::on_ready(Readiness ready) {
  readable_ |= ready.readable;
  writable_ |= ready.writable;
  ended_ |= ready.ended;
  const Lifeline::Watch watch(lifeline_);
  if (ready.readable && reader()) reader()->try_again();
  if (!watch.gone() && ready.writable && writer()) writer()->try_again();
}

}  // namespace omnillm::net
