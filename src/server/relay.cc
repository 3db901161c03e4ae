#include "server/relay.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "codec/endpoints/transport_body.h"
#include "codec/stream_framer.h"
#include "gateway/on_loop.h"
#include "listener/request_form.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"
#include "registry/token_estimate.h"
#include "server/answers.h"
#include "server/call_headers.h"

namespace omnillm::server {

namespace {

using gateway::OpenedStream;
using gateway::Outcome;
using listener::ResponseWriter;
using net::Task;

// What an output may be of where the request does not say; for the limits of callers alone, which
// are corrected by what was used.
constexpr std::int64_t kUsualOutput = 256;

// A request, understood and allowed.
struct Understood {
  ApiRequest request{};
  CallOptions options{};
  std::vector<CallerLimiter::Leave> leaves{};
  codec::StreamShape shape = codec::StreamShape::ServerSentEvents;
  bool streamed = false;
};

// Azure's addresses name the model, as "deployment".
std::string deployment_of(std::string_view path) {
  constexpr std::string_view kBefore = "/openai/deployments/";
  if (!path.starts_with(kBefore)) return {};
  path.remove_prefix(kBefore.size());
  return std::string(path.substr(0, path.find('/')));
}

std::int64_t estimated_tokens(const ApiRequest& request, std::size_t body_bytes) {
  std::int64_t tokens = static_cast<std::int64_t>(body_bytes) / registry::kBytesPerToken;
  if (const auto* generation = std::get_if<LlmRequest>(&request))
    tokens += std::clamp<std::int64_t>(
        generation->generation.max_output_tokens.value_or(kUsualOutput), 0, 1'000'000);
  return tokens;
}

Result<Understood> understand(const Caller& caller, WireFormat format,
                              listener::ServerRequest request, Instant now) {
  Understood out;
  auto options = call_options(caller, request.headers);
  if (!options) return tl::unexpected(std::move(options.error()));
  out.options = *std::move(options);

  listener::Target target = listener::read_target(request.target);
  if (is_generation(format)) out.shape = codec::stream_shape_of(format, target.parameter("alt"));
  const std::string deployment = deployment_of(target.path);
  const std::size_t body_bytes = request.body.size();
  auto form = listener::to_transport(request.method, std::move(target), std::move(request.headers),
                                     std::move(request.body));
  if (!form) return tl::unexpected(std::move(form.error()));
  auto parsed = parse_transport_request(format, *form);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  out.request = std::move(parsed->value);
  out.options.caller_headers = std::move(form->headers);
  if (std::string* model = requested_model(out.request)) {
    if (!deployment.empty()) *model = deployment;
    if (!caller.may_use_model(*model))
      return fail(ErrorKind::Permission, "this key may not use the model \"" + *model + "\"");
  }
  if (const auto* generation = std::get_if<LlmRequest>(&out.request))
    out.streamed = generation->stream.has_value();

  const std::int64_t tokens = estimated_tokens(out.request, body_bytes);
  for (const auto& limiter : caller.limiters) {
    auto leave = CallerLimiter::enter(limiter, now, tokens);
    if (!leave) return tl::unexpected(std::move(leave.error()));
    out.leaves.push_back(*std::move(leave));
  }
  return out;
}

void correct(std::vector<CallerLimiter::Leave>& leaves, Instant now, const CallRecord* record) {
  if (record == nullptr) return;
  // Of a call that cost nothing nothing counts; of one that did not tell, the estimate stands.
  if (!record->usage && record->ok()) return;
  const std::int64_t used = record->usage ? record->usage->total() : 0;
  for (CallerLimiter::Leave& leave : leaves) leave.used(now, used);
}

// What is left to the caller, in the words that clients know.
void add_limits(const Caller& caller, Instant now, Headers& headers) {
  for (const auto& limiter : caller.limiters) {
    const CallerLimiter::Left left = limiter->left(now);
    if (left.request_limit) {
      headers.set("x-ratelimit-limit-requests", std::to_string(*left.request_limit));
      headers.set("x-ratelimit-remaining-requests", std::to_string(left.requests.value_or(0)));
    }
    if (left.token_limit) {
      headers.set("x-ratelimit-limit-tokens", std::to_string(*left.token_limit));
      headers.set("x-ratelimit-remaining-tokens", std::to_string(left.tokens.value_or(0)));
    }
  }
}

std::int64_t seconds_of(WallTime when) {
  return std::chrono::floor<std::chrono::seconds>(when.time_since_epoch()).count();
}

// ---- Whole answers

Task<void> answer_whole(Gateway gateway, const Caller& caller, WireFormat format, Understood asked,
                        ResponseWriter& out) {
  Outcome outcome = co_await gateway::call_on(gateway.core(), &out.loop(), std::move(asked.request),
                                              std::move(asked.options));
  const Instant now = out.loop().now();
  correct(asked.leaves, now, outcome.record.get());
  if (!outcome.response) {
    send_error(outcome.response.error(), format, outcome.record.get(), out);
    co_return;
  }
  auto* answer = std::get_if<LlmResponse>(&*outcome.response);
  if (answer != nullptr && !answer->created && outcome.record)
    answer->created = seconds_of(outcome.record->started);  // some protocols do not say
  auto emitted = emit_transport_response(format, *outcome.response);
  if (!emitted) {
    send_error(emitted.error(), format, outcome.record.get(), out);
    co_return;
  }
  TransportResponse& form = emitted->value;
  Headers headers = std::move(form.headers);
  if (!form.content_type.empty()) headers.set("content-type", form.content_type);
  if (outcome.record) add_record(*outcome.record, headers);
  add_limits(caller, now, headers);
  out.send(form.status, headers, codec::text_of(form.body));
}

// ---- Streams

// Canonical events as the bytes of the caller's protocol.
class Writer {
 public:
  Writer(WireFormat format, StreamEncoderOptions options, codec::StreamShape shape)
      : format_(format), encoder_(format, std::move(options)), framer_(shape) {}

  [[nodiscard]] std::string bytes(const LlmStreamEvent& event) {
    std::string encoded;
    if (auto written = encoder_.write(event, encoded); !written) {
      is_over_ = true;
      (void)encoder_.write(event::Error{as_provider_error(written.error(), format_)}, encoded);
    }
    is_over_ = is_over_ || event.is<event::Completed>() || event.is<event::Error>();
    std::string framed = framer_.frame(std::move(encoded));
    if (is_over_) framed += framer_.end();
    return framed;
  }
  [[nodiscard]] bool is_over() const { return is_over_; }

 private:
  WireFormat format_;
  StreamEncoder encoder_;
  codec::StreamFramer framer_;
  bool is_over_ = false;
};

Task<void> answer_stream(Gateway gateway, const Caller& caller, WireFormat format, Understood asked,
                         ResponseWriter& out) {
  LlmRequest request = std::get<LlmRequest>(std::move(asked.request));
  StreamEncoderOptions encoding{.include_usage = !request.stream || request.stream->include_usage,
                                .model = request.model};
  OpenedStream opened = co_await gateway::stream_on(gateway.core(), &out.loop(), std::move(request),
                                                    std::move(asked.options));
  if (!opened.stream) {
    correct(asked.leaves, out.loop().now(), opened.record.get());
    send_error(opened.stream.error(), format, opened.record.get(), out);
    co_return;
  }
  gateway::StreamOnLoop& stream = *opened.stream;
  Headers headers{{"content-type", codec::content_type_of(asked.shape)},
                  {"cache-control", "no-cache"}};
  const std::shared_ptr<const CallRecord> so_far = stream.record_so_far();
  add_record(*so_far, headers);
  add_limits(caller, out.loop().now(), headers);
  encoding.response_id = so_far->id;
  out.start(200, headers);

  Writer writer(format, std::move(encoding), asked.shape);
  while (!writer.is_over()) {
    LlmStream::Event event = co_await stream.next();
    if (!event) break;
    if (*event) {
      if (auto* started = (*event)->get_if<event::ResponseStarted>(); started && !started->created)
        started->created = seconds_of(so_far->started);
      out.write(writer.bytes(**event));
    } else {
      out.write(writer.bytes(event::Error{as_provider_error(event->error(), format)}));
    }
    // What has come together leaves together.
    if (!stream.has_next()) co_await out.flush();
  }
  correct(asked.leaves, out.loop().now(), stream.record().get());
  out.finish();
}

}  // namespace

Task<void> relay(Gateway gateway, std::shared_ptr<const Caller> caller, WireFormat format,
                 listener::ServerRequest request, ResponseWriter& out) {
  auto understood = understand(*caller, format, std::move(request), out.loop().now());
  if (!understood) {
    send_error(understood.error(), format, nullptr, out);
    co_return;
  }
  if (understood->streamed)
    co_await answer_stream(std::move(gateway), *caller, format, *std::move(understood), out);
  else
    co_await answer_whole(std::move(gateway), *caller, format, *std::move(understood), out);
}

}  // namespace omnillm::server
