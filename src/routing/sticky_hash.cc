#include "routing/sticky_hash.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <variant>

#include "routing/visit.h"

namespace omnillm::routing {
namespace {

// Every bit of the result depends on every bit of `x` (the finalizer of SplitMix64).
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

std::uint64_t hash(std::uint64_t start, std::string_view bytes) {
  std::uint64_t h = start ^ 0xCBF29CE484222325ULL;  // FNV-1a
  for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return mix(h ^ bytes.size());
}

std::uint64_t hash(std::uint64_t start, const RouteValue& value) {
  return std::visit(
      Overloaded{
          [&](std::monostate) { return mix(start); },
          [&](bool flag) { return mix(start ^ (flag ? 1U : 2U)); },
          [&](std::int64_t whole) { return mix(start ^ mix(static_cast<std::uint64_t>(whole))); },
          [&](double broken) { return mix(start ^ mix(std::bit_cast<std::uint64_t>(broken))); },
          [&](const std::string& text) { return hash(start, std::string_view(text)); }},
      value);
}

const Target* first_target(const Route& route, std::size_t depth) {
  if (const auto* target = std::get_if<Target>(&route.node().kind)) return target;
  if (depth == 0) return nullptr;
  const Target* found = nullptr;
  for_each_child(route.node(), [&](const Route& child) {
    if (!found) found = first_target(child, depth - 1);
  });
  return found;
}

}  // namespace

StickyDraw::StickyDraw(std::uint64_t seed, const RouteValue& key)
    : key_(hash(mix(seed + 0x9E3779B97F4A7C15ULL), key)) {}

double StickyDraw::unit(const Route& share) {
  const Target* target = first_target(share, kMaxRouteDepth);
  std::uint64_t name = 0;
  if (target)
    name = hash(hash(0, std::string_view(target->provider)), std::string_view(target->model));
  const auto twins = static_cast<std::uint64_t>(std::count(seen_.begin(), seen_.end(), name));
  seen_.push_back(name);
  const std::uint64_t drawn = mix(key_ ^ mix(name + twins * 0x9E3779B97F4A7C15ULL));
  return (static_cast<double>(drawn >> 11) + 0.5) * 0x1.0p-53;
}

}  // namespace omnillm::routing
