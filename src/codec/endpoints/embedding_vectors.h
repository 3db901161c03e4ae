// Vectors as JSON holds them: arrays of numbers, or base64 of float32, lowest byte first.

#ifndef OMNILLM_CODEC_ENDPOINTS_EMBEDDING_VECTORS_H_
#define OMNILLM_CODEC_ENDPOINTS_EMBEDDING_VECTORS_H_

#include <string>
#include <vector>

#include "codec/endpoints/object_reader.h"
#include "json/document.h"
#include "json/writer.h"
#include "omnillm/endpoints.h"

namespace omnillm::codec {

// An array or a string. Each number is the nearest float.
[[nodiscard]] std::vector<float> read_vector(json::Value value, const Pointer& where, Reading& in);

// In the shortest digits that read back to the same floats. False when one of them is no number
// that JSON can hold; it stands there as null.
[[nodiscard]] bool write_vector(const std::vector<float>& vector, json::Writer& out);
void write_vector_base64(const std::vector<float>& vector, json::Writer& out);

// In the order of their indices, for protocols whose answers have no other.
[[nodiscard]] std::vector<const EmbeddingVector*> by_index(
    const std::vector<EmbeddingVector>& vectors);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_EMBEDDING_VECTORS_H_
