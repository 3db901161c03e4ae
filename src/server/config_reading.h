// What the reading of one configuration file carries along: its mistakes, where secrets come from,
// and the names that were mentioned before they were known.

#ifndef OMNILLM_SERVER_CONFIG_READING_H_
#define OMNILLM_SERVER_CONFIG_READING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/resolver.h"
#include "omnillm/environment.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"
#include "yaml/fields.h"

namespace omnillm::server {

// A secret that is named instead of written: "env:OPENAI_API_KEY", "file:/run/secrets/openai".
struct SecretReference {
  enum class From : std::uint8_t { Environment, File };
  From from = From::Environment;
  std::string name{};

  // Empty for anything else, a literal secret among it.
  [[nodiscard]] static std::optional<SecretReference> parse(std::string_view text);
  // A label for people: the variable's name, or the file's without its folders.
  [[nodiscard]] std::string label() const;
};

// A name that has to be somebody's, and where it stands.
struct Mention {
  YAML::Mark where{};
  std::string path{};
  std::string name{};
};

// Requires: what it refers to outlives it.
struct ConfigReading {
  yaml::Problems& problems;
  const Environment& environment;
  const auth::FileReader& files;
  std::string folder{};  // of the file; what it names is beside it
  // How many sections may still be read. Aliases make many of few bytes.
  std::size_t left = 20'000;

  std::vector<Mention> organisations{};
  std::vector<Mention> projects{};
  std::vector<Mention> routes{};
  std::vector<Mention> providers{};

  // What the reference names. Errors: Configuration, without a byte of the secret.
  [[nodiscard]] Result<Secret> resolve(const SecretReference& reference) const;
  // The same of what was written, for a member that has this place; complains. Empty when it could
  // not be had.
  [[nodiscard]] std::optional<Secret> secret(const YAML::Node& node, std::string_view path,
                                             std::string* label = nullptr);
  // A path as the file means it.
  [[nodiscard]] std::string beside(std::string_view path) const;

  void complain(const YAML::Mark& where, std::string_view path, std::string_view what);
  // Complains of every name that is nobody's: "there is no project 'x'; did you mean 'y'?"
  void check(const std::vector<Mention>& mentions, std::string_view kind,
             const std::vector<std::string>& known);
};

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CONFIG_READING_H_
