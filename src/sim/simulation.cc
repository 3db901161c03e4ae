#include "sim/simulation.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "base/virtual_time.h"
#include "base/wide.h"
#include "omnillm/admission.h"
#include "omnillm/budget.h"
#include "sim/books.h"
#include "sim/consumer.h"
#include "sim/pools.h"
#include "sim/provider.h"
#include "sim/recorder.h"

namespace omnillm::sim {
namespace {

// Names of the independent sources of chance: a change to one part leaves the others as they were.
enum class Chance : std::uint64_t { Pool = 1, Providers, Consumers, Calls, Arrivals = 100 };

Rng rng_for(const Scenario& scenario, Chance name, std::uint64_t index = 0) {
  return Rng(scenario.seed).child(static_cast<std::uint64_t>(name) + index);
}

// The most a call can cost, whichever provider serves it: rounded up.
Money bound_of(const Scenario& scenario, std::int64_t input, std::int64_t output) {
  std::int64_t pico_per_input = 0, pico_per_output = 0;
  for (const ProviderPlan& provider : scenario.providers) {
    pico_per_input = std::max(pico_per_input, provider.pico_per_input);
    pico_per_output = std::max(pico_per_output, provider.pico_per_output);
  }
  const Int128 pico = Int128{pico_per_input} * input + Int128{pico_per_output} * output;
  return Money::from_nanos(static_cast<std::int64_t>((pico + 999) / 1'000));
}

ErrorKind kind_of(int status) {
  switch (status) {
    case 429:
      return ErrorKind::ProviderLimit;
    case 401:
      return ErrorKind::Auth;
    case 503:
    case 529:
      return ErrorKind::Overloaded;
    default:
      return ErrorKind::Server;
  }
}

Refused cause_of(const AdmissionRefusal& refusal) {
  const auto* by_pool = std::get_if<PoolRefusal>(&refusal);
  if (by_pool == nullptr) return Refused::Budget;
  switch (by_pool->cause) {
    case PoolRefusal::Cause::Busy:
      return Refused::Busy;
    case PoolRefusal::Cause::TooLarge:
      return Refused::TooLarge;
    case PoolRefusal::Cause::NoKeys:
      return Refused::NoKeys;
    case PoolRefusal::Cause::LineFull:
      return Refused::LineFull;
    case PoolRefusal::Cause::Deadline:
    case PoolRefusal::Cause::Cancelled:
      return Refused::Deadline;
  }
  return Refused::Busy;
}

// When it is worth asking again. Where nothing is known, something may still come back.
Instant retry_of(const AdmissionRefusal& refusal) {
  const auto* by_pool = std::get_if<PoolRefusal>(&refusal);
  if (by_pool == nullptr || by_pool->cause != PoolRefusal::Cause::Busy) return Instant::max();
  return by_pool->retry_at.value_or(Instant::max() - std::chrono::hours(1));
}

// One request of a caller, from its arrival to its end.
struct Call {
  const Stream* stream = nullptr;
  std::size_t caller = 0;
  TokenUse use;
  std::int64_t estimate = 0;
  Money bound;
  Instant arrived{}, asked{}, sent{};
  Duration waited{0};
  int attempts = 0;
  std::optional<Admission> admission;
  std::size_t provider = 0;
  std::size_t key = 0;                     // among all keys of the scenario
  std::uint32_t index = 0;                 // in its provider's pool
  std::optional<std::size_t> failed_at{};  // provider of the last attempt
  Answer answer;
  Duration decided{0};  // when the provider did, since the start of the run
  Duration first_byte{0};
};

// The run. Every step of a call is a task of the virtual time, and exactly one is scheduled for a
// call that is under way or none while it stands in line.
class Simulation {
 public:
  explicit Simulation(const Scenario& scenario)
      : scenario_(scenario),
        providers_(scenario, rng_for(scenario, Chance::Providers)),
        recorder_(scenario, providers_),
        rng_(rng_for(scenario, Chance::Calls)) {}

  Result<void> prepare();
  Report run(const OnProgress& on_progress);

 private:
  Duration elapsed() const { return time_.now() - VirtualTime::kStart; }
  template <class Step>
  void after(Duration delay, Step step) {
    time_.call_at(time_.now() + delay, std::move(step));
  }

  void schedule_arrival(std::size_t stream);
  void schedule_events();
  void arrive(const Stream& stream);
  void ask(Call& call);
  void ask_providers(Call& call);
  void admitted(Call& call, std::size_t provider, Admitter::Admitted result);
  void refused(Call& call, const AdmissionRefusal& refusal);
  void reach_provider(Call& call);
  void headers_arrive(Call& call);
  void answer_arrives(Call& call);
  void succeed(Call& call);
  void fail(Call& call);
  void give_up(Call& call);
  void retry_or_fail(Call& call);
  bool may_retry(const Call& call) const { return call.attempts < scenario_.client.attempts; }
  Duration backoff_of(const Call& call);
  void watch(const OnProgress& on_progress);
  void forsake();

  Call& new_call();
  void end(Call& call);

  const Scenario& scenario_;
  VirtualTime time_;
  Ledger ledger_;
  std::optional<Pools> pools_;
  std::optional<Books> books_;
  SimulatedProviders providers_;
  Recorder recorder_;
  Rng rng_;
  std::vector<Arrivals> arrivals_;
  std::deque<Consumer> consumers_;
  std::deque<Call> calls_;  // a deque: calls stay where they are
  std::vector<Call*> free_calls_;
  std::size_t under_way_ = 0;
};

Result<void> Simulation::prepare() {
  auto pools = Pools::create(scenario_, ledger_, time_, rng_for(scenario_, Chance::Pool));
  if (!pools) return tl::unexpected(pools.error());
  pools_.emplace(std::move(*pools));
  auto books = Books::open(scenario_.budget, ledger_);
  if (!books) return tl::unexpected(books.error());
  books_.emplace(std::move(*books));
  for (std::size_t i = 0; i < scenario_.traffic.size(); ++i)
    arrivals_.emplace_back(scenario_.traffic[i].arrivals, rng_for(scenario_, Chance::Arrivals, i));
  return {};
}

Report Simulation::run(const OnProgress& on_progress) {
  for (std::size_t i = 0; i < arrivals_.size(); ++i) schedule_arrival(i);
  schedule_events();
  watch(on_progress);
  recorder_.keys_are(pools_->status(time_.now()));
  while (under_way_ > 0 && time_.run_next()) {
  }
  const std::int64_t leases = pools_->in_flight();
  if (under_way_ > 0) forsake();
  books_->close(time_.wall(), providers_.billed(), leases);
  return std::move(recorder_).finish(books_->verdict(), books_->spent());
}

// Nothing will happen any more and somebody still stands in line: the pool has forgotten them.
void Simulation::forsake() {
  books_->complain(std::to_string(under_way_) + " requests never came to an end");
  pools_->close();  // refuses them; it holds no leases, or their tasks would be there
}

// Runs to the end of the arrivals, and looks up a few hundred times on the way.
void Simulation::watch(const OnProgress& on_progress) {
  constexpr std::int64_t kLooks = 240;
  for (std::int64_t i = 1; i <= kLooks; ++i) {
    time_.advance_to(VirtualTime::kStart + scenario_.duration * i / kLooks);
    recorder_.waiting(scenario_.duration * (i - 1) / kLooks, pools_->waiting());
    if (on_progress)
      on_progress({.done = elapsed(),
                   .whole = scenario_.duration,
                   .served = recorder_.so_far().served,
                   .limited = recorder_.so_far().limited,
                   .waiting = pools_->waiting()});
  }
}

void Simulation::schedule_arrival(std::size_t stream) {
  const auto at = arrivals_[stream].next();
  if (!at || *at >= scenario_.duration) return;
  time_.call_at(VirtualTime::kStart + *at, [this, stream] {
    schedule_arrival(stream);
    arrive(scenario_.traffic[stream]);
  });
}

void Simulation::schedule_events() {
  Rng rng = rng_for(scenario_, Chance::Consumers);
  for (const Event& event : scenario_.events) {
    const Instant begin = VirtualTime::kStart + event.at;
    const bool ends = event.lasts != Duration::max();
    for (const std::size_t key : providers_.keys_named(event.target)) {
      if (event.kind == Event::Kind::OtherConsumer) {
        Consumer& consumer = consumers_.emplace_back(time_, providers_, key, event.share, rng);
        consumer.start(begin, ends ? begin + event.lasts : Instant::max());
        continue;
      }
      time_.call_at(begin, [this, key, &event] { providers_.begin(time_.now(), key, event); });
      if (ends)
        time_.call_at(begin + event.lasts,
                      [this, key, &event] { providers_.end(time_.now(), key, event); });
    }
  }
}

Call& Simulation::new_call() {
  ++under_way_;
  if (free_calls_.empty()) return calls_.emplace_back();
  Call& call = *free_calls_.back();
  free_calls_.pop_back();
  call = Call();
  return call;
}

void Simulation::end(Call& call) {
  --under_way_;
  free_calls_.push_back(&call);
}

void Simulation::arrive(const Stream& stream) {
  Call& call = new_call();
  call.stream = &stream;
  call.caller = static_cast<std::size_t>(rng_.below(books_->callers()));
  call.use.input = std::max<std::int64_t>(1, stream.prompt_tokens.draw(rng_));
  call.use.output = std::min(stream.max_output_tokens, stream.output_tokens.draw(rng_));
  const double guess =
      static_cast<double>(call.use.total()) * stream.estimate_factor.draw_real(rng_);
  call.estimate = static_cast<std::int64_t>(std::ceil(std::min(guess, 1e12)));
  call.bound = bound_of(scenario_, call.use.input, stream.max_output_tokens);
  call.arrived = time_.now();
  recorder_.offered();
  ask(call);
}

void Simulation::ask(Call& call) {
  const std::size_t caller = call.caller;
  call.asked = time_.now();
  books_->hold(call.bound);
  ask_providers(call);
  books_->check(caller, time_.wall());  // the call may be over by now
}

// Whoever can serve now does; if none can, the caller waits where it will be soonest.
void Simulation::ask_providers(Call& call) {
  const auto request_to = [&](std::size_t provider) {
    return AdmissionRequest{.estimated_tokens = call.estimate,
                            .bound = call.bound,
                            .scopes = &books_->path(call.caller),
                            .avoid = provider == call.failed_at ? call.index : KeyRequest::kNoKey};
  };
  const std::vector<std::size_t> order = pools_->order(rng_, call.failed_at);
  const Duration patience = call.stream->wait - call.waited;
  std::optional<AdmissionRefusal> first_refusal;
  std::size_t soonest = order.front();
  Instant soonest_at = Instant::max();
  for (const std::size_t provider : order) {
    if (order.size() == 1 && patience > Duration(0)) break;  // the line decides
    auto result =
        pools_->admitter(provider).try_admit(request_to(provider), time_.now(), time_.wall());
    if (result || std::holds_alternative<BudgetRefusal>(result.error()))
      return admitted(call, provider, std::move(result));
    const Instant at = retry_of(result.error());
    if (at < soonest_at) {
      soonest = provider;
      soonest_at = at;
    }
    if (!first_refusal) first_refusal = result.error();
  }
  if (patience <= Duration(0)) return refused(call, *first_refusal);
  pools_->admitter(soonest).admit(
      request_to(soonest), {.deadline = time_.now() + patience, .priority = call.stream->priority},
      [this, &call, soonest](Admitter::Admitted result) {
        admitted(call, soonest, std::move(result));
      });
}

void Simulation::refused(Call& call, const AdmissionRefusal& refusal) {
  books_->free(call.bound);
  recorder_.refused(cause_of(refusal), call.waited);
  end(call);
}

void Simulation::admitted(Call& call, std::size_t provider, Admitter::Admitted result) {
  call.waited += time_.now() - call.asked;
  if (!result) return refused(call, result.error());
  call.admission.emplace(std::move(*result));
  call.provider = provider;
  call.key = pools_->key_of(provider, call.admission->lease());
  call.index = call.admission->lease().key_index();
  call.admission->mark_sent();
  call.sent = time_.now();
  recorder_.attempt(call.key, call.attempts > 0);
  ++call.attempts;
  after(providers_.plan_of(call.key).network.draw_duration(rng_),
        [this, &call] { reach_provider(call); });
}

void Simulation::reach_provider(Call& call) {
  const ProviderPlan& plan = providers_.plan_of(call.key);
  call.answer = providers_.receive(time_.now(), call.key, call.use);
  call.decided = elapsed();
  const Duration back = plan.network.draw_duration(rng_);
  Duration whole = back, first = back;
  if (call.answer.status == 200) {
    whole += plan.latency.draw_duration(rng_);
    first = plan.first_byte ? std::min(back + plan.first_byte->draw_duration(rng_), whole) : whole;
  }
  const Duration spent = time_.now() - call.sent;
  const Duration left = scenario_.client.timeout - spent;
  if (call.answer.status == 0 || whole > left)
    return after(std::max(left, Duration(0)), [this, &call] { give_up(call); });
  call.first_byte = spent + first;
  if (first < whole) after(first, [this, &call] { headers_arrive(call); });
  after(whole, [this, &call] { answer_arrives(call); });
}

void Simulation::headers_arrive(Call& call) {
  const Answer& answer = call.answer;
  if (!answer.remaining_tokens) return;
  call.admission->lease().observe(time_.now(), {.limit_tokens = answer.limit_tokens,
                                                .remaining_tokens = answer.remaining_tokens,
                                                .limit_requests = answer.limit_requests,
                                                .remaining_requests = answer.remaining_requests});
}

void Simulation::answer_arrives(Call& call) {
  if (time_.now() - call.sent <= call.first_byte) headers_arrive(call);
  if (call.answer.status == 200)
    succeed(call);
  else
    fail(call);
}

void Simulation::succeed(Call& call) {
  const Money cost = providers_.bill(call.key, call.use, true);
  const std::size_t caller = call.caller;
  call.admission->lease().report_success(time_.now(), call.first_byte);
  std::move(*call.admission).settle(time_.now(), {.tokens = call.use.total(), .cost = cost});
  call.admission.reset();
  books_->pay(call.bound, cost);
  recorder_.good_answer(elapsed(), call.key, call.use.total());
  recorder_.served(call.waited, time_.now() - call.arrived);
  end(call);
  books_->check(caller, time_.wall());
}

void Simulation::fail(Call& call) {
  recorder_.bad_answer(elapsed(), call.decided, call.key, call.answer.status);
  call.admission->failed(
      time_.now(), {.kind = kind_of(call.answer.status), .retry_after = call.answer.retry_after});
  std::move(*call.admission).release(time_.now());
  call.admission.reset();
  books_->free(call.bound);
  books_->check(call.caller, time_.wall());
  retry_or_fail(call);
}

// Nobody knows what the provider did, so the admission charges the whole bound when it is dropped.
void Simulation::give_up(Call& call) {
  recorder_.bad_answer(elapsed(), call.decided, call.key, 0);
  if (call.answer.status == 200) providers_.bill(call.key, call.use, false);
  call.admission->lease().report_failure(time_.now(), {.kind = ErrorKind::Timeout});
  call.admission.reset();
  books_->pay_unheard(call.bound);
  books_->check(call.caller, time_.wall());
  retry_or_fail(call);
}

void Simulation::retry_or_fail(Call& call) {
  if (!may_retry(call)) {
    recorder_.failed(call.waited);
    return end(call);
  }
  call.failed_at = call.provider;
  after(backoff_of(call), [this, &call] { ask(call); });
}

// What another key can do at once is not put off: the limit and the credential are of one key.
Duration Simulation::backoff_of(const Call& call) {
  if (call.answer.status == 429 || call.answer.status == 401) return Duration(0);
  const double times = std::exp2(std::min(call.attempts - 1, 10)) * (0.5 + rng_.unit());
  return Duration(std::llround(static_cast<double>(scenario_.client.backoff.count()) * times));
}

}  // namespace

Result<Report> simulate(const Scenario& scenario, const OnProgress& on_progress) {
  Simulation simulation(scenario);
  if (auto ready = simulation.prepare(); !ready) return tl::unexpected(ready.error());
  return simulation.run(on_progress);
}

}  // namespace omnillm::sim
