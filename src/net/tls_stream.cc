#include "net/tls_stream.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace omnillm::net {

namespace {

constexpr std::size_t kRecord = std::size_t{16} << 10;  // the most one record holds
constexpr std::size_t kBatch = std::size_t{64} << 10;   // encrypted before it is written
constexpr std::size_t kKept = std::size_t{4} << 10;     // memory of a stream that is idle

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

}  // namespace

TlsSession::TlsSession() = default;
TlsSession::~TlsSession() = default;

Task<Result<std::unique_ptr<TlsStream>>> TlsStream::connect(
    std::shared_ptr<const TlsContext> context, std::unique_ptr<ByteStream> below, std::string host,
    std::shared_ptr<TlsSession> session) {
  std::unique_ptr<TlsStream> stream(new TlsStream(std::move(context), std::move(below)));
  stream->session_ = std::move(session);
  if (auto begun = stream->begin(Role::Client); !begun) co_return tl::unexpected(begun.error());
  if (auto named = stream->name_server(host); !named) co_return tl::unexpected(named.error());
  auto shaken = co_await stream->write(Pieces());
  if (!shaken) co_return tl::unexpected(shaken.error());
  co_return std::move(stream);
}

Task<Result<std::unique_ptr<TlsStream>>> TlsStream::accept(
    std::shared_ptr<const TlsContext> context, std::unique_ptr<ByteStream> below) {
  std::unique_ptr<TlsStream> stream(new TlsStream(std::move(context), std::move(below)));
  if (auto begun = stream->begin(Role::Server); !begun) co_return tl::unexpected(begun.error());
  auto shaken = co_await stream->write(Pieces());
  if (!shaken) co_return tl::unexpected(shaken.error());
  co_return std::move(stream);
}

TlsStream::TlsStream(std::shared_ptr<const TlsContext> context, std::unique_ptr<ByteStream> below)
    : context_(std::move(context)), below_(std::move(below)) {
  below_->set_reader(this);
}

TlsStream::~TlsStream() {
  if (!ssl_ || !shaken_ || failed_ || !wire_.empty()) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  static_cast<void>(flush());
}

Result<void> TlsStream::begin(Role role) {
  ERR_clear_error();
  ssl_.reset(SSL_new(context_->context_.get()));
  BIO* const bio = BIO_new(context_->method_.get());
  if (!ssl_ || !bio) {
    BIO_free(bio);
    return fail(ErrorKind::Network, "TLS cannot begin: out of memory");
  }
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);  // takes it
  SSL_set_app_data(ssl_.get(), this);
  if (role == Role::Client)
    SSL_set_connect_state(ssl_.get());
  else
    SSL_set_accept_state(ssl_.get());
  return {};
}

Result<void> TlsStream::name_server(const std::string& host) {
  X509_VERIFY_PARAM* const check = SSL_get0_param(ssl_.get());
  X509_VERIFY_PARAM_set_hostflags(
      check, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  const bool address = is_address(host);
  const int named = address ? X509_VERIFY_PARAM_set1_ip_asc(check, host.c_str())
                            : X509_VERIFY_PARAM_set1_host(check, host.data(), host.size());
  if (named != 1) return fail(ErrorKind::Configuration, "no server can have the name " + host);
  // An address is no name that a server could look up.
  if (!address && SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) != 1)
    return fail(ErrorKind::Configuration, "no server can have the name " + host);
  if (session_ && session_->known()) SSL_set_session(ssl_.get(), session_->session_.get());
  return {};
}

bool TlsStream::resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

std::optional<Result<void>> TlsStream::flush() {
  if (wire_at_ < wire_.size()) {
    Pieces pieces(std::string_view(wire_).substr(wire_at_));
    const std::size_t before = pieces.size();
    auto written = below_->try_write(pieces);
    wire_at_ += before - pieces.size();
    below_->set_writer(written ? nullptr : this);
    if (!written || !*written) return written;
  }
  wire_at_ = 0;
  wire_.clear();
  if (wire_.capacity() > kKept) wire_.shrink_to_fit();
  return Result<void>();
}

std::optional<Result<void>> TlsStream::shake_hands() {
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_.get());
  const int code = done == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), done);
  std::optional<Error> failed;
  if (done != 1 && code != SSL_ERROR_WANT_READ) failed = failure(code);
  auto flushed = flush();  // also what says why we refuse
  if (failed) return tl::unexpected(*std::move(failed));
  if (done != 1) return flushed && !*flushed ? flushed : std::nullopt;
  shaken_ = true;
  return flushed;
}

Result<void> TlsStream::encrypt(Pieces& pieces) {
  std::array<char, kRecord> gathered;
  while (!pieces.empty() && wire_.size() < kBatch) {
    std::string_view plain = pieces.front().substr(0, kRecord);
    if (pieces.count() > 1 && plain.size() < kRecord) {
      // Several pieces make one record.
      std::size_t size = 0;
      Pieces rest = pieces;
      while (!rest.empty() && size < kRecord) {
        const std::string_view piece = rest.front().substr(0, kRecord - size);
        std::memcpy(gathered.data() + size, piece.data(), piece.size());
        size += piece.size();
        rest.advance(piece.size());
      }
      plain = {gathered.data(), size};
    }
    ERR_clear_error();
    std::size_t taken = 0;
    if (SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &taken) != 1)
      return tl::unexpected(failure(SSL_get_error(ssl_.get(), 0)));
    pieces.advance(taken);
  }
  return {};
}

std::optional<Result<void>> TlsStream::try_write(Pieces& pieces) {
  if (!shaken_) {
    auto shaken = shake_hands();
    if (!shaken || !*shaken) return shaken;
  }
  for (;;) {
    auto flushed = flush();
    if (!flushed || !*flushed || pieces.empty()) return flushed;
    if (auto encrypted = encrypt(pieces); !encrypted) return encrypted;
  }
}

std::optional<Result<std::size_t>> TlsStream::read_record(std::span<char> into) {
  ERR_clear_error();
  std::size_t count = 0;
  if (SSL_read_ex(ssl_.get(), into.data(), into.size(), &count) == 1) return count;
  const int code = SSL_get_error(ssl_.get(), 0);
  if (code == SSL_ERROR_WANT_READ) {
    static_cast<void>(flush());  // what the other side wanted answered
    return std::nullopt;
  }
  if (code == SSL_ERROR_ZERO_RETURN) return 0;
  return tl::unexpected(failure(code));
}

std::optional<Result<std::size_t>> TlsStream::try_read(std::span<char> into) {
  if (next_read_) {
    // An end, or an error: both stay.
    return next_read_;
  }
  auto first = read_record(into);
  if (!first || !*first || **first == 0) {
    if (first) next_read_ = first;
    return first;
  }
  std::size_t count = **first;
  while (count < into.size() && SSL_has_pending(ssl_.get()) == 1) {
    auto more = read_record(into.subspan(count));
    if (!more) break;
    if (!*more || **more == 0) {
      next_read_ = std::move(more);
      break;
    }
    count += **more;
  }
  return count;
}

Error TlsStream::failure(int code) {
  failed_ = true;
  if (broken_) return *broken_;
  const long verified = SSL_get_verify_result(ssl_.get());
  if (verified != X509_V_OK)
    return Error(ErrorKind::Network, std::string("the server's certificate is not good: ") +
                                         X509_verify_cert_error_string(verified));
  const unsigned long reason = ERR_peek_last_error();
  ERR_clear_error();
  if (at_end_ || code == SSL_ERROR_SYSCALL ||
      ERR_GET_REASON(reason) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
    return Error(ErrorKind::Network, "the connection ended, and TLS was not told");
  const char* text = ERR_reason_error_string(reason);
  return Error(ErrorKind::Network, std::string("TLS failed: ") + (text ? text : "unknown reason"));
}

bool TlsStream::is_quiet(Ask ask) {
  return !failed_ && !next_read_ && wire_.empty() && SSL_has_pending(ssl_.get()) == 0 &&
         below_->is_quiet(ask);
}

void TlsStream::end_writing() {
  ERR_clear_error();
  if (shaken_ && !failed_) SSL_shutdown(ssl_.get());
  const auto flushed = flush();
  if (flushed) below_->end_writing();
}

// The stream below may go on: what that means for whoever reads and writes here, TLS knows.
void TlsStream::try_again() {
  const Lifeline::Watch watch(lifeline_);
  if (reader()) reader()->try_again();
  if (!watch.gone() && writer()) writer()->try_again();
}

int TlsStream::bio_read(BIO* bio, char* into, int size) {
  auto* const self = static_cast<TlsStream*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (size <= 0) return 0;
  auto count = self->below_->try_read({into, static_cast<std::size_t>(size)});
  if (!count) {
    BIO_set_retry_read(bio);
    return -1;
  }
  if (!*count) {
    self->broken_ = std::move(count->error());
    return -1;
  }
  self->at_end_ = **count == 0;
  return static_cast<int>(**count);
}

int TlsStream::bio_write(BIO* bio, const char* from, int size) {
  auto* const self = static_cast<TlsStream*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (size > 0) self->wire_.append(from, static_cast<std::size_t>(size));
  return size;
}

long TlsStream::bio_control(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_EOF:
      return static_cast<TlsStream*>(BIO_get_data(bio))->at_end_ ? 1 : 0;
    case BIO_CTRL_FLUSH:
      return 1;
    default:
      return 0;
  }
}

// Returns 1 when it keeps the session.
int TlsStream::keep_session(SSL* ssl, SSL_SESSION* session) {
  auto* const self = static_cast<TlsStream*>(SSL_get_app_data(ssl));
  if (!self->session_) return 0;
  self->session_->session_.reset(session);
  return 1;
}

}  // namespace omnillm::net
