#include "sim/http_signature.h"

#include <optional>
#include <string_view>
#include <vector>

#include "auth/canonical_request.h"
#include "auth/digest.h"
#include "auth/signing_key.h"
#include "sim/http_ascii.h"

namespace omnillm::sim {
namespace {

// AWS4-HMAC-SHA256 Credential=<id>/<date>/<region>/<service>/aws4_request,
// SignedHeaders=<a;b>, Signature=<hex>
struct Stated {
  std::string date, region, service;
  std::string signed_headers;
  std::string signature;
};

std::string_view member(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == text.npos) return {};
  const std::string_view value = text.substr(at + name.size());
  return trimmed(value.substr(0, value.find(',')));
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<Stated> read_stated(const Headers& headers) {
  const auto authorization = headers.find("authorization");
  if (!authorization) return std::nullopt;
  const std::vector<std::string> scope = split(member(*authorization, "Credential="), '/');
  if (scope.size() != 5 || scope[4] != "aws4_request") return std::nullopt;
  return Stated{scope[1], scope[2], scope[3], std::string(member(*authorization, "SignedHeaders=")),
                std::string(member(*authorization, "Signature="))};
}

// Blanks around the value do not count, and several inside are one.
std::string single_spaced(std::string_view value) {
  std::string out;
  for (const char c : trimmed(value))
    if (!is_blank(c))
      out += c;
    else if (out.back() != ' ')
      out += ' ';
  return out;
}

std::string canonical_headers(const std::string& names, const Headers& headers) {
  std::string text;
  for (const std::string& name : split(names, ';')) {
    text.append(name) += ':';
    bool first = true;
    for (const auto [field, value] : headers)
      if (same_field_name(field, name)) {
        if (!first) text += ',';
        text += single_spaced(value);
        first = false;
      }
    text += '\n';
  }
  return text;
}

std::string canonical_text(const Stated& stated, const listener::ServerRequest& request,
                           const std::string& payload_hash) {
  const std::string_view target = request.target;
  const std::size_t mark = target.find('?');
  const std::string_view query = mark == target.npos ? "" : target.substr(mark + 1);
  return request.method + '\n' + auth::canonical_path(target.substr(0, mark), true) + '\n' +
         auth::canonical_query(query) + '\n' +
         canonical_headers(stated.signed_headers, request.headers) + '\n' + stated.signed_headers +
         '\n' + payload_hash;
}

}  // namespace

bool is_signed_by(const std::string& secret, const Credential& credential,
                  const listener::ServerRequest& request) {
  if (!credential.is_signature || secret.empty()) return true;
  const auto stated = read_stated(request.headers);
  const auto date = request.headers.find("x-amz-date");
  if (!stated || !date || !date->starts_with(stated->date)) return false;
  const auth::Sha256 sha;
  const std::string payload_hash = auth::hex(sha.digest(request.body));
  const std::string canonical = canonical_text(*stated, request, payload_hash);
  const auth::CredentialScope scope{stated->date, stated->region, stated->service};
  const std::string to_sign = "AWS4-HMAC-SHA256\n" + std::string(*date) + '\n' + scope.text() +
                              '\n' + auth::hex(sha.digest(canonical));
  const auth::Digest key = auth::derive_signing_key(sha, Secret(secret), scope);
  return auth::hex(sha.hmac(key, to_sign)) == stated->signature;
}

}  // namespace omnillm::sim
