#include "base/credential_names.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace omnillm {
namespace {

// Whole names, bare.
constexpr std::array<std::string_view, 11> kPerhaps{"key",  "token",     "ak",     "sk",
                                                    "sig",  "signature", "cookie", "setcookie",
                                                    "auth", "assertion", "jwt"};
constexpr std::array<std::string_view, 5> kCredentials{"authorization", "proxyauthorization", "pwd",
                                                       "passwd", "credentials"};
// How the names of credentials end, whatever stands before: my_openai_api_key.
constexpr std::array<std::string_view, 33> kEndings{
    "apikey",          "apikeys",    "accesstoken",     "refreshtoken",    "idtoken",
    "authtoken",       "oauthtoken", "sessiontoken",    "securitytoken",   "bearertoken",
    "apitoken",        "secret",     "secretkey",       "secretaccesskey", "accesskey",
    "accesskeyid",     "accountkey", "privatekey",      "signingkey",      "encryptionkey",
    "subscriptionkey", "masterkey",  "password",        "passphrase",      "userpassword",
    "clientassertion", "credential", "sharedkey",       "xamzsignature",   "xgoogsignature",
    "authkey",         "authheader", "connectionstring"};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The character at `at`, decoded; `at` is moved past it.
char next_character(std::string_view name, std::size_t& at) {
  const char c = name[at++];
  if (c != '%' || name.size() - at < 2) return c;
  const int high = hex_digit(name[at]);
  const int low = hex_digit(name[at + 1]);
  if (high < 0 || low < 0) return c;
  at += 2;
  return static_cast<char>(high * 16 + low);
}

}  // namespace

std::string bare_name(std::string_view name) {
  std::string bare;
  bare.reserve(name.size());
  for (std::size_t at = 0; at < name.size();) {
    const char c = next_character(name, at);
    if (c == '-' || c == '_' || c == '.' || c == ' ') continue;
    bare.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return bare;
}

NameSays what_bare_name_says(std::string_view bare) {
  const auto is = [bare](std::string_view known) { return bare == known; };
  const auto ends = [bare](std::string_view ending) { return bare.ends_with(ending); };
  if (std::any_of(kCredentials.begin(), kCredentials.end(), is) ||
      std::any_of(kEndings.begin(), kEndings.end(), ends))
    return NameSays::Credential;
  return std::any_of(kPerhaps.begin(), kPerhaps.end(), is) ? NameSays::Perhaps : NameSays::Nothing;
}

NameSays what_name_says(std::string_view name) { return what_bare_name_says(bare_name(name)); }

}  // namespace omnillm
