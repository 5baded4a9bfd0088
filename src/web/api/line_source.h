#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace web::api {

/// A line of the stream, without its end.
struct SourceLine {
  std::size_t number = 0;  ///< from 1
  std::string text = {};   ///< empty when `too_long`
  bool too_long = false;
};

/// Cuts a streamed body into lines, holding one piece and one line at a time; blank lines are counted, not
/// returned.
class LineSource {
 public:
  using Read = std::function<std::size_t(char* into, std::size_t size)>;
  static constexpr std::size_t k_longest = 256 * 1024;

  explicit LineSource(Read read) : read_(std::move(read)) {}

  /// False at the end of the body.
  bool next(SourceLine& line);
  /// Reads on to the end of the body and forgets it.
  void drain();

 private:
  bool fill();
  bool read_line(SourceLine& line);
  static void append(SourceLine& line, std::string_view part);

  Read read_;
  std::string piece_ = {};
  std::size_t at_ = 0;
  std::size_t number_ = 0;
};

}  // namespace web::api
