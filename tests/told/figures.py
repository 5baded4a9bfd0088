"""What `work` and `validate` say of themselves: every figure that the example alerts name is there."""
import re
import urllib.request

from product import TOP, free_port, wait_until
from sentences import Sentences

from .house import HOUSE, expect

ALERTS = (TOP / "nginx/catraca-alerts.yml").read_text()
step = Sentences()


def measured(address):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=5) as answer:
        return answer.read().decode()


@step
def every_metric_and_label_that_the_example_alerts_name_is_answered_by_a_work_that_has_told_something_and_by_validate():
    line = HOUSE.lines["nxplay"]
    HOUSE.customer("medida")
    number = HOUSE.service("medida")
    line.sell(number)
    assert "created" in line.effects()
    address, other = (f"127.0.0.1:{free_port()}" for _ in range(2))
    for program, at in (("work", address), ("validate", other)):
        HOUSE.product.stop(program)
        HOUSE.product.start(program, **{f"{program}.address": at})
    try:
        HOUSE.status(number, "suspenso_debito")
        expect(line.effects(), ["suspended"])
        HOUSE.erp("PUT", "plataforma/nxplay", {"parametros": {**line.peer.parameters, "token": "errado"}})
        HOUSE.status(number, "servico_habilitado")
        wanted = 'catraca_integration_paused{integracao="nxplay",por="credencial",provedor="demo"} 1'
        assert wait_until(lambda: wanted in measured(address), 30), measured(address)
        said = measured(address) + measured(other)
        for name, labels in re.findall(r"(catraca_\w+)(?:{([^}]*)})?", ALERTS):
            lines = [each for each in said.splitlines() if re.match(name + "[ {]", each)]
            assert lines, f"{name} is in no answer: {said}"
            for label in re.findall(r"(\w+)(?:=|!=)", labels):
                assert f'{label}="' in lines[0], f"{name} has no label {label}: {lines[0]}"
        grouped = {label for group in re.findall(r"by \(([^)]*)\)", ALERTS) for label in group.split(", ")}
        expect({label for label in grouped if f'{label}="' not in said}, set())
        assert re.search('catraca_transmissions_total{gateway="nxplay",integracao="nxplay",provedor="demo",resultado="entregue"} ', said)
    finally:
        HOUSE.erp("PUT", "plataforma/nxplay", {"parametros": line.peer.parameters})
        expect(line.effects(), ["enabled"])
        for program in ("work", "validate"):
            HOUSE.product.stop(program)
            HOUSE.product.start(program)
