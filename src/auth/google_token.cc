#include "auth/google_token.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <utility>

#include "auth/form.h"
#include "auth/secret_document.h"
#include "auth/url_parts.h"
#include "auth/wiped.h"
#include "json/writer.h"

namespace omnillm::auth {

namespace {

constexpr int kFewestBits = 2048;
constexpr std::chrono::seconds kGoodFor{3600};

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

tl::unexpected<Error> problem(std::string_view what) {
  return fail(ErrorKind::Configuration, "the service account's JSON " + std::string(what));
}

// Instead of OpenSSL's own, which asks at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

std::shared_ptr<EVP_PKEY> read_private_key(std::string_view pem) {
  if (pem.size() > 64 * 1024) return nullptr;
  const std::unique_ptr<BIO, FreeBio> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr);
  ERR_clear_error();
  if (!key) return nullptr;
  return {key, [](EVP_PKEY* owned) { EVP_PKEY_free(owned); }};
}

bool is_good_key(const EVP_PKEY& key) {
  return EVP_PKEY_get_base_id(&key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(&key) >= kFewestBits;
}

}  // namespace

Result<ServiceAccount> ServiceAccount::parse(const Secret& json) {
  const SecretDocument document(json.reveal());
  const json::Value root = document.root();
  if (!root.is_object()) return problem("is no JSON object");
  if (!root["type"].says("service_account"))
    return problem(
        "has another \"type\" than \"service_account\"; make a key for a service account "
        "in the Google Cloud console");
  ServiceAccount account;
  account.client_email_ = root["client_email"].str();
  account.private_key_id_ = root["private_key_id"].str();
  account.project_id_ = root["project_id"].str();
  account.token_uri_ = root["token_uri"].str();
  if (account.client_email_.empty()) return problem("lacks \"client_email\"");
  const auto url = split_url(account.token_uri_);
  if (!url || url->scheme != "https") return problem("has no https address as \"token_uri\"");
  const Secret pem = secret_of(root["private_key"]);
  if (pem.empty()) return problem("lacks \"private_key\"");
  account.key_ = read_private_key(pem.reveal());
  if (!account.key_ || !is_good_key(*account.key_))
    return problem("has a \"private_key\" that is not an RSA key of 2048 bits or more in PEM");
  return account;
}

Result<std::string> ServiceAccount::sign(std::string_view text) const {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  bool ok = context && EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr,
                                             key_.get(), nullptr) == 1;
  ok = ok && EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1;
  std::string signature(size, '\0');
  ok = ok && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                            &size, bytes, text.size()) == 1;
  ERR_clear_error();
  if (!ok) return problem("has a \"private_key\" that does not sign");
  signature.resize(size);
  return signature;
}

Result<Secret> ServiceAccount::assertion(WallTime now, std::string_view scope) const {
  std::string header;
  json::Writer head(header);
  head.begin_object().key("alg").string("RS256").key("typ").string("JWT");
  if (!private_key_id_.empty()) head.key("kid").string(private_key_id_);
  head.end_object();

  const std::int64_t at = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::string claims;
  json::Writer body(claims);
  body.begin_object();
  body.key("iss").string(client_email_);
  body.key("scope").string(scope);
  body.key("aud").string(token_uri_);
  body.key("iat").integer(at);
  body.key("exp").integer(at + kGoodFor.count());
  body.end_object();

  Wiped token;
  token.text.reserve((header.size() + claims.size() + 1024) * 4 / 3 + 8);
  token.text.append(base64url(header)).append(".").append(base64url(claims));
  auto signature = sign(token.text);
  if (!signature) return tl::unexpected(std::move(signature).error());
  token.text.append(".").append(base64url(*signature));
  return Secret(token.text);
}

std::string service_account_form(const Secret& assertion) {
  std::string form;
  form.reserve(assertion.reveal().size() + 96);
  append_form_field("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", form);
  append_form_field("assertion", assertion.reveal(), form);
  return form;
}

std::string base64url(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  unsigned pending = 0;
  int bits = 0;
  for (const char c : bytes) {
    pending = pending << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += kAlphabet[pending >> (bits - 6) & 63];
  }
  if (bits > 0) out += kAlphabet[pending << (6 - bits) & 63];
  return out;
}

}  // namespace omnillm::auth
