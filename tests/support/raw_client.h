// A client made of a blocking socket and nothing else: sends bytes as they stand, and reads what
// comes until the end or until something was seen.

#ifndef OMNILLM_TESTS_SUPPORT_RAW_CLIENT_H_
#define OMNILLM_TESTS_SUPPORT_RAW_CLIENT_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace omnillm::tests {

// How the bytes of a connection ended.
enum class Ended : std::uint8_t { No, InOrder, Reset };

struct RawAnswer {
  int status = 0;
  std::string head{};  // up to and with the empty line
  std::string body{};  // without chunks
  bool whole = false;  // as its head has it
  Ended ended = Ended::No;

  // The value of a field; empty when there is none. Requires: `name` is in lower case.
  [[nodiscard]] std::string field(const std::string& name) const {
    std::string lower = head;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t at = lower.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    // A server that says nothing fails the test instead of hanging it.
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  RawClient(const RawClient&) = delete;
  ~RawClient() { close(); }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int fd() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  void close_by_reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  // Everything up to the end of the connection.
  std::string read_all() {
    while (read_some()) {
    }
    return std::exchange(input_, {});
  }
  // Up to and with `end`; what has come when it never does.
  std::string read_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = input_.find(end)) == std::string::npos)
      if (!read_some()) return std::exchange(input_, {});
    return take(at + end.size());
  }
  [[nodiscard]] Ended ended() const { return ended_; }

  // One answer, by its head: Content-Length, chunks, or the end of the connection.
  RawAnswer read_answer() {
    RawAnswer answer;
    answer.head = read_until("\r\n\r\n");
    if (answer.head.size() > 12) answer.status = std::atoi(answer.head.c_str() + 9);
    if (answer.field("transfer-encoding") == "chunked")
      read_chunks(answer);
    else if (const std::string length = answer.field("content-length"); !length.empty())
      answer.whole = read_exactly(std::strtoul(length.c_str(), nullptr, 10), answer.body);
    else
      answer.body = read_all();
    answer.ended = ended_;
    return answer;
  }

 private:
  bool read_some() {
    char buffer[65536];
    if (ended_ != Ended::No) return false;
    const ssize_t count = ::recv(fd_, buffer, sizeof buffer, 0);
    if (count > 0) {
      input_.append(buffer, static_cast<std::size_t>(count));
      return true;
    }
    if (count == 0) ended_ = Ended::InOrder;
    if (count < 0 && errno == ECONNRESET) ended_ = Ended::Reset;
    return false;
  }
  std::string take(std::size_t bytes) {
    std::string out = input_.substr(0, bytes);
    input_.erase(0, bytes);
    return out;
  }
  bool read_exactly(std::size_t bytes, std::string& out) {
    while (input_.size() < bytes && read_some()) {
    }
    const bool all = input_.size() >= bytes;
    out += take(bytes);
    return all;
  }
  void read_chunks(RawAnswer& answer) {
    for (;;) {
      const std::string line = read_until("\r\n");
      if (!line.ends_with("\r\n")) return;
      const std::size_t size = std::strtoul(line.c_str(), nullptr, 16);
      if (!read_exactly(size, answer.body)) return;
      if (read_until("\r\n") != "\r\n") return;
      if (size > 0) continue;
      answer.whole = true;
      return;
    }
  }

  int fd_;
  bool connected_ = false;
  Ended ended_ = Ended::No;
  std::string input_;
};

}  // namespace omnillm::tests

#endif  // OMNILLM_TESTS_SUPPORT_RAW_CLIENT_H_
