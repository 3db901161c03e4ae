#include "codec/endpoints/embedding_vectors.h"

#include <absl/strings/escaping.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace omnillm::codec {

namespace {

// The float nearest to the digits, rounded once.
bool to_float(json::Value value, float& out) {
  const std::string_view digits = value.raw();
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error == std::errc()) return true;
  const auto wide = value.to_double();
  if (!wide || std::abs(*wide) >= 1) return false;
  out = std::signbit(*wide) ? -0.0F : 0.0F;  // too small for a float
  return true;
}

std::vector<float> read_array(json::Value value, const Pointer& where, Reading& in) {
  std::vector<float> out;
  out.reserve(value.size());
  for (const json::Value element : value.elements()) {
    float number = 0;
    if (!element.is_number()) {
      in.expected("a number", element, where.at(out.size()));
      return {};
    }
    if (!to_float(element, number)) {
      in.complain(where.at(out.size()), "the number is out of range");
      return {};
    }
    out.push_back(number);
  }
  return out;
}

std::vector<float> read_base64(json::Value value, const Pointer& where, Reading& in) {
  std::string bytes;
  if (!absl::Base64Unescape(value.str(), &bytes) || bytes.size() % 4 != 0) {
    in.complain(where, "expected base64 of 32-bit numbers");
    return {};
  }
  std::vector<float> out;
  out.reserve(bytes.size() / 4);
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    std::uint32_t bits = 0;
    for (std::size_t i = 4; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(bytes[at + i]);
    out.push_back(std::bit_cast<float>(bits));
  }
  return out;
}

}  // namespace

std::vector<float> read_vector(json::Value value, const Pointer& where, Reading& in) {
  if (value.is_array()) return read_array(value, where, in);
  if (value.is_string()) return read_base64(value, where, in);
  in.expected("an array of numbers", value, where);
  return {};
}

bool write_vector(const std::vector<float>& vector, json::Writer& out) {
  bool finite = true;
  out.begin_array();
  for (const float number : vector) {
    finite = finite && std::isfinite(number);
    out.number(number);
  }
  out.end_array();
  return finite;
}

void write_vector_base64(const std::vector<float>& vector, json::Writer& out) {
  std::string bytes;
  bytes.reserve(vector.size() * 4);
  for (const float number : vector) {
    auto bits = std::bit_cast<std::uint32_t>(number);
    for (int i = 0; i < 4; ++i, bits >>= 8) bytes.push_back(static_cast<char>(bits & 0xff));
  }
  out.string(absl::Base64Escape(bytes));
}

std::vector<const EmbeddingVector*> by_index(const std::vector<EmbeddingVector>& vectors) {
  std::vector<const EmbeddingVector*> out;
  out.reserve(vectors.size());
  for (const EmbeddingVector& vector : vectors) out.push_back(&vector);
  std::stable_sort(out.begin(), out.end(), [](const EmbeddingVector* a, const EmbeddingVector* b) {
    return a->index < b->index;
  });
  return out;
}

}  // namespace omnillm::codec
