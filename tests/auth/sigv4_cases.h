// The cases of fixtures/sigv4.

#ifndef OMNILLM_TESTS_AUTH_SIGV4_CASES_H_
#define OMNILLM_TESTS_AUTH_SIGV4_CASES_H_

#include <chrono>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "auth/sigv4.h"

namespace omnillm::auth {

struct ExpectedSignature {
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;
};

struct SigV4Case {
  std::string name;  // letters, digits and underscores
  credential::AwsKeys keys;
  std::string region, service;
  WallTime now;
  std::chrono::seconds lifetime;
  SigV4Options options;
  HttpRequest request;
  ExpectedSignature in_header, in_query;
  std::vector<std::pair<std::string, std::string>> signed_headers;
  std::string presigned_url;
};
inline std::ostream& operator<<(std::ostream& out, const SigV4Case& c) { return out << c.name; }

struct WorkedExample {
  credential::AwsKeys keys;
  std::string region, service;
  WallTime now;
  HttpRequest request;
  std::string canonical_request, string_to_sign, signing_key, signature, authorization;
};

std::vector<SigV4Case> sigv4_cases();
WorkedExample worked_example();

inline SigV4 signer_of(const SigV4Case& c) { return {c.keys, c.region, c.service, c.options}; }

}  // namespace omnillm::auth

#endif  // OMNILLM_TESTS_AUTH_SIGV4_CASES_H_
