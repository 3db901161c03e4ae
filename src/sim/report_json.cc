#include "sim/report_json.h"

#include <boost/json.hpp>

#include <span>

namespace omnillm::sim {
namespace {

namespace json = boost::json;

std::string dollars(Money amount) { return amount.to_string(); }

json::value optional_dollars(const std::optional<Money>& amount) {
  if (!amount) return nullptr;
  return json::value(dollars(*amount));
}

json::value optional_time(const std::optional<Duration>& time) {
  if (!time) return nullptr;
  return json::value(time->count());
}

json::object spread(const Spread& values) {
  return {{"p50_ns", values.p50.count()},
          {"p99_ns", values.p99.count()},
          {"max_ns", values.max.count()}};
}

json::array numbers(std::span<const std::int64_t> values) {
  return json::array(values.begin(), values.end());
}

json::object requests(const Report& report) {
  json::object causes;
  for (std::size_t i = 0; i < kRefusedCauses; ++i) {
    std::string name(to_string(static_cast<Refused>(i)));
    for (char& c : name) c = c == ' ' ? '_' : c;
    causes[name] = report.refused_by[i];
  }
  return {{"offered", report.offered},
          {"served", report.served},
          {"refused", report.refused},
          {"refused_by", std::move(causes)},
          {"failed", report.failed},
          {"served_in_time", report.served_in_time},
          {"tokens_in_time", report.tokens_in_time}};
}

json::object attempts(const Report& report) {
  return {{"sent", report.attempts},
          {"retries", report.retries},
          {"status_429", report.limited},
          {"last_429_ns", optional_time(report.last_limited)},
          {"status_5xx", report.provider_errors},
          {"status_401", report.unauthorised},
          {"unanswered", report.timeouts}};
}

json::object key_object(const KeyReport& key) {
  const KeyStatus& status = key.status;
  return {{"label", status.label},
          {"provider", key.provider},
          {"group", key.group},
          {"state", json::string(to_string(status.state))},
          {"available", status.available},
          {"tpm_inflight", status.tpm_inflight},
          {"tpm_limit", status.tpm_limit},
          {"rpm_inflight", status.rpm_inflight},
          {"rpm_limit", status.rpm_limit},
          {"in_flight", status.in_flight},
          {"pace_permille", status.pace_permille},
          {"cool_down_until", status.cool_down_until},
          {"failure_cool_down_until", status.failure_cool_down_until},
          {"sent", key.sent},
          {"served", key.served},
          {"status_429", key.limited},
          {"failed", key.failed},
          {"tokens", key.tokens},
          {"utilisation", key.utilisation}};
}

json::object conservation(const Conservation& books) {
  return {{"holds", books.holds},
          {"broken", books.broken},
          {"instants", books.instants},
          {"leases", books.leases},
          {"reserved_usd", dollars(books.reserved)},
          {"settled_usd", dollars(books.settled)},
          {"remaining_usd", books.limit ? json::value(dollars(books.remaining)) : nullptr},
          {"limit_usd", optional_dollars(books.limit)},
          {"billed_usd", dollars(books.billed)},
          {"unanswered_usd", dollars(books.unheard)}};
}

json::array events(const Report& report) {
  json::array list;
  for (const EventReport& event : report.events)
    list.push_back(json::object{{"at_ns", event.event.at.count()},
                                {"what", describe(event.event)},
                                {"keys", event.keys},
                                {"met", event.met},
                                {"last_met_ns", optional_time(event.last_met)}});
  return list;
}

json::array expectations(const Report& report) {
  json::array list;
  for (const Expectation& expectation : report.expectations)
    list.push_back(json::object{{"name", expectation.name},
                                {"wanted", expectation.wanted},
                                {"found", expectation.found},
                                {"met", expectation.met}});
  return list;
}

json::object to_object(const Report& report) {
  json::array keys;
  for (const KeyReport& key : report.per_key) keys.push_back(key_object(key));
  return {{"name", report.name},
          {"seed", report.seed},
          {"duration_ns", report.duration.count()},
          {"passed", report.passed()},
          {"requests", requests(report)},
          {"attempts", attempts(report)},
          {"wait", spread(report.wait)},
          {"answer", spread(report.answer)},
          {"utilisation", report.utilisation},
          {"spent_usd", dollars(report.spent)},
          {"cap_usd", optional_dollars(report.cap)},
          {"conservation", conservation(report.conservation)},
          {"expectations", expectations(report)},
          {"events", events(report)},
          {"timeline", json::object{{"served", numbers(report.timeline.served)},
                                    {"status_429", numbers(report.timeline.limited)},
                                    {"failed", numbers(report.timeline.failed_attempts)},
                                    {"waiting", numbers(report.timeline.waiting)}}},
          {"keys", std::move(keys)}};
}

}  // namespace

std::string to_json(const Report& report) { return json::serialize(to_object(report)) + "\n"; }

std::string to_json(const KeySearch& search) {
  json::array tried;
  for (const KeySearch::Tried& one : search.tried)
    tried.push_back(json::object{{"keys", one.keys}, {"report", to_object(one.report)}});
  json::value enough = nullptr;
  if (search.enough) enough = *search.enough;
  return json::serialize(json::object{
             {"group", search.group}, {"enough", enough}, {"tried", std::move(tried)}}) +
         "\n";
}

}  // namespace omnillm::sim
