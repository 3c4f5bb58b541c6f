// What the mains behind pipes share: records of words, and what happens at $stop.
namespace adder {

// Reads one record from the standard input; false at its end. An input that ends within a record is a broken pipe.
inline bool read(Word* words, std::size_t count) {
  const std::size_t got = std::fread(words, sizeof(Word), count, stdin);
  if (got != count && got != 0) {
    std::fprintf(stderr, "the input ends after %zu of %zu words\n", got, count);
    std::exit(2);
  }
  return got == count;
}

// Set by $stop and $error of the design; their texts are on the standard output.
inline bool stopped = false;

}  // namespace adder

void vl_stop(const char* file, int line, const char* /*hierarchy*/) {
  adder::stopped = true;
  std::printf("stopped at %s:%d\n", file, line);
}
