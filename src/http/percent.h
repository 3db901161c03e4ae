// The percent-encoding of src/base by the names that HTTP's code uses.

#ifndef OMNILLM_HTTP_PERCENT_H_
#define OMNILLM_HTTP_PERCENT_H_

#include "base/percent.h"

namespace omnillm::http {

using omnillm::percent_decode;
using omnillm::percent_encode;

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_PERCENT_H_
