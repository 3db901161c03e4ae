// Which price goes with which count of BillableUnits: the one table that bills and bounds share.

#ifndef OMNILLM_REGISTRY_UNIT_LINES_H_
#define OMNILLM_REGISTRY_UNIT_LINES_H_

#include <cstdint>

#include "omnillm/cost.h"
#include "omnillm/prices.h"
#include "omnillm/usage.h"
#include "registry/money_sum.h"

namespace omnillm::registry {

struct UnitLine {
  LineKind kind;
  std::int64_t BillableUnits::*count;
  Rate UnitPrices::*rate;
  // Whether models are sold by this unit instead of by the token; the others are fees on top.
  bool is_measure;
  bool in_milliseconds = false;
};

inline constexpr UnitLine kUnitLines[] = {
    {LineKind::Images, &BillableUnits::images_out, &UnitPrices::image_out, true},
    {LineKind::ImagesIn, &BillableUnits::images_in, &UnitPrices::image_in, true},
    {LineKind::Pixels, &BillableUnits::pixels, &UnitPrices::pixel, true},
    {LineKind::AudioInMilliseconds, &BillableUnits::audio_in_milliseconds,
     &UnitPrices::audio_in_second, true, true},
    {LineKind::AudioOutMilliseconds, &BillableUnits::audio_out_milliseconds,
     &UnitPrices::audio_out_second, true, true},
    {LineKind::Characters, &BillableUnits::characters, &UnitPrices::character, true},
    {LineKind::Queries, &BillableUnits::queries, &UnitPrices::query, true},
    {LineKind::Pages, &BillableUnits::pages, &UnitPrices::page, true},
    {LineKind::Requests, &BillableUnits::requests, &UnitPrices::request, false},
    {LineKind::WebSearchesLow, &BillableUnits::web_searches_low, &UnitPrices::web_search_low,
     false},
    {LineKind::WebSearches, &BillableUnits::web_searches, &UnitPrices::web_search, false},
    {LineKind::WebSearchesHigh, &BillableUnits::web_searches_high, &UnitPrices::web_search_high,
     false},
};

inline void add_unit_line(MoneySum& sum, const UnitLine& line, std::int64_t count, Rate rate) {
  if (line.in_milliseconds)
    sum.add_milliseconds(count, rate);
  else
    sum.add(count, rate);
}

// Whether a measure of this model was counted, so that the bill does not rest on tokens.
[[nodiscard]] bool charges_a_measure(const UnitPrices& prices, const BillableUnits& units);

// Whether the model is sold by a unit and not by the token: a bill without that unit would be a
// silent zero.
[[nodiscard]] bool is_sold_by_unit(const ModelPrice& price);

// The refusals that bills and bounds share.
[[nodiscard]] tl::unexpected<Error> unknown_price(const ModelPrice& price,
                                                  std::string_view of_what);
[[nodiscard]] tl::unexpected<Error> beyond_money(const ModelPrice& price);

}  // namespace omnillm::registry

#endif  // OMNILLM_REGISTRY_UNIT_LINES_H_
