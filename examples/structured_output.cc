// An object in place of prose: it keeps to a JSON schema, or there is an error.

#include <omnillm/omnillm.h>

#include <boost/json.hpp>
#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

constexpr const char* kRecipe = R"({
  "type": "object",
  "properties": {
    "title": {"type": "string"},
    "minutes": {"type": "integer"},
    "course": {"enum": ["starter", "main", "dessert"]},
    "ingredients": {"type": "array", "items": {"type": "string"}}
  },
  "required": ["title", "minutes", "course", "ingredients"],
  "additionalProperties": false
})";

}  // namespace

int main() {
  const auto sim = SimServer::start();
  if (!sim) return complain(sim.error());
  const JsonText schema = JsonText::parse(kRecipe).value();
  const EasyClient client;
  // By structured output at one, by a tool that has to be called at the other, which has none.
  for (const char* provider : {"anthropic", "deepseek"}) {
    const std::string there = provider == std::string("deepseek") ? "openai" : provider;
    auto reply =
        client.generate_object(std::string(provider) + ":some-model", "A pasta recipe", schema,
                               {.base_url = (*sim)->base_url(there), .api_key = "key"});
    if (!reply) return complain(reply.error());
    const Json recipe = reply->object.value();
    std::cout << provider << ": " << recipe.at("course").as_string() << " in "
              << recipe.at("minutes") << " minutes, " << recipe.at("ingredients").as_array().size()
              << " ingredients\n";
  }
}
