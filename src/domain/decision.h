#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/entitlement.h"

namespace domain {

/// What a call is answered, and why. The names are on the wire and in the log.
enum class Verdict : std::uint8_t {
  liberado,
  integracao_inativa,
  usuario_inexistente,  ///< no such log-in, or a wrong password: never told apart
  assinante_inexistente,
  produto_desconhecido,
  sem_produto,
  suspenso,
  degustacao_vencida,
  cancelado,
};
std::string_view name_of(Verdict verdict);
/// 200, 403 or 404 (SPEC §4), before http_status_negativa.
int http_status_of(Verdict verdict);

/// All that a decision about a product depends on.
struct Facts {
  bool integration_active = true;
  bool suspend_enabled = true;   ///< Habilitar/Suspender
  bool partial_suspends = true;  ///< suspenso_parcialmente suspends (D1)
  bool subscriber_known = true;
  bool product_known = true;
  std::optional<Entitlement> entitlement = {};
};

/// The rules in the order they are asked (D5); the first that fails decides.
enum class Rule : std::uint8_t {
  integration_active,
  subscriber_known,
  product_known,
  product_held,  ///< some justification, past or present
  not_over,      ///< its last end has not come
  not_suspended,
};

/// One line of *Por que foi negado?*.
struct Step {
  enum class Result : std::uint8_t { passed, failed, not_reached };
  Rule rule = Rule::integration_active;
  Result result = Result::not_reached;
};
struct Explanation {
  Verdict verdict = Verdict::liberado;
  std::vector<Step> steps = {};
};

/// The verdict on the customer alone, before any product: existence, where it is the whole answer (D6).
Verdict decide_customer(const Facts& facts, bool asked_by_login);
/// The decision: a pure function, the only one there is.
Verdict decide(const Facts& facts, base::Instant now);
/// The same decision with every rule it took.
Explanation explain(const Facts& facts, base::Instant now);

/// A log-in that matched: whose it is.
struct Holder {
  std::uint64_t customer_id = 0;
  std::string_view subscriber_id = {};
};
/// Whom the log-in and password belong to (D7): nobody when none matched, or when two customers did, which is
/// a conflict for a person.
struct LogIn {
  bool known = false;
  bool conflict = false;
  std::string_view subscriber_id = {};
};
LogIn settle_login(const std::vector<Holder>& matching);

/// What a log-in and password met; the wire never tells the bad ones apart.
enum class Met : std::uint8_t { nothing_asked, unknown, wrong_password, conflict, one_customer };
/// `holders` have the log-in, `matching` the password too.
Met met_by(const std::vector<Holder>& holders, const std::vector<Holder>& matching);

}  // namespace domain
