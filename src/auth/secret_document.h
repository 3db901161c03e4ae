// JSON with a secret in it.

#ifndef OMNILLM_AUTH_SECRET_DOCUMENT_H_
#define OMNILLM_AUTH_SECRET_DOCUMENT_H_

#include <memory>
#include <string>
#include <string_view>

#include "auth/wiped.h"
#include "json/document.h"
#include "json/writer.h"
#include "omnillm/secret.h"

namespace omnillm::auth {

// A JSON text that is wiped when this dies. Values must not outlive it; what shares the document's
// bytes (text(), json()) would be wiped with them.
class SecretDocument {
 public:
  explicit SecretDocument(std::string_view text) : text_(std::make_shared<std::string>(text)) {
    parsed_ = document_.parse(text_).has_value();
  }
  SecretDocument(const SecretDocument&) = delete;
  ~SecretDocument() { wipe(*text_); }

  // Missing when the text is no JSON.
  [[nodiscard]] json::Value root() const { return parsed_ ? document_.root() : json::Value(); }

 private:
  const std::shared_ptr<std::string> text_;
  json::Document document_{};
  bool parsed_ = false;
};

// What a string says; empty for everything else.
[[nodiscard]] inline Secret secret_of(json::Value value) {
  Wiped plain;
  plain.text.reserve(value.escaped().size());
  json::append_unescaped(value.escaped(), plain.text);
  return Secret(plain.text);
}

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_SECRET_DOCUMENT_H_
