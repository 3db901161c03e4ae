// What signs requests to AWS, Google and Microsoft.

#include <utility>

#include "server/config_sections.h"

namespace omnillm::server {
namespace {

using Kind = Shape::Kind;

constexpr MemberRow<credential::AwsKeys> kAwsRows[] = {
    {{"access_key_id", "as env:NAME or file:/path", shape(Kind::Secret), true},
     [](const Place& at, credential::AwsKeys& to) { at.read(to.access_key_id); }},
    {{"secret_access_key", "as env:NAME or file:/path", shape(Kind::Secret), true},
     [](const Place& at, credential::AwsKeys& to) { at.read(to.secret_access_key); }},
    {{"session_token", "of temporary keys, as env:NAME or file:/path", shape(Kind::Secret)},
     [](const Place& at, credential::AwsKeys& to) { at.read(to.session_token); }},
    {{"region", "like eu-central-1; that of the address if not said", shape(Kind::Text)},
     [](const Place& at, credential::AwsKeys& to) { at.read(to.region); }},
};

constexpr MemberRow<credential::AzureClientSecret> kAzureRows[] = {
    {{"tenant_id", "the tenant", shape(Kind::Text), true},
     [](const Place& at, credential::AzureClientSecret& to) { at.read(to.tenant_id); }},
    {{"client_id", "the application", shape(Kind::Text), true},
     [](const Place& at, credential::AzureClientSecret& to) { at.read(to.client_id); }},
    {{"client_secret", "as env:NAME or file:/path", shape(Kind::Secret), true},
     [](const Place& at, credential::AzureClientSecret& to) { at.read(to.client_secret); }},
    {{"authority", "who gives out tokens; Microsoft's if not said", shape(Kind::Text)},
     [](const Place& at, credential::AzureClientSecret& to) { at.read(to.authority); }},
};

constexpr MemberRow<credential::MachineIdentity> kMachineRows[] = {
    {{"client_id", "which one, where a machine at Microsoft's has several", shape(Kind::Text)},
     [](const Place& at, credential::MachineIdentity& to) { at.read(to.client_id); }},
};

SectionView aws_view() {
  SectionView view{"AWS keys"};
  append_views<credential::AwsKeys>(kAwsRows, view.members);
  return view;
}

SectionView azure_view() {
  SectionView view{"an application"};
  append_views<credential::AzureClientSecret>(kAzureRows, view.members);
  return view;
}

SectionView machine_view() {
  SectionView view{"a machine's identity"};
  append_views<credential::MachineIdentity>(kMachineRows, view.members);
  return view;
}

// Exactly one of them.
struct Draft {
  std::vector<Credentials> found{};
};

constexpr MemberRow<Draft> kCredentialRows[] = {
    {{"aws_profile", "the name of a profile in ~/.aws/credentials", shape(Kind::Text)},
     [](const Place& at, Draft& to) {
       if (!at.is_there()) return;
       credential::AwsProfile one;
       at.read(one.name);
       to.found.emplace_back(std::move(one));
     }},
    {{"aws_keys", "keys that sign requests to AWS", section(aws_view)},
     [](const Place& at, Draft& to) {
       if (!at.is_there()) return;
       credential::AwsKeys one;
       read_section<credential::AwsKeys>(at, "AWS keys", kAwsRows, one);
       to.found.emplace_back(std::move(one));
     }},
    {{"google_service_account_file", "where the JSON of a service account is", shape(Kind::Text)},
     [](const Place& at, Draft& to) {
       if (!at.is_there()) return;
       credential::GoogleServiceAccountFile one;
       at.read(one.path);
       one.path = at.reading.beside(one.path);
       to.found.emplace_back(std::move(one));
     }},
    {{"azure_client_secret", "an application registered with Microsoft Entra ID",
      section(azure_view)},
     [](const Place& at, Draft& to) {
       if (!at.is_there()) return;
       credential::AzureClientSecret one;
       read_section<credential::AzureClientSecret>(at, "an application", kAzureRows, one);
       to.found.emplace_back(std::move(one));
     }},
    {{"machine_identity", "the identity that a cloud gives to its machines; {} for the usual one",
      section(machine_view)},
     [](const Place& at, Draft& to) {
       if (!at.is_there()) return;
       credential::MachineIdentity one;
       read_section<credential::MachineIdentity>(at, "a machine's identity", kMachineRows, one);
       to.found.emplace_back(std::move(one));
     }},
};

}  // namespace

void read_credentials(const Place& place, std::optional<Credentials>& to) {
  if (!place.is_there()) return;
  Draft draft;
  read_section<Draft>(place, "credentials", kCredentialRows, draft);
  if (draft.found.size() == 1)
    to = std::move(draft.found.front());
  else
    place.complain(
        "name one kind: aws_profile, aws_keys, google_service_account_file, azure_client_secret or "
        "machine_identity");
}

SectionView credentials_view() {
  SectionView view{"credentials"};
  append_views<Draft>(kCredentialRows, view.members);
  return view;
}

}  // namespace omnillm::server
