// Bills against fixtures/prices/golden_bills.json, which an independent script works out in exact
// decimals (scripts/golden_bills.py).

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "omnillm/cost.h"
#include "omnillm/prices.h"
#include "support/source_tree.h"

namespace omnillm {
namespace {

namespace json = boost::json;

const json::array& golden_cases() {
  static const json::value root = [] {
    std::ifstream file(in_source_tree("fixtures/prices/golden_bills.json"));
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
  }();
  return root.at("cases").as_array();
}

std::string text_of(const json::value& value) { return std::string(value.as_string().c_str()); }

template <class Counts>
Counts read_counts(const json::value& value,
                   const std::map<std::string, std::int64_t Counts::*>& fields) {
  Counts counts;
  for (const auto& [name, count] : value.as_object())
    counts.*fields.at(std::string(name)) = count.as_int64();
  return counts;
}

TokenUsage read_usage(const json::value& value) {
  using Usage = TokenUsage;
  return read_counts<Usage>(value, {{"prompt_tokens", &Usage::prompt_tokens},
                                    {"completion_tokens", &Usage::completion_tokens},
                                    {"cache_read_tokens", &Usage::cache_read_tokens},
                                    {"cache_write_5m_tokens", &Usage::cache_write_5m_tokens},
                                    {"cache_write_1h_tokens", &Usage::cache_write_1h_tokens},
                                    {"reasoning_tokens", &Usage::reasoning_tokens},
                                    {"audio_prompt_tokens", &Usage::audio_prompt_tokens},
                                    {"audio_completion_tokens", &Usage::audio_completion_tokens},
                                    {"image_prompt_tokens", &Usage::image_prompt_tokens},
                                    {"image_completion_tokens", &Usage::image_completion_tokens}});
}

BillableUnits read_units(const json::value& value) {
  using Units = BillableUnits;
  return read_counts<Units>(value, {{"images_out", &Units::images_out},
                                    {"images_in", &Units::images_in},
                                    {"pixels", &Units::pixels},
                                    {"audio_in_milliseconds", &Units::audio_in_milliseconds},
                                    {"characters", &Units::characters},
                                    {"queries", &Units::queries},
                                    {"pages", &Units::pages},
                                    {"web_searches_low", &Units::web_searches_low},
                                    {"web_searches", &Units::web_searches},
                                    {"web_searches_high", &Units::web_searches_high}});
}

ServiceTier read_tier(const std::string& name) {
  for (const ServiceTier tier : {ServiceTier::Standard, ServiceTier::Batch, ServiceTier::Flex})
    if (name == to_string(tier)) return tier;
  return ServiceTier::Priority;
}

PriceBook book_for(const json::value& golden) {
  const PriceBook book = PriceBook::embedded();
  if (golden.at("override").is_null()) return book;
  return book.with_overrides(R"({"models":)" + json::serialize(golden.at("override")) + "}")
      .value();
}

TEST(GoldenBills, AreAtLeastForty) { EXPECT_GE(golden_cases().size(), 40U); }

TEST(GoldenBills, AgreeToTheNanoDollar) {
  for (const json::value& golden : golden_cases()) {
    SCOPED_TRACE(text_of(golden.at("name")));
    const auto price =
        book_for(golden).find(text_of(golden.at("provider")), text_of(golden.at("model")));
    ASSERT_TRUE(price);
    const auto bill =
        cost_of(*price, read_usage(golden.at("usage")), read_units(golden.at("units")),
                read_tier(text_of(golden.at("tier"))));
    ASSERT_TRUE(bill) << bill.error();
    EXPECT_EQ(bill->total.nanos(), golden.at("expected_nanos").as_int64())
        << golden.at("expected_usd");
    EXPECT_FALSE(bill->usage_repaired);
  }
}

}  // namespace
}  // namespace omnillm
