#include "registry/unit_lines.h"

#include <algorithm>
#include <string>

namespace omnillm::registry {
namespace {

std::string name_of(const ModelPrice& price) {
  std::string name(price.provider);
  if (!name.empty()) name += '/';
  name += price.model.empty() ? std::string_view("this model") : price.model;
  return name;
}

bool costs_something(Rate rate) { return rate.known() && rate.pico() > 0; }

bool sells_tokens(const TokenRates& rates) {
  const Rate all[] = {rates.input,          rates.output,    rates.cache_read, rates.cache_write_5m,
                      rates.cache_write_1h, rates.reasoning, rates.audio_in,   rates.audio_out,
                      rates.image_in,       rates.image_out};
  return std::any_of(std::begin(all), std::end(all), costs_something);
}

}  // namespace

bool charges_a_measure(const UnitPrices& prices, const BillableUnits& units) {
  return std::any_of(std::begin(kUnitLines), std::end(kUnitLines), [&](const UnitLine& line) {
    return line.is_measure && units.*line.count > 0 && (prices.*line.rate).known();
  });
}

bool is_sold_by_unit(const ModelPrice& price) {
  if (sells_tokens(price.rates)) return false;
  for (const RateTier& tier : price.tiers)
    if (sells_tokens(tier.rates)) return false;
  return std::any_of(std::begin(kUnitLines), std::end(kUnitLines), [&](const UnitLine& line) {
    return line.is_measure && costs_something(price.units.*line.rate);
  });
}

tl::unexpected<Error> unknown_price(const ModelPrice& price, std::string_view of_what) {
  return fail(ErrorKind::Configuration, "no price is known at " + name_of(price) + " for " +
                                            std::string(of_what) + "; add it to the price file");
}

tl::unexpected<Error> beyond_money(const ModelPrice& price) {
  return fail(ErrorKind::OwnBudget,
              "the request at " + name_of(price) + " could cost more than any budget holds");
}

}  // namespace omnillm::registry
