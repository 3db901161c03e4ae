#include "omnillm/call_record.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>

#include "json/document.h"
#include "records.h"
#include "telemetry/duration_text.h"
#include "telemetry/wall_text.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

TEST(Explain, TellsEveryAttemptWithItsReasons) {
  EXPECT_EQ(
      explain(second_try_record()),
      "call 01J9ZZZZZZZZZZZZZZZZZZZZZZ responses gpt-4.1-mini: ok after 1.42 s, $0.0031\n"
      "1. openai/gpt-4.1-mini with key prod-1, at 120 us: refused after 80 ms, "
      "provider_limit, status 429: Rate limit reached (again in 20 s)\n"
      "   because: step 1 of 2 of a fallback\n"
      "2. anthropic/claude-x with key a-1, at 81 ms: answered after 1.33 s, first token after "
      "210 ms, status 200\n"
      "   because: step 2 of 2 of a fallback\n"
      "   because: cheapest 1 of 2, about $0.0031\n"
      "used 900 prompt and 100 completion tokens\n"
      "lost on the way:\n"
      "   minor cache_mark at /messages/0: cache marks are dropped\n");
}

TEST(Explain, TellsWhoRefused) {
  CallRecord record = failed_record(ErrorKind::OwnBudget);
  record.passed_over = {{"openai/m", "its key is cooling down"}};
  EXPECT_EQ(explain(record),
            "call 01J responses m: failed after 0 ns, $0.00\n"
            "passed over openai/m: its key is cooling down\n"
            "in the end: own_budget: why\n"
            "refused by the policy\n");
}

TEST(Explain, SaysThatAChargeIsAGuess) {
  CallRecord record = failed_record(ErrorKind::Timeout);
  record.charge_estimated = true;
  EXPECT_NE(explain(record).find("$0.00 (estimated)"), std::string::npos);
}

TEST(CallRecordJson, HoldsTheWholeRecord) {
  json::Document document;
  ASSERT_TRUE(document.parse(std::string(to_json(second_try_record()).text())));
  const json::Value root = document.root();
  EXPECT_TRUE(root["id"].says("01J9ZZZZZZZZZZZZZZZZZZZZZZ"));
  EXPECT_TRUE(root["started"].says("2025-06-01T12:00:00.123Z"));
  EXPECT_TRUE(root["endpoint"].says("responses"));
  EXPECT_TRUE(root["wire_format"].says("anthropic_messages"));
  EXPECT_EQ(root["ok"].to_bool(), true);
  EXPECT_EQ(root["scopes"].size(), 2U);
  EXPECT_EQ(root["tags"].raw(), R"([["feature","summaries"]])");
  EXPECT_TRUE(root["charged"].says("0.0031"));
  EXPECT_EQ(root["usage"]["prompt_tokens"].to_int64(), 900);
  EXPECT_EQ(root["times"]["total_ns"].to_int64(), 1'420'000'000);
  EXPECT_EQ(root["first_token_ns"].to_int64(), 291'000'000);
  EXPECT_EQ(root["losses"].size(), 1U);
  ASSERT_EQ(root["attempts"].size(), 2U);
  const json::Value first = *root["attempts"].elements().begin();
  EXPECT_TRUE(first["key"].says("prod-1"));
  EXPECT_TRUE(first["end"].says("refused"));
  EXPECT_TRUE(first["error"].says("provider_limit"));
  EXPECT_EQ(first["retry_after_ns"].to_int64(), 20'000'000'000);
  EXPECT_TRUE((*first["why"].elements().begin())["because"].says("step"));
}

TEST(CallRecordJson, TellsTheErrorAndWhoRefused) {
  CallRecord record;
  record.error = Error(ErrorKind::NoKey, "3 keys are cooling").with_retry_after(2s);
  json::Document document;
  ASSERT_TRUE(document.parse(std::string(to_json(record).text())));
  const json::Value error = document.root()["error"];
  EXPECT_TRUE(error["kind"].says("no_key"));
  EXPECT_TRUE(error["refused_by"].says("gateway"));
  EXPECT_EQ(error["retry_after_ns"].to_int64(), 2'000'000'000);
  EXPECT_FALSE(document.root()["usage"]);
}

TEST(CallRecordJson, TellsTheLinesOfTheBill) {
  CallRecord record;
  record.bill.emplace();
  record.bill->total = Money::from_nanos(5'000);
  record.bill->price_version = "2025-06";
  record.bill->add_line({LineKind::Input, 20, Rate::from_pico(250'000)});
  record.bill->estimated = true;
  json::Document document;
  ASSERT_TRUE(document.parse(std::string(to_json(record).text())));
  const json::Value bill = document.root()["bill"];
  EXPECT_TRUE(bill["total"].says("0.000005"));
  EXPECT_EQ(bill["estimated"].to_bool(), true);
  EXPECT_EQ(bill["lines"].raw(), R"([{"kind":"input","count":20,"pico_dollars_each":250000}])");
}

TEST(CallRecordJson, IsJsonWhateverBytesWereInIt) {
  CallRecord record = second_try_record();
  record.user = "\xff\"\n";
  record.tags = {{"\xfe", "\x01"}};
  record.attempts[0].model = "\xc3";
  record.attempts[0].detail = std::string("\0\xff", 2);
  EXPECT_TRUE(JsonText::parse(to_json(record).text()));
}

TEST(CallRecord, KnowsWhoAnswered) {
  const CallRecord record = second_try_record();
  ASSERT_NE(record.answered_by(), nullptr);
  EXPECT_EQ(record.answered_by()->provider, "anthropic");
  EXPECT_EQ(CallRecord{}.answered_by(), nullptr);
}

TEST(AttemptEnds, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(AttemptEnd::CutByCost); ++i)
    EXPECT_TRUE(names.insert(to_string(static_cast<AttemptEnd>(i))).second) << i;
}

struct Spelt {
  Duration duration;
  const char* text;
};

class DurationText : public testing::TestWithParam<Spelt> {};

TEST_P(DurationText, KeepsThreeDigits) {
  EXPECT_EQ(telemetry::duration_text(GetParam().duration), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Rows, DurationText,
                         testing::Values(Spelt{0ns, "0 ns"}, Spelt{999ns, "999 ns"},
                                         Spelt{1us, "1 us"}, Spelt{1999ns, "1.99 us"},
                                         Spelt{12'345us, "12.3 ms"}, Spelt{123'999us, "123 ms"},
                                         Spelt{2s, "2 s"}, Spelt{1050ms, "1.05 s"},
                                         Spelt{1h, "3600 s"}, Spelt{-5ms, "-5 ms"},
                                         Spelt{Duration::min(), "-9223372036 s"}));

TEST(WallText, IsADateOfRfc3339) {
  EXPECT_EQ(telemetry::wall_text(WallTime{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(telemetry::wall_text(WallTime(-1ms)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(telemetry::wall_text(WallTime(951'782'400s)), "2000-02-29T00:00:00.000Z");
}

}  // namespace
}  // namespace omnillm
