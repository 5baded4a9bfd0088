#include "domain/decision.h"

#include <algorithm>

namespace domain {

namespace {

struct VerdictRow {
  Verdict verdict;
  std::string_view name;
  int http_status;
};
constexpr std::array<VerdictRow, 9> k_verdicts{{
    {Verdict::liberado, "liberado", 200},
    {Verdict::integracao_inativa, "integracao_inativa", 403},
    {Verdict::usuario_inexistente, "usuario_inexistente", 404},
    {Verdict::assinante_inexistente, "assinante_inexistente", 404},
    {Verdict::produto_desconhecido, "produto_desconhecido", 403},
    {Verdict::sem_produto, "sem_produto", 403},
    {Verdict::suspenso, "suspenso", 403},
    {Verdict::degustacao_vencida, "degustacao_vencida", 403},
    {Verdict::cancelado, "cancelado", 403},
}};
const VerdictRow& row_of(Verdict verdict) { return k_verdicts[static_cast<std::size_t>(verdict)]; }

Verdict unless(bool passed, Verdict otherwise) { return passed ? Verdict::liberado : otherwise; }

Verdict when_over(const Facts& facts, base::Instant now) {
  if (now < facts.entitlement->held_until) return Verdict::liberado;
  return facts.entitlement->ended_by == EndedBy::limit ? Verdict::degustacao_vencida : Verdict::cancelado;
}

Verdict when_suspended(const Facts& facts, base::Instant now) {
  if (now < facts.entitlement->active_until) return Verdict::liberado;
  const bool only_partly = now < facts.entitlement->partial_until;
  return unless(!facts.suspend_enabled || (only_partly && !facts.partial_suspends), Verdict::suspenso);
}

/// Each rule answers `liberado` when it passes; one may rely on those before it.
struct RuleRow {
  Rule rule;
  Verdict (*ask)(const Facts&, base::Instant);
};
constexpr std::array<RuleRow, 6> k_rules{{
    {Rule::integration_active,
     [](const Facts& facts, base::Instant) {
       return unless(facts.integration_active, Verdict::integracao_inativa);
     }},
    {Rule::subscriber_known,
     [](const Facts& facts, base::Instant) {
       return unless(facts.subscriber_known, Verdict::assinante_inexistente);
     }},
    {Rule::product_known,
     [](const Facts& facts, base::Instant) {
       return unless(facts.product_known, Verdict::produto_desconhecido);
     }},
    {Rule::product_held,
     [](const Facts& facts, base::Instant) {
       return unless(facts.entitlement.has_value(), Verdict::sem_produto);
     }},
    {Rule::not_over, when_over},
    {Rule::not_suspended, when_suspended},
}};

}  // namespace

std::string_view name_of(Verdict verdict) { return row_of(verdict).name; }
int http_status_of(Verdict verdict) { return row_of(verdict).http_status; }

Verdict decide_customer(const Facts& facts, bool asked_by_login) {
  if (!facts.integration_active) return Verdict::integracao_inativa;
  return unless(facts.subscriber_known,
                asked_by_login ? Verdict::usuario_inexistente : Verdict::assinante_inexistente);
}

Verdict decide(const Facts& facts, base::Instant now) {
  for (const auto& [rule, ask] : k_rules)
    if (const auto verdict = ask(facts, now); verdict != Verdict::liberado) return verdict;
  return Verdict::liberado;
}

Explanation explain(const Facts& facts, base::Instant now) {
  Explanation explanation;
  for (const auto& [rule, ask] : k_rules) {
    auto result = Step::Result::not_reached;
    if (explanation.verdict == Verdict::liberado) {
      explanation.verdict = ask(facts, now);
      result = explanation.verdict == Verdict::liberado ? Step::Result::passed : Step::Result::failed;
    }
    explanation.steps.push_back({rule, result});
  }
  return explanation;
}

LogIn settle_login(const std::vector<Holder>& matching) {
  if (matching.empty()) return {};
  const auto& first = matching.front();
  const bool one_customer = std::all_of(matching.begin(), matching.end(), [&](const Holder& holder) {
    return holder.customer_id == first.customer_id;
  });
  if (!one_customer) return {.conflict = true};
  return {.known = true, .subscriber_id = first.subscriber_id};
}

Met met_by(const std::vector<Holder>& holders, const std::vector<Holder>& matching) {
  const auto login = settle_login(matching);
  if (login.conflict) return Met::conflict;
  if (login.known) return Met::one_customer;
  return holders.empty() ? Met::unknown : Met::wrong_password;
}

}  // namespace domain
