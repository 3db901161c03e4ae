// Chat completions as OpenAI's client has them, from whatever provider: here a proxy with a name of
// its own, which speaks OpenAI's protocol.

#include <omnillm/omnillm.h>

#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

int talk(const std::string& address) {
  Proxy acme("acme");
  acme.at(address).key("sk-...");
  auto gateway = GatewayBuilder().provider(acme).build();
  if (!gateway) return complain(gateway.error());
  const Client client(*gateway);

  ChatCompletionRequest request{.model = "acme:llama-70b",
                                .messages = {ChatCompletionMessage::system("Answer briefly"),
                                             ChatCompletionMessage::user("say: Hello yourself!")},
                                .max_completion_tokens = 64};
  auto completion = client.completions().create(request);
  if (!completion) return complain(completion.error());
  const ChatCompletionChoice& choice = completion->choices.front();
  std::cout << choice.message.content << " (" << choice.finish_reason << ", "
            << completion->usage->total() << " tokens, from "
            << completion->record->answered_by()->provider << ")\n";

  request.messages.push_back(choice.message);
  request.messages.push_back(ChatCompletionMessage::user("say: piece by piece"));
  auto stream = client.completions().create_stream(request);
  if (!stream) return complain(stream.error());
  int chunks = 0;
  for (Result<ChatCompletionChunk>& chunk : *stream) {
    if (!chunk) return complain(chunk.error());
    ++chunks;
    if (!chunk->choices.empty()) std::cout << chunk->choices.front().delta.content;
  }
  std::cout << " (in " << chunks << " chunks)\n";
  return 0;
}

// The shortest form, with the same proxy.
int ask(const std::string& address) {
  Proxy acme("acme");
  acme.at(address).key("sk-...");
  const EasyClient easy({.providers = {acme}});
  auto reply = easy.generate_text("acme:llama-70b", "say: in one line");
  if (!reply) return complain(reply.error());
  std::cout << reply->text << '\n';
  return 0;
}

}  // namespace

int main() {
  const auto sim = SimServer::start();
  if (!sim) return complain(sim.error());
  const std::string address = (*sim)->base_url("openai");
  const int talked = talk(address);
  return talked != 0 ? talked : ask(address);
}
