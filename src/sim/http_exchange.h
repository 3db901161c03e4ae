// A request to the simulated providers and its answer, in one process: both ends of a connection
// that is nothing but memory.

#ifndef OMNILLM_SIM_HTTP_EXCHANGE_H_
#define OMNILLM_SIM_HTTP_EXCHANGE_H_

#include <coroutine>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/body_reader.h"
#include "http/response_head.h"
#include "listener/exchange.h"
#include "net/event_loop.h"
#include "net/task.h"
#include "omnillm/transport.h"
#include "sim/http_service.h"

namespace omnillm::sim {

// The handler writes on one side, the caller reads on the other; in between stands as much as a
// socket would hold. Callbacks are called by the loop and never from inside the handler, so they
// may destroy the exchange, and with it the handler.
class HttpSimExchange final : public HttpExchange,
                              private listener::ResponseWriter,
                              private listener::RawWriter {
 public:
  HttpSimExchange(HttpService& service, EventLoop& loop, HttpRequest request, HttpTimeouts timeouts,
                  bool refused);
  ~HttpSimExchange() override;

  void head(HeadDone done) override;
  void read(BodyDone done) override;
  [[nodiscard]] bool sent() const override { return sent_; }

 private:
  // How the writing side has ended.
  enum class End : std::uint8_t { No, Whole, Closed, Reset };

  // ---- the handler's side
  void send(int status, const Headers& headers, std::string_view body) override;
  void start(int status, const Headers& headers) override;
  void write(std::string_view bytes) override;
  void finish() override;
  [[nodiscard]] EventLoop& loop() override { return loop_; }
  [[nodiscard]] listener::RawWriter& raw() override { return *this; }
  void write_raw(std::string_view bytes) override;
  void close() override;
  void reset() override;
  [[nodiscard]] bool try_flush() override;
  void when_flushed(std::coroutine_handle<> waiting) override;

  // ---- the caller's side
  void wake();
  void pump();
  void tell_head();
  void tell_body();
  [[nodiscard]] bool read_raw();
  void give_up(Error error);
  [[nodiscard]] Error broken() const;
  void wait_until(Instant when, std::string_view for_what);

  HttpService& service_;
  EventLoop& loop_;
  HttpRequest request_;
  const HttpTimeouts timeouts_;
  const bool refused_;
  bool sent_ = false;

  std::optional<HttpHead> head_{};
  std::string pending_{};  // of the body
  std::string current_{};  // what the caller was given last
  End end_ = End::No;

  // Of an answer that is written as raw bytes.
  bool is_raw_ = false;
  std::string raw_bytes_{};
  http::ResponseHead raw_head_{};
  std::optional<http::BodyReader> raw_body_{};

  HeadDone head_done_{};
  BodyDone body_done_{};
  std::optional<Error> failure_{};
  EventLoop::TimerId wake_ = EventLoop::TimerId::None;
  EventLoop::TimerId resume_ = EventLoop::TimerId::None;
  EventLoop::TimerId timeout_ = EventLoop::TimerId::None;
  std::coroutine_handle<> flushing_{};
  net::Task<void> handler_{};  // last: destroyed before what it writes to
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_EXCHANGE_H_
