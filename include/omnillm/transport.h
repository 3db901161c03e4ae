// Floor: 1 http
//
// How requests leave this process. The gateway hands its requests to a Transport: the real one
// (transport/http_transport.h), one that plays recordings (replay.h), or one of your own:
//
//   class Canned final : public Transport {
//     std::unique_ptr<HttpExchange> open(EventLoop&, HttpRequest request, HttpTimeouts) override;
//   };

#ifndef OMNILLM_TRANSPORT_H_
#define OMNILLM_TRANSPORT_H_

#include <absl/functional/any_invocable.h>

#include <memory>
#include <string>
#include <string_view>

#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "omnillm/transport_form.h"

namespace omnillm {

class EventLoop;

// A request, complete: nothing is added to it but Host, Content-Length and Connection.
struct HttpRequest {
  HttpMethod method = HttpMethod::Post;
  std::string url{};  // "https://api.openai.com/v1/chat/completions"
  Headers headers{};
  std::string body{};
};

struct HttpTimeouts {
  Instant deadline = Instant::max();                // of the whole exchange
  Duration connect = std::chrono::seconds(10);      // each address, with TLS
  Duration first_byte = std::chrono::seconds(120);  // from sent to the first byte of the head
  Duration idle = std::chrono::seconds(60);         // between two pieces of the body
};

struct HttpHead {
  int status = 0;
  Headers headers{};
};

// One request and its answer. Destroying it gives the answer up: unless it was read to its end, the
// connection is closed.
//
// The functions are called one at a time, on the thread of the loop it was opened with. `done` is
// called exactly once, on that thread too, possibly before the function returns; never after the
// exchange was destroyed. It may destroy the exchange.
// Errors: Network, Timeout, Protocol; Configuration for what cannot be sent at all. The message
// names the host, never the query nor a header.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;

  // Sends the request and waits for the head of the answer; interim answers (1xx) are passed over.
  using HeadDone = absl::AnyInvocable<void(Result<HttpHead>)>;
  virtual void head(HeadDone done) = 0;

  // The next bytes of the body, as they came; empty at its end. They are valid until the next call.
  // Requires: head() succeeded.
  using BodyDone = absl::AnyInvocable<void(Result<std::string_view>)>;
  virtual void read(BodyDone done) = 0;

  // Whether a byte of the request has left: from then on the provider may charge.
  [[nodiscard]] virtual bool sent() const = 0;
};

// Thread safety: open() may be called by any threads at once, each with the loop it runs on.
// Lifetime: must outlive its exchanges.
class Transport {
 public:
  virtual ~Transport() = default;
  // Nothing happens before head().
  [[nodiscard]] virtual std::unique_ptr<HttpExchange> open(EventLoop& loop, HttpRequest request,
                                                           HttpTimeouts timeouts) = 0;
};

}  // namespace omnillm

#endif  // OMNILLM_TRANSPORT_H_
