#include "omnillm/replay_transport.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/mutex.h"

namespace omnillm {

namespace {

std::string bytes_of(const ResponseBody& body) {
  if (const auto* json = std::get_if<body::Json>(&body)) return std::string(json->value.text());
  if (const auto* text = std::get_if<body::Text>(&body)) return text->value;
  if (const auto* binary = std::get_if<body::Binary>(&body)) return binary->blob.bytes;
  return {};
}

HttpHead head_of(const TransportResponse& response) {
  HttpHead head{response.status, response.headers};
  if (!response.content_type.empty() && !head.headers.find("content-type"))
    head.headers.set("Content-Type", response.content_type);
  return head;
}

// Whether the recorded request and this one ask for the same.
bool same_question(const TransportRequest& recorded, const TransportRequest& asked) {
  return recorded.method == asked.method && recorded.path == asked.path &&
         recorded.query == asked.query && recorded.body == asked.body;
}

class ReplayExchange final : public HttpExchange {
 public:
  ReplayExchange(Result<TransportResponse> answer, std::size_t piece_bytes)
      : answer_(std::move(answer)), piece_bytes_(piece_bytes) {
    if (answer_) body_ = bytes_of(answer_->body);
  }

  void head(HeadDone done) override {
    if (!answer_) return done(tl::unexpected(answer_.error()));
    sent_ = true;
    done(head_of(*answer_));
  }

  void read(BodyDone done) override {
    if (!answer_) return done(tl::unexpected(answer_.error()));
    const std::size_t size = piece_bytes_ == 0 ? body_.size() : piece_bytes_;
    const std::string_view piece = std::string_view(body_).substr(given_, size);
    given_ += piece.size();
    done(piece);
  }

  [[nodiscard]] bool sent() const override { return sent_; }

 private:
  const Result<TransportResponse> answer_;
  const std::size_t piece_bytes_;
  std::string body_;
  std::size_t given_ = 0;
  bool sent_ = false;
};

}  // namespace

struct ReplayTransport::State {
  struct Entry {
    ReplayFixture fixture;
    bool used = false;
  };
  ReplayOptions options;
  mutable Mutex mu;
  std::vector<Entry> entries ABSL_GUARDED_BY(mu);

  [[nodiscard]] Result<TransportResponse> answer_to(const HttpRequest& request);
};

ReplayTransport::ReplayTransport(std::vector<ReplayFixture> fixtures, ReplayOptions options)
    : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  const MutexLock lock(&state_->mu);
  for (ReplayFixture& fixture : fixtures) {
    fixture.request = sanitize_transport_request(std::move(fixture.request), state_->options.rules);
    state_->entries.push_back({std::move(fixture)});
  }
}

ReplayTransport::~ReplayTransport() = default;

Result<TransportResponse> ReplayTransport::State::answer_to(const HttpRequest& request) {
  auto asked = to_transport_request(request);
  if (!asked) return tl::unexpected(asked.error());
  const TransportRequest question = sanitize_transport_request(*std::move(asked), options.rules);
  const MutexLock lock(&mu);
  Entry* found = nullptr;
  for (Entry& entry : entries) {
    if (!same_question(entry.fixture.request, question)) continue;
    if (entry.used && !options.again) continue;
    found = &entry;
    if (!entry.used) break;
  }
  if (!found)
    return fail(ErrorKind::Configuration, "no recording answers " +
                                              std::string(to_string(question.method)) + " " +
                                              question.path + ": record it, or look at its body");
  found->used = true;
  return found->fixture.response;
}

std::unique_ptr<HttpExchange> ReplayTransport::open(EventLoop&, HttpRequest request, HttpTimeouts) {
  return std::make_unique<ReplayExchange>(state_->answer_to(request), state_->options.piece_bytes);
}

std::size_t ReplayTransport::unused() const {
  const MutexLock lock(&state_->mu);
  return static_cast<std::size_t>(std::count_if(state_->entries.begin(), state_->entries.end(),
                                                [](const auto& entry) { return !entry.used; }));
}

}  // namespace omnillm
