#include "stop_signal.h"

#include <pthread.h>

namespace omnillm::app {

StopSignal::StopSignal() {
  ::sigemptyset(&signals_);
  ::sigaddset(&signals_, SIGINT);
  ::sigaddset(&signals_, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void StopSignal::wait() const {
  int came = 0;
  while (::sigwait(&signals_, &came) != 0) {
  }
}

}  // namespace omnillm::app
