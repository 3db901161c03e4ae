#include "listener/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "http/body_reader.h"
#include "http/head_writer.h"
#include "net/tls_stream.h"

namespace omnillm::listener {
namespace {

using http::BodyFraming;
using http::Parsed;
using net::Task;

constexpr std::size_t kMostPipelined = std::size_t{64} << 10;
constexpr std::size_t kKeptBuffer = std::size_t{4} << 10;
constexpr std::size_t kMostLingering = std::size_t{256} << 10;
constexpr Duration kLingerTime = std::chrono::seconds(1);
constexpr Duration kNever = Duration::max();

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

// Gives the memory back that one large message has taken.
void let_go(std::string& buffer) {
  if (buffer.empty() && buffer.capacity() > kKeptBuffer) std::string().swap(buffer);
}

// The time that so many bytes of a body have earned.
Duration earned(std::size_t bytes, const Limits& limits) {
  return std::chrono::seconds(bytes / std::max<std::uint64_t>(1, limits.body_bytes_a_second));
}

}  // namespace

// Runs the handler and waits for its end, or for that of the client.
class Connection::RunHandler {
 public:
  explicit RunHandler(Connection& connection) : connection_(connection) {}
  RunHandler(const RunHandler&) = delete;

  [[nodiscard]] bool await_ready() {
    connection_.running_.start();
    return connection_.running_.done();
  }
  bool await_suspend(std::coroutine_handle<> waiting) {
    // It runs already; only its end is still to be told.
    (void)std::move(connection_.running_).operator co_await().await_suspend(waiting);
    connection_.serving_ = waiting;
    if (connection_.watch_client()) return true;
    connection_.serving_ = {};
    connection_.running_.reset();
    return false;
  }
  void await_resume() {
    connection_.serving_ = {};
    connection_.stream_->set_reader(nullptr);
    if (!connection_.running_) return;
    try {
      connection_.running_.take();
    } catch (...) {
      // A handler that throws has not answered: 500, or broken off, like one that just ends.
    }
    connection_.running_.reset();
  }

 private:
  Connection& connection_;
};

Connection::Connection(ConnectionOwner& owner, net::Reactor& loop,
                       std::unique_ptr<net::Socket> socket,
                       std::shared_ptr<const net::TlsContext> tls, const Limits& limits,
                       const Handler& handler)
    : owner_(owner),
      loop_(loop),
      fd_(socket->fd()),
      tls_(std::move(tls)),
      stream_(std::move(socket)),
      limits_(limits),
      handler_(handler),
      head_(limits.head),
      client_watch_(*this),
      flush_wait_(*this) {}

Connection::~Connection() {
  loop_.cancel(timer_);
  loop_.cancel(give_up_);
  running_.reset();
  task_.reset();
  if (!stream_) return;
  stream_->set_reader(nullptr);
  stream_->set_writer(nullptr);
  if (ending_ != Ending::Reset) return;
  const ::linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Connection::start() {
  task_ = live();
  task_.start();
}

void Connection::drain() {
  if (phase_ == Phase::Idle)
    leave();
  else
    ending_ = std::max(ending_, Ending::Close);
}

// ---- requests -----------------------------------------------------------------------------------

Task<void> Connection::live() {
  bool ready = true;
  if (tls_) ready = co_await shake_hands();
  if (ready) co_await serve();
  if (stream_ && !gone_ && ending_ == Ending::Close) stream_->end_writing();
  leave();
}

Task<bool> Connection::shake_hands() {
  enter(Phase::Shaking, limits_.head_time);
  auto secure = co_await net::TlsStream::accept(tls_, std::move(stream_));
  if (!secure) co_return false;
  stream_ = std::move(*secure);
  co_return true;
}

Task<void> Connection::serve() {
  while (ending_ == Ending::Keep && !gone_) {
    std::optional<ServerRequest> request = co_await read_request();
    if (!request) break;
    answer_ = Answer::None;
    enter(Phase::Answering, kNever);
    running_ = handler_(std::move(*request), *this);
    co_await RunHandler(*this);
    if (gone_) break;
    end_answer();
    co_await flush();
    let_go(output_);
  }
}

void Connection::leave() {
  if (!std::exchange(left_, true)) owner_.remove(*this);
}

Task<std::optional<ServerRequest>> Connection::read_request() {
  Parsed<bool> there = co_await read_head();
  if (!there) co_await refuse(there.error());
  if (!there || !*there) co_return std::nullopt;

  ServerRequest request;
  request.method = head_.method();
  request.target = head_.target();
  head_.copy_fields_to(request.headers);
  wants_no_body_ = head_.method() == "HEAD";
  to_http_1_0_ = head_.is_http_1_0();
  if (!head_.keep_alive() || owner_.is_draining()) ending_ = Ending::Close;

  there = co_await read_body(request.body);
  if (!there) co_await refuse(there.error());
  if (!there || !*there) co_return std::nullopt;
  head_.clear();
  let_go(input_);
  co_return std::move(request);
}

// True when input_ begins with a head; it stays there, for the views into it.
Task<Parsed<bool>> Connection::read_head() {
  if (input_.empty()) enter(Phase::Idle, limits_.idle_time);
  for (;;) {
    if (!input_.empty()) {
      const auto size = head_.parse(input_);
      if (!size) co_return tl::unexpected(size.error());
      if (*size) {
        head_size_ = **size;
        co_return true;
      }
      if (phase_ != Phase::Head) enter(Phase::Head, limits_.head_time);
    }
    const bool more = co_await read_more();
    if (!more) co_return false;
  }
}

// Takes the head and the body from input_.
Task<Parsed<bool>> Connection::read_body(std::string& body) {
  const BodyFraming framing = head_.framing();
  const bool expects = head_.expects_continue();
  std::string_view rest = std::string_view(input_).substr(head_size_);
  http::BodyReader reader(framing, limits_.max_body);
  if (framing.kind == BodyFraming::Kind::Length)
    body.reserve(static_cast<std::size_t>(std::min(framing.length, std::uint64_t{1} << 20)));
  const Instant begun = loop_.now();
  bool waits = false;
  for (;;) {
    while (!rest.empty() && !reader.done()) {
      const auto piece = reader.take(rest);
      if (!piece) co_return tl::unexpected(piece.error());
      body += *piece;
    }
    input_.erase(0, input_.size() - rest.size());
    if (reader.done()) co_return true;
    if (!waits) enter(Phase::Body, limits_.body_time);
    extend(begun + limits_.body_time + earned(body.size(), limits_));
    if (!waits && expects) {
      const auto told = co_await stream_->write(net::Pieces(http::kContinue));
      if (!told) co_return false;
    }
    waits = true;
    const bool more = co_await read_more();
    if (!more) co_return false;
    rest = input_;
  }
}

// False when nothing more comes.
Task<bool> Connection::read_more() {
  const std::span<char> scratch = loop_.scratch();
  const auto count = co_await stream_->read(scratch);
  if (!count || *count == 0) {
    gone_ = true;
    co_return false;
  }
  input_.append(scratch.data(), *count);
  co_return true;
}

// Says what is wrong with a request that cannot be read, and listens no more. The client may still
// be sending: closing at once would make its kernel throw our answer away.
Task<void> Connection::refuse(http::Refusal refusal) {
  ending_ = Ending::Close;
  wants_no_body_ = false;
  answer_ = Answer::None;
  output_.clear();
  sent_ = 0;
  send(refusal.status, Headers{{"content-type", "text/plain"}}, std::string(refusal.why) + "\n");
  co_await flush();
  stream_->end_writing();
  co_await linger();
}

Task<void> Connection::linger() {
  enter(Phase::Lingering, kLingerTime);
  std::size_t passed = 0;
  while (passed < kMostLingering && !gone_) {
    input_.clear();
    const bool more = co_await read_more();
    if (!more) break;
    passed += input_.size();
  }
}

// ---- answers ------------------------------------------------------------------------------------

bool Connection::append_head(int status, const Headers& headers, BodyFraming framing) {
  const http::StatusLine line{.status = status,
                              .framing = framing,
                              .close = ending_ != Ending::Keep,
                              .to_http_1_0 = to_http_1_0_};
  if (!http::append_response_head(line, headers, output_)) return false;
  // In front of the empty line.
  output_.resize(output_.size() - 2);
  output_ += owner_.date_field();
  output_ += "\r\n";
  return true;
}

void Connection::send(int status, const Headers& headers, std::string_view body) {
  if (answer_ != Answer::None) return;
  answer_ = Answer::Finished;
  const BodyFraming framing =
      has_no_body(status) ? BodyFraming::none() : BodyFraming::of_length(body.size());
  if (!append_head(status, headers, framing)) {
    append_head(500, {}, BodyFraming::of_length(0));
    return;
  }
  if (!wants_no_body_ && !has_no_body(status)) output_ += body;
}

void Connection::start(int status, const Headers& headers) {
  if (answer_ != Answer::None) return;
  answer_ = Answer::Started;
  chunked_ = !to_http_1_0_;
  if (!chunked_) ending_ = std::max(ending_, Ending::Close);
  const BodyFraming framing = chunked_ ? BodyFraming::chunked() : BodyFraming::until_close();
  if (append_head(status, headers, framing)) return;
  answer_ = Answer::Finished;
  append_head(500, {}, BodyFraming::of_length(0));
}

void Connection::write(std::string_view bytes) {
  if (answer_ != Answer::Started || bytes.empty() || wants_no_body_) return;
  if (!chunked_) {
    output_ += bytes;
    return;
  }
  output_ += http::ChunkStart(bytes.size()).text();
  output_ += bytes;
  output_ += http::kChunkEnd;
}

void Connection::finish() {
  if (answer_ != Answer::Started) return;
  answer_ = Answer::Finished;
  if (chunked_ && !wants_no_body_) output_ += http::kLastChunk;
}

// What a handler has left undone.
void Connection::end_answer() {
  if (answer_ == Answer::None && ending_ != Ending::Reset) send(500, {}, "");
  if (answer_ == Answer::Started) ending_ = Ending::Reset;
}

void Connection::write_raw(std::string_view bytes) {
  answer_ = Answer::Raw;
  ending_ = std::max(ending_, Ending::Close);
  output_ += bytes;
}

void Connection::close() {
  answer_ = Answer::Raw;
  ending_ = std::max(ending_, Ending::Close);
}

void Connection::reset() {
  answer_ = Answer::Raw;
  ending_ = Ending::Reset;
}

// ---- writing ------------------------------------------------------------------------------------

// A handler whose client has gone is to go no further; whoever else flushes finds out by itself.
bool Connection::try_flush() {
  if (gone_) return !running_;
  if (sent_ == output_.size()) return true;
  net::Pieces pieces(std::string_view(output_).substr(sent_));
  const std::optional<Result<void>> written = stream_->try_write(pieces);
  if (!written) {
    const std::size_t left = pieces.size();
    if (output_.size() - left > sent_ || phase_ != Phase::Writing)
      enter(Phase::Writing, limits_.stall_time);
    sent_ = output_.size() - left;
    return false;
  }
  output_.clear();
  sent_ = 0;
  if (phase_ == Phase::Writing) enter(Phase::Answering, kNever);
  if (*written) return true;
  gone_ = true;
  return !running_;
}

void Connection::when_flushed(std::coroutine_handle<> waiting) {
  if (gone_) {
    // The handler cannot be destroyed while it runs.
    give_up_ = loop_.call_at(loop_.now(), [this] {
      give_up_ = EventLoop::TimerId::None;
      give_up_handler();
    });
    return;
  }
  flushing_ = waiting;
  stream_->set_writer(&flush_wait_);
}

void Connection::go_on_writing() {
  if (!try_flush()) {
    if (!gone_) return;
    give_up_handler();
    return;
  }
  stream_->set_writer(nullptr);
  if (flushing_) std::exchange(flushing_, {}).resume();
}

// ---- the client, while the handler runs
// -----------------------------------------------------------

bool Connection::watch_client() {
  if (gone_) return true;  // somebody is about to give up already
  stream_->set_reader(&client_watch_);
  while (input_.size() < kMostPipelined) {
    const std::span<char> scratch = loop_.scratch();
    const auto count = stream_->try_read(scratch);
    if (!count) return true;
    if (!*count || **count == 0) {
      gone_ = true;
      stream_->set_reader(nullptr);
      return false;
    }
    input_.append(scratch.data(), **count);
  }
  stream_->set_reader(nullptr);  // it sends far ahead; what has come will do
  return true;
}

void Connection::look_at_client() {
  if (!watch_client()) give_up_handler();
}

void Connection::give_up_handler() {
  gone_ = true;
  stream_->set_writer(nullptr);
  flushing_ = {};
  running_.reset();
  if (serving_) std::exchange(serving_, {}).resume();
}

// ---- time
// -----------------------------------------------------------------------------------------

void Connection::enter(Phase phase, Duration time) {
  phase_ = phase;
  extend(time == kNever ? Instant::max() : loop_.now() + time);
}

void Connection::extend(Instant deadline) {
  deadline_ = deadline;
  if (deadline_ < armed_for_) arm();
}

// The timer is left where it is while deadlines move away from it, as they do with every request.
void Connection::arm() {
  loop_.cancel(timer_);
  armed_for_ = deadline_;
  timer_ = loop_.call_at(deadline_, [this] {
    timer_ = EventLoop::TimerId::None;
    armed_for_ = Instant::max();
    on_deadline();
  });
}

void Connection::on_deadline() {
  if (deadline_ == Instant::max()) return;
  if (loop_.now() < deadline_) return arm();
  expire();
}

void Connection::expire() {
  if (phase_ == Phase::Head || phase_ == Phase::Body) {
    ending_ = Ending::Close;
    output_.clear();
    sent_ = 0;
    answer_ = Answer::None;
    send(408, Headers{{"content-type", "text/plain"}}, "the request took too long\n");
    net::Pieces pieces{std::string_view(output_)};
    (void)stream_->try_write(pieces);
  }
  running_.reset();
  task_.reset();
  leave();
}

}  // namespace omnillm::listener
