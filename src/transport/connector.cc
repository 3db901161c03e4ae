#include "transport/connector.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "http/response_head.h"
#include "net/deadline.h"
#include "net/socket.h"

namespace omnillm::transport {

namespace {

Instant after(EventLoop& loop, Duration wait) {
  const Instant now = loop.now();
  return wait > Instant::max() - now ? Instant::max() : now + wait;
}

std::string connect_request(const Destination& to) {
  const std::string at = to.origin.host_and_port();
  std::string out = "CONNECT " + at + " HTTP/1.1\r\nHost: " + at + "\r\n";
  if (!to.proxy->authorization.empty())
    out.append("Proxy-Authorization: ").append(to.proxy->authorization.reveal()).append("\r\n");
  return out.append("\r\n");
}

tl::unexpected<Error> proxy_failed(const Destination& to, std::string_view why) {
  return fail(ErrorKind::Network,
              "the proxy " + to.proxy->at.host_and_port() + " " + std::string(why));
}

// Has the proxy connect us to the server: what follows is between the two of us.
net::Task<Result<void>> ask_proxy(net::ByteStream& stream, std::shared_ptr<const Destination> to) {
  const std::string request = connect_request(*to);
  auto written = co_await stream.write(net::Pieces(request));
  if (!written) co_return tl::unexpected(written.error());
  http::ResponseHead head({.max_bytes = 8192});
  std::string bytes;
  for (;;) {
    std::array<char, 1024> some;
    auto count = co_await stream.read(some);
    if (!count) co_return tl::unexpected(count.error());
    if (*count == 0) co_return proxy_failed(*to, "closed the connection");
    bytes.append(some.data(), *count);
    const auto parsed = head.parse(bytes);
    if (!parsed) co_return proxy_failed(*to, "answered with " + std::string(parsed.error().why));
    if (!*parsed) continue;
    if (head.status() / 100 != 2)
      co_return proxy_failed(*to, "refused to connect us: " + std::to_string(head.status()));
    // Nobody has asked the server for anything yet.
    if (**parsed != bytes.size()) co_return proxy_failed(*to, "sent bytes of its own");
    co_return Result<void>();
  }
}

net::Task<Result<Stream>> connect_one(net::Reactor& loop, net::Address address,
                                      std::shared_ptr<const Destination> to) {
  auto socket = co_await net::Socket::connect(loop, address);
  if (!socket) co_return tl::unexpected(socket.error());
  Stream stream = *std::move(socket);
  if (!to->origin.secure) co_return std::move(stream);
  if (to->proxy) {
    auto asked = co_await ask_proxy(*stream, to);
    if (!asked) co_return tl::unexpected(asked.error());
  }
  auto secured =
      co_await net::TlsStream::connect(to->tls, std::move(stream), to->origin.host, to->session);
  if (!secured) co_return tl::unexpected(secured.error());
  co_return Stream(*std::move(secured));
}

}  // namespace

net::Task<Result<Stream>> connect(net::Reactor& loop, Resolver& resolver,
                                  std::shared_ptr<const Destination> to, Duration each) {
  const http::Origin& at = to->proxy ? to->proxy->at : to->origin;
  auto resolving = resolver.resolve(loop, at.host, at.port);
  auto addresses =
      co_await net::within(loop, after(loop, each), "looking up the address", std::move(resolving));
  if (!addresses) co_return tl::unexpected(addresses.error());
  std::optional<Error> last;
  for (const net::Address& address : *addresses) {
    auto connecting = connect_one(loop, address, to);
    auto stream =
        co_await net::within(loop, after(loop, each), "connecting", std::move(connecting));
    if (stream) co_return std::move(stream);
    last = std::move(stream.error());
  }
  co_return tl::unexpected(*std::move(last));
}

}  // namespace omnillm::transport
