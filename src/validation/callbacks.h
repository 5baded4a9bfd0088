#pragma once
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/secrets.h"
#include "validation/code_taker.h"
#include "validation/database_link.h"
#include "validation/decision_writer.h"
#include "validation/inquiry.h"
#include "validation/limits.h"
#include "validation/turn.h"

namespace validation {

/// Answers the calls of a turn: reads each, asks the database once for all, writes verdicts, counts and log.
/// One thread's, with a session of its own; log, metrics and limits are shared.
class Callbacks final : public TurnHandler {
 public:
  struct Parts {
    DatabaseLink& database;
    DecisionWriter& log;
    const base::Keyring& keyring;
    const base::Clock& clock;
    base::Metrics& metrics;
    Limits& limits;
    bool hello = false;          ///< everything but the question: all is allowed
    CodeTaker* codes = nullptr;  ///< none: a code is no question
  };
  explicit Callbacks(Parts parts);
  void answer(std::span<Call* const> calls) override;
  /// Asks the database when nobody else did, so that a connection it closes meanwhile is noticed, and another
  /// is there before somebody asks.
  void rest() override;
  bool able() override { return parts_.database.session() != nullptr; }

 private:
  struct Asked;

  std::optional<Reply> vitals(const Request& request);
  void settle(Session& session, std::span<Asked> turn);
  void give_up(std::span<Asked> turn);
  bool decide(Session& session, std::span<Asked> turn);
  void open(Asked& asked, const storage::CheckConfig& config);
  void admit(std::span<Asked> turn);
  void admit(Asked& asked);
  std::uint64_t password_of(const Inquiry& inquiry) const;
  void conclude(Asked& asked, std::vector<Answered>& answers);
  void conclude_undecided(Asked& asked);
  bool conclude_code(Asked& asked);
  void conclude_verdict(Asked& asked, std::vector<Answered>& answers);
  void note_logins(std::span<const Asked> turn);
  void log(const Asked& asked, Answered answered, std::vector<Answered>& answers);
  void count(std::string_view reason);

  Parts parts_;
  base::Instant now_ = {};  ///< of the turn
  SteadyTime steady_now_ = {};
  SteadyTime asked_at_ = {};  ///< when the database answered a turn for the last time
  prometheus::Histogram& seconds_;
  prometheus::Counter& turns_;
  std::map<std::string_view, prometheus::Counter*> answers_;  ///< by reason
};

}  // namespace validation
