#include "support/crew.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>

namespace omnillm::bench {
namespace {

bool pin_to_core(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(core), &set);
  return pthread_setaffinity_np(pthread_self(), sizeof(set), &set) == 0;
}

}  // namespace

Crew::Crew(int size) : size_(size), stations_(static_cast<std::size_t>(size)) {
  if (std::thread::hardware_concurrency() >= static_cast<unsigned>(size)) pinned_ = pin_to_core(0);
  for (int worker = 1; worker < size; ++worker) {
    threads_.emplace_back([this, worker] { serve(worker); });
  }
}

Crew::~Crew() {
  over_ = true;
  for (Station& station : stations_) {
    station.called.fetch_add(1);
    station.called.notify_one();
  }
  for (std::thread& thread : threads_) thread.join();
}

std::chrono::nanoseconds Crew::run(int workers, const std::function<void(int)>& work) {
  workers_ = workers;
  work_ = &work;
  at_the_line_ = 0;
  const auto team = static_cast<std::size_t>(workers);
  for (std::size_t i = 1; i < team; ++i) {
    stations_[i].called.fetch_add(1);
    stations_[i].called.notify_one();
  }
  take_part(0, stations_[0]);
  auto start = stations_[0].start;
  auto end = stations_[0].end;
  for (std::size_t i = 1; i < team; ++i) {
    while (stations_[i].finished.load() != stations_[i].called.load()) std::this_thread::yield();
    start = std::min(start, stations_[i].start);
    end = std::max(end, stations_[i].end);
  }
  return end - start;
}

void Crew::serve(int worker) {
  if (pinned_) pin_to_core(worker);
  Station& station = stations_[static_cast<std::size_t>(worker)];
  for (std::uint64_t done = 0;; ++done) {
    station.called.wait(done);
    if (over_) return;
    take_part(worker, station);
    station.finished.store(done + 1);
  }
}

void Crew::take_part(int worker, Station& station) {
  at_the_line_.fetch_add(1);
  while (at_the_line_.load() < workers_) {
    // Nobody starts before everybody is awake; with more threads than cores, let them wake up.
    if (!pinned_) std::this_thread::yield();
  }
  station.start = Clock::now();
  (*work_)(worker);
  station.end = Clock::now();
}

}  // namespace omnillm::bench
