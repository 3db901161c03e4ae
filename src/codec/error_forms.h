// Whose words an error has: the formats that do not generate fail in the words of their provider.

#ifndef OMNILLM_CODEC_ERROR_FORMS_H_
#define OMNILLM_CODEC_ERROR_FORMS_H_

#include "codec/codec.h"
#include "omnillm/protocol.h"

namespace omnillm::codec {

// The generation format whose errors look the same.
[[nodiscard]] WireFormat error_family(WireFormat format);

// The codec that reads and writes them. Requires: its protocol is there.
[[nodiscard]] const GenerationCodec& error_codec(WireFormat format);

// The HTTP status that a server of this format gives to the error.
[[nodiscard]] int error_status(WireFormat format, const ProviderError& error);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ERROR_FORMS_H_
