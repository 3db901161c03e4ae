#include "telemetry/duration_text.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace omnillm::telemetry {
namespace {

struct Unit {
  std::int64_t nanoseconds;
  std::string_view name;
};
constexpr std::array kUnits{Unit{1'000'000'000, " s"}, Unit{1'000'000, " ms"}, Unit{1'000, " us"}};

}  // namespace

std::string duration_text(Duration duration) {
  const std::int64_t count = duration.count();
  if (count < 0) return "-" + duration_text(Duration(count == INT64_MIN ? INT64_MAX : -count));
  for (const Unit& unit : kUnits) {
    if (count < unit.nanoseconds) continue;
    const std::int64_t whole = count / unit.nanoseconds;
    const std::int64_t hundredths = count % unit.nanoseconds / (unit.nanoseconds / 100);
    std::string out = std::to_string(whole);
    std::string fraction{static_cast<char>('0' + hundredths / 10),
                         static_cast<char>('0' + hundredths % 10)};
    fraction.resize(whole >= 100 ? 0 : whole >= 10 ? 1 : 2);
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    if (!fraction.empty()) out.append(".").append(fraction);
    return out.append(unit.name);
  }
  return std::to_string(count) + " ns";
}

}  // namespace omnillm::telemetry
