// One request that a server was sent, and the way to answer it.
//
//   net::Task<void> hello(ServerRequest request, ResponseWriter& out) {
//     if (request.target != "/hello") {
//       out.send(404, {}, "");
//       co_return;
//     }
//     out.start(200, {{"content-type", "text/event-stream"}});
//     for (const std::string& event : events) {
//       out.write(event);
//       co_await out.flush();  // waits while the client does not read
//     }
//     out.finish();
//   }
//
// A handler is a coroutine on the thread of its connection. It is destroyed where it stands when
// the client has gone, when it does not read for too long, and when the server stops at once: what
// must happen even then belongs into a destructor.

#ifndef OMNILLM_LISTENER_EXCHANGE_H_
#define OMNILLM_LISTENER_EXCHANGE_H_

#include <coroutine>
#include <functional>
#include <string>
#include <string_view>

#include "net/event_loop.h"
#include "net/task.h"
#include "omnillm/transport_form.h"

namespace omnillm::listener {

struct ServerRequest {
  std::string method{};  // "POST"
  std::string target{};  // as it came: "/v1/models?limit=2"
  Headers headers{};
  std::string body{};  // without framing
};

// The connection itself, for servers that misbehave on purpose. No other has a use for it.
class RawWriter {
 public:
  // Bytes as they stand, around all framing.
  virtual void write_raw(std::string_view bytes) = 0;
  // At the end of the handler, behind what was written: closes in order, or has the kernel reset
  // the connection.
  virtual void close() = 0;
  virtual void reset() = 0;

 protected:
  ~RawWriter() = default;
};

// What is written is collected, and given to the kernel by flush() and at the end of the handler. A
// handler that ends without an answer gives 500, one that ends inside a streamed answer breaks the
// connection off.
//
// Thread safety: none; used by its handler alone, on its thread.
class ResponseWriter {
 public:
  // co_await flush(): goes on at once when the kernel has taken everything, and otherwise when it
  // has.
  class Flush {
   public:
    explicit Flush(ResponseWriter& writer) : writer_(writer) {}
    [[nodiscard]] bool await_ready() { return writer_.try_flush(); }
    void await_suspend(std::coroutine_handle<> waiting) { writer_.when_flushed(waiting); }
    void await_resume() const noexcept {}

   private:
    ResponseWriter& writer_;
  };

  virtual ~ResponseWriter() = default;

  // A whole answer. Content-Length and Date are added; a body after HEAD, 204 or 304 is left out.
  virtual void send(int status, const Headers& headers, std::string_view body) = 0;

  // An answer piece by piece: the head, any number of pieces, the end. Empty pieces are nothing.
  virtual void start(int status, const Headers& headers) = 0;
  virtual void write(std::string_view bytes) = 0;
  virtual void finish() = 0;

  [[nodiscard]] Flush flush() { return Flush(*this); }

  [[nodiscard]] virtual EventLoop& loop() = 0;
  [[nodiscard]] virtual RawWriter& raw() = 0;

 private:
  [[nodiscard]] virtual bool try_flush() = 0;
  virtual void when_flushed(std::coroutine_handle<> waiting) = 0;
};

// Lifetime: the writer outlives the task.
using Handler = std::function<net::Task<void>(ServerRequest request, ResponseWriter& out)>;

}  // namespace omnillm::listener

#endif  // OMNILLM_LISTENER_EXCHANGE_H_
