#pragma once
#include <string>
#include <string_view>
#include <vector>

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
/// Every reason, for filters.
std::vector<Option> verdict_options();

}  // namespace web
