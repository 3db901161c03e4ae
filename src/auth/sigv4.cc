#include "auth/sigv4.h"

#include <openssl/crypto.h>

#include <cstdio>
#include <utility>

#include "auth/url_parts.h"
#include "http/percent.h"

namespace omnillm::auth {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

tl::unexpected<Error> no_address() {
  return fail(ErrorKind::Configuration,
              "cannot sign a request whose address does not begin with https:// or http:// and a "
              "host");
}

// The fields of a request as the wire will have them: Host is the transport's, who takes it from
// the address.
std::vector<HeaderField> fields_of(const HttpRequest& request, const UrlParts& url) {
  std::vector<HeaderField> fields;
  fields.reserve(request.headers.size() + 1);
  for (const auto [name, value] : request.headers) fields.emplace_back(name, value);
  if (!request.headers.find("host")) fields.emplace_back("host", url.host_field());
  return fields;
}

}  // namespace

struct SigV4::Moment {
  explicit Moment(WallTime now) : timestamp(amz_timestamp(now)) {}
  std::string timestamp;
  [[nodiscard]] std::string_view date() const { return std::string_view(timestamp).substr(0, 8); }
};

std::string amz_timestamp(WallTime now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(second - day);
  char text[40];
  const int size = std::snprintf(
      text, sizeof text, "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return std::string(text, static_cast<std::size_t>(size));
}

SigV4::SigV4(credential::AwsKeys keys, std::string region, std::string service,
             SigV4Options options)
    : keys_(std::move(keys)),
      region_(std::move(region)),
      service_(std::move(service)),
      options_(options),
      signing_keys_(keys_.secret_access_key) {}

CredentialScope SigV4::scope_of(const Moment& at) const {
  return {.date = at.date(), .region = region_, .service = service_};
}

Signature SigV4::signature_of(const RequestToSign& request, const Moment& at) const {
  const CredentialScope scope = scope_of(at);
  Signature out{.canonical = canonical_request(request)};
  out.string_to_sign.append(kAlgorithm).append("\n").append(at.timestamp).append("\n");
  out.string_to_sign.append(scope.text()).append("\n");
  out.string_to_sign.append(hex(sha_.digest(out.canonical.text)));
  Digest key = signing_keys_.get(sha_, scope);
  out.value = hex(sha_.hmac(key, out.string_to_sign));
  OPENSSL_cleanse(key.data(), key.size());
  return out;
}

Result<Signature> SigV4::sign(HttpRequest& request, WallTime now) const {
  const auto url = split_url(request.url);
  if (!url) return no_address();
  const Moment at(now);
  const std::string payload_hash = hex(sha_.digest(request.body));
  const std::string_view token = keys_.session_token.reveal();

  request.headers.set("X-Amz-Date", at.timestamp);
  if (options_.send_payload_hash) request.headers.set("X-Amz-Content-Sha256", payload_hash);
  request.headers.erase("X-Amz-Security-Token");
  if (!token.empty() && options_.sign_session_token)
    request.headers.add("X-Amz-Security-Token", token);

  Signature signature = signature_of({.method = to_string(request.method),
                                      .path = url->path,
                                      .query = url->query,
                                      .headers = fields_of(request, *url),
                                      .payload_hash = payload_hash,
                                      .normalize_path = options_.normalize_path},
                                     at);
  std::string authorization(kAlgorithm);
  authorization.append(" Credential=").append(keys_.access_key_id.reveal()).append("/");
  authorization.append(scope_of(at).text()).append(", SignedHeaders=");
  authorization.append(signature.canonical.signed_headers).append(", Signature=");
  authorization.append(signature.value);
  request.headers.set("Authorization", authorization);
  if (!token.empty() && !options_.sign_session_token)
    request.headers.add("X-Amz-Security-Token", token);
  return signature;
}

Result<Signature> SigV4::presign(HttpRequest& request, WallTime now,
                                 std::chrono::seconds lifetime) const {
  const auto url = split_url(request.url);
  if (!url) return no_address();
  const Moment at(now);
  const auto fields = fields_of(request, *url);
  std::string query(url->query);
  const auto add = [&query](std::string_view name, std::string_view value) {
    if (!query.empty()) query += '&';
    query.append(name).append("=").append(http::percent_encode(value));
  };
  add("X-Amz-Algorithm", kAlgorithm);
  add("X-Amz-Credential", std::string(keys_.access_key_id.reveal()) + "/" + scope_of(at).text());
  add("X-Amz-Date", at.timestamp);
  add("X-Amz-SignedHeaders", signed_header_names(fields));
  add("X-Amz-Expires", std::to_string(lifetime.count()));
  const std::string_view token = keys_.session_token.reveal();
  if (!token.empty() && options_.sign_session_token) add("X-Amz-Security-Token", token);

  Signature signature = signature_of({.method = to_string(request.method),
                                      .path = url->path,
                                      .query = query,
                                      .headers = fields,
                                      .payload_hash = hex(sha_.digest(request.body)),
                                      .normalize_path = options_.normalize_path},
                                     at);
  if (!token.empty() && !options_.sign_session_token) add("X-Amz-Security-Token", token);
  add("X-Amz-Signature", signature.value);
  std::string address(url->origin);
  address.append(url->path.empty() ? "/" : url->path).append("?").append(query);
  request.url = std::move(address);
  return signature;
}

}  // namespace omnillm::auth
