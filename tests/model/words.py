"""The words of the documents: statuses, gateways, and which of the decisions the product does not follow yet."""

# D1. Every status prefix is listed; which of the four states a service is in.
ENABLED, SUSPENDED, NOT_YET, OVER = "enabled", "suspended", "not yet", "over"
STATES = {
    ENABLED: ("servico_habilitado", "aguardando_migracao", "franquia_excedida"),
    SUSPENDED: ("suspenso_debito", "suspenso_pedido_cliente", "suspenso_judicial", "bloqueio_temporario", "servico_bloqueado",
                "dedicado_suspenso", "suspenso_parcialmente"),
    NOT_YET: ("agendado_para_instalacao", "aguardando_assinatura_contrato", "aguardando_configuracao", "aguardando_instalacao",
              "aguardando_liberacao_ti"),
    OVER: ("cancelado", "inativo")}
STATE_OF = {prefix: state for state, prefixes in STATES.items() for prefix in prefixes}
PARTLY = "suspenso_parcialmente"
BY_REQUEST = "suspenso_pedido_cliente"

# D5, the best first.
ALLOWED, SUSPENDED_WORD, TRIAL_OVER, CANCELLED, NOTHING = "liberado", "suspenso", "degustacao_vencida", "cancelado", "sem_produto"
BEST_FIRST = (ALLOWED, SUSPENDED_WORD, TRIAL_OVER, CANCELLED, NOTHING)

PASSIVE = ("neo",)
TOLD = ("nxplay", "click_sistemas", "campsoft", "outros")  # of which a worker tells a double
ONE_PRODUCT = ("campsoft", "click_sistemas")
SINGLE = ("campsoft",)  # D11: these imply Pacote Único

# What the documents ask for and the product does not do yet: one line each, to be taken out when it is built.
# `tests/acts.py --strict` compares as if all were built.
NOT_BUILT = {}


def built(decision):
    return decision not in NOT_BUILT
