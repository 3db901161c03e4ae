#ifndef OMNILLM_BENCH_SUPPORT_CREW_H_
#define OMNILLM_BENCH_SUPPORT_CREW_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace omnillm::bench {

// A few threads, each pinned to a core of its own where there are enough, that start a piece of
// work together. The calling thread is worker 0, so that a crew of one is simply the caller.
//
//   Crew crew(2);
//   auto elapsed = crew.run(2, [&](int worker) { work(worker); });
//
// The threads stay between runs: a library that keeps something per thread sees the threads of a
// server, not newcomers. Thread safety: used by the thread that made it.
class Crew {
 public:
  explicit Crew(int size);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  [[nodiscard]] int size() const { return size_; }
  // Whether every worker has a core of its own.
  [[nodiscard]] bool pinned() const { return pinned_; }

  // Runs `work(worker)` on workers 0 .. `workers`-1 at once. Returns the time from the first start
  // to the last end.
  std::chrono::nanoseconds run(int workers, const std::function<void(int)>& work);

 private:
  using Clock = std::chrono::steady_clock;
  struct alignas(128) Station {
    std::atomic<std::uint64_t> called{0};    // runs this worker was asked for
    std::atomic<std::uint64_t> finished{0};  // runs it has done
    Clock::time_point start{}, end{};
  };

  void serve(int worker);
  void take_part(int worker, Station& station);

  const int size_;
  bool pinned_ = false;
  std::vector<Station> stations_;
  std::atomic<int> at_the_line_{0};
  int workers_ = 0;
  const std::function<void(int)>* work_ = nullptr;
  std::atomic<bool> over_{false};
  std::vector<std::thread> threads_;
};

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SUPPORT_CREW_H_
