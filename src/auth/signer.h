// Completes requests to one endpoint with what its provider knows us by.
//
//   auto signer = Signer::create(endpoint, credentials, transport, clock);
//   auto signed_now = signer->try_sign(request, lease.key());      // nearly always true
//   if (signed_now && !*signed_now)                                // a token has to be fetched
//     ok = co_await signer->sign(loop, request, lease.key());
//
// A key comes with each call, so one signer serves a pool of keys; what signs for AWS, Google and
// Microsoft stands in the signer.
//
// No credential leaves for another origin than the endpoint's: a request whose address begins
// otherwise is refused. None reaches an error.

#ifndef OMNILLM_AUTH_SIGNER_H_
#define OMNILLM_AUTH_SIGNER_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "auth/sigv4.h"
#include "auth/token_source.h"
#include "net/event_loop.h"
#include "net/task.h"
#include "omnillm/auth_scheme.h"
#include "omnillm/clock.h"
#include "omnillm/credentials.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"
#include "omnillm/transport.h"

namespace omnillm::auth {

// Thread safety: any threads and loops may use one object at once; each request belongs to one.
// Lifetime: transport and clock must outlive it; it must outlive its tasks.
class Signer {
 public:
  // Credentials that have to be read from somewhere first (a profile, a file) are not taken: see
  // resolver.h. A key may be missing from them, as it comes with the calls.
  // Errors: Configuration, for an endpoint without an address, credentials that its scheme cannot
  // use, and AWS keys without a region.
  [[nodiscard]] static Result<std::unique_ptr<Signer>> create(const ProviderEndpoint& endpoint,
                                                              const Credentials& credentials,
                                                              Transport& transport,
                                                              const Clock& clock,
                                                              TokenPolicy policy = {});

  [[nodiscard]] const AuthScheme& scheme() const { return scheme_; }

  // Sets the header, parameter or signature; what the request has of that name is replaced, so it
  // may be signed again for another try. The request is complete otherwise: SigV4 signs the body.
  // False, with nothing changed, when a token has to be fetched.
  // Errors: Configuration, for a key that cannot stand where it has to, and for an address that is
  // not the endpoint's. The request is as it was.
  [[nodiscard]] Result<bool> try_sign(HttpRequest& request, const Secret& key) const;

  // The same, with the token fetched. `request` and `key` must outlive the task.
  // Errors: those of try_sign() and of TokenSource::token().
  [[nodiscard]] net::Task<Result<void>> sign(EventLoop& loop, HttpRequest& request,
                                             const Secret& key);

  // Whether a task of refresh() should be started beside the request: see TokenSource.
  [[nodiscard]] bool refresh_due() const { return tokens_ && tokens_->refresh_due(); }
  // Requires: refresh_due() was true.
  [[nodiscard]] net::Task<void> refresh(EventLoop& loop) { return tokens_->refresh(loop); }

  // Whether requests are signed with tokens that are fetched, and end.
  [[nodiscard]] bool uses_tokens() const { return tokens_ != nullptr; }
  // The provider answered a request with these headers that it does not know us: the token in them
  // is not used again.
  void rejected(const Headers& headers) const;

 private:
  Signer(AuthScheme scheme, std::string origin, const Clock& clock)
      : scheme_(std::move(scheme)), origin_(std::move(origin)), clock_(clock) {}

  [[nodiscard]] Result<void> prepare_aws(const Credentials& credentials);
  [[nodiscard]] Result<void> prepare_tokens(const Credentials& credentials, Transport& transport,
                                            TokenPolicy policy);
  [[nodiscard]] bool is_ours(std::string_view url) const;

  const AuthScheme scheme_;
  const std::string origin_;
  const Clock& clock_;
  std::unique_ptr<const SigV4> aws_{};
  std::unique_ptr<TokenSource> tokens_{};
};

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_SIGNER_H_
