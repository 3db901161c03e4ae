#include "transport/exchange.h"

#include <algorithm>
#include <utility>

#include "http/chars.h"
#include "http/head_writer.h"
#include "http/url.h"
#include "net/deadline.h"

namespace omnillm::transport {

namespace {

// So much is read at once, and so much memory a stream keeps while it waits.
constexpr std::size_t kReadSize = std::size_t{64} << 10;
constexpr std::size_t kKeptWhileWaiting = std::size_t{4} << 10;
constexpr int kMostInterimAnswers = 32;

// Nobody has asked for any of these, and what one of them may grow into nobody has bounded.
bool is_compressed(const http::ResponseHead& head) {
  const auto coding = head.find("content-encoding");
  if (!coding) return false;
  for (const std::string_view name : {"gzip", "x-gzip", "deflate", "br", "zstd", "compress"})
    if (http::equals_lower(*coding, name)) return true;
  return coding->find(',') != std::string_view::npos;
}

}  // namespace

Exchange::Exchange(LoopState& loop, HttpRequest request, HttpTimeouts timeouts)
    : loop_(loop), request_(std::move(request)), timeouts_(timeouts) {}

Exchange::~Exchange() {
  loop_.loop().cancel(dialled_);
  let_go();
}

void Exchange::head(HeadDone done) {
  head_done_ = std::move(done);
  auto ready = prepare();
  if (ready) {
    connection_ = server_->take();
    if (connection_) request_head_.swap(connection_->request_head);
    ready = write_head();
  }
  if (!ready)
    error_ = std::move(ready.error());
  else if (connection_)
    use(std::move(connection_));
  else
    connect();
  report();
}

Result<void> Exchange::prepare() {
  const auto parts = http::split_url(request_.url);
  if (!parts) return tl::unexpected(parts.error());
  origin_ = parts->origin;
  target_ = parts->target;
  auto server = loop_.server(origin_);
  if (!server) return tl::unexpected(server.error());
  server_ = *std::move(server);
  if (loop_.loop().now() >= timeouts_.deadline)
    return fail(ErrorKind::Timeout, server_->authority() + ": there was no time left");
  return {};
}

Result<void> Exchange::write_head() {
  const Destination& to = *server_->destination();
  http::RequestLine line{
      .method = request_.method, .target = target_, .host = server_->authority()};
  std::string origin;
  if (to.proxy && !to.origin.secure) {
    origin = "http://" + server_->authority();
    line.origin = origin;
    line.proxy_authorization = to.proxy->authorization.reveal();
  }
  request_head_.clear();
  return http::append_request_head(line, request_.headers, request_.body.size(), request_head_);
}

void Exchange::connect() {
  stage_ = Stage::Connecting;
  dialling_ = dial();
  dialling_.start();
}

net::Task<void> Exchange::dial() {
  net::Reactor& loop = loop_.loop();
  auto connecting =
      transport::connect(loop, loop_.shared().resolver, server_->destination(), timeouts_.connect);
  dial_result_ =
      co_await net::within(loop, timeouts_.deadline, "connecting", std::move(connecting));
  // What follows may destroy the exchange, and with it this coroutine: not while it runs.
  dialled_ = loop.call_at(loop.now(), [this] { dialled(); });
}

void Exchange::dialled() {
  dialled_ = EventLoop::TimerId::None;
  dialling_.reset();
  auto stream = *std::exchange(dial_result_, std::nullopt);
  if (stream) {
    use(std::make_unique<Connection>(
        loop_.loop(), *std::move(stream),
        http::HeadLimits{.max_bytes = loop_.shared().limits.max_head_bytes}));
  } else {
    fail_with(stream.error());
  }
  report();
}

void Exchange::use(std::unique_ptr<Connection> connection) {
  connection_ = std::move(connection);
  connection_->timer.set_callback([this] { time_is_over(); });
  connection_->stream->set_reader(this);
  sent_before_ = connection_->stream->sent_bytes();
  pieces_ = net::Pieces(request_head_, request_.body);
  stage_ = Stage::Sending;
  due_in(timeouts_.idle);
  send();
}

void Exchange::send() {
  net::ByteStream& stream = *connection_->stream;
  const std::size_t before = pieces_.size();
  auto written = stream.try_write(pieces_);
  sent_ = sent_ || stream.sent_bytes() != sent_before_;
  if (!written) {
    stream.set_writer(this);
    if (pieces_.size() != before) due_in(timeouts_.idle);
    return;
  }
  stream.set_writer(nullptr);
  if (!*written) return send_failed(written->error());
  request_.body = {};  // a prompt may be long, and its answer may take long
  request_.headers = {};
  stage_ = Stage::Head;
  due_in(timeouts_.first_byte);
  receive_head();
}

void Exchange::send_failed(const Error& error) {
  if (!sent_ && connection_->used_before) {
    // The server has closed it meanwhile, and has seen nothing of this.
    let_go();
    return connect();
  }
  if (!sent_) return fail_with(error);
  send_error_ = error;
  stage_ = Stage::Head;
  due_in(timeouts_.first_byte);
  receive_head();
}

std::optional<Result<std::size_t>> Exchange::read_some() {
  return connection_->stream->try_read(loop_.loop().scratch().first(kReadSize));
}

void Exchange::receive_head() {
  while (!error_ && !head_ready_) {
    const auto count = read_some();
    if (!count) return;
    if (!*count) return fail_with(send_error_.value_or(count->error()));
    if (**count == 0)
      return fail_with(send_error_.value_or(
          Error(ErrorKind::Network, "the server closed the connection instead of answering")));
    const std::string_view some(loop_.loop().scratch().data(), **count);
    if (partial_head_.empty())
      take_head(some);
    else
      take_head(partial_head_.append(some));
  }
}

void Exchange::take_head(std::string_view bytes) {
  http::ResponseHead& head = connection_->head;
  for (;;) {
    const auto size = head.parse(bytes);
    if (!size) return refuse(size.error());
    if (!*size) {
      if (bytes.data() != partial_head_.data()) partial_head_ = std::string(bytes);
      return;
    }
    bytes.remove_prefix(**size);
    if (!head.is_interim()) return begin_body(bytes);
    // We have asked for no other protocol.
    if (head.status() == 101 || ++interim_answers_ > kMostInterimAnswers)
      return refuse({502, "an interim answer that nobody asked for"});
    head.clear();
    if (bytes.empty()) return partial_head_.clear();
  }
}

void Exchange::begin_body(std::string_view rest) {
  const http::ResponseHead& head = connection_->head;
  if (is_compressed(head)) return refuse({502, "a compressed answer, which nobody asked for"});
  head_.status = head.status();
  head.copy_fields_to(head_.headers);
  body_ = http::BodyReader(head.framing(), loop_.shared().limits.max_body_bytes);
  // A server that answers before it has heard all does not listen to the rest.
  keep_ = head.keep_alive() && pieces_.empty();
  head_ready_ = true;
  stage_ = Stage::Body;
  connection_->stream->set_writer(nullptr);
  connection_->timer.set(timeouts_.deadline);
  take_body(rest);
  partial_head_ = {};
}

void Exchange::take_body(std::string_view bytes) {
  while (!bytes.empty() && !body_.done()) {
    const auto piece = body_.take(bytes);
    if (!piece) return refuse(piece.error());
    held_.append(*piece);
  }
  if (!body_.done()) return;
  complete_ = true;
  keep_ = keep_ && bytes.empty();
  let_go();
}

void Exchange::end_of_connection() {
  if (const auto ended = body_.end_of_connection(); !ended)
    return fail_with(Error(ErrorKind::Network, ended.error().why));
  complete_ = true;
  keep_ = false;
  let_go();
}

void Exchange::read(BodyDone done) {
  body_done_ = std::move(done);
  if (std::exchange(held_given_, false)) held_.clear();
  receive_body();
  report();
}

void Exchange::receive_body() {
  while (held_.empty() && stage_ == Stage::Body && !error_) {
    const auto count = read_some();
    if (!count) {
      if (held_.capacity() > kKeptWhileWaiting) held_ = {};
      return due_in(timeouts_.idle);
    }
    if (!*count) return fail_with(count->error());
    if (**count == 0) return end_of_connection();
    take_body({loop_.loop().scratch().data(), **count});
  }
}

void Exchange::try_again() {
  switch (stage_) {
    case Stage::Sending:
      send();
      // A server may refuse a request before it has heard all of it.
      if (stage_ == Stage::Sending) receive_head();
      break;
    case Stage::Head:
      receive_head();
      break;
    case Stage::Body:
      // Nothing is read that nobody has asked for.
      if (body_done_) receive_body();
      break;
    default:
      break;
  }
  report();
}

void Exchange::report() {
  if (!head_done_) return report_body();
  if (!error_ && !head_ready_) return;
  HeadDone done = std::exchange(head_done_, {});
  // An error of the body waits until somebody reads it.
  if (!head_ready_) {
    let_go();
    return done(tl::unexpected(*error_));
  }
  done(std::move(head_));
}

void Exchange::report_body() {
  if (!body_done_) return;
  if (!held_.empty()) {
    held_given_ = true;
    return std::exchange(body_done_, {})(std::string_view(held_));
  }
  if (error_) {
    let_go();
    return std::exchange(body_done_, {})(tl::unexpected(*error_));
  }
  if (complete_) std::exchange(body_done_, {})(std::string_view());
}

void Exchange::due_in(Duration wait) {
  const Instant now = loop_.loop().now();
  const Instant due = wait > Instant::max() - now ? Instant::max() : now + wait;
  connection_->timer.set(std::min(due, timeouts_.deadline));
}

void Exchange::time_is_over() {
  const bool all_of_it = loop_.loop().now() >= timeouts_.deadline;
  if (stage_ == Stage::Body && !body_done_ && !all_of_it) {
    // It is the reader who takes his time.
    connection_->timer.set_callback([this] { time_is_over(); });
    return connection_->timer.set(timeouts_.deadline);
  }
  const char* what = all_of_it                  ? "the exchange took too long"
                     : stage_ == Stage::Sending ? "the server stopped reading the request"
                     : stage_ == Stage::Head    ? "the server took too long to answer"
                                                : "the server stopped in the middle of the answer";
  fail_with(Error(ErrorKind::Timeout, what));
  report();
}

void Exchange::fail_with(const Error& error) {
  error_ = Error(error.kind(), server_->authority() + ": " + error.message());
  let_go();
}

void Exchange::refuse(const http::Refusal& refusal) {
  fail_with(Error(ErrorKind::Protocol, "the server sent " + std::string(refusal.why)));
}

void Exchange::let_go() {
  if (!connection_) return;
  std::unique_ptr<Connection> connection = std::move(connection_);
  connection->stream->set_reader(nullptr);
  connection->stream->set_writer(nullptr);
  connection->timer.set_callback({});
  stage_ = Stage::Over;
  if (!complete_ || !keep_ || error_) return;
  request_head_.swap(connection->request_head);
  connection->head.clear();
  server_->give_back(std::move(connection));
}

}  // namespace omnillm::transport
