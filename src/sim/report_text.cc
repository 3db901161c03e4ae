#include "sim/report_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <span>
#include <utility>
#include <vector>

#include "sim/text_table.h"
#include "yaml/quantity.h"

namespace omnillm::sim {
namespace {

using yaml::share_of;
using yaml::show_count;
using yaml::show_duration;
using yaml::show_share;

constexpr std::size_t kWidth = 100;
// Up to so many keys get a row each; of more, the groups and the ones worth a look.
constexpr std::size_t kMostRows = 20;
constexpr std::size_t kWorthALook = 8;

// "  wait        p50 0, p99 1.20s"
std::string row(std::string_view name, std::string_view text) {
  constexpr std::size_t kNameWidth = 12;
  std::string out = "  ";
  out.append(name).append(kNameWidth - std::min(kNameWidth - 1, width_of(name)), ' ');
  return out.append(text).append("\n");
}

std::string dollars(Money amount) {
  std::string text = amount.to_string();
  const std::size_t point = text.find('.');
  // Thousands of nano-dollars do not help a reader; exact figures stand on the conservation line.
  if (point != std::string::npos && text.size() > point + 5) text.resize(point + 5);
  return "$" + text;
}

// "14.2M"
std::string rough(double value) {
  std::array<char, 32> buffer{};
  const char* unit = value >= 1e6 ? "M" : value >= 1e4 ? "k" : "";
  const double scaled = value >= 1e6 ? value / 1e6 : value >= 1e4 ? value / 1e3 : value;
  const char* format = scaled >= 100 ? "%.0f%s" : "%.1f%s";
  std::snprintf(buffer.data(), buffer.size(), format, scaled, unit);
  return buffer.data();
}

double per_minute(std::int64_t amount, Duration over) {
  return static_cast<double>(amount) * 60e9 / static_cast<double>(over.count());
}

std::string in_minutes(std::int64_t amount, Duration over) {
  return rough(per_minute(amount, over));
}

std::string plural(std::int64_t count, const char* one, const char* many) {
  return show_count(count) + " " + (count == 1 ? one : many);
}

std::string title(const Report& report, const Paint& paint) {
  std::string out = paint.bold(report.name) + "\n";
  if (!report.about.empty()) out += "  " + wrapped(report.about, kWidth, "  ", 2) + "\n";
  return out + "  " +
         paint.dim(plural(report.keys, "key", "keys") + " of " +
                   plural(report.providers, "provider", "providers") + ", " +
                   show_duration(report.duration) + " of virtual time, seed " +
                   std::to_string(report.seed)) +
         "\n\n";
}

std::string refusals(const Report& report, const Paint& paint) {
  if (report.refused == 0) return row("refused", paint.good("0"));
  std::string causes;
  for (std::size_t i = 0; i < kRefusedCauses; ++i) {
    if (report.refused_by[i] == 0) continue;
    causes += causes.empty() ? " (" : ", ";
    causes.append(to_string(static_cast<Refused>(i))).append(" ");
    causes += show_count(report.refused_by[i]);
  }
  return row("refused", paint.warn(show_count(report.refused)) + causes + ")");
}

std::string attempts(const Report& report) {
  std::string text =
      show_count(report.attempts) + " sent, " + show_count(report.retries) + " of them retries";
  if (report.provider_errors > 0) text += "; 5xx " + show_count(report.provider_errors);
  if (report.unauthorised > 0) text += "; 401 " + show_count(report.unauthorised);
  if (report.timeouts > 0) text += "; unanswered " + show_count(report.timeouts);
  return row("attempts", text);
}

std::string spread(const Spread& values) {
  return "p50 " + show_duration(values.p50) + ", p99 " + show_duration(values.p99) + ", max " +
         show_duration(values.max);
}

std::string summary(const Report& report, const Paint& paint) {
  std::string out = row("served", paint.bold(show_count(report.served)) + " of " +
                                      plural(report.offered, "request", "requests") + " (" +
                                      show_share(share_of(report.served, report.offered)) + ")");
  out += refusals(report, paint);
  out += row("failed", report.failed == 0 ? paint.good("0") : paint.bad(show_count(report.failed)));
  out += attempts(report);
  const std::string limited = show_count(report.limited);
  out += row("429s seen", report.limited == 0 ? paint.good(limited)
                                              : paint.warn(limited) + ", the last at " +
                                                    show_duration(*report.last_limited));
  out += row("goodput", in_minutes(report.served_in_time, report.duration) + " requests/min, " +
                            in_minutes(report.tokens_in_time, report.duration) + " tokens/min");
  out += row("wait", spread(report.wait) + paint.dim("  (in line for a key)"));
  out += row("answer", spread(report.answer) + paint.dim("  (arrival to last byte)"));
  out += row("keys used", show_share(report.utilisation) + " of their limits");
  std::string spent = dollars(report.spent);
  if (report.cap)
    spent += " of " + dollars(*report.cap) + " (" +
             show_share(share_of(report.spent.nanos(), report.cap->nanos())) + ")";
  return out + row("spent", spent) + "\n";
}

std::string chart_row(std::string_view name, std::span<const std::int64_t> values) {
  const std::int64_t most = *std::max_element(values.begin(), values.end());
  if (most == 0) return "";
  return row(name, sparkline(values) + "  up to " + show_count(most));
}

std::string charts(const Report& report) {
  std::array<std::int64_t, Timeline::kParts> per_second{};
  for (std::size_t i = 0; i < per_second.size(); ++i) {
    const double served = static_cast<double>(report.timeline.served[i]) * Timeline::kParts;
    per_second[i] =
        static_cast<std::int64_t>(served * 1e9 / static_cast<double>(report.duration.count()));
  }
  return chart_row("served/s", per_second) + chart_row("429s", report.timeline.limited) +
         chart_row("failures", report.timeline.failed_attempts) +
         chart_row("in line", report.timeline.waiting) + "\n";
}

std::string consequence(const EventReport& event) {
  if (event.event.kind == Event::Kind::Restore) return "";
  if (event.met == 0) return "no attempt met it";
  std::string text = plural(event.met, "attempt", "attempts") + " met it";
  if (event.last_met) text += ", the last at " + show_duration(*event.last_met);
  return text;
}

std::string happenings(const Report& report, const Paint& paint) {
  if (report.events.empty()) return "";
  std::vector<const EventReport*> in_order;
  for (const EventReport& event : report.events) in_order.push_back(&event);
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const auto* a, const auto* b) { return a->event.at < b->event.at; });
  constexpr std::size_t kAt = 8, kWhat = 46;
  std::string out = paint.bold("What happened") + "\n";
  for (const EventReport* event : in_order) {
    const std::string at = show_duration(event->event.at);
    const std::string what = cut(describe(event->event), kWhat);
    out += "  " + at + std::string(kAt - std::min(kAt - 1, at.size()), ' ') + what +
           std::string(kWhat + 2 - width_of(what), ' ') + paint.dim(consequence(*event)) + "\n";
  }
  return out + "\n";
}

std::string state_of(const KeyStatus& status) { return std::string(to_string(status.state)); }

std::vector<std::string> key_row(const KeyReport& key) {
  return {cut(key.status.label, 24),
          state_of(key.status),
          rough(static_cast<double>(key.status.tpm_inflight)) + "/" +
              rough(static_cast<double>(key.status.tpm_limit)),
          std::to_string(key.status.rpm_inflight) + "/" + std::to_string(key.status.rpm_limit),
          std::to_string(key.status.in_flight),
          show_share(key.utilisation),
          show_count(key.served),
          show_count(key.limited),
          show_count(key.failed)};
}

TextTable key_table() {
  return TextTable({"key", "state", "tokens out", "requests out", "in flight", "used", "served",
                    "429", "failed"});
}

// What a reader of a long list would look for: keys that were refused, failed, or do not serve.
std::int64_t interest(const KeyReport& key) {
  const bool out = key.status.state != KeyState::Ready && key.status.state != KeyState::Empty;
  return key.limited + key.failed + (out ? 1'000'000 : 0);
}

std::string interesting_keys(const Report& report, const Paint& paint) {
  std::vector<const KeyReport*> keys;
  for (const KeyReport& key : report.per_key)
    if (interest(key) > 0) keys.push_back(&key);
  if (keys.empty()) return "";
  std::stable_sort(keys.begin(), keys.end(),
                   [](const auto* a, const auto* b) { return interest(*a) > interest(*b); });
  TextTable table = key_table();
  for (std::size_t i = 0; i < std::min(kWorthALook, keys.size()); ++i) table.add(key_row(*keys[i]));
  std::string out = paint.bold("Keys worth a look") + "\n" + table.print(paint);
  if (keys.size() > kWorthALook)
    out += paint.dim("  and " + plural(static_cast<std::int64_t>(keys.size() - kWorthALook),
                                       "more that was refused or failed at times",
                                       "more that were refused or failed at times")) +
           "\n";
  return out + "\n";
}

// The keys of one group together.
struct GroupSum {
  std::string name;
  std::int64_t keys = 0, ready = 0, resting = 0, in_flight = 0, tokens = 0, tpm = 0, served = 0,
               limited = 0, failed = 0, utilisation = 0;
};

std::vector<GroupSum> sums_of(const Report& report) {
  std::vector<GroupSum> sums;
  for (const KeyReport& key : report.per_key) {
    const std::string name = key.group == key.provider ? key.group : key.provider + " " + key.group;
    if (sums.empty() || sums.back().name != name) sums.push_back({.name = name});
    GroupSum& sum = sums.back();
    const bool ready = key.status.state == KeyState::Ready || key.status.state == KeyState::Empty;
    ++sum.keys;
    ++(ready ? sum.ready : sum.resting);
    sum.in_flight += key.status.in_flight;
    sum.tokens += key.tokens;
    sum.tpm += key.status.tpm_limit;
    sum.served += key.served;
    sum.limited += key.limited;
    sum.failed += key.failed;
    sum.utilisation += key.utilisation;
  }
  return sums;
}

std::string groups(const Report& report, const Paint& paint) {
  TextTable table({"keys", "count", "ready", "out", "in flight", "tokens/min", "limit", "used",
                   "served", "429", "failed"});
  const std::vector<GroupSum> sums = sums_of(report);
  for (std::size_t i = 0; i < std::min<std::size_t>(sums.size(), 2 * kMostRows); ++i) {
    const GroupSum& sum = sums[i];
    table.add({cut(sum.name, 24), std::to_string(sum.keys), std::to_string(sum.ready),
               std::to_string(sum.resting), show_count(sum.in_flight),
               in_minutes(sum.tokens, report.duration), rough(static_cast<double>(sum.tpm)),
               show_share(sum.utilisation / std::max<std::int64_t>(1, sum.keys)),
               show_count(sum.served), show_count(sum.limited), show_count(sum.failed)});
  }
  return paint.bold("Keys, at the end of the run") + "\n" + table.print(paint) + "\n";
}

std::string keys(const Report& report, const Paint& paint) {
  if (report.per_key.size() > kMostRows)
    return groups(report, paint) + interesting_keys(report, paint);
  TextTable table = key_table();
  for (const KeyReport& key : report.per_key) table.add(key_row(key));
  return paint.bold("Keys, at the end of the run") + "\n" + table.print(paint) + "\n";
}

std::string exact(Money amount) { return "$" + amount.to_string(); }

std::string conservation(const Report& report, const Paint& paint) {
  const Conservation& books = report.conservation;
  if (!books.holds) return paint.bad("NOT conserved: " + books.broken) + "\n";
  std::string text = "reserved " + (books.reserved.is_zero() ? "0" : exact(books.reserved)) +
                     ", leases " + std::to_string(books.leases) + ", ";
  if (books.limit)
    text += "settled " + exact(books.settled) + " + remaining " + exact(books.remaining) +
            " = limit " + exact(*books.limit);
  else
    text += "settled " + exact(books.settled) + ", no cap";
  text += ", the providers' own count agrees (" + exact(books.billed);
  if (!books.unheard.is_zero())
    text += ", and " + exact(books.unheard) + " charged for requests that were never answered";
  text += "). Compared at " + show_count(books.instants) + " instants, above a limit at none.";
  return paint.good("conserved") + ": " + wrapped(text, kWidth, "  ", 11) + "\n";
}

std::string expectations(const Report& report, const Paint& paint) {
  std::string out;
  for (const Expectation& expectation : report.expectations) {
    out += expectation.met ? paint.good("met") : paint.bad("NOT met");
    out += ": " + expectation.name + " " + expectation.wanted + ", found " + expectation.found;
    out += "\n";
  }
  return out;
}

}  // namespace

std::string to_text(const Report& report, bool coloured) {
  const Paint paint(coloured);
  return title(report, paint) + summary(report, paint) + charts(report) +
         happenings(report, paint) + keys(report, paint) + conservation(report, paint) +
         expectations(report, paint);
}

std::string to_text(const KeySearch& search, bool coloured) {
  const Paint paint(coloured);
  TextTable table(
      {search.group + " keys", "enough", "served", "refused", "failed", "429", "p99 wait", "used"});
  for (const KeySearch::Tried& tried : search.tried) {
    const Report& report = tried.report;
    table.add({std::to_string(tried.keys), report.passed() ? "yes" : "no",
               show_share(share_of(report.served, report.offered)), show_count(report.refused),
               show_count(report.failed), show_count(report.limited),
               show_duration(report.wait.p99), show_share(report.utilisation)});
  }
  std::string out;
  if (search.enough) out += to_text(search.find(*search.enough)->report, coloured) + "\n";
  out += paint.bold("How many keys") + "\n" + table.print(paint) + "\n";
  if (!search.enough) return out + paint.bad("None of these is enough.") + "\n";
  return out + paint.good(plural(*search.enough, "key is enough", "keys are enough")) + ".\n";
}

}  // namespace omnillm::sim
