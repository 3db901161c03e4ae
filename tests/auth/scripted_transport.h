// A transport that answers what it was told, when it was told, and remembers what it was asked.

#ifndef OMNILLM_TESTS_AUTH_SCRIPTED_TRANSPORT_H_
#define OMNILLM_TESTS_AUTH_SCRIPTED_TRANSPORT_H_

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/event_loop.h"
#include "omnillm/transport.h"

namespace omnillm::auth {

struct ScriptedAnswer {
  Duration after{0};
  Result<HttpHead> head = HttpHead{.status = 200};
  std::vector<Result<std::string>> body{};  // pieces; an error breaks off

  static ScriptedAnswer of(int status, std::string body, Duration after = {}) {
    return {.after = after, .head = HttpHead{.status = status}, .body = {std::move(body)}};
  }
  static ScriptedAnswer token(const std::string& token, int seconds, Duration after = {}) {
    return of(200,
              R"({"access_token":")" + token + R"(","expires_in":)" + std::to_string(seconds) + "}",
              after);
  }
  static ScriptedAnswer failure(Error error, Duration after = {}) {
    return {.after = after, .head = tl::unexpected(std::move(error))};
  }
};

// Thread safety: one thread. For several: see token_source_stress_test.cc.
class ScriptedTransport final : public Transport {
 public:
  void answer(ScriptedAnswer answer) { answers_.push_back(std::move(answer)); }

  std::unique_ptr<HttpExchange> open(EventLoop& loop, HttpRequest request,
                                     HttpTimeouts timeouts) override {
    requests.push_back(std::move(request));
    last_timeouts = timeouts;
    ScriptedAnswer next = ScriptedAnswer::failure(Error(ErrorKind::Network, "nothing scripted"));
    if (!answers_.empty()) {
      next = std::move(answers_.front());
      answers_.pop_front();
    }
    return std::make_unique<Exchange>(*this, loop, std::move(next));
  }

  std::vector<HttpRequest> requests{};
  HttpTimeouts last_timeouts{};
  int open_exchanges = 0;

 private:
  class Exchange final : public HttpExchange {
   public:
    Exchange(ScriptedTransport& owner, EventLoop& loop, ScriptedAnswer answer)
        : owner_(owner), loop_(loop), answer_(std::move(answer)) {
      ++owner_.open_exchanges;
    }
    ~Exchange() override {
      --owner_.open_exchanges;
      loop_.cancel(timer_);
    }
    void head(HeadDone done) override {
      timer_ = loop_.call_at(loop_.now() + answer_.after,
                             [this, done = std::move(done)]() mutable { done(answer_.head); });
    }
    void read(BodyDone done) override {
      if (next_ == answer_.body.size()) return done(std::string_view());
      const Result<std::string>& piece = answer_.body[next_++];
      if (!piece) return done(tl::unexpected(piece.error()));
      done(std::string_view(*piece));
    }
    bool sent() const override { return true; }

   private:
    ScriptedTransport& owner_;
    EventLoop& loop_;
    ScriptedAnswer answer_;
    EventLoop::TimerId timer_ = EventLoop::TimerId::None;
    std::size_t next_ = 0;
  };

  std::deque<ScriptedAnswer> answers_{};
};

}  // namespace omnillm::auth

#endif  // OMNILLM_TESTS_AUTH_SCRIPTED_TRANSPORT_H_
