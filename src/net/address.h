// Where a socket listens, or connects to: an IPv4 or IPv6 address and a port.

#ifndef OMNILLM_NET_ADDRESS_H_
#define OMNILLM_NET_ADDRESS_H_

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

namespace omnillm::net {

// Thread safety: a value.
class Address {
 public:
  // `text` is a literal: "127.0.0.1", "::1". Empty for anything else.
  [[nodiscard]] static std::optional<Address> parse(const std::string& text, std::uint16_t port);
  // What the kernel or the resolver says; empty for another family.
  [[nodiscard]] static std::optional<Address> from(const sockaddr* address, socklen_t size);

  [[nodiscard]] const sockaddr* data() const {
    return reinterpret_cast<const sockaddr*>(&storage_);
  }
  [[nodiscard]] socklen_t size() const { return size_; }
  [[nodiscard]] int family() const { return storage_.ss_family; }
  [[nodiscard]] std::uint16_t port() const;
  void set_port(std::uint16_t port);
  [[nodiscard]] bool is_loopback() const;
  // "127.0.0.1:80", "[::1]:80".
  [[nodiscard]] std::string to_string() const;

 private:
  Address() = default;

  sockaddr_storage storage_{};
  socklen_t size_ = 0;
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_ADDRESS_H_
