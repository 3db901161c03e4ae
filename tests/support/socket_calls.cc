#include "support/socket_calls.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

namespace omnillm::tests {

namespace {

thread_local SocketCalls calls;
thread_local std::size_t most_bytes = 0;

}  // namespace

SocketCalls socket_calls() { return calls; }
void limit_sendmsg(int bytes) { most_bytes = static_cast<std::size_t>(bytes); }

namespace {

ssize_t send_counted(int fd, const msghdr* message, int flags) {
  ++calls.sendmsg;
  if (most_bytes == 0 || message->msg_iovlen == 0)
    return ::syscall(SYS_sendmsg, fd, message, flags);
  iovec first = message->msg_iov[0];
  first.iov_len = std::min(first.iov_len, most_bytes);
  msghdr shorter = *message;
  shorter.msg_iov = &first;
  shorter.msg_iovlen = 1;
  return ::syscall(SYS_sendmsg, fd, &shorter, flags);
}

ssize_t recv_counted(int fd, void* into, std::size_t size, int flags) {
  ++calls.recv;
  return ::syscall(SYS_recvfrom, fd, into, size, flags, nullptr, nullptr);
}

int epoll_ctl_counted(int epoll, int what, int fd, epoll_event* event) {
  ++calls.epoll_ctl;
  return static_cast<int>(::syscall(SYS_epoll_ctl, epoll, what, fd, event));
}

}  // namespace

}  // namespace omnillm::tests

extern "C" {

ssize_t recv(int fd, void* into, std::size_t size, int flags) {
  return omnillm::tests::recv_counted(fd, into, size, flags);
}
ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  return omnillm::tests::send_counted(fd, message, flags);
}
int epoll_ctl(int epoll, int what, int fd, epoll_event* event) noexcept {
  return omnillm::tests::epoll_ctl_counted(epoll, what, fd, event);
}
}
