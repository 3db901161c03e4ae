#include "auth/token_answer.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "auth/header_value.h"
#include "auth/secret_document.h"
#include "http/percent.h"

namespace omnillm::auth {

namespace {

constexpr std::size_t kMostWords = 240;

void replace_all(std::string& text, std::string_view what) {
  if (what.empty()) return;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += 3)
    text.replace(at, what.size(), "***");
}

// Foreign words for a message of ours: one line, not too long, whole characters.
std::string quotable(std::string words, const Secret& sent) {
  replace_all(words, sent.reveal());
  replace_all(words, http::percent_encode(sent.reveal()));
  for (char& c : words)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  if (words.size() <= kMostWords) return words;
  std::size_t end = kMostWords;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xc0) == 0x80) --end;
  words.resize(end);
  return words += "...";
}

bool is_for_now(int status, std::string_view code) {
  return status >= 500 || status == 408 || status == 425 || status == 429 ||
         code == "temporarily_unavailable" || code == "slow_down";
}

tl::unexpected<Error> refused(std::string_view who, int status, json::Value answer,
                              const Secret& sent) {
  // Google and Microsoft: {"error": "code", "error_description": "words"}; others nest it.
  const json::Value error = answer["error"];
  std::string code = error.is_object() ? error["code"].str() : error.str();
  std::string words =
      error.is_object() ? error["message"].str() : answer["error_description"].str();
  code = quotable(std::move(code), sent);
  words = quotable(std::move(words), sent);
  const bool refusal = status >= 400 && !is_for_now(status, code);
  std::string text(who);
  text.append(refusal ? " refuses us a token: " : " gave no token: ");
  text.append("it answered ").append(std::to_string(status));
  if (!code.empty()) text.append(" ").append(code);
  if (!words.empty()) text.append(", ").append(words);
  return tl::unexpected(Error(refusal ? ErrorKind::Auth : ErrorKind::Network, text)
                            .with_status(status)
                            .with_provider_code(code));
}

// A number of seconds, or the same as a string, as metadata servers write it.
std::optional<Duration> lifetime_of(json::Value value) {
  std::optional<std::int64_t> seconds = value.to_int64();
  if (value.is_string()) {
    const std::string text = value.str();
    std::int64_t read = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), read);
    if (end.ec == std::errc() && end.ptr == text.data() + text.size()) seconds = read;
  }
  if (!seconds) return std::nullopt;
  constexpr std::int64_t kDay = 86'400;
  return std::chrono::seconds(std::clamp<std::int64_t>(*seconds, 0, kDay));
}

}  // namespace

Result<GrantedToken> read_token_answer(std::string_view who, int status, std::string_view body,
                                       const Secret& sent) {
  const SecretDocument document(body);
  const json::Value answer = document.root();
  if (status != 200) return refused(who, status, answer, sent);

  Secret token = secret_of(answer["access_token"]);
  if (token.empty() || !is_bearer_token(token.reveal()))
    return tl::unexpected(Error(ErrorKind::Network,
                                std::string(who) + " answered 200 without a token that we can use")
                              .with_status(status));
  return GrantedToken{.token = std::move(token), .lifetime = lifetime_of(answer["expires_in"])};
}

}  // namespace omnillm::auth
