#include "streams/chunk_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "support/check.h"

namespace omnillm::bench {

namespace {

using SteadyClock = std::chrono::steady_clock;

std::string in_frame(const std::string& data) {
  const std::string event = "data: " + data + "\n\n";
  std::array<char, 20> size;
  std::snprintf(size.data(), size.size(), "%zx\r\n", event.size());
  return size.data() + event + "\r\n";
}

std::string event_with(const std::string& choices, const std::string& usage) {
  return in_frame(
      R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o",)"
      R"("service_tier":"default","system_fingerprint":"fp_1","choices":[)" +
      choices + R"(],"usage":)" + usage + "}");
}

std::string chunk(int index) {
  return event_with(R"({"index":0,"delta":{"content":")" + chunk_text(index) +
                        R"("},"logprobs":null,"finish_reason":null})",
                    "null");
}

std::string beginning() {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
         "x-request-id: req_0123456789\r\nTransfer-Encoding: chunked\r\n\r\n" +
         event_with(R"({"index":0,"delta":{"role":"assistant","content":"","refusal":null},)"
                    R"("logprobs":null,"finish_reason":null})",
                    "null") +
         chunk(0);
}

std::string ending() {
  return event_with(R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"})", "null") +
         event_with("", R"({"prompt_tokens":210,"completion_tokens":180,"total_tokens":390})") +
         in_frame("[DONE]") + "0\r\n\r\n";
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (count < 0 && errno == EAGAIN) {
      pollfd writable{fd, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else {
      return;  // the client has gone
    }
  }
}

// The bytes of the request that begins there, once it is complete; 0 before.
std::size_t complete_request(std::string_view bytes) {
  const std::size_t head = bytes.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  std::string lower(bytes.substr(0, head));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::size_t length = lower.find("content-length: ");
  if (length == std::string::npos) return 0;
  const std::size_t total = head + 4 + std::stoul(lower.substr(length + 16));
  return bytes.size() >= total ? total : 0;
}

// The child's whole life.
class Provider {
 public:
  Provider(ChunkPlan plan, int listening, int commands)
      : plan_(plan), listening_(listening), commands_(commands), poller_(::epoll_create1(0)) {
    watch(listening_);
    watch(commands_);
    for (int i = 0; i <= plan_.chunks; ++i) texts_.push_back(chunk(i));
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const int count = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.fd);
    }
  }

 private:
  void watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(poller_, EPOLL_CTL_ADD, fd, &event);
  }

  void handle(int fd) {
    if (fd == listening_) return accept_one();
    if (fd == commands_) {
      char command = 0;
      if (::read(commands_, &command, 1) != 1) ::_exit(0);
      return command == 'c' ? send_chunks() : send_ends();
    }
    read_from(fd);
  }

  void accept_one() {
    const int fd = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    partial_[fd];
    watch(fd);
  }

  void read_from(int fd) {
    std::array<char, 16384> some;
    const ssize_t count = ::recv(fd, some.data(), some.size(), 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      partial_.erase(fd);
      open_.erase(std::remove(open_.begin(), open_.end(), fd), open_.end());
      ::close(fd);
      return;
    }
    std::string& bytes = partial_[fd];
    bytes.append(some.data(), static_cast<std::size_t>(count));
    const std::size_t size = complete_request(bytes);
    if (size == 0) return;
    bytes.erase(0, size);
    open_.push_back(fd);
    send_all(fd, beginning_);
  }

  // One chunk to each in turn, evenly over the interval; then the next one.
  void send_chunks() const {
    const std::vector<int>& streams = open_;
    if (streams.empty()) return;
    const auto start = SteadyClock::now();
    const auto apart = plan_.interval / static_cast<std::int64_t>(streams.size());
    const std::size_t total = streams.size() * static_cast<std::size_t>(plan_.chunks);
    for (std::size_t sent = 0; sent < total; ++sent) {
      const auto due = start + apart * static_cast<std::int64_t>(sent);
      if (due > SteadyClock::now() + std::chrono::microseconds(500))
        std::this_thread::sleep_until(due);
      send_all(streams[sent % streams.size()], texts_[1 + sent / streams.size()]);
    }
  }

  void send_ends() {
    for (const int fd : std::exchange(open_, {})) send_all(fd, ending_);
  }

  const ChunkPlan plan_;
  const int listening_, commands_, poller_;
  const std::string beginning_ = bench::beginning(), ending_ = bench::ending();
  std::vector<std::string> texts_{};
  std::unordered_map<int, std::string> partial_{};
  std::vector<int> open_{};
};

}  // namespace

std::string chunk_text(int index) {
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%06d tokens are words", index);
  return text.data();
}

ChunkServer::ChunkServer(ChunkPlan plan) {
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  expect(::bind(listening, generic, size) == 0 && ::listen(listening, 4096) == 0 &&
             ::getsockname(listening, generic, &size) == 0,
         "a server of our own");
  port_ = ntohs(address.sin_port);
  std::array<int, 2> pipe_ends;
  expect(::pipe(pipe_ends.data()) == 0, "a pipe");
  child_ = ::fork();
  expect(child_ >= 0, "a process of its own");
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close(pipe_ends[1]);
    Provider(plan, listening, pipe_ends[0]).run();
  }
  ::close(pipe_ends[0]);
  ::close(listening);
  commands_ = pipe_ends[1];
}

ChunkServer::~ChunkServer() {
  ::close(commands_);  // which ends it
  ::waitpid(child_, nullptr, 0);
}

void ChunkServer::send_chunks() const { command('c'); }

void ChunkServer::send_ends() const { command('e'); }

void ChunkServer::command(char what) const {
  expect(::write(commands_, &what, 1) == 1, "the server listens");
}

}  // namespace omnillm::bench
