"""The shortest sequence found that still shows a difference: delta debugging (ddmin), within a time."""
import json
import time


def shrink(acts, shows, noticed, seconds):
    """`shows(acts)` replays them, `noticed(acts)` leaves out those that name what does not exist; the result is 1-minimal unless
    time runs out."""
    end, known = time.monotonic() + seconds, {}

    def shows_still(candidate):
        key = json.dumps(candidate, sort_keys=True)
        if key not in known:
            known[key] = shows(candidate)
        return known[key]

    single = noticed([{**line, "at": act["at"]} for act in acts for line in act.get("lines", [act])])
    if shows_still(single):
        acts = single
    for on in (0, 1):  # mostly one provider is enough
        alone = [act for act in acts if act["on"] == on]
        if len(alone) < len(acts) and shows_still(alone):
            acts = alone
            break
    parts = 2
    while len(acts) > 1 and time.monotonic() < end:
        size = -(-len(acts) // parts)
        for start in range(0, len(acts), size):
            fewer = noticed(acts[:start] + acts[start + size:])
            if time.monotonic() < end and len(fewer) < len(acts) and shows_still(fewer):
                acts, parts = fewer, max(parts - 1, 2)
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(acts))
    return acts
