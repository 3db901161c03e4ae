// A reservation is money held once: it moves, and is never copied.

#include <utility>

#include "omnillm/budget.h"

void keep(omnillm::Reservation held) {
#ifdef OMNILLM_MISUSE
  const omnillm::Reservation kept = held;
#else
  const omnillm::Reservation kept = std::move(held);
#endif
}
