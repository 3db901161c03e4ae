#include "omnillm/metrics.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "records.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

void call(Metrics& metrics, const CallRecord& record) {
  metrics.on_request(record);
  metrics.on_finished(record);
}

std::uint64_t of(const std::array<std::uint64_t, kErrorKinds>& errors, ErrorKind kind) {
  return errors[static_cast<std::size_t>(kind)];
}

CallRecord tried_at(std::string provider) {
  CallRecord record;
  record.attempts.emplace_back().provider = std::move(provider);
  return record;
}

TEST(Metrics, CountsACallThatWentWell) {
  Metrics metrics;
  call(metrics, second_try_record());
  const CallTotals totals = metrics.snapshot().totals;
  EXPECT_EQ(totals.requests, 1U);
  EXPECT_EQ(totals.finished, 1U);
  EXPECT_EQ(totals.in_flight, 0);
  EXPECT_EQ(totals.streamed, 1U);
  EXPECT_EQ(totals.attempts, 2U);
  EXPECT_EQ(totals.retries, 1U);
  EXPECT_EQ(totals.tokens, (TokenTotals{.prompt = 900, .completion = 100, .cache_read = 400}));
  EXPECT_EQ(totals.charged, Money::from_nanos(3'100'000));
  EXPECT_EQ(totals.latency.count(), 1U);
  EXPECT_EQ(totals.latency.sum(), 1420ms);
  EXPECT_EQ(totals.first_token.sum(), 291ms);
  EXPECT_EQ(totals.own_time.sum(), 7us);
}

TEST(Metrics, CountsACallThatFailedByKindAndByWhoRefused) {
  Metrics metrics;
  call(metrics, failed_record(ErrorKind::OwnBudget));
  call(metrics, failed_record(ErrorKind::OwnLimit));
  call(metrics, failed_record(ErrorKind::ContextLength));
  const CallTotals totals = metrics.snapshot().totals;
  EXPECT_EQ(of(totals.errors, ErrorKind::OwnBudget), 1U);
  EXPECT_EQ(totals.refused_by[static_cast<std::size_t>(RefusedBy::Policy)], 2U);
  EXPECT_EQ(totals.refused_by[static_cast<std::size_t>(RefusedBy::Provider)], 1U);
  EXPECT_EQ(totals.without_usage, 0U);
}

TEST(Metrics, CountsAnAnswerWithoutUsageAsThat) {
  Metrics metrics;
  call(metrics, CallRecord{});
  EXPECT_EQ(metrics.snapshot().totals.without_usage, 1U);
}

TEST(Metrics, KnowsWhatIsInFlight) {
  Metrics metrics;
  metrics.on_request(CallRecord{});
  metrics.on_request(CallRecord{});
  metrics.on_finished(CallRecord{});
  EXPECT_EQ(metrics.snapshot().totals.in_flight, 1);
}

TEST(Metrics, CountsAttemptsByProviderModelAndKey) {
  Metrics metrics;
  call(metrics, second_try_record());
  const MetricsSnapshot now = metrics.snapshot();
  ASSERT_EQ(now.targets.size(), 2U);
  const AttemptTotals* refused = now.find("openai", "gpt-4.1-mini", "prod-1");
  const AttemptTotals* answered = now.find("anthropic", "claude-x", "a-1");
  ASSERT_TRUE(refused && answered);
  EXPECT_EQ(of(refused->errors, ErrorKind::ProviderLimit), 1U);
  EXPECT_EQ(refused->answered, 0U);
  EXPECT_EQ(refused->charged, Money{});
  EXPECT_EQ(answered->answered, 1U);
  EXPECT_EQ(answered->tokens.prompt, 900);
  EXPECT_EQ(answered->charged, Money::from_nanos(3'100'000));
  EXPECT_EQ(answered->first_token.sum(), 210ms);
  EXPECT_EQ(now.find("openai", "gpt-4.1-mini", "prod-2"), nullptr);
}

TEST(Metrics, CountsTogetherWhatIsMoreThanItsBound) {
  Metrics metrics(2);
  for (const char* provider : {"b", "a", "c", "d", "c"}) call(metrics, tried_at(provider));
  const MetricsSnapshot now = metrics.snapshot();
  ASSERT_EQ(now.targets.size(), 3U);
  EXPECT_EQ(now.targets[0].provider, "a");
  EXPECT_EQ(now.targets[1].provider, "b");
  EXPECT_EQ(now.targets[2].provider, "other");
  EXPECT_EQ(now.targets[2].attempts, 3U);
}

TEST(Metrics, StopsAtTheLargestAmount) {
  Metrics metrics;
  CallRecord dear;
  dear.charged = Money::max();
  call(metrics, dear);
  call(metrics, dear);
  EXPECT_EQ(metrics.snapshot().totals.charged, Money::max());
}

TEST(Metrics, CountsEveryCallOfManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kCalls = 1000;
  Metrics metrics(3);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&metrics] {
      for (int i = 0; i < kCalls; ++i) call(metrics, tried_at("p" + std::to_string(i % 5)));
    });
  for (int i = 0; i < 50; ++i) EXPECT_LE(metrics.snapshot().targets.size(), 4U);
  for (std::thread& thread : threads) thread.join();
  const MetricsSnapshot now = metrics.snapshot();
  EXPECT_EQ(now.totals.finished, std::uint64_t{kThreads} * kCalls);
  EXPECT_EQ(now.totals.in_flight, 0);
  std::uint64_t attempts = 0;
  for (const AttemptTotals& target : now.targets) attempts += target.attempts;
  EXPECT_EQ(attempts, std::uint64_t{kThreads} * kCalls);
}

TEST(Histogram, CountsABoundInItsOwnBucket) {
  Histogram histogram;
  histogram.record(100us);
  histogram.record(100'001ns);
  histogram.record(1h);
  histogram.record(-1s);
  EXPECT_EQ(histogram.buckets()[0], 2U);
  EXPECT_EQ(histogram.buckets()[1], 1U);
  EXPECT_EQ(histogram.buckets()[Histogram::kBuckets], 1U);
  EXPECT_EQ(histogram.count(), 4U);
}

TEST(Histogram, GivesTheBoundThatAShareDoesNotExceed) {
  Histogram histogram;
  EXPECT_EQ(histogram.at_permille(500), 0s);
  for (int i = 0; i < 99; ++i) histogram.record(150us);
  histogram.record(1s);
  EXPECT_EQ(histogram.at_permille(500), 200us);
  EXPECT_EQ(histogram.at_permille(990), 200us);
  EXPECT_EQ(histogram.at_permille(991), 1638400us);
}

TEST(Histogram, IsTheSumOfItsParts) {
  Histogram a;
  Histogram b;
  Histogram both;
  for (const int milliseconds : {1, 2, 3, 40'000}) {
    (milliseconds < 3 ? a : b).record(milliseconds * 1ms);
    both.record(milliseconds * 1ms);
  }
  a.add(b);
  EXPECT_EQ(a, both);
}

TEST(Histogram, StopsAtTheLongestSum) {
  Histogram histogram;
  histogram.record(Duration::max());
  histogram.record(Duration::max());
  EXPECT_EQ(histogram.sum(), Duration::max());
}

TEST(Histogram, CountsAValueAtABoundBelowIt) {
  for (const Duration bound : Histogram::bounds()) {
    Histogram histogram;
    histogram.record(bound);
    EXPECT_EQ(histogram.at_permille(1000), bound);
  }
}

}  // namespace
}  // namespace omnillm
