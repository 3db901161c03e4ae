// Runs a fuzz target without libFuzzer: every file of the corpus directories given, and mutations
// of each that the same seed makes the same way on every machine.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int kMutationsOfEach = 200;
constexpr std::string::size_type kMaxInput = 64 * 1024;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void run(const std::string& input) {
  // A copy of the exact size, so that a read past the end is a read past an allocation.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

class Mutator {
 public:
  // One to four small changes: flip a bit, drop a span, double a span, or write an unlikely byte.
  std::string mutate(std::string text) {
    for (auto changes = 1 + below(4); changes > 0; --changes) change(text);
    return text;
  }

 private:
  void change(std::string& text) {
    const auto at = below(text.size() + 1);
    const auto length = below(std::min<std::size_t>(text.size() - at, 16) + 1);
    switch (below(4)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        if (text.size() < kMaxInput) text.insert(at, text.substr(at, length));
        break;
      default:
        text.insert(at, 1, kUnlikely[below(sizeof kUnlikely - 1)]);
    }
  }

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

  static constexpr char kUnlikely[] = "\0\xff\x80-+.eE0199{}[]\":, \n\t#&*!%@`";
  std::mt19937_64 random_{20240601};
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(argv[i], failed))
      files.push_back(entry.path());
    if (failed) std::fprintf(stderr, "%s: %s\n", argv[i], failed.message().c_str());
  }
  std::sort(files.begin(), files.end());  // the order of a directory differs between machines

  Mutator mutator;
  run("");
  for (const auto& file : files) {
    const std::string seed = read_file(file);
    run(seed);
    for (int n = 0; n < kMutationsOfEach; ++n) run(mutator.mutate(seed));
  }
  std::printf("replayed %zu files, each with %d mutations\n", files.size(), kMutationsOfEach);
  return files.empty() ? 1 : 0;
}
