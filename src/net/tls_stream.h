// TLS over another stream.

#ifndef OMNILLM_NET_TLS_STREAM_H_
#define OMNILLM_NET_TLS_STREAM_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "net/byte_stream.h"
#include "net/task.h"
#include "net/tls_context.h"
#include "omnillm/result.h"

namespace omnillm::net {

// What is remembered of a server, so that the next handshake with it is shorter. Shared by the
// connections to one server on one thread.
class TlsSession {
 public:
  TlsSession();
  ~TlsSession();
  [[nodiscard]] bool known() const { return session_ != nullptr; }

 private:
  friend class TlsStream;
  internal::SslPtr<SSL_SESSION> session_;
};

// A record costs one read of the stream below, and a write of several pieces one write.
//
// Lifetime: it owns the stream below and keeps the context.
// Errors: Network, also for a certificate that is not good, and for an end that TLS was not told
// of: whatever came before may have been cut off by anybody.
class TlsStream final : public ByteStream, private ByteStream::Waiter {
 public:
  // The server has to be `host`, a name or an address. `session` may be null.
  [[nodiscard]] static Task<Result<std::unique_ptr<TlsStream>>> connect(
      std::shared_ptr<const TlsContext> context, std::unique_ptr<ByteStream> below,
      std::string host, std::shared_ptr<TlsSession> session);
  [[nodiscard]] static Task<Result<std::unique_ptr<TlsStream>>> accept(
      std::shared_ptr<const TlsContext> context, std::unique_ptr<ByteStream> below);
  // Tells the peer that this is the end, if that needs no waiting.
  ~TlsStream() override;

  [[nodiscard]] std::optional<Result<std::size_t>> try_read(std::span<char> into) override;
  [[nodiscard]] std::optional<Result<void>> try_write(Pieces& pieces) override;
  [[nodiscard]] std::uint64_t sent_bytes() const override { return below_->sent_bytes(); }
  [[nodiscard]] bool is_quiet(Ask ask) override;
  void end_writing() override;

  // Whether the handshake was a short one.
  [[nodiscard]] bool resumed() const;

 private:
  friend class TlsContext;
  enum class Role : std::uint8_t { Client, Server };

  TlsStream(std::shared_ptr<const TlsContext> context, std::unique_ptr<ByteStream> below);
  [[nodiscard]] Result<void> begin(Role role);
  [[nodiscard]] Result<void> name_server(const std::string& host);

  [[nodiscard]] std::optional<Result<void>> shake_hands();
  [[nodiscard]] std::optional<Result<void>> flush();
  [[nodiscard]] Result<void> encrypt(Pieces& pieces);
  [[nodiscard]] std::optional<Result<std::size_t>> read_record(std::span<char> into);
  [[nodiscard]] Error failure(int code);
  void try_again() override;

  // How OpenSSL moves bytes.
  static int bio_read(BIO* bio, char* into, int size);
  static int bio_write(BIO* bio, const char* from, int size);
  static long bio_control(BIO* bio, int command, long number, void* pointer);
  static int keep_session(SSL* ssl, SSL_SESSION* session);

  std::shared_ptr<const TlsContext> context_;
  std::unique_ptr<ByteStream> below_;
  std::shared_ptr<TlsSession> session_;
  internal::SslPtr<SSL> ssl_;
  bool shaken_ = false;
  bool failed_ = false;
  bool at_end_ = false;  // of the stream below
  std::optional<Error> broken_{};
  std::optional<Result<std::size_t>> next_read_{};  // what was found behind the bytes just given
  std::string wire_;  // encrypted, and not taken by the stream below yet
  std::size_t wire_at_ = 0;
  Lifeline lifeline_;
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_TLS_STREAM_H_
