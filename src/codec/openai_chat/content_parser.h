// Reads the parts of a message's content: text, images, sound, files, refusals, thoughts.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_CONTENT_PARSER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_CONTENT_PARSER_H_

#include <vector>

#include "codec/fields.h"
#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/message.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

// A string is one part of text, an array its parts, null nothing. Appends.
[[nodiscard]] Result<void> parse_content(const Fields& fields, json::Value content,
                                         const Pointer& where, std::vector<MessagePart>& parts);

// One part. A kind that only some provider knows is a part::Raw.
[[nodiscard]] Result<MessagePart> parse_part(const Fields& fields, json::Value part,
                                             const Pointer& where);

// What stands under `image_url`: an object, or the address alone. A data URL is an ImageBase64.
[[nodiscard]] Result<MessagePart> parse_image(const Fields& fields, json::Value image,
                                              const Pointer& where);

// Anthropic's `cache_control`, as OpenRouter takes it.
[[nodiscard]] Result<CacheMark> parse_cache_control(const Fields& fields, json::Value mark,
                                                    const Pointer& where);

// Every member of an object that is not null.
[[nodiscard]] Result<void> read_members(const Fields& fields, json::Value object,
                                        const Pointer& where, VendorExtensions& into);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_CONTENT_PARSER_H_
