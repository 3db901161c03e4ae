// Which text is nearest to a question: vectors of all of them, and the angle between two.

#include <omnillm/omnillm.h>

#include <cmath>
#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

float cosine(const std::vector<float>& a, const std::vector<float>& b) {
  float dot = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return dot / std::sqrt(aa * bb);
}

}  // namespace

int main() {
  const auto sim = SimServer::start();
  if (!sim) return complain(sim.error());
  const std::vector<std::string> texts{"How tall is the tower?", "Bread wants an hour to rise.",
                                       "How tall is the tower?"};
  const EasyClient client;
  auto reply = client.embed("openai:text-embedding-3-small", texts,
                            {.base_url = (*sim)->base_url("openai"), .api_key = "sk-..."});
  if (!reply) return complain(reply.error());
  std::cout << reply->vectors.size() << " vectors of " << reply->vectors[0].size() << " numbers, $"
            << reply->cost.value_or(Money{}).to_string() << '\n';
  std::size_t nearest = 1;
  for (std::size_t i = 1; i < texts.size(); ++i)
    if (cosine(reply->vectors[0], reply->vectors[i]) >
        cosine(reply->vectors[0], reply->vectors[nearest]))
      nearest = i;
  std::cout << "nearest to the first: number " << nearest << '\n';
}
