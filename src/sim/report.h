// What a run showed, as figures; report_text.h and report_json.h print it.

#ifndef OMNILLM_SIM_REPORT_H_
#define OMNILLM_SIM_REPORT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/keys.h"
#include "omnillm/money.h"
#include "sim/scenario.h"

namespace omnillm::sim {

// Why a request got no key.
enum class Refused : std::uint8_t { Busy, TooLarge, NoKeys, LineFull, Deadline, Budget };
inline constexpr std::size_t kRefusedCauses = 6;
[[nodiscard]] std::string_view to_string(Refused cause);

// Quantiles of some durations.
struct Spread {
  Duration p50{0}, p99{0}, max{0};

  [[nodiscard]] static Spread of(std::vector<Duration> values);
};

struct KeyReport {
  std::string provider, group;
  KeyStatus status;  // at the end of the arrivals
  std::int64_t sent = 0, served = 0, served_in_time = 0, limited = 0, failed = 0;
  std::int64_t tokens = 0;       // of answers until the end of the arrivals
  std::int64_t utilisation = 0;  // millionths: of the limit, tokens or requests, it is nearer to
};

struct EventReport {
  Event event;
  std::int64_t keys = 0;
  std::int64_t met = 0;  // attempts that were refused, failed or left without answer because of it
  std::optional<Duration> last_met{};  // of the run
};

// The run cut into equal parts.
struct Timeline {
  static constexpr std::size_t kParts = 60;
  std::array<std::int64_t, kParts> served{}, limited{}, failed_attempts{}, waiting{};
};

struct Conservation {
  bool holds = false;
  std::string broken;                  // the first thing that did not hold
  std::int64_t instants = 0;           // at which the books were compared
  std::int64_t leases = 0;             // out at the end
  Money reserved, settled, remaining;  // of the organisation, at the end
  std::optional<Money> limit;
  Money billed;   // by the providers, for answers that arrived
  Money unheard;  // charged at the bound: attempts that were never answered
};

// One line of `expect`.
struct Expectation {
  std::string name;
  std::string wanted, found;
  bool met = false;
};

struct Report {
  std::string name, about;
  std::uint64_t seed = 0;
  Duration duration{0};
  std::int64_t keys = 0, providers = 0;

  std::int64_t offered = 0, served = 0, refused = 0, failed = 0;
  std::array<std::int64_t, kRefusedCauses> refused_by{};
  std::int64_t attempts = 0, retries = 0, limited = 0, provider_errors = 0, unauthorised = 0,
               timeouts = 0;
  std::optional<Duration> last_limited;
  // Of answers until the end of the arrivals; what is left then is finished, but no part of a rate.
  std::int64_t served_in_time = 0, tokens_in_time = 0;
  std::int64_t utilisation = 0;
  Spread wait, answer;
  std::optional<Money> cap;
  Money spent{};

  std::vector<KeyReport> per_key;
  std::vector<EventReport> events;
  Timeline timeline;
  Conservation conservation;
  std::vector<Expectation> expectations;

  [[nodiscard]] bool passed() const;
};

// Compares what was expected with what `report` shows.
[[nodiscard]] std::vector<Expectation> judge(const Expectations& expect, const Report& report);

// "openai answers 503 for 30s"
[[nodiscard]] std::string describe(const Event& event);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_REPORT_H_
