#include "sim/http_service.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "codec/endpoints/transport_body.h"
#include "json/writer.h"
#include "listener/request_form.h"
#include "omnillm/transcode.h"
#include "sim/distribution.h"
#include "sim/http_answer.h"
#include "sim/http_ascii.h"
#include "sim/http_auth.h"
#include "sim/http_delivery.h"
#include "sim/http_endpoints.h"
#include "sim/http_errors.h"
#include "sim/http_headers.h"
#include "sim/http_ids.h"
#include "sim/http_request.h"
#include "sim/http_route.h"
#include "sim/http_signature.h"
#include "sim/http_tokens.h"

namespace omnillm::sim {
namespace {

using listener::ResponseWriter;
using listener::ServerRequest;
using net::Task;

constexpr std::string_view kStatusPath = "/sim/status";
constexpr Duration kUsualRetry = std::chrono::seconds(1);

// Streams of random numbers: the parts of a run do not disturb each other.
enum class Stream : std::uint64_t { Faults = 1, Names = 2, Content = 3 };
Rng child(const Rng& parent, Stream stream) {
  return parent.child(static_cast<std::uint64_t>(stream));
}

Distribution distribution(const SimDelay& delay) {
  Distribution made = Distribution::fixed(delay.median);
  if (delay.sigma <= 0) return made;
  made.kind = Distribution::Kind::Lognormal;
  made.second = delay.sigma;
  return made;
}

std::vector<std::string> models_of(const SimProvider& plan) {
  if (!plan.models.empty()) return plan.models;
  return {"sim-large", "sim-small"};
}

bool knows_model(const SimProvider& plan, const std::string& model) {
  return plan.models.empty() ||
         std::find(plan.models.begin(), plan.models.end(), model) != plan.models.end();
}

std::int64_t seconds_of(WallTime when) {
  return std::chrono::floor<std::chrono::seconds>(when.time_since_epoch()).count();
}

bool streams(const ApiRequest& request) {
  const auto* conversation = std::get_if<LlmRequest>(&request);
  return conversation && conversation->stream.has_value();
}

codec::StreamShape shape_of(const HttpRoute& route, const listener::Target& target) {
  return route.aws_chunks ? codec::StreamShape::AwsChunks
                          : codec::stream_shape_of(route.format, target.parameter("alt"));
}

}  // namespace

// ---- a request on its way -----------------------------------------------------------------------

struct HttpService::Where {
  HttpProvider* provider = nullptr;
  std::optional<HttpRoute> route{};
  std::size_t prefix = 0;  // of the path, that belongs to us and not to the provider
};

struct HttpService::Call {
  Rng names;
  std::string request_id{};
  HttpProvider* provider = nullptr;
  HttpRoute route{};
  listener::Target target{};
  Wishes wishes{};
  std::optional<KeyLedger::Id> key{};
  ApiRequest request{};
  std::optional<Fault> fault{};
  std::optional<ErrorAnswer> refusal{};

  LlmResponse response{};
  WholeAnswer whole{};
  Charge charge{};
  std::int64_t asked_tokens = 0;  // as the provider's limits count the request
  Pace pace{};

  [[nodiscard]] ProviderKind kind() const {
    return provider ? provider->plan.kind : ProviderKind::OpenAi;
  }
  [[nodiscard]] ErrorContext context() const {
    return {.style = error_style(kind(), route.format), .request_id = request_id};
  }
  bool refuse(FaultKind reason, ErrorContext why) {
    refusal = error_answer(reason, why);
    return false;
  }
  bool refuse(FaultKind reason, std::string detail = {}) {
    ErrorContext why = context();
    why.detail = std::move(detail);
    return refuse(reason, std::move(why));
  }
};

// ---- the steps ----------------------------------------------------------------------------------

HttpService::Where HttpService::find(std::string_view method, std::string_view path) const {
  Where where;
  for (const auto& provider : providers_) {
    const std::string prefix = '/' + provider->plan.name;
    const bool named =
        path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
    if (!named) continue;
    where = {provider.get(), find_route(provider->plan.kind, method, path.substr(prefix.size())),
             prefix.size()};
    if (where.route) return where;
  }
  // Without a name: the first that has such a path.
  for (const auto& provider : providers_)
    if (auto route = find_route(provider->plan.kind, method, path))
      return {provider.get(), std::move(route), 0};
  return where;
}

bool HttpService::route(const ServerRequest& request, Call& call) const {
  call.target = listener::read_target(request.target);
  Where where = find(request.method, call.target.path);
  call.provider = where.provider;
  call.request_id = request_id(call.kind(), call.names);
  if (!where.route)
    return call.refuse(FaultKind::NotFound,
                       "There is nothing to " + request.method + " at " + call.target.path);
  call.route = std::move(*where.route);
  call.target.path.erase(0, where.prefix);
  return true;
}

bool HttpService::wishes(const ServerRequest& request, Call& call) const {
  auto wished = read_wishes(request.headers);
  if (!wished) return call.refuse(FaultKind::BadRequest, wished.error().message());
  call.wishes = std::move(*wished);
  return true;
}

bool HttpService::authenticate(const ServerRequest& request, Call& call) const {
  KeyLedger& keys = call.provider->keys;
  auto shown = credential_of(call.kind(), request.headers, call.target.query);
  if (!shown && may_be_keyless(call.kind()) && call.provider->plan.keys.empty())
    shown = Credential{.key = "none"};
  if (!shown) return call.refuse(FaultKind::Unauthorized);
  if (shown->is_signature && !is_signed_by(keys.secret_of(shown->key), *shown, request))
    return call.refuse(FaultKind::Unauthorized,
                       "The request signature we calculated does not match the signature you "
                       "provided.");
  call.key = keys.arrive(shown->key);
  if (!call.key) return call.refuse(FaultKind::Unauthorized);
  if (call.route.format == WireFormat::AnthropicMessages &&
      call.kind() == ProviderKind::Anthropic && !request.headers.find("anthropic-version"))
    return call.refuse(FaultKind::BadRequest, "anthropic-version: header is required");
  return true;
}

bool HttpService::read(ServerRequest request, Call& call) const {
  auto transport = listener::to_transport(request.method, call.target, std::move(request.headers),
                                          std::move(request.body));
  if (!transport) return call.refuse(FaultKind::BadRequest, transport.error().message());
  auto parsed = parse_transport_request(call.route.format, *transport);
  if (!parsed) return call.refuse(FaultKind::BadRequest, parsed.error().message());
  call.request = std::move(parsed->value);
  std::string* model = requested_model(call.request);
  if (model && !call.route.model.empty()) *model = call.route.model;
  if (auto* conversation = std::get_if<LlmRequest>(&call.request);
      conversation && call.route.streams && !conversation->stream)
    conversation->stream.emplace();
  if (model && !knows_model(call.provider->plan, *model)) {
    ErrorContext why = call.context();
    why.detail = "The model '" + *model + "' does not exist or you do not have access to it.";
    return call.refuse(FaultKind::NotFound, std::move(why));
  }
  return true;
}

// Whether a fault is due, and for those that are plain refusals, the refusal.
bool HttpService::judge(Call& call) {
  const std::string* model = requested_model(call.request);
  const std::string label = call.provider->keys.label(*call.key);
  const FaultSubject subject{.provider = call.provider->plan.name,
                             .key = label,
                             .model = model ? std::string_view(*model) : std::string_view(),
                             .streams = streams(call.request)};
  call.fault = call.wishes.fault ? call.wishes.fault : faults_.due(subject);
  if (!call.fault || !is_refusal(call.fault->kind)) return true;
  ErrorContext why = call.context();
  why.retry_after = call.fault->retry_after.value_or(kUsualRetry);
  return call.refuse(call.fault->kind, std::move(why));
}

void HttpService::answer_model(Call& call) const {
  const LlmRequest& request = std::get<LlmRequest>(call.request);
  const SimProvider& plan = call.provider->plan;
  Rng content = child(chance_, Stream::Content).child(fingerprint(request));
  Distribution length{.first = static_cast<double>(plan.output_tokens)};
  if (plan.output_sigma > 0) {
    length.kind = Distribution::Kind::Lognormal;
    length.second = plan.output_sigma;
  }
  length.max = static_cast<double>(plan.max_output_tokens);
  AnswerSettings settings{.format = call.route.format, .output_tokens = length.draw(content)};
  if (call.wishes.output_tokens)
    settings.output_tokens = std::min(*call.wishes.output_tokens, plan.max_output_tokens);
  settings.text = call.wishes.text;
  settings.cached_tokens = call.wishes.cached_tokens;
  settings.created = seconds_of(clock_.wall());
  // OpenAI keeps its models' thoughts to itself; in Responses it gives a summary when asked.
  const bool openai = plan.kind == ProviderKind::OpenAi || plan.kind == ProviderKind::AzureOpenAi;
  const auto& reasoning = request.capabilities.reasoning;
  if (openai)
    settings.shows_reasoning = reasoning && !reasoning->summary.empty() &&
                               call.route.format == WireFormat::OpenAiResponses;
  call.response = make_answer(request, settings, {content, call.names});
}

// Puts an answer that is not streamed into its protocol's words.
bool HttpService::write_whole(Call& call, const ApiResponse& response) const {
  auto emitted = emit_transport_response(call.route.format, response);
  if (!emitted) return call.refuse(FaultKind::BadRequest, emitted.error().message());
  TransportResponse& sent = emitted->value;
  call.whole.headers = std::move(sent.headers);
  if (!sent.content_type.empty()) call.whole.headers.set("content-type", sent.content_type);
  call.whole.body = std::string(codec::text_of(sent.body));
  return true;
}

bool HttpService::answer(Call& call) const {
  const SimProvider& plan = call.provider->plan;
  if (std::holds_alternative<LlmRequest>(call.request)) {
    answer_model(call);
    const TokenUsage usage = *call.response.usage;
    call.charge = {usage.prompt_tokens, usage.completion_tokens, usage.cache_read_tokens};
    if (!streams(call.request)) {
      if (call.fault && call.fault->kind == FaultKind::NoUsage) call.response.usage.reset();
      if (!write_whole(call, call.response)) return false;
    }
  } else {
    EndpointAnswer made = answer_endpoint(call.request, call.route.format,
                                          seconds_of(clock_.wall()), models_of(plan), call.names);
    if (!write_whole(call, made.response)) return false;
    call.charge = {made.prompt_tokens, made.completion_tokens, 0};
  }
  if (call.charge.prompt_tokens > plan.context_window) return call.refuse(FaultKind::ContextLength);
  call.asked_tokens = call.charge.prompt_tokens + call.charge.completion_tokens;
  // Azure's limits count what may be written, not what is.
  if (plan.kind == ProviderKind::AzureOpenAi)
    if (const auto* request = std::get_if<LlmRequest>(&call.request))
      call.asked_tokens =
          call.charge.prompt_tokens + std::max(call.charge.completion_tokens,
                                               request->generation.max_output_tokens.value_or(0));
  return true;
}

bool HttpService::admit(Call& call) const {
  const auto refused = call.provider->keys.admit(now(), *call.key, call.asked_tokens);
  if (!refused) return true;
  ErrorContext why = call.context();
  why.limit = refused->limit;
  why.out_of_tokens = refused->what == LimitRefusal::What::Tokens;
  if (refused->retry_after) why.retry_after = scaled(*refused->retry_after);
  return call.refuse(FaultKind::RateLimit, std::move(why));
}

bool HttpService::prepare(ServerRequest request, Call& call) {
  if (!route(request, call) || !wishes(request, call) || !authenticate(request, call)) return false;
  if (!read(std::move(request), call) || !judge(call) || !answer(call)) {
    call.provider->keys.refuse(*call.key);
    return false;
  }
  return admit(call);
}

void HttpService::add_headers(const Call& call, Headers& headers) const {
  if (!call.provider) return;
  add_request_id(call.kind(), call.request_id, headers);
  if (!call.key || !call.provider->plan.limit_headers) return;
  LimitsView limits = call.provider->keys.limits(now(), *call.key);
  if (limits.requests) limits.requests->reset = scaled(limits.requests->reset);
  if (limits.tokens) limits.tokens->reset = scaled(limits.tokens->reset);
  add_limit_headers(call.kind(), limits, clock_.wall(), headers);
}

// ---- what is told of it -------------------------------------------------------------------------

namespace {

void write_counts(const SimCounts& counts, json::Writer& out) {
  out.key("requests").integer(counts.requests);
  out.key("accepted").integer(counts.accepted);
  out.key("completed").integer(counts.completed);
  out.key("aborted").integer(counts.aborted);
  out.key("broken").integer(counts.broken);
  out.key("refused_limit").integer(counts.refused_limit);
  out.key("refused_other").integer(counts.refused_other);
  out.key("in_flight").integer(counts.in_flight);
  out.key("most_in_flight").integer(counts.most_in_flight);
  out.key("prompt_tokens").integer(counts.prompt_tokens);
  out.key("completion_tokens").integer(counts.completion_tokens);
  out.key("cached_tokens").integer(counts.cached_tokens);
}

}  // namespace

JsonText HttpService::status() const {
  auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  out.begin_object().key("providers").begin_array();
  for (const auto& provider : providers_) {
    out.begin_object();
    out.key("name").string(provider->plan.name);
    out.key("kind").string(to_string(provider->plan.kind));
    out.key("keys").begin_array();
    provider->keys.each([&](const std::string& label, const SimCounts& counts) {
      out.begin_object().key("label").string(label);
      write_counts(counts, out);
      out.end_object();
    });
    out.end_array().end_object();
  }
  out.end_array().end_object();
  const std::string_view view = *text;
  return JsonText::from_valid(std::move(text), view);
}

SimCounts HttpService::counts(std::string_view provider, std::string_view label) const {
  SimCounts sum;
  for (const auto& one : providers_)
    if (provider.empty() || one->plan.name == provider) sum += one->keys.counts(label);
  return sum;
}

bool HttpService::wait_until_idle(Duration patience) const { return in_flight_.wait(patience); }

HttpProvider* HttpService::provider(std::string_view name) const {
  for (const auto& one : providers_)
    if (one->plan.name == name) return one.get();
  return nullptr;
}

Instant HttpService::now() const { return Instant((clock_.now() - started_) * options_.speed); }

// ---- the beginning ------------------------------------------------------------------------------

namespace {

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorKind::Configuration, std::move(message));
}

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

Result<void> check_keys(const SimProvider& provider) {
  std::set<std::string> keys, labels;
  for (const SimKey& key : provider.keys) {
    if (key.key.empty()) return wrong("a key of '" + provider.name + "' has no 'key'");
    if (!keys.insert(key.key).second)
      return wrong("provider '" + provider.name + "' has a key twice");
    if (!key.label.empty() && !labels.insert(key.label).second)
      return wrong("two keys of '" + provider.name + "' are labelled '" + key.label + "'");
    for (const auto& limit : {key.tpm, key.rpm, key.max_concurrency})
      if (limit && *limit < 0) return wrong("a limit of '" + provider.name + "' is negative");
  }
  return {};
}

Result<void> check(const SimOptions& options) {
  if (options.speed < 1 || options.speed > 100'000) return wrong("'speed' is from 1 to 100000");
  if (options.threads < 1 || options.threads > 256) return wrong("'threads' is from 1 to 256");
  if (options.tokens_per_event < 1) return wrong("'tokens_per_event' is at least 1");
  std::set<std::string> names;
  for (const SimProvider& provider : options.providers) {
    if (!is_name(provider.name))
      return wrong("a provider needs a 'name' of letters, digits, '-', '_' and '.'");
    if (provider.name == "sim" || !names.insert(provider.name).second)
      return wrong("the name '" + provider.name + "' is taken");
    if (provider.output_tokens < 1 || provider.max_output_tokens < 1)
      return wrong("'" + provider.name + "' must write at least one token");
    if (auto keys = check_keys(provider); !keys) return keys;
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<HttpService>> HttpService::create(SimOptions options, const Clock& clock) {
  if (options.providers.empty()) options.providers = SimOptions::default_providers();
  if (auto good = check(options); !good) return tl::unexpected(good.error());
  std::unique_ptr<HttpService> service(new HttpService(std::move(options), clock));
  for (const SimFault& fault : service->options_.faults)
    if (auto added = service->faults_.add(fault); !added) return tl::unexpected(added.error());
  return service;
}

HttpService::HttpService(SimOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      started_(clock.now()),
      chance_(options_.seed),
      faults_(child(chance_, Stream::Faults)) {
  for (const SimProvider& provider : options_.providers)
    providers_.push_back(std::make_unique<HttpProvider>(provider));
}

// ---- the handler --------------------------------------------------------------------------------

Task<void> HttpService::handle(ServerRequest request, ResponseWriter& out) {
  if (listener::read_target(request.target).path == kStatusPath) {
    out.send(200, Headers{{"content-type", "application/json"}}, status().text());
    co_return;
  }
  const InFlight::Guard guard(in_flight_);
  const std::uint64_t serial = serial_.fetch_add(1, std::memory_order_relaxed);
  Call call{.names = child(chance_, Stream::Names).child(serial)};
  if (!prepare(std::move(request), call)) {
    ErrorAnswer refusal = std::move(*call.refusal);
    add_headers(call, refusal.headers);
    out.send(refusal.status, refusal.headers, refusal.body);
    co_return;
  }
  Accepted accepted(call.provider->keys, *call.key, call.charge);
  const SimProvider& plan = call.provider->plan;
  Rng timing = call.names.child(1);
  call.pace.first_token = scaled(
      call.wishes.first_token.value_or(distribution(plan.first_token).draw_duration(timing)));
  call.pace.per_token =
      scaled(call.wishes.per_token.value_or(distribution(plan.per_token).draw_duration(timing)));

  if (streams(call.request)) {
    const auto& conversation = std::get<LlmRequest>(call.request);
    StreamedAnswer answer{.format = call.route.format,
                          .shape = shape_of(call.route, call.target),
                          .options = {.include_usage = conversation.stream->include_usage,
                                      .model = conversation.model},
                          .response = std::move(call.response),
                          .tokens_per_event = options_.tokens_per_event};
    answer.headers.set("content-type", codec::content_type_of(answer.shape));
    add_headers(call, answer.headers);
    co_await deliver(std::move(answer), call.pace, call.fault, accepted, out);
    co_return;
  }
  add_headers(call, call.whole.headers);
  call.whole.tokens = call.charge.completion_tokens;
  co_await deliver(std::move(call.whole), call.pace, call.fault, accepted, out);
}

}  // namespace omnillm::sim
