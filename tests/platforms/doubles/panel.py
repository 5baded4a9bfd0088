"""The page on which a newcomer sees what a platform holds, what it was asked, and switches its faults."""
import json
from html import escape

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 84rem; color: #1d2733; background: #f6f7f9 }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.05rem; margin: 0 0 .5rem }
section { background: #fff; border: 1px solid #d9dee5; border-radius: .5rem; padding: 1rem; margin-top: 1rem; overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #e6eaef; vertical-align: top }
th { font-weight: 600; color: #4a5665; white-space: nowrap } code { font-size: .85em } td.acts, td code { white-space: nowrap }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 }
dt { color: #4a5665 } dd { margin: 0; overflow-wrap: anywhere }
.note { color: #4a5665; margin: .25rem 0 0 } .mark { border-radius: .8rem; padding: .05rem .6rem; background: #e6eaef; white-space: nowrap }
.good { background: #d8f0df; color: #14532d } .still { background: #fdeec8; color: #6b4300 } .bad { background: #fbd9d9; color: #7f1d1d }
form { display: inline }
button { font: inherit; border: 1px solid #8b97a6; border-radius: .35rem; background: #fff; padding: .1rem .6rem; cursor: pointer }
button:focus-visible, section:focus-visible { outline: 3px solid #2563eb; outline-offset: 1px }
@media (max-width: 40rem) { .faults tr { display: block; padding: .4rem 0; border-bottom: 1px solid #e6eaef } .faults thead { display: none }
.faults td { display: inline-block; border: 0; padding: .1rem .6rem .1rem 0 } .faults td:first-child { display: block } }
"""

EFFECTS = {"created": ("criou", "good"), "changed": ("alterou", "good"), "suspended": ("suspendeu", "still"),
           "enabled": ("habilitou", "good"), "removed": ("removeu", "still"), "refused": ("recusou", "bad"),
           "repeat": ("já estava assim", ""), "read": ("consultou", ""), "session": ("autenticou", ""), "mailed": ("reenviou e-mail", ""),
           "callback": ("chamou o callback", ""),
           "violation": ("FORA DO CONTRATO", "bad"), "fault": ("falha simulada", "bad"), "seeded": ("semente", ""),
           "reset": ("recomeçou", "")}
MOST_ROWS = 200


def page(double):
    """The whole page, as bytes."""
    return f"""<!DOCTYPE html>
<html lang="pt-BR"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3"><title>{escape(double.TITLE)}: duplo da plataforma</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="painel/estilo.css"></head><body>
<h1>{escape(double.TITLE)}</h1>
<p class="note">Duplo da plataforma, para testes e demonstração: responde como o contrato manda e guarda o que fizeram nele.
Esta página se atualiza sozinha. {totals(double)}</p>
{parameters(double)}
{"".join(records(double, table, *shown) for table, shown in double.TABLES.items())}
{calls(double)}
{faults(double)}
</body></html>""".encode()


def parameters(double):
    """What a person types into the integration."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd><code>{escape(value)}</code></dd>" for name, value in double.parameters().items())
    return f"<section><h2>Parâmetros para a integração</h2><dl>{rows}</dl></section>"


def totals(double):
    bad = double.log.counts["violation"]
    said = f"{bad} fora do contrato" if bad else "nenhuma chamada fora do contrato"
    return f'Até agora: {double.log.calls} chamadas, <span class="mark {"bad" if bad else "good"}">{said}</span>.'


def records(double, table, heading, columns):
    rows = list(double.records.table(table).values())
    body = "".join("<tr>" + "".join(f"<td>{cell(double, each.get(column))}</td>" for column in columns) + "</tr>"
                   for each in rows[-MOST_ROWS:][::-1])
    more = f'<p class="note">Aqui só {MOST_ROWS} dos {len(rows)}, os mais novos.</p>' if len(rows) > MOST_ROWS else ""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    return (f'<section tabindex="0"><h2>{escape(heading)} ({len(rows)})</h2>'
            + (f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}" if rows else '<p class="note">Nada ainda.</p>')
            + "</section>")


def cell(double, value):
    if value is None:
        return "—"
    shown = words(value)
    tone = double.STATES.get(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    return escape(str(shown)) if tone is None else f'<span class="mark {tone}">{escape(str(shown))}</span>'


def words(value):
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def calls(double):
    rows = "".join(f"<tr><td>{escape(each['at'][11:19])}</td><td>{effect(each)}</td>"
                   f"<td><code>{escape(request(each))}</code></td><td>{escape(str(each.get('status') or '—'))}</td>"
                   f"<td>{escape(reason(double, each))}</td></tr>"
                   for each in list(double.log.recent)[::-1])
    return ('<section tabindex="0"><h2>Últimas chamadas</h2>'
            + ("<table><thead><tr><th>Hora (UTC)</th><th>O que houve</th><th>Pedido</th><th>Resposta</th><th>Por quê</th></tr></thead>"
               f"<tbody>{rows}</tbody></table>" if rows else '<p class="note">Nenhuma ainda.</p>') + "</section>")


def effect(entry):
    said, tone = EFFECTS.get(entry["effect"], (entry["effect"], ""))
    return f'<span class="mark {tone}">{escape(said)}</span>'


def reason(double, entry):
    fields = "; ".join(f"{field or 'corpo'}: {why}" for field, why in entry.get("fields", {}).items())
    said = [entry.get("reason"), fields, double.faults.known.get(entry.get("fault"))]
    return " · ".join(each for each in said if each)


def request(entry):
    asked = entry.get("request")
    return f"{asked['method']} {asked['path']}" if asked else json.dumps(entry.get("record", ""), ensure_ascii=False)


def faults(double):
    active = {each["fault"]: each for each in double.faults.list()}
    rows = "".join(f'<tr><td>{escape(says)}</td><td>{state(active.get(name))}</td><td class="acts">{switches(name, name in active)}</td></tr>'
                   for name, says in double.faults.known.items())
    return ('<section tabindex="0"><h2>Falhas simuladas</h2><table class="faults"><thead><tr><th>Falha</th><th>Estado</th><th></th></tr></thead>'
            f"<tbody>{rows}</tbody></table></section>")


def state(fault):
    if fault is None:
        return '<span class="mark">desligada</span>'
    left = "até desligar" if fault["times"] is None else f"mais {fault['times']}×"
    return f'<span class="mark bad">ligada, {left}</span>'


def switches(name, is_on):
    def button(act, says):
        return (f'<form method="post" action="painel/falhas"><input type="hidden" name="fault" value="{escape(name)}">'
                f'<button name="act" value="{act}">{says}</button></form> ')
    return button("off", "Desligar") if is_on else button("once", "Uma vez") + button("on", "Ligar")


def act(double, form):
    name = form.get("fault")
    if name not in double.faults.known:
        return
    double.faults.switch_off(name)
    if form.get("act") in ("once", "on"):
        double.faults.switch_on({"fault": name, "times": 1 if form["act"] == "once" else None})
