#include "net/address.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>

namespace omnillm::net {

namespace {

// The one way from the kernel's generic type to a particular one that breaks no aliasing rule.
template <class T>
T as(const sockaddr_storage& storage) {
  T out{};
  std::memcpy(&out, &storage, sizeof out);
  return out;
}

}  // namespace

std::optional<Address> Address::parse(const std::string& text, std::uint16_t port) {
  sockaddr_in four{};
  if (::inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    return from(reinterpret_cast<const sockaddr*>(&four), sizeof four);
  }
  sockaddr_in6 six{};
  if (::inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    return from(reinterpret_cast<const sockaddr*>(&six), sizeof six);
  }
  return std::nullopt;
}

std::optional<Address> Address::from(const sockaddr* address, socklen_t size) {
  const bool four = address->sa_family == AF_INET && size >= sizeof(sockaddr_in);
  const bool six = address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6);
  if (!four && !six) return std::nullopt;
  Address out;
  out.size_ = four ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  std::memcpy(&out.storage_, address, out.size_);
  return out;
}

std::uint16_t Address::port() const {
  return ntohs(family() == AF_INET ? as<sockaddr_in>(storage_).sin_port
                                   : as<sockaddr_in6>(storage_).sin6_port);
}

void Address::set_port(std::uint16_t port) {
  if (family() == AF_INET) {
    auto four = as<sockaddr_in>(storage_);
    four.sin_port = htons(port);
    std::memcpy(&storage_, &four, sizeof four);
  } else {
    auto six = as<sockaddr_in6>(storage_);
    six.sin6_port = htons(port);
    std::memcpy(&storage_, &six, sizeof six);
  }
}

bool Address::is_loopback() const {
  if (family() == AF_INET) return ntohl(as<sockaddr_in>(storage_).sin_addr.s_addr) >> 24 == 127;
  const in6_addr address = as<sockaddr_in6>(storage_).sin6_addr;
  return std::memcmp(&address, &in6addr_loopback, sizeof address) == 0;
}

std::string Address::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (family() == AF_INET) {
    const in_addr address = as<sockaddr_in>(storage_).sin_addr;
    ::inet_ntop(AF_INET, &address, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(port());
  }
  const in6_addr address = as<sockaddr_in6>(storage_).sin6_addr;
  ::inet_ntop(AF_INET6, &address, text.data(), text.size());
  return "[" + std::string(text.data()) + "]:" + std::to_string(port());
}

}  // namespace omnillm::net
