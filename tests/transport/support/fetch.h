// Requests of a test on the real transport.

#ifndef OMNILLM_TESTS_TRANSPORT_SUPPORT_FETCH_H_
#define OMNILLM_TESTS_TRANSPORT_SUPPORT_FETCH_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "net/await.h"
#include "net/task.h"
#include "omnillm/http_transport.h"
#include "support/on_loop.h"
#include "support/test_server.h"

namespace omnillm::tests {

// "HTTP/1.1 200 OK" with that body.
inline std::string ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}
inline std::string chunked(std::string_view chunks) {
  return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(chunks);
}

struct Answer {
  int status = 0;
  Headers headers{};
  std::string body{};
  std::optional<Error> error{};
  bool sent = false;

  [[nodiscard]] std::optional<ErrorKind> kind() const {
    if (!error) return std::nullopt;
    return error->kind();
  }
  [[nodiscard]] std::string message() const { return error ? error->message() : ""; }
};

inline net::Task<Result<HttpHead>> head_of(HttpExchange& exchange) {
  auto head =
      net::called_back<Result<HttpHead>>([&](auto done) { exchange.head(std::move(done)); });
  co_return co_await head;
}
inline net::Task<Result<std::string>> piece_of(HttpExchange& exchange) {
  auto piece = net::called_back<Result<std::string_view>>(
      [&](auto done) { exchange.read(std::move(done)); });
  const auto got = co_await piece;
  if (!got) co_return tl::unexpected(got.error());
  co_return std::string(*got);
}

inline net::Task<Answer> fetch_with(std::unique_ptr<HttpExchange> exchange) {
  Answer answer;
  auto head = co_await head_of(*exchange);
  answer.sent = exchange->sent();
  if (!head) {
    answer.error = head.error();
    co_return answer;
  }
  answer.status = head->status;
  answer.headers = std::move(head->headers);
  for (;;) {
    auto piece = co_await piece_of(*exchange);
    if (!piece) answer.error = piece.error();
    if (!piece || piece->empty()) co_return answer;
    answer.body += *piece;
  }
}

class WithTransport : public OnLoop {
 protected:
  ~WithTransport() override { transport.reset(); }

  static HttpRequest post(std::string url, std::string body = "{}") {
    return {.url = std::move(url),
            .headers = {{"Authorization", "Bearer canary"}},
            .body = std::move(body)};
  }
  std::unique_ptr<HttpExchange> open(HttpRequest request, HttpTimeouts timeouts = {}) {
    return transport->open(*loop, std::move(request), timeouts);
  }
  Answer fetch(HttpRequest request, HttpTimeouts timeouts = {}) {
    return run(fetch_with(open(std::move(request), timeouts)));
  }
  Answer fetch(std::string url) { return fetch(post(std::move(url))); }
  // Of one connection with that script.
  Answer fetch_from(TestServer::Script script) {
    const TestServer server(std::move(script));
    return fetch(server.url("/"));
  }
  void use(HttpTransportOptions options) {
    transport = HttpTransport::create(std::move(options)).value();
  }

  std::unique_ptr<HttpTransport> transport = HttpTransport::create().value();
};

}  // namespace omnillm::tests

#endif  // OMNILLM_TESTS_TRANSPORT_SUPPORT_FETCH_H_
