#pragma once
#include <array>
#include <string_view>

namespace base {

/// What the program answers the shell.
enum Exit : int {
  k_done = 0,
  k_failed = 1,
  k_usage = 2,
  k_configuration = 3,
  k_database_away = 4,
  k_schema = 5,
  k_drift = 6,
};

struct ExitWords {
  Exit status;
  std::string_view help;     ///< of `catraca --help`
  std::string_view meaning;  ///< for whom runs it, with what to do (pt-BR)
};

/// All of them: `catraca --help` and the operator's help are made from this.
inline constexpr std::array<ExitWords, 7> k_exits{{
    {k_done, "done", "Feito."},
    {k_failed, "failed; the last line says why", "Falhou: a última linha diz por quê."},
    {k_usage, "unknown command, option or argument",
     "Comando, opção ou argumento desconhecido: catraca COMANDO --help mostra os que há."},
    {k_configuration, "a setting is wrong (every wrong one is named), or the keys are another database's",
     "Uma configuração está errada (todas as erradas são ditas de uma vez), ou o arquivo de chaves não é o "
     "deste "
     "banco. Reiniciar não resolve."},
    {k_database_away, "the database does not answer",
     "O banco não responde: tente de novo quando ele voltar."},
    {k_schema, "the schema does not fit the program: migrate, or install the newer program",
     "As tabelas não são as deste programa: rode catraca migrate, ou instale o programa mais novo."},
    {k_drift, "`verify` found a difference, a secret that does not open or a broken seal",
     "catraca verify achou diferença entre o que está gravado e as causas, um segredo que as chaves não "
     "abrem, ou "
     "linhas da auditoria que não são as que foram seladas."},
}};

}  // namespace base
