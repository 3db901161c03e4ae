#include "support/test_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

namespace omnillm::tests {

namespace {

struct Free {
  void operator()(SSL* x) const { SSL_free(x); }
  void operator()(SSL_CTX* x) const { SSL_CTX_free(x); }
  void operator()(BIO* x) const { BIO_free(x); }
  void operator()(X509* x) const { X509_free(x); }
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// One that shows any certificate, however bad.
Owned<SSL_CTX> context_with(const Certificate& certificate) {
  Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_security_level(context.get(), 0);
  const Owned<BIO> pem(BIO_new_mem_buf(certificate.pem.c_str(), -1));
  const Owned<BIO> key_pem(BIO_new_mem_buf(certificate.key_pem.c_str(), -1));
  const Owned<X509> own(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(key_pem.get(), nullptr, nullptr, nullptr));
  if (SSL_CTX_use_certificate(context.get(), own.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
    throw std::runtime_error("the certificate cannot even be shown");
  return context;
}

std::size_t announced_body(const std::string& head) {
  const std::size_t at = head.find("\r\nContent-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 18));
}

}  // namespace

struct TestServer::State {
  Script script;
  std::optional<Certificate> tls;
  int listening = -1;
  std::uint16_t port = 0;
  std::thread acceptor;
  mutable std::mutex mu;
  std::vector<std::thread> threads;
  std::set<int> open;
  bool ending = false;
  int count = 0;
  std::string heard;

  void serve(int fd, int number);
  void accept();
};

struct TestConnection::Parts {
  TestServer::State* server;
  int fd;
  int number;
  std::string buffer;
  Owned<SSL_CTX> context;
  Owned<SSL> ssl;
  bool is_cut = false;
};

int TestConnection::number() const { return parts_.number; }

std::string TestConnection::read_some() {
  if (!parts_.buffer.empty()) return std::exchange(parts_.buffer, {});
  std::array<char, 65536> some;
  const auto count = parts_.ssl
                         ? SSL_read(parts_.ssl.get(), some.data(), static_cast<int>(some.size()))
                         : ::recv(parts_.fd, some.data(), some.size(), 0);
  if (count <= 0) return {};
  std::string out(some.data(), static_cast<std::size_t>(count));
  const std::lock_guard lock(parts_.server->mu);
  parts_.server->heard += out;
  return out;
}

std::string TestConnection::read_request() {
  std::string request;
  for (;;) {
    const std::size_t end = request.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::size_t whole = end + 4 + announced_body(request.substr(0, end + 2));
      if (request.size() >= whole) {
        parts_.buffer = request.substr(whole);
        request.resize(whole);
        return request;
      }
    }
    const std::string some = read_some();
    if (some.empty()) return {};
    request += some;
  }
}

void TestConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count =
        parts_.ssl ? SSL_write(parts_.ssl.get(), bytes.data(), static_cast<int>(bytes.size()))
                   : ::send(parts_.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void TestConnection::wait_for_end() {
  while (!read_some().empty()) {
  }
}

void TestConnection::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(parts_.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void TestConnection::cut() {
  parts_.is_cut = true;
  ::shutdown(parts_.fd, SHUT_WR);
}

bool TestConnection::start_tls(const Certificate& certificate) {
  parts_.context = context_with(certificate);
  parts_.ssl.reset(SSL_new(parts_.context.get()));
  SSL_set_fd(parts_.ssl.get(), parts_.fd);
  return SSL_accept(parts_.ssl.get()) == 1;
}

void TestServer::State::serve(int fd, int number) {
  {
    TestConnection::Parts parts{this, fd, number, {}, {}, {}, false};
    TestConnection connection(parts);
    if (!tls || connection.start_tls(*tls)) {
      script(connection);
      if (parts.ssl && !parts.is_cut) SSL_shutdown(parts.ssl.get());
    }
  }
  const std::lock_guard lock(mu);
  open.erase(fd);
  ::close(fd);
}

void TestServer::State::accept() {
  for (;;) {
    const int fd = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mu);
    if (ending) {
      ::close(fd);
      return;
    }
    open.insert(fd);
    threads.emplace_back([this, fd, number = count++] { serve(fd, number); });
  }
}

TestServer::TestServer(Script script, std::optional<Certificate> tls)
    : state_(std::make_unique<State>()) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's own sockets would raise it
  state_->script = std::move(script);
  state_->tls = std::move(tls);
  state_->listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(state_->listening, generic, size) != 0 || ::listen(state_->listening, 128) != 0 ||
      ::getsockname(state_->listening, generic, &size) != 0)
    throw std::runtime_error("no server");
  state_->port = ntohs(address.sin_port);
  state_->acceptor = std::thread([state = state_.get()] { state->accept(); });
}

TestServer::~TestServer() {
  {
    const std::lock_guard lock(state_->mu);
    state_->ending = true;
    for (const int fd : state_->open) ::shutdown(fd, SHUT_RDWR);
  }
  ::shutdown(state_->listening, SHUT_RDWR);
  state_->acceptor.join();
  for (std::thread& thread : state_->threads) thread.join();
  ::close(state_->listening);
}

TestServer::Script TestServer::always(std::string answer) {
  return [answer = std::move(answer)](TestConnection& connection) {
    while (!connection.read_request().empty()) connection.send(answer);
  };
}

TestServer::Script TestServer::answers(std::vector<std::string> answers) {
  return [answers = std::move(answers)](TestConnection& connection) {
    for (const std::string& answer : answers) {
      if (connection.read_request().empty()) return;
      connection.send(answer);
    }
  };
}

std::uint16_t TestServer::port() const { return state_->port; }

std::string TestServer::url(std::string_view target, std::string_view host) const {
  return (state_->tls ? "https://" : "http://") + std::string(host) + ":" +
         std::to_string(state_->port) + std::string(target);
}

int TestServer::connections() const {
  const std::lock_guard lock(state_->mu);
  return state_->count;
}

std::string TestServer::heard() const {
  const std::lock_guard lock(state_->mu);
  return state_->heard;
}

}  // namespace omnillm::tests
