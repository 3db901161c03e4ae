#include "codec/bedrock/event_stream.h"

#include <boost/crc.hpp>

namespace omnillm::codec::bedrock {

namespace {

// Total length, headers' length, and the checksum of both.
constexpr std::size_t kPreludeBytes = 12;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kSmallestMessage = kPreludeBytes + kChecksumBytes;

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

// Requires: bytes.size() <= 8.
std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::uint32_t big_endian_32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(big_endian(bytes.substr(at, 4)));
}

std::int64_t signed_big_endian(std::string_view bytes) {
  const unsigned unused_bits = 64 - 8 * static_cast<unsigned>(bytes.size());
  return static_cast<std::int64_t>(big_endian(bytes) << unused_bits) >> unused_bits;
}

void append_big_endian(std::uint64_t value, std::size_t size, std::string& out) {
  for (std::size_t i = size; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
}

// Takes `size` bytes off; empty when there are not as many.
std::optional<std::string_view> take(std::string_view& bytes, std::size_t size) {
  if (bytes.size() < size) return std::nullopt;
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

// Bytes behind their 16-bit length.
std::optional<std::string_view> take_counted(std::string_view& bytes) {
  const auto size = take(bytes, 2);
  return size ? take(bytes, static_cast<std::size_t>(big_endian(*size))) : std::nullopt;
}

bool take_value(EventStreamHeader& header, std::string_view& bytes) {
  using Type = EventStreamHeader::Type;
  std::size_t number_bytes = 0;
  std::optional<std::string_view> value;
  switch (header.type) {
    case Type::True:
    case Type::False:
      return true;
    case Type::Bytes:
    case Type::String:
      value = take_counted(bytes);
      break;
    case Type::Uuid:
      value = take(bytes, 16);
      break;
    case Type::Int8:
      number_bytes = 1;
      break;
    case Type::Int16:
      number_bytes = 2;
      break;
    case Type::Int32:
      number_bytes = 4;
      break;
    case Type::Int64:
    case Type::Timestamp:
      number_bytes = 8;
      break;
  }
  if (number_bytes > 0) value = take(bytes, number_bytes);
  if (!value) return false;
  if (number_bytes > 0)
    header.number = signed_big_endian(*value);
  else
    header.bytes = *value;
  return true;
}

bool read_headers(std::string_view bytes, std::vector<EventStreamHeader>& headers) {
  headers.clear();
  while (!bytes.empty()) {
    const auto name_size = take(bytes, 1);
    const auto name = take(bytes, static_cast<std::size_t>(big_endian(*name_size)));
    const auto type = name ? take(bytes, 1) : std::nullopt;
    if (!type || name->empty() || big_endian(*type) > 9) return false;
    EventStreamHeader header;
    header.name = *name;
    header.type = static_cast<EventStreamHeader::Type>(big_endian(*type));
    if (!take_value(header, bytes)) return false;
    headers.push_back(header);
  }
  return true;
}

}  // namespace

std::string_view EventStreamMessage::header(std::string_view name) const {
  for (const EventStreamHeader& header : headers)
    if (header.name == name && header.type == EventStreamHeader::Type::String) return header.bytes;
  return {};
}

void EventStreamParser::feed(std::string_view bytes) {
  // What was read is dropped once it is the larger part, so that every byte moves at most once.
  if (begin_ > 0 && begin_ >= buffer_.size() - begin_) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  if (!failed_) buffer_.append(bytes);
}

Result<const EventStreamMessage*> EventStreamParser::broken(std::string_view what) {
  failed_ = true;
  return fail(ErrorKind::Protocol, std::string("the event stream is broken: ").append(what));
}

Result<const EventStreamMessage*> EventStreamParser::next() {
  if (failed_) return broken("an earlier message was");
  const std::string_view rest = std::string_view(buffer_).substr(begin_);
  if (rest.size() < kPreludeBytes) return nullptr;
  // The lengths are believed only once their own checksum is right.
  if (checksum(rest.substr(0, 8)) != big_endian_32(rest, 8))
    return broken("the checksum of a message's lengths is wrong");
  const std::size_t total = big_endian_32(rest, 0);
  const std::size_t headers_size = big_endian_32(rest, 4);
  if (total < kSmallestMessage || headers_size > total - kSmallestMessage ||
      headers_size > kMaxHeadersBytes)
    return broken("a message's lengths cannot be");
  if (total > max_message_bytes_)
    return broken("a message is larger than " + std::to_string(max_message_bytes_) + " bytes");
  if (rest.size() < total) return nullptr;

  const std::string_view bytes = rest.substr(0, total);
  if (checksum(bytes.substr(0, total - kChecksumBytes)) !=
      big_endian_32(bytes, total - kChecksumBytes))
    return broken("the checksum of a message is wrong");
  if (!read_headers(bytes.substr(kPreludeBytes, headers_size), message_.headers))
    return broken("a message's headers cannot be read");
  message_.payload =
      bytes.substr(kPreludeBytes + headers_size, total - kSmallestMessage - headers_size);
  begin_ += total;
  return &message_;
}

void append_event_stream(
    std::initializer_list<std::pair<std::string_view, std::string_view>> headers,
    std::string_view payload, std::string& out) {
  const std::size_t start = out.size();
  std::size_t headers_size = 0;
  for (const auto& [name, value] : headers) headers_size += 1 + name.size() + 3 + value.size();
  append_big_endian(kSmallestMessage + headers_size + payload.size(), 4, out);
  append_big_endian(headers_size, 4, out);
  append_big_endian(checksum(std::string_view(out).substr(start, 8)), 4, out);
  for (const auto& [name, value] : headers) {
    append_big_endian(name.size(), 1, out);
    out.append(name);
    append_big_endian(static_cast<std::uint8_t>(EventStreamHeader::Type::String), 1, out);
    append_big_endian(value.size(), 2, out);
    out.append(value);
  }
  out.append(payload);
  append_big_endian(checksum(std::string_view(out).substr(start)), 4, out);
}

}  // namespace omnillm::codec::bedrock
