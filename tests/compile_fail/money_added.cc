// Sums of money are checked, so there is no operator for them.

#include "omnillm/money.h"

std::optional<omnillm::Money> sum(omnillm::Money a, omnillm::Money b) {
#ifdef OMNILLM_MISUSE
  return a + b;
#else
  return a.checked_add(b);
#endif
}
