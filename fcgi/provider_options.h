#pragma once
#include <string>

#include "operations/provider_settings.h"

namespace door {

/// A setting's option: padroes_na_migracao is --padroes-na-migracao.
std::string option_name(const operations::ProviderSetting& setting);

}  // namespace door
