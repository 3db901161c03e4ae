#include "auth/put_credential.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "auth/wiped.h"
#include "http/percent.h"

namespace omnillm::auth {

namespace {

// Takes `name=...` out of a query, with one of the '&' beside it.
void drop_parameter(std::string_view name, std::size_t query_at, std::string& url) {
  for (std::size_t at = query_at; at < url.size();) {
    const std::size_t end = std::min(url.find('&', at), url.size());
    const std::string_view part(url.data() + at, end - at);
    if (part.substr(0, std::min(part.find('='), part.size())) == name)
      url.erase(at, std::min(end + 1, url.size()) - at);
    else
      at = end + 1;
  }
}

}  // namespace

void put_header(std::string_view name, std::string_view prefix, std::string_view value,
                Headers& headers) {
  headers.erase(name);
  std::array<char, 512> room;
  const std::size_t size = prefix.size() + value.size();
  if (size > room.size()) {
    Wiped joined;
    joined.text.reserve(size);
    joined.text.append(prefix).append(value);
    headers.add(name, joined.text);
    return;
  }
  std::copy(value.begin(), value.end(), std::copy(prefix.begin(), prefix.end(), room.begin()));
  headers.add(name, {room.data(), size});
  OPENSSL_cleanse(room.data(), size);
}

void put_query_parameter(std::string_view name, std::string_view value, std::string& url) {
  const std::string encoded_name = http::percent_encode(name);
  const std::size_t question = url.find('?');
  if (question != std::string::npos) drop_parameter(encoded_name, question + 1, url);
  if (question == std::string::npos)
    url += '?';
  else if (url.back() != '?' && url.back() != '&')
    url += '&';
  const Wiped encoded(http::percent_encode(value));
  url.append(encoded_name).append("=").append(encoded.text);
}

}  // namespace omnillm::auth
