#include "auth/service_account_for_test.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <map>
#include <stdexcept>

#include "json/writer.h"

namespace omnillm::auth {

TestKey::TestKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PKCS8PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  pem_.assign(text, static_cast<std::size_t>(size));
  BIO_free(bio);
}

TestKey TestKey::rsa(int bits) { return TestKey(EVP_RSA_gen(static_cast<unsigned>(bits))); }
TestKey TestKey::elliptic() { return TestKey(EVP_EC_gen("P-256")); }

bool TestKey::verifies(std::string_view text, std::string_view signature) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestVerifyInit_ex(context, nullptr, "SHA256", nullptr, nullptr, key_.get(), nullptr);
  const int ok = EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()),
                                  signature.size(),
                                  reinterpret_cast<const unsigned char*>(text.data()), text.size());
  EVP_MD_CTX_free(context);
  return ok == 1;
}

const TestKey& test_key() {
  static const TestKey key = TestKey::rsa();
  return key;
}

Secret service_account_json(const TestKey& key, std::string_view member, std::string_view json) {
  std::string pem;
  json::Writer(pem).string(key.pem());
  std::map<std::string, std::string, std::less<>> members{
      {"type", R"("service_account")"},
      {"project_id", R"("acme-1")"},
      {"private_key_id", R"("key-id-1")"},
      {"private_key", pem},
      {"client_email", R"("bot@acme-1.iam.gserviceaccount.com")"},
      {"token_uri", R"("https://oauth2.googleapis.com/token")"}};
  if (!member.empty()) members.find(member)->second = json;
  std::string out;
  for (const auto& [name, value] : members)
    if (!value.empty()) out += (out.empty() ? "{\"" : ",\"") + name + "\":" + value;
  return Secret(out + "}");
}

std::string decode_base64url(std::string_view text) {
  std::string padded(text);
  for (char& c : padded) c = c == '-' ? '+' : c == '_' ? '/' : c;
  const std::size_t missing = (4 - padded.size() % 4) % 4;
  padded.append(missing, '=');
  std::string out(padded.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(padded.data()),
                      static_cast<int>(padded.size())) < 0)
    throw std::runtime_error("not base64url");
  out.resize(out.size() - missing);
  return out;
}

}  // namespace omnillm::auth
