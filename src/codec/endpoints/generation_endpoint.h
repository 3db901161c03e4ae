// The formats that generate, as endpoints: their GenerationCodec with HTTP's forms around it.

#ifndef OMNILLM_CODEC_ENDPOINTS_GENERATION_ENDPOINT_H_
#define OMNILLM_CODEC_ENDPOINTS_GENERATION_ENDPOINT_H_

#include "codec/endpoints/endpoint_codec.h"

namespace omnillm::codec {

// Null when nobody speaks the protocol. Requires: is_generation(format).
[[nodiscard]] const EndpointCodec* generation_endpoint(WireFormat format);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_GENERATION_ENDPOINT_H_
