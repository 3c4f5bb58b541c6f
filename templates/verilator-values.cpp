// Values of ports to and from 32-bit words, lowest first.
namespace adder {

using Word = std::uint32_t;

template <class Value>
inline constexpr bool isWide = !std::is_integral_v<Value>;

template <class Value>
inline constexpr std::size_t wordsOf = (sizeof(Value) + 3) / 4;

template <class Value>
inline void put(Value& value, const Word* words) {
  if constexpr (isWide<Value>) {
    std::copy_n(words, wordsOf<Value>, value.m_storage);
  } else if constexpr (wordsOf<Value> == 2) {
    value = static_cast<Value>(words[1]) << 32 | words[0];
  } else {
    value = static_cast<Value>(words[0]);
  }
}

template <class Value>
inline void get(const Value& value, Word* words) {
  if constexpr (isWide<Value>) {
    std::copy_n(value.m_storage, wordsOf<Value>, words);
  } else {
    words[0] = static_cast<Word>(value);
    if constexpr (wordsOf<Value> == 2) words[1] = static_cast<Word>(value >> 32);
  }
}

template <class Value>
inline bool equals(const Value& value, const Word* words) {
  if constexpr (isWide<Value>) {
    return std::equal(words, words + wordsOf<Value>, value.m_storage);
  } else if constexpr (wordsOf<Value> == 2) {
    return value == (static_cast<Value>(words[1]) << 32 | words[0]);
  } else {
    return value == words[0];
  }
}

inline std::string hexadecimal(const Word* words, std::size_t count) {
  std::string text;
  char digits[9];
  for (std::size_t index = count; index-- > 0;) {
    std::snprintf(digits, sizeof digits, "%08x", words[index]);
    text += digits;
  }
  return text;
}

}  // namespace adder
