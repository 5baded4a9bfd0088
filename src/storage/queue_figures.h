#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "domain/waiting.h"
#include "storage/db.h"

/// How all queues of platforms that are told stand, for metrics.
namespace storage {

/// Accounts that wait for the same are counted so far.
inline constexpr std::uint32_t k_most_counted = 10'000;

/// Accounts of an integration that wait for the same.
struct WaitingFigure {
  std::string provider = {};     ///< slug
  std::string integration = {};  ///< code
  std::string waiting = {};      ///< name of a domain::Waiting
  std::uint64_t accounts = 0;    ///< at most as many as were to be counted
  base::Instant oldest = {};     ///< when the first of them began to wait
};
/// Of all providers; what nothing waits for is left out. Reads the ends of a key, and no more than `most`
/// entries of each.
std::vector<WaitingFigure> list_waiting_figures(Db& db, base::Instant now,
                                                std::uint32_t most = k_most_counted);

/// How the platform of an active integration is reached.
struct ReachFigure {
  std::string provider = {};
  std::string integration = {};
  std::string paused_by = {};     ///< k_paused_by_credential, k_paused_by_person; empty: it runs
  std::uint32_t unreachable = 0;  ///< accounts in a row
};
/// Of the integrations of all providers that have ever been told anything.
std::vector<ReachFigure> list_reach_figures(Db& db);

}  // namespace storage
