#include "sim/recorder.h"

#include <algorithm>
#include <utility>

namespace omnillm::sim {
namespace {

// Whether an answer with this status is what the event is about.
bool is_of(const Event& event, int status) {
  switch (event.kind) {
    case Event::Kind::Outage:
      return status == event.status;
    case Event::Kind::Revoke:
      return status == 401;
    case Event::Kind::OtherConsumer:
    case Event::Kind::Refusals:
    case Event::Kind::CutLimit:
      return status == 429;
    case Event::Kind::Restore:
      return false;
  }
  return false;
}

bool in_force(const Event& event, Duration at) {
  return at >= event.at && (event.lasts == Duration::max() || at - event.at <= event.lasts);
}

// Of what the limits allow in `minutes`, in millionths.
std::int64_t used_share(std::int64_t amount, std::int64_t per_minute, Duration over) {
  const double whole = static_cast<double>(per_minute) * static_cast<double>(over.count()) / 60e9;
  return whole > 0 ? static_cast<std::int64_t>(1e6 * static_cast<double>(amount) / whole) : 0;
}

}  // namespace

Recorder::Recorder(const Scenario& scenario, const SimulatedProviders& providers)
    : scenario_(scenario), providers_(providers) {
  report_.name = scenario.name;
  report_.about = scenario.about;
  report_.seed = scenario.seed;
  report_.duration = scenario.duration;
  report_.keys = static_cast<std::int64_t>(providers.size());
  report_.providers = static_cast<std::int64_t>(scenario.providers.size());
  report_.cap = scenario.budget.organisation;
  report_.per_key.resize(providers.size());
  for (const Event& event : scenario.events) {
    std::vector<bool>& keys = concerns_.emplace_back(providers.size());
    for (const std::size_t key : providers.keys_named(event.target)) keys[key] = true;
    report_.events.push_back({.event = event, .keys = std::count(keys.begin(), keys.end(), true)});
  }
}

// What is left when the arrivals end is finished afterwards; it is in the totals, not in the chart.
void Recorder::draw(std::array<std::int64_t, Timeline::kParts>& chart, Duration at) const {
  const auto part = static_cast<std::size_t>(at * Timeline::kParts / scenario_.duration);
  if (part < Timeline::kParts) ++chart[part];
}

void Recorder::attempt(std::size_t key, bool retry) {
  ++report_.attempts;
  if (retry) ++report_.retries;
  ++report_.per_key[key].sent;
}

void Recorder::bad_answer(Duration at, Duration decided, std::size_t key, int status) {
  if (status == 429) {
    ++report_.limited;
    ++report_.per_key[key].limited;
    draw(report_.timeline.limited, at);
    report_.last_limited = at;
  } else {
    ++(status == 0     ? report_.timeouts
       : status == 401 ? report_.unauthorised
                       : report_.provider_errors);
    ++report_.per_key[key].failed;
    draw(report_.timeline.failed_attempts, at);
  }
  count_for_events(decided, key, status);
}

void Recorder::count_for_events(Duration at, std::size_t key, int status) {
  for (std::size_t i = 0; i < concerns_.size(); ++i) {
    EventReport& event = report_.events[i];
    if (!concerns_[i][key] || !is_of(event.event, status) || !in_force(event.event, at)) continue;
    ++event.met;
    event.last_met = at;
  }
}

void Recorder::good_answer(Duration at, std::size_t key, std::int64_t tokens) {
  ++report_.per_key[key].served;
  draw(report_.timeline.served, at);
  if (at > scenario_.duration) return;
  ++report_.served_in_time;
  report_.tokens_in_time += tokens;
  ++report_.per_key[key].served_in_time;
  report_.per_key[key].tokens += tokens;
}

void Recorder::served(Duration waited, Duration took) {
  ++report_.served;
  waits_.push_back(waited);
  answers_.push_back(took);
}

void Recorder::refused(Refused why, Duration waited) {
  ++report_.refused;
  ++report_.refused_by[static_cast<std::size_t>(why)];
  waits_.push_back(waited);
}

void Recorder::failed(Duration waited) {
  ++report_.failed;
  waits_.push_back(waited);
}

void Recorder::waiting(Duration at, std::size_t in_line) {
  const auto part = static_cast<std::size_t>(at * Timeline::kParts / scenario_.duration);
  std::int64_t& most = report_.timeline.waiting[std::min(part, Timeline::kParts - 1)];
  most = std::max(most, static_cast<std::int64_t>(in_line));
}

void Recorder::keys_are(const std::vector<KeyStatus>& status) {
  for (std::size_t i = 0; i < std::min(status.size(), report_.per_key.size()); ++i)
    report_.per_key[i].status = status[i];
}

void Recorder::finish_keys() {
  std::int64_t tpm = 0, rpm = 0, tokens = 0, calls = 0;
  for (std::size_t i = 0; i < report_.per_key.size(); ++i) {
    KeyReport& key = report_.per_key[i];
    const KeyLimits& limits = providers_.group_of(i).limits;
    key.provider = providers_.plan_of(i).name;
    key.group = providers_.group_of(i).name;
    key.utilisation = std::max(used_share(key.tokens, limits.tpm, report_.duration),
                               used_share(key.served_in_time, limits.rpm, report_.duration));
    tpm += limits.tpm;
    rpm += limits.rpm;
    tokens += key.tokens;
    calls += key.served_in_time;
  }
  report_.utilisation =
      std::max(used_share(tokens, tpm, report_.duration), used_share(calls, rpm, report_.duration));
}

Report Recorder::finish(const Conservation& verdict, Money spent) && {
  finish_keys();
  report_.wait = Spread::of(std::move(waits_));
  report_.answer = Spread::of(std::move(answers_));
  report_.conservation = verdict;
  report_.spent = spent;
  report_.expectations = judge(scenario_.expect, report_);
  return std::move(report_);
}

}  // namespace omnillm::sim
