#include <gtest/gtest.h>

#include <string>

#include "openai_chat/chat.h"

namespace omnillm {
namespace {

using namespace chat;

struct Wrong {
  const char* body;
  const char* begins;  // what the sentence begins with
};

TEST(ChatMalformed, RequestsAreRefusedAtTheMemberThatIsWrong) {
  const Wrong table[] = {
      {R"([])", "bad_request: the body: expected an object"},
      {R"({"model":"m"})", "bad_request: /messages: expected an array"},
      {R"({"messages":{}})", "bad_request: /messages: expected an array"},
      {R"({"messages":[1]})", "bad_request: /messages/0: expected an object"},
      {R"({"messages":[{}]})", "bad_request: /messages/0/role: expected a string"},
      {R"({"messages":[{"role":"bot"}]})", "bad_request: /messages/0/role: nobody has the role"},
      {R"({"messages":[{"role":"user","content":1}]})",
       "bad_request: /messages/0/content: expected a string or an array"},
      {R"({"messages":[{"role":"user","content":[{"text":"a"}]}]})",
       "bad_request: /messages/0/content/0/type: expected a string"},
      {R"({"messages":[{"role":"user","content":[{"type":"text"}]}]})",
       "bad_request: /messages/0/content/0/text: expected a string"},
      {R"({"messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]})",
       "bad_request: /messages/0/content/0/image_url/url: expected a string"},
      {R"({"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":1}]}]})",
       "bad_request: /messages/0/content/0/input_audio: expected an object"},
      {R"({"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":1}}]}]})",
       "bad_request: /messages/0/content/0/file/file_id: expected a string"},
      {R"({"messages":[{"role":"assistant","refusal":1}]})",
       "bad_request: /messages/0/refusal: expected a string"},
      {R"({"messages":[{"role":"assistant","tool_calls":1}]})",
       "bad_request: /messages/0/tool_calls: expected an array"},
      {R"({"messages":[{"role":"assistant","tool_calls":[{"id":1,"function":{}}]}]})",
       "bad_request: /messages/0/tool_calls/0/id: expected a string"},
      {R"({"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":1}}]}]})",
       "bad_request: /messages/0/tool_calls/0/function/arguments: expected a string"},
      {R"({"messages":[{"role":"tool","tool_call_id":1}]})",
       "bad_request: /messages/0/tool_call_id: expected a string"},
      {R"({"messages":[],"model":1})", "bad_request: /model: expected a string"},
      {R"({"messages":[],"temperature":"1"})", "bad_request: /temperature: expected a number"},
      {R"({"messages":[],"temperature":1e999})", "bad_request: /temperature: "},
      {R"({"messages":[],"n":1.5})", "bad_request: /n: expected a whole number"},
      {R"({"messages":[],"top_k":-2})", "bad_request: /top_k: must not be negative"},
      {R"({"messages":[],"seed":"x"})", "bad_request: /seed: expected a whole number"},
      {R"({"messages":[],"stop":[1]})", "bad_request: /stop/0: expected a string"},
      {R"({"messages":[],"stream":1})", "bad_request: /stream: expected true or false"},
      {R"({"messages":[],"stream_options":1})", "bad_request: /stream_options: expected an object"},
      {R"({"messages":[],"logprobs":"yes"})", "bad_request: /logprobs: expected true or false"},
      {R"({"messages":[],"response_format":{}})",
       "bad_request: /response_format/type: expected a string"},
      {R"({"messages":[],"response_format":{"type":"json_schema"}})",
       "bad_request: /response_format/json_schema: expected an object"},
      {R"({"messages":[],"tools":[{"function":{}}]})",
       "bad_request: /tools/0/function/name: expected a string"},
      {R"({"messages":[],"tools":[{"type":"custom"}]})",
       "bad_request: /tools/0/custom: expected an object"},
      {R"({"messages":[],"tools":[{"function":{"name":"f","parameters":1}}]})",
       "bad_request: /tools/0/function/parameters: expected an object"},
      {R"({"messages":[],"tool_choice":"maybe"})", "bad_request: /tool_choice: expected auto"},
      {R"({"messages":[],"tool_choice":{"type":"allowed_tools","allowed_tools":{"tools":[1]}}})",
       "bad_request: /tool_choice/allowed_tools/tools/0: expected a tool with a name"},
      {R"({"messages":[],"metadata":[]})", "bad_request: /metadata: expected an object"},
      {R"({"messages":[],"modalities":[1]})", "bad_request: /modalities/0: expected a string"},
      {R"({"messages":[],"reasoning":"x"})", "bad_request: /reasoning: expected an object"},
      {R"({"messages":[],"reasoning_effort":1})",
       "bad_request: /reasoning_effort: expected a string"},
      {R"({"messages":[],"prompt_cache_key":1})",
       "bad_request: /prompt_cache_key: expected a string"},
  };
  for (const Wrong& wrong : table) {
    const std::string sentence = request_error(wrong.body);
    EXPECT_EQ(sentence.substr(0, std::string_view(wrong.begins).size()), wrong.begins);
  }
}

TEST(ChatMalformed, AnswersAreRefusedAtTheMemberThatIsWrong) {
  const Wrong table[] = {
      {R"([])", "protocol: the body: expected an object"},
      {R"({})", "protocol: /choices: expected an array"},
      {R"({"choices":[]})", "protocol: /choices: the answer has no choice"},
      {R"({"choices":[1]})", "protocol: /choices/0: expected an object"},
      {R"({"choices":[{}]})", "protocol: /choices/0/message: expected an object"},
      {R"({"choices":[{"message":{"role":"user"}}]})",
       "protocol: /choices/0/message/role: expected an assistant"},
      {R"({"choices":[{"message":{"content":1}}]})",
       "protocol: /choices/0/message/content: expected a string or an array"},
      {R"({"choices":[{"message":{},"finish_reason":1}]})",
       "protocol: /choices/0/finish_reason: expected a string"},
      {R"({"id":1,"choices":[]})", "protocol: /id: expected a string"},
  };
  for (const Wrong& wrong : table) {
    const std::string sentence = answer_error(wrong.body);
    EXPECT_EQ(sentence.substr(0, std::string_view(wrong.begins).size()), wrong.begins);
  }
}

}  // namespace
}  // namespace omnillm
