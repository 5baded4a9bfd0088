#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/courtesy.h"
#include "domain/transmission.h"
#include "web/context.h"
#include "web/list.h"

/// Small texts that pages share.
namespace web {

/// "1 serviço", "3 serviços", "mais de 10.000 serviços".
std::string count_text(std::uint64_t count, std::string_view one, std::string_view many);
/// "30,00": money in a field.
std::string money_field(base::Cents cents);
/// An HTTP reply as screens show it: status, type, an empty line, the body.
std::string reply_text(int status, std::string_view content_type, std::string_view body);
/// Each line as a LINE with its TEXT: an escaped text loses its line breaks.
void fill_lines(View view, std::string_view text);
/// "1,4 ms".
std::string latency_text(std::uint64_t microseconds);
/// "8 s", "3 min", "2 h 10 min", "3 dias": never more exact than it is known.
std::string duration_text(std::chrono::seconds time);
/// "há 3 min".
std::string age_text(const Context& context, base::Instant since);
std::string or_none(const std::optional<std::string>& text, std::string_view none);
/// The callback URL that stands for a token, under the provider's public address (D38).
std::string callback_url(const Provider& provider, std::string_view token);

/// A D17 status as a badge.
Cell package_status_cell(domain::Transmission status, std::string_view message);
/// Every status a service may be given, in the table's order.
std::vector<Option> service_status_options();
/// "liberado até 30/11/2026", "…, sem cobrança".
std::string courtesy_text(const domain::Courtesy& courtesy);
/// A service's status prefix as a badge.
Cell service_status_cell(std::string_view prefix);

}  // namespace web
