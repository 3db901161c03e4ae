// One client's connection to a server: reads its requests, one after the other, runs the handler
// for each, and writes what it answers.

#ifndef OMNILLM_LISTENER_CONNECTION_H_
#define OMNILLM_LISTENER_CONNECTION_H_

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/refusal.h"
#include "http/request_head.h"
#include "listener/exchange.h"
#include "listener/limits.h"
#include "net/reactor.h"
#include "net/socket.h"
#include "net/task.h"
#include "net/tls_context.h"

namespace omnillm::listener {

class Connection;

// What a connection needs of whoever holds it.
class ConnectionOwner {
 public:
  // Destroys the connection, soon and not inside this call.
  virtual void remove(Connection& connection) = 0;
  // "Date: ...\r\n" of this second.
  [[nodiscard]] virtual std::string_view date_field() = 0;
  [[nodiscard]] virtual bool is_draining() const = 0;

 protected:
  ~ConnectionOwner() = default;
};

// In steady state an exchange costs one recv() and one sendmsg(), and no timer is touched. While it
// idles, a connection holds no buffer.
//
// Thread safety: the thread of its loop. Lifetime: everything it is given outlives it.
class Connection final : public ResponseWriter, private RawWriter {
 public:
  Connection(ConnectionOwner& owner, net::Reactor& loop, std::unique_ptr<net::Socket> socket,
             std::shared_ptr<const net::TlsContext> tls, const Limits& limits,
             const Handler& handler);
  ~Connection() override;

  void start();
  // Closes it when it is between two requests; otherwise this answer is its last.
  void drain();

  void send(int status, const Headers& headers, std::string_view body) override;
  void start(int status, const Headers& headers) override;
  void write(std::string_view bytes) override;
  void finish() override;
  [[nodiscard]] EventLoop& loop() override { return loop_; }
  [[nodiscard]] RawWriter& raw() override { return *this; }

 private:
  // What the connection waits for, and so what its deadline means.
  enum class Phase : std::uint8_t { Shaking, Idle, Head, Body, Answering, Writing, Lingering };
  // How far the answer is.
  enum class Answer : std::uint8_t { None, Started, Finished, Raw };
  enum class Ending : std::uint8_t { Keep, Close, Reset };

  // Tells the connection of its client while the handler runs.
  struct ClientWatch final : net::ByteStream::Waiter {
    explicit ClientWatch(Connection& connection) : owner(connection) {}
    void try_again() override { owner.look_at_client(); }
    Connection& owner;
  };
  struct FlushWait final : net::ByteStream::Waiter {
    explicit FlushWait(Connection& connection) : owner(connection) {}
    void try_again() override { owner.go_on_writing(); }
    Connection& owner;
  };
  class RunHandler;

  net::Task<void> live();
  // False when the client does not know how.
  net::Task<bool> shake_hands();
  net::Task<void> serve();
  // The next request; nothing when there is none to come.
  net::Task<std::optional<ServerRequest>> read_request();
  net::Task<http::Parsed<bool>> read_head();
  net::Task<http::Parsed<bool>> read_body(std::string& body);
  net::Task<void> refuse(http::Refusal refusal);
  net::Task<void> linger();
  [[nodiscard]] net::Task<bool> read_more();

  [[nodiscard]] bool try_flush() override;
  void when_flushed(std::coroutine_handle<> waiting) override;
  void go_on_writing();
  void end_answer();
  bool append_head(int status, const Headers& headers, http::BodyFraming framing);

  void write_raw(std::string_view bytes) override;
  void close() override;
  void reset() override;

  // Watching the client while the handler runs; false when it has gone.
  [[nodiscard]] bool watch_client();
  void look_at_client();
  void give_up_handler();

  void leave();
  void enter(Phase phase, Duration time);
  void extend(Instant deadline);
  void arm();
  void on_deadline();
  void expire();

  ConnectionOwner& owner_;
  net::Reactor& loop_;
  const int fd_;  // of the socket below everything
  std::shared_ptr<const net::TlsContext> tls_;
  std::unique_ptr<net::ByteStream> stream_;  // null while TLS shakes hands
  const Limits& limits_;
  const Handler& handler_;

  http::RequestHead head_;
  std::string input_;           // what has arrived and is not used
  std::size_t head_size_ = 0;   // of the head in front of it
  std::string output_;          // what is to be sent
  std::size_t sent_ = 0;        // of it
  bool wants_no_body_ = false;  // the request is HEAD
  bool to_http_1_0_ = false;
  bool chunked_ = false;
  Answer answer_ = Answer::None;
  Ending ending_ = Ending::Keep;
  bool gone_ = false;  // the client
  bool left_ = false;  // the owner was told

  Phase phase_ = Phase::Idle;
  Instant deadline_ = Instant::max();
  Instant armed_for_ = Instant::max();
  EventLoop::TimerId timer_ = EventLoop::TimerId::None;
  EventLoop::TimerId give_up_ = EventLoop::TimerId::None;

  ClientWatch client_watch_;
  FlushWait flush_wait_;
  std::coroutine_handle<> flushing_{};
  std::coroutine_handle<> serving_{};  // while it waits for the handler
  // Last: what they wait for is destroyed after them.
  net::Task<void> running_{};  // the handler
  net::Task<void> task_{};
};

}  // namespace omnillm::listener

#endif  // OMNILLM_LISTENER_CONNECTION_H_
