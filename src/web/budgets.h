#pragma once
#include <chrono>
#include <cstddef>
#include <string_view>

#include "base/pace.h"
#include "base/shares.h"

/// What long work may take: of a process, of a provider (the group) and of whoever asks (the member).
/// `catraca budgets` tells them with all others.
namespace web {

/// Downloads (a list's CSV) at a time, those that wait for their turn counted.
inline constexpr base::MostShares k_downloads{.in_all = 16, .of_group = 6, .of_member = 2};
inline constexpr std::chrono::seconds k_download_again{10};
inline constexpr std::string_view k_downloads_taken =
    "Já há downloads demais em andamento: dois por pessoa, seis por provedor. Espere um deles terminar e "
    "peça "
    "este de novo";

/// Bulk loads at a time, whichever process takes them; a load belongs to its provider.
inline constexpr base::MostShares k_loads{.in_all = 8, .of_group = 2, .of_member = 2};
inline constexpr std::chrono::seconds k_load_again{30};
inline constexpr std::string_view k_loads_taken =
    "Já há lotes demais em andamento: dois por provedor. Envie este quando um deles terminar";

/// One bulk load: how it has to come, how long it may be, and what is told of it.
inline constexpr base::PaceRule k_load_pace{};
inline constexpr std::size_t k_load_lines = 1'000'000;
inline constexpr std::size_t k_load_answer = std::size_t{256} << 20U;  ///< bytes, kept on the disk meanwhile
inline constexpr std::size_t k_errors_told_whole = 100;  ///< of the same error; further ones name the first

}  // namespace web
