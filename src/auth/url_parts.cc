#include "auth/url_parts.h"

#include <algorithm>

namespace omnillm::auth {

std::string_view UrlParts::host_field() const {
  const std::string_view implied = scheme == "https" ? ":443" : ":80";
  if (!authority.ends_with(implied)) return authority;
  return authority.substr(0, authority.size() - implied.size());
}

std::optional<UrlParts> split_url(std::string_view url) {
  UrlParts parts;
  if (url.starts_with("https://"))
    parts.scheme = url.substr(0, 5);
  else if (url.starts_with("http://"))
    parts.scheme = url.substr(0, 4);
  else
    return std::nullopt;
  const auto foreign = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(url.begin(), url.end(), foreign)) return std::nullopt;
  if (url.find('#') != std::string_view::npos) return std::nullopt;

  const std::size_t begin = parts.scheme.size() + 3;
  const std::size_t end = std::min(url.find_first_of("/?", begin), url.size());
  parts.origin = url.substr(0, end);
  parts.authority = url.substr(begin, end - begin);
  if (parts.authority.empty() || parts.authority.front() == ':' ||
      parts.authority.find_first_of("@\\ ") != std::string_view::npos)
    return std::nullopt;
  const std::size_t question = std::min(url.find('?', end), url.size());
  parts.path = url.substr(end, question - end);
  if (question < url.size()) parts.query = url.substr(question + 1);
  return parts;
}

}  // namespace omnillm::auth
