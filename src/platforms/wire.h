#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platforms/code_desk.h"
#include "platforms/http_client.h"
#include "platforms/transmission.h"

namespace platforms {

/// A change with all its calls takes no longer (R33).
inline constexpr std::chrono::seconds k_patience{15};

/// An access token that a platform gave for a while.
struct Session {
  std::string token = {};
  base::Instant expires_at = {};
  bool changed = false;   ///< to be kept
  std::string line = {};  ///< under which its calls share connections; empty: they do not
};

/// The line to a platform for one change: every call within one deadline, every exchange kept as people may
/// see it. One thread.
class Wire {
 public:
  /// `codes`: for platforms that bring one for a token; none: nobody can be brought any.
  Wire(const HttpClient& client, std::chrono::milliseconds within, Session& session, base::Instant now,
       CodeDesk* codes = nullptr);

  /// A text that nobody is to read in the history; `instead` stands in its place, also in what was said
  /// before.
  void hide(const std::string& secret, std::string instead = "•••");
  base::Expected<HttpReply, HttpFailure> send(const HttpCall& call);

  Session& session() { return session_; }
  CodeDesk* codes() const { return codes_; }
  base::Instant now() const { return now_; }
  /// What was said, as people may see it.
  std::vector<domain::Exchange> take_exchanges();

 private:
  std::string shown(std::string text) const;

  const HttpClient& client_;
  std::chrono::steady_clock::time_point until_;
  Session& session_;
  base::Instant now_;
  CodeDesk* codes_;
  std::vector<std::pair<std::string, std::string>> hidden_ = {};
  std::vector<domain::Exchange> exchanges_ = {};  ///< as said
};

/// What holds of every platform's answers: none at all, 401 and 403, 429, 5xx, redirections, a wrong address;
/// nothing for an answer that the platform's own file has to judge. A 404 is the platform's own where it is a
/// JSON object with `error_member`; empty: the contract knows no 404.
std::optional<Outcome> common_outcome(const base::Expected<HttpReply, HttpFailure>& answer,
                                      const char* error_member);
/// A 2xx whose body is not what the contract says: it may have been done.
Outcome unreadable(const HttpReply& reply);
/// The platform said no.
Outcome refused(domain::Reason reason, std::string message);

}  // namespace platforms
