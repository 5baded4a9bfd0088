#pragma once
#include <string>
#include <string_view>

#include "operations/integration_parameters.h"

/// The URL at which a platform asks (SPEC §4): operations::rotate_callback is here too.
namespace operations {

base::Problem no_integration(std::string_view code);

/// A new integration gets its URL; one derived from a setting follows the setting.
void follow_setting(const Context& context, const domain::Integration& integration,
                    const platforms::Platform& platform, const ParameterValues& before,
                    const ParameterValues& after, bool created);

/// Where a platform asks, below a provider's address.
std::string callback_url(std::string_view provider_address, std::string_view token);

std::string opened_token(const Context& context, std::uint32_t integration_id,
                         const storage::IntegrationCallback& callback);

}  // namespace operations
