// Two keys, one budget, one request: from the question "may this be sent?" to the bill.

#include <omnillm/omnillm.h>

#include <array>
#include <iostream>
#include <utility>
#include <vector>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

}  // namespace

int main() {
  const SystemClock clock;
  const auto scheduler = make_thread_scheduler();
  Ledger ledger;
  const AccountId acme = ledger.open("acme", {.limit = Money::parse("5.00").value()}).value();
  const ScopePath payers = ledger.path(std::array{acme}).value();
  std::vector keys{KeyConfig("sk-...", "prod-1").tpm_limit(90'000), KeyConfig("sk-...", "prod-2")};
  const auto pool = KeyPool::create(std::move(keys), {}, clock, *scheduler).value();
  Admitter admitter(ledger, *pool, clock);

  const Money bound = Money::parse("0.25").value();  // the most this request can cost
  const AdmissionRequest request{.estimated_tokens = 1'200, .bound = bound, .scopes = &payers};
  auto admission = admitter.try_admit(request, clock.now(), clock.wall());
  if (!admission) return complain(admitter.to_error(admission.error(), clock.now()));
  admission->mark_sent();  // ... send it with *admission->lease().secret() ...
  const ActualUse used{.tokens = 980, .cost = Money::parse("0.0075").value()};
  std::move(*admission).settle(clock.now(), used);  // and gives the rest back
  std::cout << ledger.snapshot(acme, clock.wall()).remaining << " left\n";  // $4.9925 left
}
