#include "store/stored_json.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>

#include "json/document.h"
#include "json/writer.h"

namespace omnillm::store {

namespace {

// By their values.
constexpr std::array<std::string_view, 5> kPeriods{"total", "hour", "day", "week", "month"};
constexpr std::array<std::string_view, 2> kHardness{"hard", "soft"};

template <class Enum, std::size_t N>
std::optional<Enum> named(json::Value value, const std::array<std::string_view, N>& names) {
  const auto found = std::find(names.begin(), names.end(), value.str());
  if (!value.is_string() || found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

tl::unexpected<Error> damaged() {
  return fail(ErrorKind::Storage, "a stored value is damaged: it is not the JSON it should be");
}

Result<json::Document> array(std::string_view text) {
  json::Document document;
  if (!document.parse(text) || !document.root().is_array()) return damaged();
  return document;
}

}  // namespace

std::string texts_to_json(const std::vector<std::string>& texts) {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const std::string& each : texts) writer.json(JsonText::string(each));
  writer.end_array();
  return out;
}

Result<std::vector<std::string>> texts_from_json(std::string_view json) {
  const auto document = array(json);
  if (!document) return tl::unexpected(document.error());
  std::vector<std::string> texts;
  for (const json::Value each : document->root().elements()) {
    if (!each.is_string()) return damaged();
    texts.push_back(each.str());
  }
  return texts;
}

std::string pairs_to_json(const TextPairs& pairs) {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& [name, value] : pairs)
    writer.begin_array().json(JsonText::string(name)).json(JsonText::string(value)).end_array();
  writer.end_array();
  return out;
}

Result<TextPairs> pairs_from_json(std::string_view json) {
  const auto document = array(json);
  if (!document) return tl::unexpected(document.error());
  TextPairs pairs;
  for (const json::Value pair : document->root().elements()) {
    std::vector<std::string> both;
    for (const json::Value each : pair.elements())
      if (each.is_string()) both.push_back(each.str());
    if (both.size() != 2 || pair.size() != 2) return damaged();
    pairs.emplace_back(std::move(both[0]), std::move(both[1]));
  }
  return pairs;
}

std::string budget_to_json(const Budget& budget) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  writer.key("limit_nanos").integer(budget.limit.nanos());
  writer.key("period").string(kPeriods[static_cast<std::size_t>(budget.period)]);
  writer.key("time_zone").json(JsonText::string(budget.time_zone));
  writer.key("hardness").string(kHardness[static_cast<std::size_t>(budget.hardness)]);
  writer.key("alert_percent").begin_array();
  for (const int each : budget.alert_percent) writer.integer(each);
  writer.end_array();
  writer.key("shared").boolean(budget.shared);
  writer.end_object();
  return out;
}

Result<Budget> budget_from_json(std::string_view json) {
  json::Document document;
  if (!document.parse(json)) return damaged();
  const json::Value root = document.root();
  const auto limit = root["limit_nanos"].to_int64();
  const auto period = named<Period>(root["period"], kPeriods);
  const auto hardness = named<Hardness>(root["hardness"], kHardness);
  const auto shared = root["shared"].to_bool();
  if (!limit || !period || !hardness || !shared || !root["time_zone"].is_string()) return damaged();
  Budget budget{.limit = Money::from_nanos(*limit),
                .period = *period,
                .time_zone = root["time_zone"].str(),
                .hardness = *hardness,
                .shared = *shared};
  for (const json::Value each : root["alert_percent"].elements()) {
    const auto percent = each.to_int64();
    if (!percent || *percent < 1 || *percent > std::numeric_limits<int>::max()) return damaged();
    budget.alert_percent.push_back(static_cast<int>(*percent));
  }
  return budget;
}

}  // namespace omnillm::store
