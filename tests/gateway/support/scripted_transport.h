// A provider that says what a test tells it to, without a network.

#ifndef OMNILLM_TESTS_GATEWAY_SUPPORT_SCRIPTED_TRANSPORT_H_
#define OMNILLM_TESTS_GATEWAY_SUPPORT_SCRIPTED_TRANSPORT_H_

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/event_loop.h"
#include "omnillm/transport.h"

namespace omnillm {

// How one exchange goes.
struct ScriptedAnswer {
  int status = 200;
  Headers headers{{"Content-Type", "application/json"}};
  std::vector<std::string> pieces{};    // of the body
  std::optional<Error> before_head{};   // instead of an answer
  std::optional<Error> after_pieces{};  // instead of the body's end
  bool sent = true;                     // whether a byte left before it failed
  Duration head_after{0};
  Duration piece_after{0};  // each
  bool hang_before_head = false;
  bool hang_after_pieces = false;

  [[nodiscard]] static ScriptedAnswer json(std::string body) {
    return {.pieces = {std::move(body)}};
  }
  [[nodiscard]] static ScriptedAnswer refusal(int status, std::string body = "{}") {
    return {.status = status, .pieces = {std::move(body)}};
  }
  [[nodiscard]] static ScriptedAnswer sse(std::vector<std::string> pieces) {
    return {.headers = {{"Content-Type", "text/event-stream"}}, .pieces = std::move(pieces)};
  }
};

// Thread safety: every member may be used by any threads at once.
class ScriptedTransport final : public Transport {
 public:
  using Script = std::function<ScriptedAnswer(const HttpRequest&)>;

  explicit ScriptedTransport(Script script) : script_(std::move(script)) {}
  // Answers in this order; the last one is repeated.
  explicit ScriptedTransport(std::vector<ScriptedAnswer> answers);

  [[nodiscard]] std::unique_ptr<HttpExchange> open(EventLoop& loop, HttpRequest request,
                                                   HttpTimeouts timeouts) override;

  [[nodiscard]] std::vector<HttpRequest> requests() const;
  [[nodiscard]] int open_exchanges() const;
  // For runs with a great many.
  void keep_no_requests() { keeps_requests_ = false; }

 private:
  class Exchange;

  Script script_;
  mutable std::mutex mu_;
  std::vector<HttpRequest> requests_;
  int open_ = 0;
  bool keeps_requests_ = true;
};

}  // namespace omnillm

#endif  // OMNILLM_TESTS_GATEWAY_SUPPORT_SCRIPTED_TRANSPORT_H_
