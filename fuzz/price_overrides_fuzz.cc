// A price file from an operator: whatever it says, the book laid under it stays as it was, reading
// it twice gives the same, and a bill at any price it brings is right or refused.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "omnillm/cost.h"
#include "omnillm/prices.h"

namespace {

using namespace omnillm;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_bills(const ModelPrice& price) {
  const TokenUsage usage{.prompt_tokens = 300'000,
                         .completion_tokens = 70,
                         .cache_read_tokens = 20,
                         .reasoning_tokens = 30};
  for (const ServiceTier tier :
       {ServiceTier::Standard, ServiceTier::Batch, ServiceTier::Priority}) {
    const auto bill = cost_of(price, usage, {}, tier);
    const auto bound =
        bound_of(price, {.prompt_bytes = 300'000, .max_output_tokens = 70, .tier = tier});
    check(!bill || !bill->total.is_negative());
    check(!bill || !bound || bill->total <= bound->amount);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const PriceBook book = PriceBook::embedded();
  const auto first = book.with_overrides(text);
  const auto second = book.with_overrides(text);
  check(first.has_value() == second.has_value());
  check(first ? first->size() == second->size() : first.error() == second.error());
  check(book.find("openai", "gpt-4o")->rates.input == Rate::from_pico(2'500'000));

  // The bytes as a name: an answer is a name of the book.
  for (const char* provider : {"", "bedrock", "vertex", "acme"})
    if (const auto price = (first ? *first : book).find(provider, text))
      check(!price->provider.empty() && !price->model.empty());
  if (!first) return 0;
  for (const char* name : {"acme/one", "openai/gpt-4o", "azure/prod"})
    if (const auto price = first->find("", name)) check_bills(*price);
  return 0;
}
