// What one exchange costs the client: a request of about a kilobyte, an answer of about a kilobyte,
// on a connection that is kept. Ours beside a client as Beast's documentation has it (coroutines,
// string_body, flat_buffer). CPU time of the client's thread, split as the kernel splits it; the
// two run in turns.
//
//   exchange_bench                             # against a server of its own, on another thread
//   exchange_bench http://127.0.0.1:8080/path  # against a real one

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "http/url.h"
#include "net/await.h"
#include "net/reactor.h"
#include "net/task.h"
#include "omnillm/http_transport.h"
#include "support/allocations.h"
#include "support/check.h"
#include "support/heap.h"

namespace omnillm::bench {
namespace {

const std::string kBody(971, 'q');
const std::string kAnswerBody(1075, 'a');

// Answers everything that has the size of our request.
class Server {
 public:
  enum class Kind { Answers, Streams };

  explicit Server(Kind kind = Kind::Answers) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    expect(::bind(listening_, generic, size) == 0 && ::listen(listening_, 16) == 0 &&
               ::getsockname(listening_, generic, &size) == 0,
           "a server of our own");
    port_ = ntohs(address.sin_port);
    std::thread([fd = listening_, kind] {
      for (;;) {
        const int connection = ::accept(fd, nullptr, nullptr);
        if (kind == Kind::Answers)
          std::thread(serve, connection).detach();
        else
          begin_stream(connection);
      }
    }).detach();
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/v1/chat/completions";
  }

 private:
  static void serve(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_0123456789\r\n"
        "x-ratelimit-remaining-requests: 9999\r\nx-ratelimit-remaining-tokens: 29999970\r\n"
        "Content-Length: " +
        std::to_string(kAnswerBody.size()) + "\r\n\r\n" + kAnswerBody;
    std::array<char, 65536> some;
    std::string request;
    for (;;) {
      const ssize_t count = ::recv(fd, some.data(), some.size(), 0);
      if (count <= 0) break;
      request.append(some.data(), static_cast<std::size_t>(count));
      const std::size_t head = request.find("\r\n\r\n");
      if (head == std::string::npos || request.size() < head + 4 + kBody.size()) continue;
      request.clear();
      if (::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
    }
    ::close(fd);
  }

  // The first event of a stream that has no second.
  static void begin_stream(int fd) {
    constexpr std::string_view kBegin =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        "9\r\ndata: 1\n\n\r\n";
    std::array<char, 65536> some;
    if (::recv(fd, some.data(), some.size(), 0) > 0)
      expect(::send(fd, kBegin.data(), kBegin.size(), MSG_NOSIGNAL) > 0, "a stream begins");
  }

  int listening_ = -1;
  std::uint16_t port_ = 0;
};

struct Cost {
  double user = 0, system = 0;  // microseconds an exchange
  double allocations = 0;
};

Cost spent_by(std::int64_t exchanges, const std::function<void(std::int64_t)>& work) {
  rusage before{}, after{};
  const std::int64_t allocations_before = bench::allocations();
  ::getrusage(RUSAGE_THREAD, &before);
  work(exchanges);
  ::getrusage(RUSAGE_THREAD, &after);
  const auto us = [&](const timeval& a, const timeval& b) {
    return (static_cast<double>(b.tv_sec - a.tv_sec) * 1e6 +
            static_cast<double>(b.tv_usec - a.tv_usec)) /
           static_cast<double>(exchanges);
  };
  return {us(before.ru_utime, after.ru_utime), us(before.ru_stime, after.ru_stime),
          static_cast<double>(bench::allocations() - allocations_before) /
              static_cast<double>(exchanges)};
}

class Ours {
 public:
  explicit Ours(std::string url) : url_(std::move(url)) {}

  void run(std::int64_t exchanges) {
    auto task = work(exchanges);
    task.start();
    while (!task.done()) loop_->run_once(Instant::max());
    task.take();
  }

 private:
  net::Task<void> work(std::int64_t exchanges) {
    for (std::int64_t i = 0; i < exchanges; ++i) {
      auto exchange = transport_->open(*loop_,
                                       {.url = url_,
                                        .headers = {{"Authorization", "Bearer sk-0123456789"},
                                                    {"Content-Type", "application/json"},
                                                    {"Accept", "application/json"}},
                                        .body = kBody},
                                       {});
      auto asking =
          net::called_back<Result<HttpHead>>([&](auto done) { exchange->head(std::move(done)); });
      const auto head = co_await asking;
      expect(head && head->status == 200, "ours: an answer");
      std::string body;
      for (;;) {
        auto reading = net::called_back<Result<std::string_view>>(
            [&](auto done) { exchange->read(std::move(done)); });
        const auto piece = co_await reading;
        expect(piece.has_value(), "ours: a body");
        if (piece->empty()) break;
        body += *piece;
      }
      expect(body.size() == kAnswerBody.size(), "ours: all of the body");
    }
  }

  std::string url_;
  SystemClock clock_;
  std::unique_ptr<net::Reactor> loop_ = net::Reactor::create(clock_).value();
  std::unique_ptr<HttpTransport> transport_ = HttpTransport::create().value();
};

class Beasts {
 public:
  explicit Beasts(const std::string& url) : url_(http::Url::parse(url).value()) {
    stream_.connect({boost::asio::ip::make_address(url_.origin.host), url_.origin.port});
    stream_.socket().set_option(boost::asio::ip::tcp::no_delay(true));
  }

  void run(std::int64_t exchanges) {
    std::exception_ptr failed;
    boost::asio::co_spawn(context_, work(exchanges), [&](std::exception_ptr e) { failed = e; });
    context_.restart();
    context_.run();
    if (failed) std::rethrow_exception(failed);
  }

 private:
  boost::asio::awaitable<void> work(std::int64_t exchanges) {
    namespace beast = boost::beast::http;
    boost::beast::flat_buffer buffer;
    for (std::int64_t i = 0; i < exchanges; ++i) {
      beast::request<beast::string_body> request(beast::verb::post, url_.target, 11);
      request.set(beast::field::host, url_.origin.authority());
      request.set(beast::field::authorization, "Bearer sk-0123456789");
      request.set(beast::field::content_type, "application/json");
      request.set(beast::field::accept, "application/json");
      request.body() = kBody;
      request.prepare_payload();
      stream_.expires_after(std::chrono::seconds(120));
      co_await beast::async_write(stream_, request, boost::asio::use_awaitable);
      beast::response<beast::string_body> response;
      co_await beast::async_read(stream_, buffer, response, boost::asio::use_awaitable);
      expect(response.result_int() == 200, "Beast's: an answer");
      expect(response.body().size() == kAnswerBody.size(), "Beast's: all of the body");
    }
  }

  http::Url url_;
  boost::asio::io_context context_{1};
  boost::beast::tcp_stream stream_{context_};
};

// What a stream holds that waits for its next event: a thousand of them, each after its first.
double idle_stream_bytes() {
  constexpr int kStreams = 1'000;
  const Server server(Server::Kind::Streams);
  SystemClock clock;
  const auto loop = net::Reactor::create(clock).value();
  const auto transport = HttpTransport::create().value();
  std::vector<std::unique_ptr<HttpExchange>> streams(kStreams);
  int begun = 0;
  const auto begin = [&](std::unique_ptr<HttpExchange>& stream) {
    stream = transport->open(*loop, {.url = server.url(), .headers = {}, .body = kBody}, {});
    stream->head([&](const Result<HttpHead>& head) {
      expect(head.has_value(), "a stream");
      stream->read([&](const Result<std::string_view>& piece) {
        expect(piece && !piece->empty(), "an event");
        ++begun;
        stream->read([](const Result<std::string_view>&) {});
      });
    });
  };
  const std::int64_t before = heap_in_use();
  for (auto& stream : streams) {
    begin(stream);
    const int wanted = begun + 1;
    while (begun < wanted) loop->run_once(Instant::max());
  }
  return static_cast<double>(heap_in_use() - before) / kStreams;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void print(const char* name, const std::vector<Cost>& costs) {
  std::vector<double> user, system, all;
  for (const Cost& cost : costs) {
    user.push_back(cost.user);
    system.push_back(cost.system);
    all.push_back(cost.user + cost.system);
  }
  std::printf("%-22s %6.2f us  user %6.2f  system %6.2f  allocations %5.1f\n", name, median(all),
              median(user), median(system), costs.back().allocations);
}

int race(const std::string& url) {
  constexpr int kRounds = 15;
  constexpr std::int64_t kExchanges = 4'000;
  Ours ours(url);
  Beasts beasts(url);
  ours.run(100);
  beasts.run(100);
  std::vector<Cost> of_ours, of_beasts;
  for (int round = 0; round < kRounds; ++round) {
    of_ours.push_back(spent_by(kExchanges, [&](std::int64_t n) { ours.run(n); }));
    of_beasts.push_back(spent_by(kExchanges, [&](std::int64_t n) { beasts.run(n); }));
  }
  print("ours", of_ours);
  print("Beast, string_body", of_beasts);
  return 0;
}

}  // namespace
}  // namespace omnillm::bench

int main(int argc, char** argv) {
  try {
    if (argc > 1) return omnillm::bench::race(argv[1]);
    const omnillm::bench::Server server;
    std::printf("an idle stream holds %.0f bytes\n", omnillm::bench::idle_stream_bytes());
    return omnillm::bench::race(server.url());
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << '\n';
    return 1;
  }
}
