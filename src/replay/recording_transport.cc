#include <string>
#include <string_view>
#include <utility>

#include "omnillm/replay_transport.h"

namespace omnillm {

struct RecordingTransport::Shared {
  FormatOf format_of;
  Keep keep;
  SanitizeRules rules;
};

namespace {

// Listens to another exchange.
template <class Shared>
class RecordingExchange final : public HttpExchange {
 public:
  RecordingExchange(std::unique_ptr<HttpExchange> inner, HttpRequest request,
                    std::shared_ptr<const Shared> shared)
      : inner_(std::move(inner)), request_(std::move(request)), shared_(std::move(shared)) {}

  void head(HeadDone done) override {
    inner_->head([this, done = std::move(done)](Result<HttpHead> head) mutable {
      if (head) head_ = *head;
      done(std::move(head));
    });
  }

  void read(BodyDone done) override {
    inner_->read([this, done = std::move(done)](Result<std::string_view> piece) mutable {
      if (piece) body_.append(*piece);
      if (piece && piece->empty() && !std::exchange(kept_, true)) keep();
      done(std::move(piece));
    });
  }

  [[nodiscard]] bool sent() const override { return inner_->sent(); }

 private:
  void keep() const {
    auto request = to_transport_request(request_);
    if (!request) return;  // it could not have been sent
    const ReplayFixture fixture{shared_->format_of(request_), *std::move(request),
                                to_transport_response(head_, body_)};
    shared_->keep(fixture.sanitized(shared_->rules));
  }

  std::unique_ptr<HttpExchange> inner_;
  const HttpRequest request_;
  const std::shared_ptr<const Shared> shared_;
  HttpHead head_{};
  std::string body_;
  bool kept_ = false;
};

}  // namespace

RecordingTransport::RecordingTransport(Transport& inner, WireFormat format, Keep keep,
                                       SanitizeRules rules)
    : RecordingTransport(
          inner, [format](const HttpRequest&) { return format; }, std::move(keep),
          std::move(rules)) {}

RecordingTransport::RecordingTransport(Transport& inner, FormatOf format_of, Keep keep,
                                       SanitizeRules rules)
    : shared_(std::make_shared<const Shared>(
          Shared{std::move(format_of), std::move(keep), std::move(rules)})),
      inner_(inner) {}

RecordingTransport::~RecordingTransport() = default;

std::unique_ptr<HttpExchange> RecordingTransport::open(EventLoop& loop, HttpRequest request,
                                                       HttpTimeouts timeouts) {
  auto inner = inner_.open(loop, request, timeouts);
  return std::make_unique<RecordingExchange<Shared>>(std::move(inner), std::move(request), shared_);
}

}  // namespace omnillm
