// Finds the addresses of hosts without holding up a loop.

#ifndef OMNILLM_TRANSPORT_RESOLVER_H_
#define OMNILLM_TRANSPORT_RESOLVER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "net/address.h"
#include "net/event_loop.h"
#include "net/task.h"
#include "omnillm/clock.h"
#include "omnillm/result.h"

namespace omnillm::transport {

using Addresses = std::vector<net::Address>;

// The system is asked by threads of our own, which begin with the first question. Many who ask for
// one host at once cause one lookup, and what is found is remembered for a while; what is not found
// is asked again.
//
// Thread safety: resolve() by any threads, each with its loop.
// Lifetime: it must outlive the tasks.
class Resolver {
 public:
  using Lookup = std::function<Result<std::vector<std::string>>(const std::string& host)>;
  static constexpr Duration kRemembered = std::chrono::seconds(30);

  // Asks the system when `lookup` is empty.
  explicit Resolver(Lookup lookup);
  ~Resolver() { stop(); }

  // Answers nobody any more, and waits for the lookups that are running.
  void stop();

  // At least one address, with that port. A literal is its own answer.
  // Errors: Network, for a host that has none.
  [[nodiscard]] net::Task<Result<Addresses>> resolve(EventLoop& loop, std::string host,
                                                     std::uint16_t port);

 private:
  class Ticket;
  class TicketAwaiter;
  struct Remembered {
    Addresses addresses;
    Instant until;
  };

  struct Question {
    std::string host;
    Instant asked_at;
  };

  [[nodiscard]] std::optional<Addresses> recall(const std::string& host, Instant now);
  [[nodiscard]] std::shared_ptr<Ticket> ask(EventLoop& loop, const std::string& host);
  void work();
  void answer(const Question& question, const Result<Addresses>& found);
  [[nodiscard]] Result<Addresses> look_up(const std::string& host) const;

  static constexpr std::size_t kThreads = 2;
  static constexpr std::size_t kMostRemembered = 1024;

  const Lookup lookup_;
  Mutex mu_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::deque<Question> questions_ ABSL_GUARDED_BY(mu_);
  // Who waits for a host that has been asked for and not found yet.
  std::map<std::string, std::vector<std::shared_ptr<Ticket>>> waiting_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, Remembered> remembered_ ABSL_GUARDED_BY(mu_);
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::transport

#endif  // OMNILLM_TRANSPORT_RESOLVER_H_
