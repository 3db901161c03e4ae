// Google's `content` where it is one text: {"parts": [{"text": ...}]}.

#ifndef OMNILLM_CODEC_ENDPOINTS_GOOGLE_TEXT_H_
#define OMNILLM_CODEC_ENDPOINTS_GOOGLE_TEXT_H_

#include "codec/endpoints/object_reader.h"
#include "json/document.h"
#include "json/writer.h"
#include "omnillm/json.h"

namespace omnillm::codec {

// The texts of its parts, one after the other.
[[nodiscard]] Text read_google_text(json::Value content, const Pointer& where, Reading& in);
void write_google_text(const Text& text, json::Writer& out);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_GOOGLE_TEXT_H_
