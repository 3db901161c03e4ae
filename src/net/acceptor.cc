#include "net/acceptor.h"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>

namespace omnillm::net {

namespace {

// How long it waits for a descriptor to become free: nobody tells when one does.
constexpr Duration kRetryAfter = std::chrono::milliseconds(20);

tl::unexpected<Error> cannot_listen(const Address& address) {
  return fail(ErrorKind::Network,
              "cannot listen on " + address.to_string() + ": " + std::strerror(errno));
}

Result<Address> bound_address(int fd, const Address& asked) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  if (::getsockname(fd, address, &size) != 0) return cannot_listen(asked);
  return Address::from(address, size).value_or(asked);
}

bool out_of_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

// What says something of one connection and nothing of the socket that listens.
bool of_one_connection(int error) {
  switch (error) {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case EPERM:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<std::unique_ptr<Acceptor>> Acceptor::listen(Reactor& loop, ListenOptions options) {
  const auto address = Address::parse(options.address, options.port);
  if (!address)
    return fail(ErrorKind::Configuration, "cannot listen on \"" + options.address +
                                              "\": write an address like 127.0.0.1 or ::1");
  FileDescriptor fd(
      ::socket(address->family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!fd) return cannot_listen(*address);
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (options.share_port && ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
    return cannot_listen(*address);
  if (::bind(fd.get(), address->data(), address->size()) != 0 ||
      ::listen(fd.get(), options.backlog) != 0)
    return cannot_listen(*address);
  const auto bound = bound_address(fd.get(), *address);
  if (!bound) return tl::unexpected(bound.error());
  std::unique_ptr<Acceptor> acceptor(new Acceptor(loop, std::move(fd), *bound));
  if (auto watched = loop.watch(acceptor->fd_.get(), *acceptor); !watched)
    return tl::unexpected(watched.error());
  acceptor->watched_ = true;
  return acceptor;
}

Acceptor::Acceptor(Reactor& loop, FileDescriptor fd, Address address)
    : loop_(loop), fd_(std::move(fd)), address_(address) {}

Acceptor::~Acceptor() {
  loop_.cancel(retry_);
  if (watched_) loop_.unwatch(fd_.get(), *this);
}

Acceptor::Accepted Acceptor::try_accept() {
  while (readable_) {
    FileDescriptor fd(::accept4(fd_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (fd) return Socket::adopt(loop_, std::move(fd));
    if (errno == EAGAIN) {
      readable_ = false;
    } else if (out_of_resources(errno)) {
      try_later();
    } else if (!of_one_connection(errno)) {
      return cannot_listen(address_);
    }
  }
  return std::nullopt;
}

void Acceptor::try_later() {
  readable_ = false;
  if (retry_ != EventLoop::TimerId::None) return;
  retry_ = loop_.call_at(loop_.now() + kRetryAfter, [this] {
    retry_ = EventLoop::TimerId::None;
    readable_ = true;
    wake();
  });
}

void Acceptor::wake() {
  if (!waiting_) return;
  waiting_->accepted_ = try_accept();
  if (!waiting_->accepted_) return;
  Awaiter* const awaiter = std::exchange(waiting_, nullptr);
  std::exchange(awaiter->waiting_, {}).resume();  // may destroy this
}

void Acceptor::on_ready(Readiness ready) {
  if (ready.readable) readable_ = true;
  wake();
}

}  // namespace omnillm::net
