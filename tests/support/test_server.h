// A server that says what a test tells it to, byte for byte, on sockets and threads of its own: it
// shares no code with what is tested.

#ifndef OMNILLM_TESTS_SUPPORT_TEST_SERVER_H_
#define OMNILLM_TESTS_SUPPORT_TEST_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/certificates.h"

namespace omnillm::tests {

// The server's end of one connection. Everything blocks; when the client has gone, or the server is
// being destroyed, reads give nothing and what is sent is lost.
class TestConnection {
 public:
  struct Parts;
  explicit TestConnection(Parts& parts) : parts_(parts) {}

  // 0 for the first connection of the server.
  [[nodiscard]] int number() const;
  // The next request, head and body of its Content-Length; empty when there is none.
  std::string read_request();
  // Whatever comes next; empty at the end.
  std::string read_some();
  void send(std::string_view bytes);
  // Waits until the client has closed.
  void wait_for_end();
  // Closes with a reset instead of an end.
  void reset();
  // Closes without TLS being told.
  void cut();
  // Goes on in TLS. False when the client does not like the certificate.
  bool start_tls(const Certificate& certificate);

 private:
  Parts& parts_;
};

class TestServer {
 public:
  // Runs once a connection, on a thread each; the connection is closed when it returns.
  using Script = std::function<void(TestConnection&)>;

  explicit TestServer(Script script, std::optional<Certificate> tls = std::nullopt);
  TestServer(const TestServer&) = delete;
  ~TestServer();

  // Answers every request on every connection with `answer`.
  [[nodiscard]] static Script always(std::string answer);
  // Each request with the next of `answers`, and then closes.
  [[nodiscard]] static Script answers(std::vector<std::string> answers);

  [[nodiscard]] std::uint16_t port() const;
  // "http://127.0.0.1:port" and `target`.
  [[nodiscard]] std::string url(std::string_view target, std::string_view host = "127.0.0.1") const;
  // How many connections there have been.
  [[nodiscard]] int connections() const;
  // Everything that was sent to it in the clear, or within TLS; all connections together.
  [[nodiscard]] std::string heard() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace omnillm::tests

#endif  // OMNILLM_TESTS_SUPPORT_TEST_SERVER_H_
