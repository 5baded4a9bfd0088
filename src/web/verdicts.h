#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "operations/denials.h"
#include "web/form.h"
#include "web/list.h"

/// The words for what validation answers.
namespace web {

/// "suspenso", "degustação vencida": the words for a verdict or reason of the log.
std::string verdict_label(std::string_view reason);
/// "Liberado", or the reason, as a badge.
Cell verdict_badge(std::string_view reason);
/// "Existe?", "Produto?": a question of the log.
std::string question_label(std::string_view question);
/// What a product was decided on, for words about it.
struct Decided {
  domain::Verdict verdict = domain::Verdict::liberado;
  std::string_view integration = {};                   ///< description
  std::string_view product = {};                       ///< name, or the code of one that is none
  const operations::DenialReason* deciding = nullptr;  ///< none: no package decided
};
/// The answer as the field says it, to stand behind "Negado:": "suspenso por débito", "o cliente não tem
/// pacote de NEO TV"; of an allowed one, by which package.
std::string denial_words(const Decided& decided);
/// Why the platform finds nobody by the customer's log-ins, or who else is found: to stand behind "Negado no
/// login:". Empty for LogInState::good.
std::string log_in_words(operations::LogInState state, domain::CredentialSource source);

/// "Ainda fora", "Ainda dentro", "Dentro": a product where its platform has it otherwise than the rules say,
/// or refused the last change, as a badge.
Cell lag_badge(const operations::Lag& lag, domain::Verdict verdict);
/// " Na plataforma: conflito. O e-mail é de outro.": to stand behind a sentence on the verdict; empty without
/// a lag.
std::string lag_words(const std::optional<operations::Lag>& lag);

/// Every reason, for filters.
std::vector<Option> verdict_options();

}  // namespace web
