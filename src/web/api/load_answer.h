#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "web/api/bulk_load.h"
#include "web/api/lines.h"

namespace web::api {

/// What came of a line of a bulk load.
struct LineResult {
  bool ok = false;
  std::size_t number = 0;
  std::string text = {};  ///< its line of the answer
  std::string code = {};  ///< of its error
};
LineResult result_of(std::size_t number, const base::Result<LineDone>& done);

/// The answer of a bulk load as it grows: no longer than it may be, and an error that many lines have is told
/// whole of the first ones only.
class LoadAnswer {
 public:
  /// `load` must outlive it.
  explicit LoadAnswer(const BulkLoad& load) : load_(load) {}

  /// To be called before what these tell of is committed. Throws AnswerTooLong, NoRoom.
  void make_room(const std::vector<LineResult>& results) const;
  void add(const LineResult& result);

 private:
  struct ToldError {
    std::size_t first_line = 0;
    std::size_t times = 0;
  };

  std::string told(const LineResult& result);

  const BulkLoad& load_;
  std::size_t bytes_ = 0;
  std::map<std::string, ToldError, std::less<>> errors_ = {};  // by all but the line's number
};

}  // namespace web::api
