#include "auth/aws_profile.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace omnillm::auth {

namespace {

constexpr std::array<std::string_view, 6> kFetching{
    "role_arn",     "sso_session", "sso_start_url", "credential_process", "web_identity_token_file",
    "login_session"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// A '#' or ';' behind a blank begins a comment.
std::string_view without_comment(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i)
    if ((text[i] == '#' || text[i] == ';') && is_blank(text[i - 1])) return text.substr(0, i);
  return text;
}

// The name of the profile in a section's brackets; empty for sections of another kind.
std::string_view profile_of(std::string_view section, AwsFile file) {
  constexpr std::string_view kProfile = "profile";
  section = trimmed(section);
  if (file == AwsFile::Credentials || section == "default") return section;
  if (!section.starts_with(kProfile)) return {};
  const std::string_view name = section.substr(kProfile.size());
  return name.empty() || !is_blank(name.front()) ? std::string_view() : trimmed(name);
}

bool same_ignoring_case(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(), [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
  });
}

void take(std::string_view name, std::string_view value, AwsProfileValues& values) {
  if (same_ignoring_case(name, "aws_access_key_id"))
    values.access_key_id = Secret(value);
  else if (same_ignoring_case(name, "aws_secret_access_key"))
    values.secret_access_key = Secret(value);
  else if (same_ignoring_case(name, "aws_session_token"))
    values.session_token = Secret(value);
  else if (same_ignoring_case(name, "region"))
    values.region = value;
  for (const std::string_view fetching : kFetching)
    if (same_ignoring_case(name, fetching)) values.fetched_by = fetching;
}

tl::unexpected<Error> problem(AwsFile file, int line, std::string_view what) {
  return fail(ErrorKind::Configuration, "line " + std::to_string(line) + " of the AWS " +
                                            (file == AwsFile::Config ? "config" : "credentials") +
                                            " file " + std::string(what));
}

}  // namespace

Result<std::optional<AwsProfileValues>> find_aws_profile(std::string_view text, AwsFile file,
                                                         std::string_view name) {
  std::optional<AwsProfileValues> found;
  bool is_ours = false;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view content = trimmed(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') continue;
    if (content.front() == '[') {
      const std::size_t close = content.find(']');
      if (close == std::string_view::npos) return problem(file, number, "has no closing bracket");
      is_ours = profile_of(content.substr(1, close - 1), file) == name;
      if (is_ours && !found) found.emplace();
      continue;
    }
    if (!is_ours || is_blank(line.front())) continue;
    const std::size_t equals = content.find('=');
    if (equals == std::string_view::npos) return problem(file, number, "has no '='");
    take(trimmed(content.substr(0, equals)), trimmed(without_comment(content.substr(equals + 1))),
         *found);
  }
  return found;
}

}  // namespace omnillm::auth
