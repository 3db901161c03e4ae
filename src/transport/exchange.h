// One request and its answer on a connection of ours.

#ifndef OMNILLM_TRANSPORT_EXCHANGE_H_
#define OMNILLM_TRANSPORT_EXCHANGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/body_reader.h"
#include "net/byte_stream.h"
#include "net/task.h"
#include "omnillm/transport.h"
#include "transport/connection.h"
#include "transport/connector.h"
#include "transport/loop_state.h"

namespace omnillm::transport {

// It steps forward whenever its stream may go on; nothing here waits by itself, and in steady state
// nothing is allocated but what the caller is given.
class Exchange final : public HttpExchange, private net::ByteStream::Waiter {
 public:
  Exchange(LoopState& loop, HttpRequest request, HttpTimeouts timeouts);
  ~Exchange() override;

  void head(HeadDone done) override;
  void read(BodyDone done) override;
  [[nodiscard]] bool sent() const override { return sent_; }

 private:
  enum class Stage : std::uint8_t { Idle, Connecting, Sending, Head, Body, Over };

  // Before there is a connection.
  [[nodiscard]] Result<void> prepare();
  [[nodiscard]] Result<void> write_head();
  void connect();
  [[nodiscard]] net::Task<void> dial();
  void dialled();
  void use(std::unique_ptr<Connection> connection);

  // Each goes as far as it can without waiting, and calls nobody.
  void send();
  void send_failed(const Error& error);
  void receive_head();
  void receive_body();
  [[nodiscard]] std::optional<Result<std::size_t>> read_some();
  void take_head(std::string_view bytes);
  void begin_body(std::string_view rest);
  void take_body(std::string_view bytes);
  void end_of_connection();

  // What comes last in whatever is called from outside: it calls `done`, which may destroy this.
  void report();
  void report_body();
  void try_again() override;

  void due_in(Duration wait);
  void time_is_over();
  void fail_with(const Error& error);
  void refuse(const http::Refusal& refusal);
  // The connection goes back to its pool, or is closed.
  void let_go();

  LoopState& loop_;
  HttpRequest request_;
  const HttpTimeouts timeouts_;
  std::shared_ptr<ServerPool> server_{};
  std::string_view origin_{}, target_{};  // of request_.url
  std::unique_ptr<Connection> connection_{};

  Stage stage_ = Stage::Idle;
  bool sent_ = false;
  bool keep_ = false;      // the connection, once the answer is read
  bool complete_ = false;  // the answer is read
  bool head_ready_ = false;
  int interim_answers_ = 0;
  std::uint64_t sent_before_ = 0;  // by this connection, for others
  std::optional<Error> error_{};
  std::optional<Error> send_error_{};  // the server may have said why before it closed

  net::Task<void> dialling_{};
  std::optional<Result<Stream>> dial_result_{};
  EventLoop::TimerId dialled_ = EventLoop::TimerId::None;

  std::string request_head_;
  net::Pieces pieces_{};      // of request_head_ and request_.body
  std::string partial_head_;  // of an answer
  HttpHead head_{};
  http::BodyReader body_{http::BodyFraming::none()};
  std::string held_;         // of the body
  bool held_given_ = false;  // to the caller, who may still look at it
  HeadDone head_done_{};
  BodyDone body_done_{};
};

}  // namespace omnillm::transport

#endif  // OMNILLM_TRANSPORT_EXCHANGE_H_
