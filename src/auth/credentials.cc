#include "omnillm/credentials.h"

#include <ostream>

namespace omnillm {
namespace {

struct KindName {
  std::string_view operator()(const credential::None&) const { return "none"; }
  std::string_view operator()(const credential::ApiKey&) const { return "an API key"; }
  std::string_view operator()(const credential::BedrockKey&) const { return "a Bedrock key"; }
  std::string_view operator()(const credential::AwsKeys&) const { return "AWS keys"; }
  std::string_view operator()(const credential::AwsProfile&) const { return "an AWS profile"; }
  std::string_view operator()(const credential::GoogleServiceAccount&) const {
    return "a Google service account";
  }
  std::string_view operator()(const credential::GoogleServiceAccountFile&) const {
    return "a Google service account file";
  }
  std::string_view operator()(const credential::AzureClientSecret&) const {
    return "an Azure client secret";
  }
  std::string_view operator()(const credential::MachineIdentity&) const {
    return "the identity of the machine";
  }
};

// What may be told of each kind, and *** for the rest.
struct Printer {
  std::ostream& out;

  void operator()(const credential::None&) const {}
  void operator()(const credential::ApiKey& c) const {
    out << " *** " << (c.base_url.empty() ? "" : "for " + c.base_url);
  }
  void operator()(const credential::BedrockKey& c) const { out << " *** " << c.region; }
  void operator()(const credential::AwsKeys& c) const { out << " *** " << c.region; }
  void operator()(const credential::AwsProfile& c) const { out << ' ' << c.name; }
  void operator()(const credential::GoogleServiceAccount&) const { out << " ***"; }
  void operator()(const credential::GoogleServiceAccountFile& c) const { out << ' ' << c.path; }
  void operator()(const credential::AzureClientSecret& c) const {
    out << " *** of " << c.client_id << " in " << c.tenant_id;
  }
  void operator()(const credential::MachineIdentity& c) const {
    if (!c.client_id.empty()) out << ' ' << c.client_id;
  }
};

}  // namespace

Credentials Credentials::api_key(std::string_view key, std::string base_url) {
  return credential::ApiKey{.key = Secret(key), .base_url = std::move(base_url)};
}

std::string_view kind_of(const Credentials& credentials) {
  return std::visit(KindName{}, credentials.value());
}

std::ostream& operator<<(std::ostream& out, const Credentials& credentials) {
  out << kind_of(credentials);
  std::visit(Printer{out}, credentials.value());
  return out;
}

}  // namespace omnillm
