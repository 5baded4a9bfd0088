#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace operations {

/// What a write expects to find under its code: the API takes either, a form knows.
enum class Expect : std::uint8_t { either, absent, present };

/// What became of a PUT.
struct Written {
  std::uint64_t id = 0;  ///< internal id of the record
  bool created = false;
  bool changed = false;                      ///< false: everything was so already; nothing written
  std::vector<std::string> warnings = {};    ///< pt-BR, nothing that stops the write
  std::optional<std::uint64_t> job_id = {};  ///< of the job that it left to be done in the background
};

}  // namespace operations
