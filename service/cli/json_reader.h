#pragma once
// JSON read once from front to back, without building what it says: for lines of which few fields matter.

#include <concepts>
#include <string>
#include <string_view>

namespace cli {

/// Reads one JSON text (RFC 8259, strictly: UTF-8, no lone surrogates). Each function reads on from where the
/// one before stopped and tells whether there was what it reads; after one has said no, nothing more may be
/// read. Nothing is thrown, nothing recurses, and time and memory grow with the length of the text alone.
class JsonReader {
 public:
  /// `text` must outlive the reader; a byte order mark at its front is passed over.
  explicit JsonReader(std::string_view text);

  /// The first character of what comes next, NUL at the end of the text.
  [[nodiscard]] char next();
  /// A string, of which `out` becomes the content in UTF-8.
  [[nodiscard]] bool string(std::string& out) { return read_string(&out); }
  /// Any value, of whatever depth, which is checked but not kept.
  [[nodiscard]] bool skip();
  /// An object; `read_value(key)` has to read the value of each member, in the order of the text. The key is
  /// overwritten by whatever is read next.
  template <std::predicate<const std::string&> ReadValue>
  [[nodiscard]] bool object(ReadValue read_value);
  [[nodiscard]] bool end();

 private:
  bool take(char wanted);
  bool take_word(std::string_view wanted);
  bool read_string(std::string* out);
  bool read_key(std::string* out);
  bool read_characters();
  bool read_escape(std::string* out);
  bool read_code_unit(unsigned& out);
  bool read_digits();
  bool skip_number();
  bool skip_scalar();
  bool open_bracket(std::string& open);

  const char* at_;
  const char* end_;
};

template <std::predicate<const std::string&> ReadValue>
bool JsonReader::object(ReadValue read_value) {
  if (!take('{')) return false;
  if (take('}')) return true;
  std::string key;
  do {
    if (!read_key(&key) || !read_value(key)) return false;
  } while (take(','));
  return take('}');
}

}  // namespace cli
