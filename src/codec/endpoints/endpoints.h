// One codec a wire format that does not generate; endpoint_codec_for() picks among them.

#ifndef OMNILLM_CODEC_ENDPOINTS_ENDPOINTS_H_
#define OMNILLM_CODEC_ENDPOINTS_ENDPOINTS_H_

#include "codec/endpoints/endpoint_codec.h"

namespace omnillm::codec {

[[nodiscard]] const EndpointCodec& openai_embeddings();
[[nodiscard]] const EndpointCodec& gemini_embed_content();
[[nodiscard]] const EndpointCodec& gemini_batch_embed_contents();
[[nodiscard]] const EndpointCodec& bedrock_titan_embeddings();
[[nodiscard]] const EndpointCodec& bedrock_cohere_embeddings();

[[nodiscard]] const EndpointCodec& openai_image_generations();
[[nodiscard]] const EndpointCodec& vertex_imagen();

[[nodiscard]] const EndpointCodec& openai_audio_transcriptions();
[[nodiscard]] const EndpointCodec& openai_audio_translations();
[[nodiscard]] const EndpointCodec& openai_audio_speech();

[[nodiscard]] const EndpointCodec& openai_rerank();
[[nodiscard]] const EndpointCodec& cohere_rerank();
[[nodiscard]] const EndpointCodec& vertex_rerank();

[[nodiscard]] const EndpointCodec& openai_moderations();

[[nodiscard]] const EndpointCodec& openai_models();
[[nodiscard]] const EndpointCodec& anthropic_models();
[[nodiscard]] const EndpointCodec& gemini_models();

[[nodiscard]] const EndpointCodec& anthropic_count_tokens();
[[nodiscard]] const EndpointCodec& gemini_count_tokens();
[[nodiscard]] const EndpointCodec& bedrock_count_tokens();

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_ENDPOINTS_H_
