#include "codec/endpoints/count_tokens.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "codec/codec.h"

namespace omnillm::codec {

namespace {

// Settings that steer the answer change nothing in what is counted.
constexpr std::string_view kUncounted[] = {
    "max_output_tokens", "temperature", "top_p",        "top_k",    "stop_sequences",
    "presence_penalty",  "seed",        "choices",      "logprobs", "frequency_penalty",
    "verbosity",         "user",        "service_tier", "metadata", "cache_key",
};

void report_counted(LossLog& from, LossLog& to) {
  for (Loss& loss : from.take())
    if (std::find(std::begin(kUncounted), std::end(kUncounted), loss.code) == std::end(kUncounted))
      to.add(std::move(loss));
}

tl::unexpected<Error> missing(WireFormat generation) {
  return fail(ErrorKind::Configuration,
              std::string(to_string(generation)).append(" is not spoken here"));
}

}  // namespace

Result<CountTokensRequest> CountTokens::parse_generation(const json::Document& body,
                                                         LossLog& losses) const {
  const GenerationCodec* codec = codec_for(generation_);
  if (!codec) return missing(generation_);
  auto request = codec->parse_request(body, losses);
  if (!request) return tl::unexpected(std::move(request.error()));
  return CountTokensRequest{std::move(*request)};
}

Result<CountTokensRequest> CountTokens::parse_generation(std::string_view text,
                                                         std::string_view where,
                                                         LossLog& losses) const {
  const auto document = read_json(text, ErrorKind::BadRequest);
  auto request = document ? parse_generation(*document, losses)
                          : Result<CountTokensRequest>(tl::unexpected(document.error()));
  if (request) return request;
  // What is wrong stands deeper than the protocol's own codec knows.
  const std::string& message = request.error().message();
  return fail(request.error().kind(),
              std::string(where).append(message.starts_with('/') ? "" : ": ").append(message));
}

Result<json::Document> CountTokens::emit_generation(const CountTokensRequest& request,
                                                    BodyWriter& body) const {
  const GenerationCodec* codec = codec_for(generation_);
  if (!codec) return missing(generation_);
  Dialect dialect = body.dialect() ? *body.dialect() : Dialect{};
  const bool in_path = generation_ != WireFormat::AnthropicMessages;
  if (in_path) dialect.model_in_body = false;
  dialect.stream_in_body = false;
  std::string text;
  LossLog losses;
  if (auto emitted = codec->emit_request(request.request, dialect, losses, text); !emitted)
    return tl::unexpected(std::move(emitted.error()));
  report_counted(losses, body.losses());
  return read_json(text, ErrorKind::BadRequest);
}

Result<CountTokensResponse> CountTokens::read_response(json::Value root, LossLog&) const {
  Reading in = Reading::of_answer();
  const Pointer top;
  ObjectReader object(root, top, in);
  CountTokensResponse response;
  response.origin = format();
  std::optional<std::int64_t> total;
  object.count(names_.total, total);
  if (!total) in.complain(object.at(names_.total), "expected a whole number");
  response.prompt_tokens = total.value_or(0);
  if (!names_.cached.empty()) object.count(names_.cached, response.cached_tokens);
  object.keep_rest(response.vendor_extensions);
  return std::move(in).finish(std::move(response));
}

Result<void> CountTokens::write_response(const CountTokensResponse& response,
                                         BodyWriter& body) const {
  json::Writer& out = body.out();
  out.begin_object();
  out.foreign_key(names_.total).integer(response.prompt_tokens);
  if (names_.cached.empty())
    body.drop(response.cached_tokens.has_value(), "cached_tokens");
  else if (response.cached_tokens)
    out.foreign_key(names_.cached).integer(*response.cached_tokens);
  body.rest(response.vendor_extensions);
  out.end_object();
  return {};
}

}  // namespace omnillm::codec
