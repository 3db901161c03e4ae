#include "sim/report.h"
#include "yaml/quantity.h"

#include <algorithm>

namespace omnillm::sim {
namespace {

using yaml::share_of;
using yaml::show_count;
using yaml::show_duration;
using yaml::show_share;

// The smallest value that `percent` of all values do not exceed.
Duration quantile(std::vector<Duration>& values, std::size_t percent) {
  const std::size_t place = (values.size() * percent + 99) / 100;
  const auto nth =
      values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, place) - 1);
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

// Collects the lines of a judgement.
class Judgement {
 public:
  void at_most(const char* name, std::optional<std::int64_t> limit, std::int64_t found) {
    if (limit) add(name, "at most " + show_count(*limit), show_count(found), found <= *limit);
  }
  void at_most(const char* name, std::optional<Duration> limit, Duration found) {
    if (limit) add(name, "at most " + show_duration(*limit), show_duration(found), found <= *limit);
  }
  void at_most(const char* name, std::optional<Money> limit, Money found) {
    if (limit)
      add(name, "at most $" + limit->to_string(), "$" + found.to_string(), found <= *limit);
  }
  void at_least(const char* name, std::optional<std::int64_t> limit, std::int64_t found) {
    if (limit) add(name, "at least " + show_count(*limit), show_count(found), found >= *limit);
  }
  void share_at_least(const char* name, std::optional<std::int64_t> limit, std::int64_t found) {
    if (limit) add(name, "at least " + show_share(*limit), show_share(found), found >= *limit);
  }
  void add(const char* name, std::string wanted, std::string found, bool met) {
    lines.push_back(
        {.name = name, .wanted = std::move(wanted), .found = std::move(found), .met = met});
  }

  std::vector<Expectation> lines;
};

std::string lasting(const Event& event) {
  return event.lasts == Duration::max() ? "" : " for " + show_duration(event.lasts);
}

}  // namespace

std::string_view to_string(Refused cause) {
  switch (cause) {
    case Refused::Busy:
      return "busy";
    case Refused::TooLarge:
      return "too large";
    case Refused::NoKeys:
      return "no keys";
    case Refused::LineFull:
      return "line full";
    case Refused::Deadline:
      return "deadline";
    case Refused::Budget:
      return "budget";
  }
  return "";
}

Spread Spread::of(std::vector<Duration> values) {
  if (values.empty()) return {};
  return {.p50 = quantile(values, 50),
          .p99 = quantile(values, 99),
          .max = *std::max_element(values.begin(), values.end())};
}

bool Report::passed() const {
  return conservation.holds &&
         std::all_of(expectations.begin(), expectations.end(),
                     [](const Expectation& expectation) { return expectation.met; });
}

std::vector<Expectation> judge(const Expectations& expect, const Report& report) {
  Judgement judgement;
  judgement.at_most("max_429", expect.max_429, report.limited);
  judgement.at_most("max_failed", expect.max_failed, report.failed);
  judgement.at_most("max_refused", expect.max_refused, report.refused);
  judgement.at_least("min_served", expect.min_served, report.served);
  judgement.share_at_least("min_served_share", expect.min_served_share,
                           share_of(report.served, report.offered));
  judgement.share_at_least("min_utilisation", expect.min_utilisation, report.utilisation);
  judgement.at_most("max_p50_wait", expect.max_p50_wait, report.wait.p50);
  judgement.at_most("max_p99_wait", expect.max_p99_wait, report.wait.p99);
  judgement.at_most("max_wait", expect.max_wait, report.wait.max);
  if (expect.no_429_after)
    judgement.add("no_429_after", "none after " + show_duration(*expect.no_429_after),
                  report.last_limited ? "last at " + show_duration(*report.last_limited) : "none",
                  !report.last_limited || *report.last_limited <= *expect.no_429_after);
  judgement.at_most("max_spent", expect.max_spent, report.spent);
  return std::move(judgement.lines);
}

std::string describe(const Event& event) {
  const std::string share = show_share(event.share);
  switch (event.kind) {
    case Event::Kind::Outage:
      if (event.status == 0) return event.target + " stops answering" + lasting(event);
      return event.target + " answers " + std::to_string(event.status) + lasting(event);
    case Event::Kind::Revoke:
      return event.target + " is revoked" + lasting(event);
    case Event::Kind::Restore:
      return event.target + " works again";
    case Event::Kind::OtherConsumer:
      return "somebody else uses " + share + " of " + event.target + lasting(event);
    case Event::Kind::Refusals:
      return event.target + " answers 429 to " + share + lasting(event);
    case Event::Kind::CutLimit:
      return "the limits of " + event.target + " fall to " + share + lasting(event);
  }
  return "";
}

}  // namespace omnillm::sim
