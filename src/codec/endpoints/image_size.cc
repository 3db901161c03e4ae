#include "codec/endpoints/image_size.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace omnillm::codec {

namespace {

struct Sides {
  std::int64_t width;
  std::int64_t height;

  [[nodiscard]] double ratio() const {
    return static_cast<double>(width) / static_cast<double>(height);
  }
};

struct Known {
  std::string_view word;
  Sides sides;
};

constexpr Known kGoogle[] = {
    {"1:1", {1, 1}}, {"3:4", {3, 4}}, {"4:3", {4, 3}}, {"9:16", {9, 16}}, {"16:9", {16, 9}}};
constexpr Known kOpenAi[] = {{"1024x1024", {1, 1}}, {"1024x1536", {2, 3}}, {"1536x1024", {3, 2}}};

// "1536x1024" or "16:9". Numbers are small enough to multiply.
std::optional<Sides> read_sides(std::string_view text, char between) {
  constexpr std::int64_t kLargest = 1'000'000;
  const std::size_t middle = text.find(between);
  if (middle == std::string_view::npos) return std::nullopt;
  Sides out{};
  const char* const cut = text.data() + middle;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), cut, out.width);
  const auto second = std::from_chars(cut + 1, end, out.height);
  if (first.ec != std::errc() || first.ptr != cut || second.ec != std::errc() || second.ptr != end)
    return std::nullopt;
  if (out.width < 1 || out.height < 1 || out.width > kLargest || out.height > kLargest)
    return std::nullopt;
  return out;
}

template <std::size_t N>
const Known& nearest(const Known (&known)[N], const Sides& sides) {
  const Known* best = known;
  const auto distance = [&](const Known& one) {
    return std::abs(std::log(one.sides.ratio() / sides.ratio()));
  };
  for (const Known& one : known)
    if (distance(one) < distance(*best)) best = &one;
  return *best;
}

bool same_ratio(const Sides& a, const Sides& b) { return a.width * b.height == b.width * a.height; }

}  // namespace

std::optional<NearestRatio> google_ratio(std::string_view size) {
  const auto sides = read_sides(size, 'x');
  if (!sides) return std::nullopt;
  const Known& found = nearest(kGoogle, *sides);
  return NearestRatio{found.word, same_ratio(found.sides, *sides)};
}

std::optional<NearestSize> openai_size(std::string_view ratio) {
  const auto sides = read_sides(ratio, ':');
  if (!sides) return std::nullopt;
  const Known& found = nearest(kOpenAi, *sides);
  return NearestSize{found.word, same_ratio(found.sides, *sides)};
}

}  // namespace omnillm::codec
