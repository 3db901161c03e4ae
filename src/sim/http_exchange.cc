#include "sim/http_exchange.h"

#include <algorithm>
#include <utility>

namespace omnillm::sim {
namespace {

constexpr std::size_t kMostPending = std::size_t{64} << 10;

std::string target_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = url.find('/', scheme == url.npos ? 0 : scheme + 3);
  return path == url.npos ? "/" : std::string(url.substr(path));
}

std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != url.npos) url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find('/')));
}

}  // namespace

HttpSimExchange::HttpSimExchange(HttpService& service, EventLoop& loop, HttpRequest request,
                                 HttpTimeouts timeouts, bool refused)
    : service_(service),
      loop_(loop),
      request_(std::move(request)),
      timeouts_(timeouts),
      refused_(refused) {}

HttpSimExchange::~HttpSimExchange() {
  loop_.cancel(wake_);
  loop_.cancel(resume_);
  loop_.cancel(timeout_);
  handler_.reset();
}

// ---- the caller's side --------------------------------------------------------------------------

void HttpSimExchange::head(HeadDone done) {
  head_done_ = std::move(done);
  if (refused_) {
    failure_ = Error(ErrorKind::Network, "cannot connect to " + host_of(request_.url));
    return wake();
  }
  sent_ = true;
  wait_until(loop_.now() + timeouts_.first_byte, "the first byte of the answer");
  listener::ServerRequest request{.method = std::string(to_string(request_.method)),
                                  .target = target_of(request_.url),
                                  .headers = std::move(request_.headers),
                                  .body = std::move(request_.body)};
  request.headers.set("host", host_of(request_.url));
  handler_ = service_.handle(std::move(request), *this);
  handler_.start();
}

void HttpSimExchange::read(BodyDone done) {
  body_done_ = std::move(done);
  wait_until(loop_.now() + timeouts_.idle, "more of the answer");
  wake();
}

void HttpSimExchange::wait_until(Instant when, std::string_view for_what) {
  loop_.cancel(timeout_);
  timeout_ = loop_.call_at(std::min(when, timeouts_.deadline), [this, for_what] {
    timeout_ = EventLoop::TimerId::None;
    failure_ = Error(ErrorKind::Timeout, "waited too long for " + std::string(for_what));
    pump();
  });
}

void HttpSimExchange::wake() {
  if (wake_ != EventLoop::TimerId::None) return;
  wake_ = loop_.call_at(loop_.now(), [this] {
    wake_ = EventLoop::TimerId::None;
    pump();
  });
}

// Tells the caller what it waits for, if that is there. Nothing may follow a callback.
void HttpSimExchange::pump() {
  if (head_done_) return tell_head();
  if (body_done_) return tell_body();
}

Error HttpSimExchange::broken() const {
  return Error(ErrorKind::Network, end_ == End::Reset
                                       ? "the connection was reset"
                                       : "the connection ended in the middle of the answer");
}

void HttpSimExchange::give_up(Error error) {
  loop_.cancel(timeout_);
  if (head_done_) return std::exchange(head_done_, {})(tl::unexpected(std::move(error)));
  if (body_done_) return std::exchange(body_done_, {})(tl::unexpected(std::move(error)));
}

void HttpSimExchange::tell_head() {
  if (failure_) return give_up(*failure_);
  if (is_raw_ && !head_ && !read_raw()) return give_up(*failure_);
  if (head_) {
    loop_.cancel(timeout_);
    return std::exchange(head_done_, {})(*head_);
  }
  if (end_ != End::No) return give_up(broken());
}

void HttpSimExchange::tell_body() {
  if (failure_) return give_up(*failure_);
  if (is_raw_ && !read_raw()) return give_up(*failure_);
  if (!pending_.empty()) {
    loop_.cancel(timeout_);
    current_ = std::exchange(pending_, {});
    if (flushing_ && resume_ == EventLoop::TimerId::None) {
      // The handler goes on in a round of its own: the callback may destroy it first.
      resume_ = loop_.call_at(loop_.now(), [this] {
        resume_ = EventLoop::TimerId::None;
        if (flushing_) std::exchange(flushing_, {}).resume();
      });
    }
    return std::exchange(body_done_, {})(std::string_view(current_));
  }
  if (end_ == End::Whole || (raw_body_ && raw_body_->done())) {
    loop_.cancel(timeout_);
    return std::exchange(body_done_, {})(std::string_view());
  }
  if (end_ != End::No) return give_up(broken());
}

// Takes the head and the body out of raw bytes, as a client does. False when they are no HTTP.
bool HttpSimExchange::read_raw() {
  if (!head_) {
    const auto size = raw_head_.parse(raw_bytes_);
    if (!size) {
      failure_ = http::protocol_error(size.error());
      return false;
    }
    if (!*size) return true;
    head_.emplace().status = raw_head_.status();
    raw_head_.copy_fields_to(head_->headers);
    raw_body_.emplace(raw_head_.framing());
    raw_bytes_.erase(0, **size);
  }
  std::string_view rest = raw_bytes_;
  while (!rest.empty() && !raw_body_->done()) {
    const auto piece = raw_body_->take(rest);
    if (!piece) {
      failure_ = http::protocol_error(piece.error());
      return false;
    }
    pending_ += *piece;
  }
  raw_bytes_.clear();
  return true;
}

// ---- the handler's side -------------------------------------------------------------------------

void HttpSimExchange::send(int status, const Headers& headers, std::string_view body) {
  start(status, headers);
  write(body);
  finish();
}

void HttpSimExchange::start(int status, const Headers& headers) {
  head_ = HttpHead{status, headers};
  wake();
}

void HttpSimExchange::write(std::string_view bytes) {
  pending_ += bytes;
  wake();
}

void HttpSimExchange::finish() {
  end_ = End::Whole;
  wake();
}

void HttpSimExchange::write_raw(std::string_view bytes) {
  is_raw_ = true;
  raw_bytes_ += bytes;
  wake();
}

void HttpSimExchange::close() {
  end_ = End::Closed;
  wake();
}

void HttpSimExchange::reset() {
  end_ = End::Reset;
  wake();
}

bool HttpSimExchange::try_flush() { return pending_.size() < kMostPending; }

void HttpSimExchange::when_flushed(std::coroutine_handle<> waiting) { flushing_ = waiting; }

}  // namespace omnillm::sim
