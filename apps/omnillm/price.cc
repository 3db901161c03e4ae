#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "command.h"
#include "json/writer.h"
#include "omnillm/cost.h"
#include "omnillm/prices.h"
#include "omnillm/providers.h"
#include "streams.h"

namespace omnillm::app {
namespace {

struct Options {
  std::string model;
  std::string provider;
  std::string prices;
  TokenUsage usage;
  BillableUnits units;
  std::string tier = "standard";
  bool json = false;
};

constexpr std::array kTiers{ServiceTier::Standard, ServiceTier::Batch, ServiceTier::Flex,
                            ServiceTier::Priority};

// Requires: one of kTiers is called that.
ServiceTier tier_called(std::string_view name) {
  return *std::find_if(kTiers.begin(), kTiers.end(),
                       [name](ServiceTier tier) { return to_string(tier) == name; });
}

int refuse(std::string_view message) {
  std::cerr << "omnillm price: " << message << '\n';
  return kUsageError;
}

int unknown(std::string_view message) {
  std::cerr << "omnillm price: " << message << '\n';
  return kNotMet;
}

Result<PriceBook> load(const Options& options) {
  if (options.prices.empty()) return PriceBook::embedded();
  const auto text = read_input(options.prices);
  if (!text) return tl::unexpected(text.error());
  return PriceBook::embedded().with_overrides(*text);
}

// The book knows names better than the registry, which is asked for those it does not know:
// "model@provider".
std::optional<ModelPrice> find(const PriceBook& book, const Options& options) {
  if (auto price = book.find(options.provider, options.model)) return price;
  if (!options.provider.empty()) return std::nullopt;
  const auto resolved = embedded_provider_registry().resolve(options.model);
  if (!resolved) return std::nullopt;
  return book.find(resolved->provider->name, resolved->model);
}

// A rate in dollars exactly as it is kept: 2500000 pico-dollars are 0.0000025.
std::string dollars(Rate rate) {
  std::string digits = std::to_string(rate.pico());
  if (digits.size() < 13) digits.insert(0, 13 - digits.size(), '0');
  digits.insert(digits.size() - 12, 1, '.');
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.ends_with('.')) digits.pop_back();
  return digits;
}

void print(std::ostream& out, const ModelPrice& price, const Bill& bill) {
  out << price.provider << '/' << price.model << ": " << bill.total << '\n';
  for (const BillLine& line : bill.lines())
    out << "  " << to_string(line.kind) << ' ' << line.count << " at $" << dollars(line.rate)
        << '\n';
  out << "  prices " << bill.price_version << ", valid from " << bill.price_valid_from
      << ", found by " << to_string(bill.price_match) << ", tier " << to_string(bill.tier) << '\n';
  if (bill.usage_repaired) out << "  the counts contradicted each other and were repaired\n";
}

void print_json(std::ostream& out, const ModelPrice& price, const Bill& bill) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("provider").string(price.provider);
  writer.key("model").string(price.model);
  writer.key("total_usd").string(bill.total.to_string());
  writer.key("total_nanos").integer(bill.total.nanos());
  writer.key("lines").begin_array();
  for (const BillLine& line : bill.lines()) {
    writer.begin_object();
    writer.key("kind").string(to_string(line.kind));
    writer.key("count").integer(line.count);
    writer.key("rate_usd").string(dollars(line.rate));
    writer.end_object();
  }
  writer.end_array();
  writer.key("price_version").string(bill.price_version);
  writer.key("price_valid_from").string(bill.price_valid_from);
  writer.key("price_match").string(to_string(bill.price_match));
  writer.key("tier").string(to_string(bill.tier));
  writer.key("usage_repaired").boolean(bill.usage_repaired);
  writer.end_object();
  out << text << '\n';
}

int run(const Options& options) {
  const auto book = load(options);
  if (!book) return refuse(book.error().message());
  const auto price = find(*book, options);
  if (!price) return unknown("no price of \"" + options.model + "\" is known; see docs/prices.md");
  const auto bill = cost_of(*price, options.usage, options.units, tier_called(options.tier));
  if (!bill) return unknown(bill.error().message());
  std::ostringstream out;
  if (options.json)
    print_json(out, *price, *bill);
  else
    print(out, *price, *bill);
  return write_output(out.str()) ? kOk : refuse("cannot write to standard output");
}

void add_count(CLI::App& command, const char* name, std::int64_t& count, const char* what) {
  command.add_option(name, count, what)
      ->check(CLI::NonNegativeNumber.description(""))
      ->type_name("N");
}

void add_counts(CLI::App& command, Options& options) {
  TokenUsage& usage = options.usage;
  add_count(command, "--input", usage.prompt_tokens, "Tokens of the prompt, cached ones and all");
  add_count(command, "--output", usage.completion_tokens, "Tokens of the answer, thoughts and all");
  add_count(command, "--cache-read", usage.cache_read_tokens, "Of the prompt, read from a cache");
  add_count(command, "--cache-write", usage.cache_write_5m_tokens,
            "Written to a five-minute cache");
  add_count(command, "--cache-write-1h", usage.cache_write_1h_tokens, "Written to an hour's cache");
  add_count(command, "--audio-input", usage.audio_prompt_tokens, "Of the prompt, sound");
  add_count(command, "--reasoning", usage.reasoning_tokens, "Of the answer, thoughts");
  add_count(command, "--audio-output", usage.audio_completion_tokens, "Of the answer, sound");
  add_count(command, "--images", options.units.images_out, "Images made");
  add_count(command, "--characters", options.units.characters, "Characters spoken");
  add_count(command, "--queries", options.units.queries, "Rerank queries");
  add_count(command, "--web-searches", options.units.web_searches, "Searches the provider made");
}

}  // namespace

void add_price(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("price", "Say to the nano-dollar what a request costs");
  command->add_option("model", options->model, "A model, with or without its provider")
      ->required()
      ->type_name("MODEL");
  command->add_option("--provider", options->provider, "Whose price, where several sell it")
      ->type_name("NAME");
  add_counts(*command, *options);
  std::vector<std::string> tiers;
  for (const ServiceTier tier : kTiers) tiers.emplace_back(to_string(tier));
  command->add_option("--tier", options->tier, "standard (default), batch, flex, priority")
      ->check(CLI::IsMember(tiers).description(""))
      ->type_name("TIER");
  command->add_option("--prices", options->prices, "Lay this file over the prices compiled in")
      ->type_name("FILE.json");
  command->add_flag("--json", options->json, "Print the bill as JSON");
  command->footer(
      "Exit code 0: priced; 1: no such price is known; 2: the command or the file is wrong.\n"
      "Try: omnillm price gpt-4o-mini --input 1200 --output 300\n"
      "     omnillm price anthropic/claude-sonnet-4-5 --input 9000 --cache-read 8000 --output 500");
  command->callback(
      [options, &chosen] { chosen = [options](const Process&) { return run(*options); }; });
}

}  // namespace omnillm::app
