#include "gateway/support/scripted_transport.h"

#include <utility>

namespace omnillm {

class ScriptedTransport::Exchange final : public HttpExchange {
 public:
  Exchange(ScriptedTransport& owner, EventLoop& loop, ScriptedAnswer answer, HttpTimeouts timeouts)
      : owner_(owner), loop_(loop), answer_(std::move(answer)), timeouts_(timeouts) {
    const std::lock_guard lock(owner_.mu_);
    ++owner_.open_;
  }
  ~Exchange() override {
    loop_.cancel(timer_);
    loop_.cancel(deadline_);
    const std::lock_guard lock(owner_.mu_);
    --owner_.open_;
  }

  void head(HeadDone done) override {
    sent_ = answer_.sent;
    head_done_ = std::move(done);
    deadline_ = loop_.call_at(timeouts_.deadline, [this] { on_deadline(); });
    if (!answer_.hang_before_head)
      timer_ = loop_.call_at(loop_.now() + answer_.head_after, [this] { give_head(); });
  }

  void read(BodyDone done) override {
    body_done_ = std::move(done);
    const bool hangs = next_ == answer_.pieces.size() && answer_.hang_after_pieces;
    if (!hangs) timer_ = loop_.call_at(loop_.now() + answer_.piece_after, [this] { give_piece(); });
  }

  [[nodiscard]] bool sent() const override { return sent_; }

 private:
  void give_head() {
    timer_ = {};
    auto done = std::exchange(head_done_, {});
    if (answer_.before_head) return done(tl::unexpected(*answer_.before_head));
    done(HttpHead{answer_.status, answer_.headers});
  }

  void give_piece() {
    timer_ = {};
    auto done = std::exchange(body_done_, {});
    if (next_ < answer_.pieces.size()) return done(std::string_view(answer_.pieces[next_++]));
    if (answer_.after_pieces) return done(tl::unexpected(*answer_.after_pieces));
    done(std::string_view());
  }

  void on_deadline() {
    deadline_ = {};
    loop_.cancel(timer_);
    const Error late(ErrorKind::Timeout, "no answer in time");
    if (head_done_) return std::exchange(head_done_, {})(tl::unexpected(late));
    if (body_done_) std::exchange(body_done_, {})(tl::unexpected(late));
  }

  ScriptedTransport& owner_;
  EventLoop& loop_;
  ScriptedAnswer answer_;
  HttpTimeouts timeouts_;
  HeadDone head_done_{};
  BodyDone body_done_{};
  EventLoop::TimerId timer_{}, deadline_{};
  std::size_t next_ = 0;
  bool sent_ = false;
};

ScriptedTransport::ScriptedTransport(std::vector<ScriptedAnswer> answers)
    : script_([answers = std::move(answers), next = std::size_t{0}](const HttpRequest&) mutable {
        const ScriptedAnswer answer = answers[std::min(next, answers.size() - 1)];
        ++next;
        return answer;
      }) {}

std::unique_ptr<HttpExchange> ScriptedTransport::open(EventLoop& loop, HttpRequest request,
                                                      HttpTimeouts timeouts) {
  ScriptedAnswer answer;
  {
    const std::lock_guard lock(mu_);
    answer = script_(request);
    if (keeps_requests_) requests_.push_back(std::move(request));
  }
  return std::make_unique<Exchange>(*this, loop, std::move(answer), timeouts);
}

std::vector<HttpRequest> ScriptedTransport::requests() const {
  const std::lock_guard lock(mu_);
  return requests_;
}

int ScriptedTransport::open_exchanges() const {
  const std::lock_guard lock(mu_);
  return open_;
}

}  // namespace omnillm
