#include "transport/resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include <coroutine>
#include <utility>

namespace omnillm::transport {

namespace {

tl::unexpected<Error> not_found(const std::string& host, const char* why) {
  return fail(ErrorKind::Network, "cannot find the address of " + host + ": " + why);
}

Result<Addresses> ask_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error != 0) return not_found(host, ::gai_strerror(error));
  Addresses addresses;
  for (const addrinfo* one = found; one; one = one->ai_next)
    if (auto address = net::Address::from(one->ai_addr, one->ai_addrlen))
      addresses.push_back(*address);
  ::freeaddrinfo(found);
  if (addresses.empty()) return not_found(host, "it has none");
  return addresses;
}

}  // namespace

// One who waits. The thread that answers may come when nobody waits any more, and the loop is gone.
class Resolver::Ticket : public std::enable_shared_from_this<Ticket> {
 public:
  explicit Ticket(EventLoop& loop) : loop_(&loop) {}

  // By the thread that has found something.
  void answer(Result<Addresses> found) {
    const MutexLock lock(&mu_);
    if (!loop_) return;
    found_ = std::move(found);
    // Who waits leaves before the loop ends, and leaving takes the mutex: the loop is there.
    loop_->post([self = shared_from_this()] { self->arrive(); });
  }
  // All below on the thread of the loop.
  void wait(std::coroutine_handle<> waiting) { waiting_ = waiting; }
  void leave() {
    const MutexLock lock(&mu_);
    loop_ = nullptr;
    waiting_ = {};
  }
  [[nodiscard]] Result<Addresses> take() {
    const MutexLock lock(&mu_);
    return std::move(*found_);
  }

 private:
  void arrive() {
    if (waiting_) std::exchange(waiting_, {}).resume();
  }

  Mutex mu_;
  EventLoop* loop_ ABSL_GUARDED_BY(mu_);
  std::optional<Result<Addresses>> found_ ABSL_GUARDED_BY(mu_);
  std::coroutine_handle<> waiting_{};
};

class Resolver::TicketAwaiter {
 public:
  explicit TicketAwaiter(std::shared_ptr<Ticket> ticket) : ticket_(std::move(ticket)) {}
  TicketAwaiter(const TicketAwaiter&) = delete;
  ~TicketAwaiter() { ticket_->leave(); }

  [[nodiscard]] bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiting) { ticket_->wait(waiting); }
  [[nodiscard]] Result<Addresses> await_resume() { return ticket_->take(); }

 private:
  std::shared_ptr<Ticket> ticket_;
};

Resolver::Resolver(Lookup lookup) : lookup_(std::move(lookup)) {}

void Resolver::stop() {
  std::vector<std::thread> threads;
  {
    const MutexLock lock(&mu_);
    stopping_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

net::Task<Result<Addresses>> Resolver::resolve(EventLoop& loop, std::string host,
                                               std::uint16_t port) {
  if (const auto literal = net::Address::parse(host, port)) co_return Addresses{*literal};
  std::optional<Addresses> known = recall(host, loop.now());
  if (!known) {
    TicketAwaiter asked(ask(loop, host));
    Result<Addresses> found = co_await asked;
    if (!found) co_return tl::unexpected(found.error());
    known = *std::move(found);
  }
  for (net::Address& address : *known) address.set_port(port);
  co_return *std::move(known);
}

std::optional<Addresses> Resolver::recall(const std::string& host, Instant now) {
  const MutexLock lock(&mu_);
  const auto found = remembered_.find(host);
  if (found == remembered_.end()) return std::nullopt;
  if (now < found->second.until) return found->second.addresses;
  remembered_.erase(found);
  return std::nullopt;
}

std::shared_ptr<Resolver::Ticket> Resolver::ask(EventLoop& loop, const std::string& host) {
  auto ticket = std::make_shared<Ticket>(loop);
  const MutexLock lock(&mu_);
  auto& waiting = waiting_[host];
  waiting.push_back(ticket);
  if (waiting.size() > 1) return ticket;
  questions_.push_back({host, loop.now()});
  if (threads_.size() < kThreads) threads_.emplace_back([this] { work(); });
  wake_.notify_one();
  return ticket;
}

void Resolver::work() {
  for (;;) {
    Question question;
    {
      const MutexLock lock(&mu_);
      while (!stopping_ && questions_.empty()) wake_.wait(&mu_);
      if (stopping_) return;
      question = std::move(questions_.front());
      questions_.pop_front();
    }
    answer(question, look_up(question.host));
  }
}

void Resolver::answer(const Question& question, const Result<Addresses>& found) {
  std::vector<std::shared_ptr<Ticket>> waiting;
  {
    const MutexLock lock(&mu_);
    waiting = std::move(waiting_[question.host]);
    waiting_.erase(question.host);
    if (found) {
      if (remembered_.size() >= kMostRemembered) remembered_.clear();
      remembered_.insert_or_assign(question.host,
                                   Remembered{*found, question.asked_at + kRemembered});
    }
  }
  for (const auto& ticket : waiting) ticket->answer(found);
}

Result<Addresses> Resolver::look_up(const std::string& host) const {
  if (!lookup_) return ask_system(host);
  const auto texts = lookup_(host);
  if (!texts) return tl::unexpected(texts.error());
  Addresses addresses;
  for (const std::string& text : *texts)
    if (auto address = net::Address::parse(text, 0)) addresses.push_back(*address);
  if (addresses.empty()) return not_found(host, "it has none");
  return addresses;
}

}  // namespace omnillm::transport
