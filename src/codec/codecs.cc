#include "codec/codec.h"

namespace omnillm::codec {

const GenerationCodec* codec_for(WireFormat format) {
  switch (format) {
    default:
      return nullptr;
  }
}

}  // namespace omnillm::codec
