// Certificates made while the test runs: good ones, and every kind of bad one.

#ifndef OMNILLM_TESTS_SUPPORT_CERTIFICATES_H_
#define OMNILLM_TESTS_SUPPORT_CERTIFICATES_H_

#include <memory>
#include <string>
#include <vector>

namespace omnillm::tests {

struct Certificate {
  std::string pem;
  std::string key_pem;
};

struct CertificateWish {
  std::vector<std::string> names = {"localhost"};      // DNS names
  std::vector<std::string> addresses = {"127.0.0.1"};  // IP addresses
  int valid_from_days = -1;
  int valid_to_days = 30;
  std::string purpose = "serverAuth";  // extended key usage
  bool weak_key = false;               // RSA of 1024 bits
};

// Who signs. Two authorities do not trust each other.
class Authority {
 public:
  Authority();
  ~Authority();
  [[nodiscard]] const std::string& pem() const;
  [[nodiscard]] Certificate issue(const CertificateWish& wish = {}) const;
  // Signed by its own key instead.
  [[nodiscard]] static Certificate self_signed();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// A file that goes with its object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text);
  TemporaryFile(const TemporaryFile&) = delete;
  ~TemporaryFile();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace omnillm::tests

#endif  // OMNILLM_TESTS_SUPPORT_CERTIFICATES_H_
