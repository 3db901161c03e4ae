#include "listener/worker.h"

#include <cstdio>
#include <ctime>
#include <utility>

namespace omnillm::listener {

Worker::~Worker() { loop_.cancel(sweep_); }

Result<void> Worker::listen(const net::ListenOptions& options) {
  auto acceptor = net::Acceptor::listen(loop_, options);
  if (!acceptor) return tl::unexpected(acceptor.error());
  acceptor_ = std::move(*acceptor);
  port_ = acceptor_->port();
  accepting_ = accept_all();
  accepting_.start();
  return {};
}

void Worker::stop_listening() {
  accepting_.reset();
  acceptor_.reset();
}

net::Task<void> Worker::accept_all() {
  for (;;) {
    auto socket = co_await acceptor_->accept();
    if (!socket) co_return;
    if (connections_.size() >= limits_.max_connections) continue;  // which closes it
    ConnectionOwner& owner = *this;
    auto connection =
        std::make_unique<Connection>(owner, loop_, std::move(*socket), tls_, limits_, handler_);
    Connection& started = *connection;
    connections_.emplace(&started, std::move(connection));
    started.start();
  }
}

void Worker::remove(Connection& connection) {
  leaving_.push_back(&connection);
  if (sweep_ != EventLoop::TimerId::None) return;
  sweep_ = loop_.call_at(loop_.now(), [this] {
    sweep_ = EventLoop::TimerId::None;
    for (Connection* gone : std::exchange(leaving_, {})) connections_.erase(gone);
    look_whether_drained();
  });
}

void Worker::drain(std::function<void()> done) {
  stop_listening();
  drained_ = std::move(done);
  for (auto& [key, connection] : connections_) connection->drain();
  look_whether_drained();
}

void Worker::look_whether_drained() {
  if (drained_ && connections_.empty()) std::exchange(drained_, [] {})();
}

void Worker::cut() {
  leaving_.clear();
  connections_.clear();
  look_whether_drained();
}

std::string_view Worker::date_field() {
  const std::time_t second =
      std::chrono::floor<std::chrono::seconds>(clock_.wall().time_since_epoch()).count();
  if (second == date_second_) return date_;
  date_second_ = second;
  std::tm parts{};
  ::gmtime_r(&second, &parts);
  // Not by strftime(), whose names follow the locale.
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[80];
  std::snprintf(text, sizeof text, "date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                kDays[parts.tm_wday], parts.tm_mday, kMonths[parts.tm_mon], parts.tm_year + 1900,
                parts.tm_hour, parts.tm_min, parts.tm_sec);
  date_.assign(text);
  return date_;
}

}  // namespace omnillm::listener
