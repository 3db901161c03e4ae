#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "omnillm/metrics.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

MetricsSnapshot some() {
  MetricsSnapshot snapshot;
  snapshot.totals.requests = 3;
  snapshot.totals.charged = Money::parse("0.0031").value();
  snapshot.totals.errors[static_cast<std::size_t>(ErrorKind::OwnLimit)] = 2;
  snapshot.totals.latency.record(150us);
  snapshot.totals.latency.record(90s);
  AttemptTotals target{.provider = "open\"ai", .model = "gpt\\4o\n", .key_label = "one"};
  target.attempts = 3;
  target.tokens.prompt = 210;
  snapshot.targets.push_back(std::move(target));
  return snapshot;
}

bool has_line(const std::string& page, const std::string& line) {
  std::istringstream lines(page);
  for (std::string each; std::getline(lines, each);)
    if (each == line) return true;
  return false;
}

TEST(Prometheus, HasTheCountersOfCalls) {
  const std::string page = to_prometheus(some());
  EXPECT_TRUE(has_line(page, "# TYPE omnillm_calls_total counter"));
  EXPECT_TRUE(has_line(page, "omnillm_calls_total 3"));
  EXPECT_TRUE(has_line(page, "omnillm_charged_dollars_total 0.0031"));
  EXPECT_TRUE(has_line(page, "omnillm_call_errors_total{error_type=\"own_limit\"} 2"));
}

TEST(Prometheus, AddsUpTheBucketsOfAHistogram) {
  const std::string page = to_prometheus(some());
  EXPECT_TRUE(has_line(page, "omnillm_call_duration_seconds_bucket{le=\"0.000100000\"} 0"));
  EXPECT_TRUE(has_line(page, "omnillm_call_duration_seconds_bucket{le=\"0.000200000\"} 1"));
  EXPECT_TRUE(has_line(page, "omnillm_call_duration_seconds_bucket{le=\"+Inf\"} 2"));
  EXPECT_TRUE(has_line(page, "omnillm_call_duration_seconds_sum 90.000150000"));
  EXPECT_TRUE(has_line(page, "omnillm_call_duration_seconds_count 2"));
}

TEST(Prometheus, EscapesWhatWouldEndALabel) {
  EXPECT_TRUE(has_line(to_prometheus(some()),
                       R"(omnillm_attempts_total{gen_ai_provider_name="open\"ai",)"
                       R"(gen_ai_request_model="gpt\\4o\n",omnillm_key="one"} 3)"));
}

TEST(Prometheus, NamesEachFamilyOnce) {
  const std::string page = to_prometheus(some());
  std::istringstream lines(page);
  std::vector<std::string> families;
  for (std::string each; std::getline(lines, each);)
    if (each.starts_with("# TYPE ")) families.push_back(each);
  std::vector<std::string> sorted = families;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(std::unique(sorted.begin(), sorted.end()), sorted.end());
  EXPECT_GT(families.size(), 10u);
}

}  // namespace
}  // namespace omnillm
