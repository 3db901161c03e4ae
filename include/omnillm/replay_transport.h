// Floor: 2 replay
//
// Real traffic into recordings, and recordings instead of real traffic:
//
//   RecordingTransport recorder(http, WireFormat::AnthropicMessages, [&](ReplayFixture fixture) {
//     fixtures.push_back(std::move(fixture));
//   });
//   ...                                       // run with the recorder as the transport
//   ReplayTransport replay(fixtures);         // and from then on without a network

#ifndef OMNILLM_REPLAY_TRANSPORT_H_
#define OMNILLM_REPLAY_TRANSPORT_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "omnillm/protocol.h"
#include "omnillm/replay.h"
#include "omnillm/result.h"
#include "omnillm/transport.h"

namespace omnillm {

// A request and an answer as they are on the wire, as values: path and query of the URL, the body
// as JSON, a form, text or bytes, by its Content-Type. What concerns the connection alone is left
// out. Errors: Configuration, for a URL that is none.
[[nodiscard]] Result<TransportRequest> to_transport_request(const HttpRequest& request);
[[nodiscard]] TransportResponse to_transport_response(const HttpHead& head, std::string_view body);

// Passes everything on to another transport, and hands over a sanitized fixture for each answer
// that was read to its end; what failed or was given up is not recorded. A streamed answer is one
// text in it: the pieces it came in are not kept. What the sanitizer takes out (the bytes of binary
// bodies above all, so also Bedrock's streams) cannot be played.
//
// Thread safety: open() by any threads at once; `keep` is called on the loops' threads, by several
// at once. Lifetime: the inner transport must outlive it, and it its exchanges.
class RecordingTransport final : public Transport {
 public:
  // The protocol of a request: of the provider one records.
  using FormatOf = std::function<WireFormat(const HttpRequest&)>;
  using Keep = std::function<void(ReplayFixture)>;

  RecordingTransport(Transport& inner, WireFormat format, Keep keep, SanitizeRules rules = {});
  RecordingTransport(Transport& inner, FormatOf format_of, Keep keep, SanitizeRules rules = {});
  ~RecordingTransport() override;

  [[nodiscard]] std::unique_ptr<HttpExchange> open(EventLoop& loop, HttpRequest request,
                                                   HttpTimeouts timeouts) override;

 private:
  struct Shared;
  std::shared_ptr<const Shared> shared_;
  Transport& inner_;
};

struct ReplayOptions {
  SanitizeRules rules{};        // those the fixtures were recorded with
  std::size_t piece_bytes = 0;  // bodies come in pieces of this size; 0: as a whole
  bool again = true;            // the last fixture that fits a request answers it for ever after
};

// Answers from fixtures, at once. A request is answered by the first fixture that has not been used
// and has the same method, path, query and body, both sanitized; headers may differ. A request that
// no fixture fits is an error of kind Configuration that says which it was.
//
// Thread safety: open() by any threads at once. Lifetime: must outlive its exchanges.
class ReplayTransport final : public Transport {
 public:
  explicit ReplayTransport(std::vector<ReplayFixture> fixtures, ReplayOptions options = {});
  ~ReplayTransport() override;

  [[nodiscard]] std::unique_ptr<HttpExchange> open(EventLoop& loop, HttpRequest request,
                                                   HttpTimeouts timeouts) override;
  // How many fixtures nobody has asked for.
  [[nodiscard]] std::size_t unused() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace omnillm

#endif  // OMNILLM_REPLAY_TRANSPORT_H_
