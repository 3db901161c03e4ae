#include "gateway/pipeline.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "gateway/admit.h"
#include "gateway/encode.h"
#include "gateway/failure.h"
#include "gateway/health.h"
#include "gateway/measure.h"
#include "gateway/retry_table.h"
#include "limit/backoff.h"
#include "net/await.h"
#include "omnillm/routing.h"
#include "omnillm/transcode.h"

namespace omnillm::gateway {

namespace {

using net::Task;

constexpr std::size_t kMaxErrorBody = std::size_t{1} << 20;
constexpr std::size_t kMaxBody = std::size_t{256} << 20;
// A key that refuses for its own sake is replaced so often at most.
constexpr int kMaxKeyChanges = 16;

// What a call remembers from one try to the next.
struct Tries {
  const Candidate* candidate = nullptr;
  int sent = 0;  // that count against the attempts
  int key_changes = 0;
  int here = 0;  // at this provider, in a row
  std::uint32_t failed_key = KeyRequest::kNoKey;
  // What this provider said of a key that it does not take, and whether none was left after it.
  std::optional<Error> key_refusal{};
  bool found_no_key = false;
  bool token_renewed = false;   // at this provider
  bool signing_failed = false;  // there: its keys are all signed alike
};

// The request as one target wants it. What a target changes is put back for the next.
class TargetedRequest {
 public:
  TargetedRequest(ApiRequest& request, bool streamed) : request_(request) {
    auto* generation = std::get_if<LlmRequest>(&request);
    if (generation == nullptr) return;
    if (streamed && !generation->stream) generation->stream.emplace();
    if (!streamed) generation->stream.reset();
    cap_ = generation->generation.max_output_tokens;
  }

  // The request, named after the candidate's model. Lifetime: until the next one is asked for.
  ApiRequest& for_target(const Candidate& candidate) {
    const Overrides& overrides = candidate.target->overrides;
    ApiRequest& out = overrides.empty() ? request_ : changed_.emplace(request_);
    std::visit([&](auto& r) { set_model(r, candidate.model); }, out);
    if (auto* generation = std::get_if<LlmRequest>(&out)) {
      generation->generation.max_output_tokens = cap_;
      overrides.apply_to(*generation);
    }
    return out;
  }

 private:
  template <class Request>
  static void set_model(Request& request, std::string_view model) {
    if constexpr (requires { request.model; }) {
      if (request.model != model) request.model = std::string(model);
    }
  }
  static void set_model(CountTokensRequest& request, std::string_view model) {
    set_model(request.request, model);
  }

  ApiRequest& request_;
  std::optional<ApiRequest> changed_{};
  std::optional<std::int64_t> cap_{};
};

// ---- Before anything is sent

struct Prepared {
  const Door* door = nullptr;
  Encoded encoded{};
  Terms terms{};
  std::int64_t weight = 0;
  std::int64_t tokens = 0;  // estimated: prompt and output
  std::int64_t prompt_tokens = 0;
};

bool is_free(const ApiRequest& request) {
  return std::holds_alternative<CountTokensRequest>(request) ||
         std::holds_alternative<ModelListRequest>(request) ||
         std::holds_alternative<ModerationRequest>(request);
}

Result<Prepared> prepare(Call& call, const Candidate& candidate, Provider& provider,
                         ModelState& model, ApiRequest& request) {
  const Core& core = call.core;
  Prepared out;
  auto door = provider.door_for(request);
  if (!door) return tl::unexpected(std::move(door.error()));
  out.door = *door;

  const bool must_bound =
      (call.pass.payers().is_hard || call.options.max_cost) && !is_free(request);
  KnownPrice price;
  if (!is_free(request)) {
    auto found = model.prices.asked(core.money, provider.price_name(), candidate.model);
    if (!found && must_bound) return tl::unexpected(std::move(found.error()));
    if (found) price = *std::move(found);
  }
  if (auto* generation = std::get_if<LlmRequest>(&request); generation && must_bound)
    cap_output(core.money, price, *generation);

  auto encoded =
      encode(out.door->endpoint, provider.dialect(), request, call.options.extra_headers);
  if (!encoded) return tl::unexpected(std::move(encoded.error()));
  out.encoded = *std::move(encoded);

  const BoundInput size = measure(request, out.encoded.http.body.size());
  auto terms = terms_for(core.money, std::move(price), size, must_bound);
  if (!terms) return tl::unexpected(std::move(terms.error()));
  out.terms = *std::move(terms);
  if (call.options.max_cost && out.terms.bound > *call.options.max_cost)
    return fail(ErrorKind::OwnBudget,
                "it can cost " + out.terms.bound.to_string() + ", and this call may cost at most " +
                    call.options.max_cost->to_string() + "; lower max_output_tokens or allow more");
  out.weight = size.prompt_bytes;
  out.tokens = model.tokens.estimate(out.weight, output_cap(request));
  out.prompt_tokens = model.tokens.estimate_prompt(out.weight);
  return out;
}

// Whether standing in line makes sense: for limits, which refill, and not for a provider that is
// down. Who waited for that would be let loose on it the moment it comes back, with all others.
// Neither is a key waited for that has just refused this very call.
bool passes_by_itself(const PoolRefusal& refusal, bool after_a_key_refused) {
  const auto cooling = after_a_key_refused ? 0 : refusal.cooling;
  return refusal.cause == PoolRefusal::Cause::Busy &&
         refusal.limited + cooling + refusal.short_of_tokens + refusal.queued_ahead > 0;
}

// Whether a call stands in line when every key is busy.
enum class Patience : std::uint8_t { None, ForLimits, ForAnything };

Task<Result<Admission>> admit(Call* call, Provider* provider, AdmissionRequest request,
                              Patience patience) {
  Core& core = call->core;
  auto now_or_not = provider->admitter().try_admit(request, core.clock->now(), core.clock->wall());
  if (now_or_not) co_return *std::move(now_or_not);
  const auto* refusal = std::get_if<PoolRefusal>(&now_or_not.error());
  const bool can_wait = patience != Patience::None && refusal != nullptr &&
                        passes_by_itself(*refusal, patience == Patience::ForLimits);
  const auto refused = [&](const AdmissionRefusal& why) {
    return tl::unexpected(
        provider->admitter().to_error(why, core.clock->now()).with_provider(provider->name()));
  };
  if (!can_wait) co_return refused(now_or_not.error());
  const Instant longest = limit::later(core.clock->now(), core.retries.longest_hint);
  AdmissionWait wait(
      provider->admitter(), request,
      {.deadline = std::min(call->deadline, longest), .priority = call->options.priority},
      call->loop);
  auto admitted = co_await wait;
  if (!admitted) co_return refused(admitted.error());
  co_return *std::move(admitted);
}

// ---- The reply

Task<Result<std::string>> read_all(HttpExchange* exchange, std::size_t most) {
  std::string body;
  while (true) {
    Result<std::string_view> piece = co_await net::called_back<Result<std::string_view>>(
        [exchange](auto done) { exchange->read(std::move(done)); });
    if (!piece) co_return tl::unexpected(std::move(piece.error()));
    if (piece->empty()) co_return body;
    if (piece->size() > most - body.size())
      co_return omnillm::fail(ErrorKind::Protocol,
                              "the answer is larger than " + std::to_string(most) + " bytes");
    body.append(*piece);
  }
}

Task<Result<void>> read_whole(Call* call, std::unique_ptr<LiveAttempt> attempt, WireFormat format,
                              HttpHead head) {
  const Core& core = call->core;
  Result<std::string> body = co_await read_all(&attempt->exchange(), kMaxBody);
  const Instant now = core.clock->now();
  if (!body) {
    Error error = std::move(body.error()).with_provider(attempt->provider().name());
    attempt->failed(now, error);
    co_return tl::unexpected(std::move(error));
  }
  TransportResponse form{.status = head.status, .headers = std::move(head.headers)};
  form.content_type = std::string(form.headers.find("Content-Type").value_or(""));
  const std::size_t size = body->size();
  const bool is_text = form.content_type.empty() ||
                       form.content_type.find("json") != std::string::npos ||
                       form.content_type.starts_with("text/");
  if (is_text)
    form.body = body::Text{*std::move(body)};
  else
    form.body = body::Binary{{.bytes = *std::move(body), .media_type = form.content_type}};
  auto parsed = parse_transport_response(format, form);
  if (!parsed) {
    Error error = std::move(parsed.error()).with_provider(attempt->provider().name());
    attempt->failed(now, error);
    co_return tl::unexpected(std::move(error));
  }
  const ReportedUse use = use_of(parsed->value);
  const Settled settled =
      attempt->bill(use, static_cast<std::int64_t>(size) / registry::kBytesPerToken);
  attempt->learn(use.usage);
  call->recorder.answer_came(size);
  attempt->model().total.record(now - call->started);
  attempt->settle(now, settled);
  call->response.emplace(std::move(parsed->value));
  co_return Result<void>();
}

// Until the stream has shown something: a failure before that is one the caller never notices.
Task<Result<void>> open_stream(Call* call, std::unique_ptr<LiveAttempt> attempt, WireFormat format,
                               Instant sent_at) {
  const Core& core = call->core;
  const Dialect& dialect = attempt->provider().dialect();
  auto stream =
      std::make_unique<StreamReply>(std::move(attempt), format, dialect, *core.clock, call->loop);
  StreamReply* reply = stream.get();
  co_await net::called_back<bool>([reply](auto done) { reply->fill_until_shown(std::move(done)); });
  if (reply->failure()) co_return tl::unexpected(*reply->failure());
  call->recorder.token_came();
  reply->attempt().model().first_token.record(core.clock->now() - sent_at);
  call->stream = std::move(stream);
  call->request.reset();
  co_return Result<void>();
}

// What a refusal says. Its body is read as far as it is of use. A token that ended before its time
// says nothing against the key.
Task<Result<void>> read_refusal(Call* call, LiveAttempt* attempt, WireFormat format, HttpHead head,
                                limit::RateHeaders rates, bool token_ended) {
  const Core& core = call->core;
  Result<std::string> body = co_await read_all(&attempt->exchange(), kMaxErrorBody);
  Refusal refusal =
      refusal_of(format, head, rates, body ? *body : std::string(), attempt->provider().name(),
                 *attempt->admission().lease().secret(), core.clock->wall());
  if (token_ended)
    attempt->settle(core.clock->now(), {});
  else
    attempt->failed(core.clock->now(), refusal.error);
  co_return tl::unexpected(std::move(refusal.error));
}

// ---- One try

Task<Result<void>> try_once(Call* call, Tries* tries, TargetedRequest* targeted, bool may_wait) {
  Core& core = call->core;
  const Candidate& candidate = *tries->candidate;
  Provider* provider = core.provider(candidate.target->provider);
  ModelState& model = provider->model(candidate.model);
  ApiRequest& request = targeted->for_target(candidate);

  auto prepared = prepare(*call, candidate, *provider, model, request);
  if (!prepared) co_return tl::unexpected(std::move(prepared.error()));
  const WireFormat format = prepared->door->endpoint.wire_format;
  call->recorder.encoded(format, prepared->encoded.http.body.size(),
                         std::move(prepared->encoded.losses));

  const AdmissionRequest asked{.estimated_tokens = prepared->tokens,
                               .bound = prepared->terms.bound,
                               .scopes = &call->pass.payers().path,
                               .model = candidate.model,
                               .avoid = tries->failed_key};
  const Patience patience = !may_wait            ? Patience::None
                            : tries->key_refusal ? Patience::ForLimits
                                                 : Patience::ForAnything;
  auto admitted = co_await admit(call, provider, asked, patience);
  tries->found_no_key = !admitted;
  if (!admitted) co_return tl::unexpected(std::move(admitted.error()));
  tries->failed_key = admitted->lease().key_index();
  call->recorder.admitted(admitted->lease().label(), admitted->reserved());
  auto attempt = std::make_unique<LiveAttempt>(*provider, model, std::string(candidate.model),
                                               core.money, std::move(prepared->terms),
                                               *std::move(admitted), call->recorder);
  attempt->weight = prepared->weight;
  attempt->estimated_prompt = prepared->prompt_tokens;

  HttpRequest http = std::move(prepared->encoded.http);
  const std::shared_ptr<const Secret> key = attempt->admission().lease().secret();
  auth::Signer& signer = *prepared->door->signer;
  Result<bool> is_signed = signer.try_sign(http, *key);
  if (is_signed && !*is_signed) {
    Result<void> fetched = co_await signer.sign(call->loop, http, *key);
    if (!fetched) is_signed = tl::unexpected(std::move(fetched.error()));
  }
  tries->signing_failed = !is_signed;
  if (!is_signed)
    co_return tl::unexpected(std::move(is_signed.error()).with_provider(provider->name()));

  if (signer.refresh_due()) {
    call->token_refresh = signer.refresh(call->loop);
    call->token_refresh.start();
  }
  const Headers signed_headers = signer.uses_tokens() ? http.headers : Headers();

  const Instant sent_at = core.clock->now();
  attempt->send_on(core.transport->open(call->loop, std::move(http),
                                        {.deadline = call->deadline,
                                         .connect = core.timeouts.connect,
                                         .first_byte = core.timeouts.first_byte,
                                         .idle = core.timeouts.idle}));
  HttpExchange* exchange = &attempt->exchange();
  Result<HttpHead> head = co_await net::called_back<Result<HttpHead>>(
      [exchange](auto done) { exchange->head(std::move(done)); });
  const Instant head_at = core.clock->now();
  attempt->note_sent();
  if (exchange->sent()) call->recorder.sent();
  if (!head) {
    Error error = std::move(head.error()).with_provider(provider->name());
    attempt->failed(head_at, error);
    co_return tl::unexpected(std::move(error));
  }
  call->recorder.head_came(head->status, request_id_of(head->headers, *key));
  const limit::RateHeaders rates = rate_headers(head->headers, core.clock->wall());
  attempt->admission().lease().observe(head_at, observation_of(rates));
  if (head->status < 200 || head->status > 299) {
    bool token_ended = false;
    if (head->status == 401 && signer.uses_tokens()) {
      signer.rejected(signed_headers);
      token_ended = !std::exchange(tries->token_renewed, true);
      if (token_ended) tries->failed_key = KeyRequest::kNoKey;  // it has not failed
    }
    co_return co_await read_refusal(call, attempt.get(), format, *std::move(head), rates,
                                    token_ended);
  }

  attempt->answered(head_at, head_at - sent_at);
  if (call->streamed) co_return co_await open_stream(call, std::move(attempt), format, sent_at);
  model.first_token.record(head_at - sent_at);
  co_return co_await read_whole(call, std::move(attempt), format, *std::move(head));
}

// ---- And again

enum class Next : std::uint8_t { GiveUp, SameTarget, OtherTarget };

// Whether this failure leaves anything to try, and whom; `pause` is how long to wait before.
struct NextTry {
  Next what = Next::GiveUp;
  Duration pause{0};
};

// With the last key gone, what the provider said of it helps more than that there is none. A limit
// is another matter: there the pool knows when a key can serve again.
bool says_why_no_key_is_left(ErrorKind kind) {
  return kind == ErrorKind::Auth || kind == ErrorKind::Permission || kind == ErrorKind::Quota;
}

NextTry after_failure(Call& call, Tries& tries, PlanWalk& walk, const Error& error) {
  Core& core = call.core;
  const Instant now = core.clock->now();
  Provider& provider = *core.provider(tries.candidate->target->provider);
  const RetryWhere where = retried_where(error.kind());
  const bool was_sent = error.kind() != ErrorKind::NoKey && where != RetryWhere::Nowhere;
  if (was_sent && counts_as_retry(error.kind()) && ++tries.sent >= core.retries.max_attempts)
    return {};

  // Another key of the same provider answers at once; when there is none, admission says so.
  if (where == RetryWhere::AnotherKey && !tries.signing_failed &&
      ++tries.key_changes <= kMaxKeyChanges) {
    if (counts_as_retry(error.kind()) && !provider.retries().try_retry(now)) return {};
    if (says_why_no_key_is_left(error.kind())) tries.key_refusal = error;
    return {Next::SameTarget};
  }
  if (const Candidate* other = walk.after(error.kind())) {
    tries.candidate = other;
    tries.here = 0;
    tries.failed_key = KeyRequest::kNoKey;
    tries.key_refusal.reset();
    tries.token_renewed = false;
    return {Next::OtherTarget};
  }
  if (where != RetryWhere::Elsewhere) return {};
  const auto pause = limit::retry_delay({.base = core.retries.backoff,
                                         .cap = core.retries.longest_backoff,
                                         .longest_hint = core.retries.longest_hint},
                                        ++tries.here, error.retry_after(), call.rng);
  if (!pause || limit::later(now, *pause) >= call.deadline) return {};
  if (!provider.retries().try_retry(now)) return {};
  return {Next::SameTarget, *pause};
}

bool has_elsewhere(PlanWalk walk) { return walk.after(ErrorKind::NoKey) != nullptr; }

Error finished_error(Error error, const Call& call) {
  if (error.attempts() == 0) error = std::move(error).with_attempts(call.recorder.attempts_sent());
  return error;
}

}  // namespace

Task<Result<void>> carry(Call& call) {
  Core& core = call.core;
  // A copy: targets write their own models into the request, and the plan looks at this one.
  const std::string asked_for(model_of(*call.request));
  auto route = core.route_for(call.options, asked_for);
  if (!route) co_return tl::unexpected(std::move(route.error()));
  const HealthView health(core, *route, *call.request);
  RouteInput input = RouteInput::of(*call.request);
  input.model = asked_for;
  input.headers = &call.options.caller_headers;
  input.stream = call.streamed;
  const Plan order = plan(*route, input, health.health(), call.rng);
  PlanWalk walk(order);
  Tries tries{.candidate = walk.first()};
  call.recorder.planned();
  if (tries.candidate == nullptr)
    co_return omnillm::fail(ErrorKind::Configuration,
                            "no case of the route fits this request; give it an otherwise");

  TargetedRequest targeted(*call.request, call.streamed);
  bool is_first_here = true;
  while (true) {
    const Candidate& candidate = *tries.candidate;
    Provider* provider = core.provider(candidate.target->provider);
    if (is_first_here) provider->retries().count_request(core.clock->now());
    call.recorder.attempt_begun(provider->name(), candidate.model, candidate.why);
    // Who has somewhere else to go does not stand in line.
    const bool may_wait = call.options.wait_for_key && !has_elsewhere(walk);
    Result<void> tried = co_await try_once(&call, &tries, &targeted, may_wait);
    // A stream has only begun.
    if (!tried || !call.streamed) call.recorder.attempt_ended(tried ? nullptr : &tried.error());
    if (tried) co_return tried;

    const NextTry next = after_failure(call, tries, walk, tried.error());
    if (next.what == Next::GiveUp) {
      const bool no_key_is_left = tries.found_no_key && tries.key_refusal;
      Error& why = no_key_is_left ? *tries.key_refusal : tried.error();
      co_return tl::unexpected(finished_error(std::move(why), call));
    }
    is_first_here = next.what == Next::OtherTarget;
    if (next.pause > Duration::zero())
      co_await net::sleep_until(call.loop, limit::later(core.clock->now(), next.pause));
  }
}

}  // namespace omnillm::gateway
