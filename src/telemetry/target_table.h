// Totals by provider, model and key, found by their names without building a key.

#ifndef OMNILLM_TELEMETRY_TARGET_TABLE_H_
#define OMNILLM_TELEMETRY_TARGET_TABLE_H_

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "omnillm/metrics.h"

namespace omnillm::telemetry {

// Three names, referring to whoever asks.
struct TargetNames {
  std::string_view provider;
  std::string_view model;
  std::string_view key_label;

  friend bool operator==(const TargetNames&, const TargetNames&) = default;
};

// The same, owned: what the table is keyed by.
struct TargetKey {
  std::string provider;
  std::string model;
  std::string key_label;

  explicit TargetKey(const TargetNames& names)
      : provider(names.provider), model(names.model), key_label(names.key_label) {}
  [[nodiscard]] TargetNames names() const { return {provider, model, key_label}; }
};

struct TargetHash {
  using is_transparent = void;
  std::size_t operator()(const TargetNames& names) const {
    const std::hash<std::string_view> hash;
    std::size_t h = hash(names.provider);
    for (const std::string_view each : {names.model, names.key_label})
      h = (h ^ hash(each)) * 0x9E3779B97F4A7C15ULL;
    return h ^ (h >> 32);
  }
  std::size_t operator()(const TargetKey& key) const { return (*this)(key.names()); }
};

struct TargetEqual {
  using is_transparent = void;
  static TargetNames names(const TargetNames& names) { return names; }
  static TargetNames names(const TargetKey& key) { return key.names(); }
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    return names(a) == names(b);
  }
};

template <class Value>
using TargetTable = absl::flat_hash_map<TargetKey, Value, TargetHash, TargetEqual>;

// What everything that no longer fits is counted under.
inline constexpr TargetNames kOther{"other", "", ""};

}  // namespace omnillm::telemetry

#endif  // OMNILLM_TELEMETRY_TARGET_TABLE_H_
