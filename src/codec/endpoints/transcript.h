// Transcripts: JSON, the plain forms (text, SubRip, WebVTT), and a stream of events that is folded
// into what it comes to.

#ifndef OMNILLM_CODEC_ENDPOINTS_TRANSCRIPT_H_
#define OMNILLM_CODEC_ENDPOINTS_TRANSCRIPT_H_

#include <string>
#include <string_view>

#include "codec/endpoints/body_writer.h"
#include "json/document.h"
#include "omnillm/conversion.h"
#include "omnillm/endpoints.h"
#include "omnillm/result.h"

namespace omnillm::codec {

// Of a JSON body.
[[nodiscard]] Result<AudioTranscriptionResponse> read_transcript(json::Value root,
                                                                 WireFormat format,
                                                                 LossLog& losses);
void write_transcript(const AudioTranscriptionResponse& response, BodyWriter& body);

// Of a body that is no JSON: which of the plain forms it has is seen in its first lines.
[[nodiscard]] AudioTranscriptionResponse plain_transcript(std::string_view text, WireFormat format);
// Of server-sent events. Errors: Protocol, when they end before the transcript does, or tell of a
// failure.
[[nodiscard]] Result<AudioTranscriptionResponse> streamed_transcript(std::string_view body,
                                                                     WireFormat format,
                                                                     LossLog& losses);

// The media type of a plain form, or of an answer in it: "text/vtt". JSON for every other name.
[[nodiscard]] std::string_view transcript_media_type(std::string_view response_format);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_TRANSCRIPT_H_
