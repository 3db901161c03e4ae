// A user's program, out of what is installed and nothing else.

#include <omnillm/omnillm.h>

#include <array>
#include <iostream>
#include <utility>

int main() {
  using omnillm::Money;
  const omnillm::SystemClock clock;
  const auto scheduler = omnillm::make_thread_scheduler();
  omnillm::Ledger ledger;
  const auto account = ledger.open("acme", {.limit = Money::parse("5").value()}).value();
  const auto payers = ledger.path(std::array{account}).value();
  const auto pool =
      omnillm::KeyPool::create({omnillm::KeyConfig("sk-test", "prod-1")}, {}, clock, *scheduler)
          .value();

  omnillm::Admitter admitter(ledger, *pool, clock);
  auto admission = admitter.try_admit({.estimated_tokens = 1'200,
                                       .bound = Money::parse("0.25").value(),
                                       .scopes = &payers,
                                       .model = "gpt-4o-mini"},
                                      clock.now(), clock.wall());
  if (!admission) return 1;
  std::cout << "admitted with " << admission->lease().label() << ", " << admission->reserved()
            << " reserved; ";
  admission->mark_sent();

  const auto price = omnillm::PriceBook::embedded().find("openai", "gpt-4o-mini").value();
  const Money cost =
      omnillm::cost_of(price, {.prompt_tokens = 1'000, .completion_tokens = 34})->total;
  std::move(*admission).settle(clock.now(), {.tokens = 1'034, .cost = cost});
  std::cout << "settled at " << ledger.snapshot(account, clock.wall()).settled << '\n';
}
