#include "auth/scheme_choice.h"

#include <algorithm>
#include <string>

namespace omnillm::auth {

namespace {

using Kind = AuthScheme::Kind;

bool is_one_of(Kind kind, std::initializer_list<Kind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

struct Suits {
  Kind kind;

  bool operator()(const credential::None&) const { return kind == Kind::None; }
  bool operator()(const credential::ApiKey&) const {
    return is_one_of(kind, {Kind::Bearer, Kind::Header, Kind::Query});
  }
  bool operator()(const credential::BedrockKey&) const { return kind == Kind::Bearer; }
  bool operator()(const credential::AwsKeys&) const { return kind == Kind::SigV4; }
  bool operator()(const credential::AwsProfile&) const { return kind == Kind::SigV4; }
  bool operator()(const credential::GoogleServiceAccount&) const { return kind == Kind::Google; }
  bool operator()(const credential::GoogleServiceAccountFile&) const {
    return kind == Kind::Google;
  }
  bool operator()(const credential::AzureClientSecret&) const { return kind == Kind::Entra; }
  bool operator()(const credential::MachineIdentity&) const {
    return is_one_of(kind, {Kind::Google, Kind::Entra});
  }
};

}  // namespace

bool signs_by(Kind kind, std::span<const AuthScheme> ways) {
  return std::any_of(ways.begin(), ways.end(),
                     [kind](const AuthScheme& scheme) { return scheme.kind == kind; });
}

bool suits(const AuthScheme& scheme, const Credentials& credentials) {
  return std::visit(Suits{scheme.kind}, credentials.value());
}

Result<AuthScheme> choose_scheme(std::string_view provider, std::span<const AuthScheme> ways,
                                 const Credentials& credentials) {
  const auto way = std::find_if(ways.begin(), ways.end(), [&](const AuthScheme& scheme) {
    return suits(scheme, credentials);
  });
  if (way != ways.end()) return *way;
  std::string text(provider);
  text.append(" cannot use what it was given (").append(kind_of(credentials));
  text.append("); it signs by ");
  for (std::size_t i = 0; i < ways.size(); ++i)
    text.append(i == 0 ? "" : ", ").append(to_string(ways[i].kind));
  return fail(ErrorKind::Configuration, text);
}

}  // namespace omnillm::auth
