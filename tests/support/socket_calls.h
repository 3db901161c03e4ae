// Counts the system calls that cost an exchange its time. Whoever links this library has recv(),
// sendmsg() and epoll_ctl() replaced by functions that count and pass on.

#ifndef OMNILLM_TESTS_SUPPORT_SOCKET_CALLS_H_
#define OMNILLM_TESTS_SUPPORT_SOCKET_CALLS_H_

namespace omnillm::tests {

// Of the calling thread.
struct SocketCalls {
  int recv = 0;
  int sendmsg = 0;
  int epoll_ctl = 0;

  friend SocketCalls operator-(const SocketCalls& a, const SocketCalls& b) {
    return {a.recv - b.recv, a.sendmsg - b.sendmsg, a.epoll_ctl - b.epoll_ctl};
  }
};

[[nodiscard]] SocketCalls socket_calls();

// From now on sendmsg() takes at most so many bytes a call on this thread: 0 for as many as it
// likes.
void limit_sendmsg(int bytes);

}  // namespace omnillm::tests

#endif  // OMNILLM_TESTS_SUPPORT_SOCKET_CALLS_H_
