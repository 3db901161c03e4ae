// AWS Signature Version 4: signs a request with keys, so that they themselves are never sent.
//
//   SigV4 aws(keys, "us-east-1", "bedrock");
//   if (auto ok = aws.sign(request, clock.wall()); !ok) return ok;

#ifndef OMNILLM_AUTH_SIGV4_H_
#define OMNILLM_AUTH_SIGV4_H_

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "auth/canonical_request.h"
#include "auth/digest.h"
#include "auth/signing_key.h"
#include "omnillm/clock.h"
#include "omnillm/credentials.h"
#include "omnillm/result.h"
#include "omnillm/transport.h"

namespace omnillm::auth {

struct SigV4Options {
  bool normalize_path = true;
  bool send_payload_hash = false;  // as X-Amz-Content-Sha256; S3 wants it
  bool sign_session_token = true;  // false: it is added after signing, as IoT wants it
};

// What was hashed on the way to a signature.
struct Signature {
  CanonicalRequest canonical{};
  std::string string_to_sign{};
  std::string value{};  // hexadecimal
};

// Thread safety: any threads may use one object at once.
class SigV4 {
 public:
  SigV4(credential::AwsKeys keys, std::string region, std::string service,
        SigV4Options options = {});

  // Header form: sets X-Amz-Date, X-Amz-Security-Token for temporary keys, and Authorization. What
  // the request has besides must be complete: address, body, headers.
  // Errors: Configuration, for an address that is none.
  [[nodiscard]] Result<Signature> sign(HttpRequest& request, WallTime now) const;

  // Query form: the address with the signature in it, good for whoever has it until `lifetime` has
  // passed. The body that may be sent with it is the request's. Errors as above.
  [[nodiscard]] Result<Signature> presign(HttpRequest& request, WallTime now,
                                          std::chrono::seconds lifetime) const;

  [[nodiscard]] std::string_view region() const { return region_; }

 private:
  struct Moment;
  [[nodiscard]] Signature signature_of(const RequestToSign& request, const Moment& at) const;
  [[nodiscard]] CredentialScope scope_of(const Moment& at) const;

  const credential::AwsKeys keys_;
  const std::string region_;
  const std::string service_;
  const SigV4Options options_;
  const Sha256 sha_{};
  mutable SigningKeys signing_keys_;
};

// "20260131T235959Z"
[[nodiscard]] std::string amz_timestamp(WallTime now);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_SIGV4_H_
