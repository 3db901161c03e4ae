// The pointers of src/json by the names that codecs use.

#ifndef OMNILLM_CODEC_POINTER_H_
#define OMNILLM_CODEC_POINTER_H_

#include "json/pointer.h"

namespace omnillm::codec {

using json::broken_at;
using json::fail_at;
using json::Pointer;

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_POINTER_H_
