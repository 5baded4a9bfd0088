#pragma once
#include <cstdint>
#include <string>

#include "storage/jobs.h"

/// *Operação › Tarefas*: what is done in the background.
namespace web {

std::string job_path(std::uint64_t id);
/// What it does, in words; the stored name of a kind that this program does not know.
std::string job_label(const storage::Job& job);

}  // namespace web
