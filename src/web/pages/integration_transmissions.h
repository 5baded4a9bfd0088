#pragma once
#include "operations/integrations.h"
#include "storage/transmission_list.h"
#include "web/list.h"

/// How the transmissions of an integration stand, as its pages show it.
namespace web {

/// "Em ordem", "3 pendentes", "3 retidas", "Credencial recusada", "Pausada"; "—" where nothing is
/// transmitted.
Cell queue_cell(const platforms::Platform& platform, const storage::Queue& queue,
                const std::vector<storage::WaitingCount>& counts);
/// "3", "mais de 1.000".
std::string accounts_text(std::uint64_t accounts, bool more);
/// Why nothing leaves for it, as a sentence after its name; empty: it does.
std::string stop_text(const Context& context, const storage::Queue& queue);
/// The list of what of the integration waits for this.
std::string waiting_href(std::uint32_t integration_id, domain::Waiting waiting);
/// *Testar/Sincronizar* of one that is told by us.
http::Response active_test(const Context& context, const operations::IntegrationView& view);
/// The same, having asked the platform.
http::Response active_test_run(const Context& context, const operations::IntegrationView& view);

}  // namespace web
