#include "server/config_reading.h"

#include <algorithm>
#include <utility>

#include "auth/wiped.h"
#include "base/credential_names.h"

namespace omnillm::server {
namespace {

constexpr std::size_t kMostSecretBytes = 64 * 1024;

bool is_variable_name(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorKind::Configuration, std::move(message));
}

// Editors end a file with a newline that is not part of the secret.
std::string_view without_last_newlines(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// A secret stands in a header, on one line.
bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

}  // namespace

std::optional<SecretReference> SecretReference::parse(std::string_view text) {
  constexpr std::string_view kEnvironment = "env:", kFile = "file:";
  if (text.starts_with(kEnvironment)) {
    const std::string_view name = text.substr(kEnvironment.size());
    if (!is_variable_name(name)) return std::nullopt;
    return SecretReference{From::Environment, std::string(name)};
  }
  if (!text.starts_with(kFile) || text.size() == kFile.size()) return std::nullopt;
  return SecretReference{From::File, std::string(text.substr(kFile.size()))};
}

std::string SecretReference::label() const {
  const std::size_t slash = name.find_last_of('/');
  return from == From::File && slash != std::string::npos ? name.substr(slash + 1) : name;
}

std::string ConfigReading::beside(std::string_view path) const {
  if (path.empty() || path.front() == '/' || folder.empty()) return std::string(path);
  return folder + '/' + std::string(path);
}

Result<Secret> ConfigReading::resolve(const SecretReference& reference) const {
  if (reference.from == SecretReference::From::Environment) {
    auto value = environment.get(reference.name);
    if (!value || value->empty())
      return wrong("the environment variable " + reference.name + " is not set");
    const Secret secret(*value);
    auth::wipe(*value);
    if (!is_one_line(secret.reveal()))
      return wrong("the environment variable " + reference.name + " holds more than one line");
    return secret;
  }
  const std::string path = beside(reference.name);
  const std::string called = "the file " + yaml::quoted(path);
  if (!files) return wrong(called + " cannot be read: no files are to be had");
  auto content = files(path);
  if (!content) return wrong(called + " cannot be read");
  if (!*content) return wrong("there is no file " + yaml::quoted(path));
  const std::string_view text = without_last_newlines((*content)->reveal());
  if (text.empty()) return wrong(called + " is empty");
  if (text.size() > kMostSecretBytes) return wrong(called + " is larger than 64 KiB");
  if (!is_one_line(text)) return wrong(called + " holds more than one line");
  return Secret(text);
}

std::optional<Secret> ConfigReading::secret(const YAML::Node& node, std::string_view path,
                                            std::string* label) {
  const auto reference =
      node.IsScalar() ? SecretReference::parse(node.Scalar()) : std::optional<SecretReference>();
  if (!reference) {
    complain(node.Mark(), path,
             "a secret does not stand in this file; keep it in an environment variable or in a "
             "file of its own, and write env:NAME or file:/path");
    return std::nullopt;
  }
  auto found = resolve(*reference);
  if (!found) {
    complain(node.Mark(), path, found.error().message());
    return std::nullopt;
  }
  if (label != nullptr) *label = reference->label();
  return *std::move(found);
}

void ConfigReading::complain(const YAML::Mark& where, std::string_view path,
                             std::string_view what) {
  std::string text(path);
  // What stands behind the name of a credential and a colon is masked in every error.
  const bool would_be_masked =
      what_name_says(path.substr(path.find_last_of('.') + 1)) == NameSays::Credential;
  if (!text.empty()) text += would_be_masked ? ", " : ": ";
  problems.add(where, text.append(what));
}

void ConfigReading::check(const std::vector<Mention>& mentions, std::string_view kind,
                          const std::vector<std::string>& known) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const Mention& mention : mentions) {
    if (std::find(names.begin(), names.end(), mention.name) != names.end()) continue;
    std::string what = "there is no " + std::string(kind) + ' ' + yaml::quoted(mention.name);
    if (const auto near = yaml::nearest_name(mention.name, names))
      what += "; did you mean " + yaml::quoted(*near) + "?";
    complain(mention.where, mention.path, what);
  }
}

}  // namespace omnillm::server
