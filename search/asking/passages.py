"""Questions for what was done and planned: outcomes and tasks by topic, by name, by duty."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ontology import FUNCTION_BASE, OWL, SSSOM, ZT, sparql_prefixes
from search.asking.catalogue import bare, bigrams
from search.asking.compile import SURE, mentions
from search.asking.plan import Candidate, Named, Operation, QueryPlan, Target, Term
from search.asking.relevance import Topic
from search.asking.view import MANY_REPORTS, Grounded, Relevant, View, chance_of, log_odds, values, within

# What its lead over the next (up to a limit) adds to the evidence for the best passage, in log-odds. Nothing was found where
# that is less than the threshold at which the index was calibrated, so that another encoder or a longer thesaurus moves both.
LEAD, LEAD_LIMIT = 0.6, 2.5
# …and a little less will do: what is shown below it says that it may be about something else, and a refusal shows nothing.
LENIENT = 1.0
NEAR = 0.12  # chance from which a passage is shown beside a reason
FAINT = 0.01  # chance below which a passage is no second answer
CERTAIN = 0.5
KEEP = 2.0  # passages are kept while they are at most so much less likely than the best, in log-odds
KEEP_UNSURE, SURE_OF = 1.5, 0.95  # …and some more where the best is not that sure itself
AT_MOST, AT_MOST_UNSURE = 8, 3
BY_TASK = 8.0  # log-odds that fulfilling the task adds where the question asks what became of a 任务
SETTLED = 0.7  # an outcome as likely as this is one, however well a task fits
NEAR_MISS = 0.45  # so much more of the question stands in a task than in any outcome: the result is not reported
SPECIFIC = 2  # pairs of characters that only a task has: it is about something of its own
BROAD = 6  # a topic of so few characters that a duty fits as well as any outcome asks for all that was done under it
AS_WELL = 0.15  # by how much (words and vectors together) an outcome may fit better than that duty
NEARNESS = 0.5  # what retrieval counts beside the words of a duty
SPELT = 0.75  # share of a name that a passage must hold to speak of it
OPENING = 40  # characters at the beginning of a duty that say what it is about
_QUOTED = re.compile(r"[“\"《]([^”\"》]{2,20})[”\"》]")
DUTY_WORDS = ("职责", "职能", "职权", "事权")
NO_OUTCOME = "报告列了这项职责，但没有写它的成效。"


def ground_passages(plan: QueryPlan, view: View) -> Grounded:
    """Find the outcomes, tasks and the like that the plan asks for."""
    by_duty = any(word in plan.question for word in DUTY_WORDS)
    if by_duty or _function_is_all(plan):
        duties = plan.duties or duties_named(plan, view)
        if duties:
            if by_duty:
                rest = _beyond(plan, duties, view)
                narrowed = replace(plan, duties=duties, terms=rest)
                return _about_topic(narrowed, view) if rest else Grounded(narrowed)
            if not _have_outcomes(duties, view):
                return Grounded(plan, NO_OUTCOME, tuple(Candidate(duty.iri, 0.9) for duty in duties))
    if plan.names:
        return _about_names(plan, view)
    return _about_topic(plan, view) if plan.terms else Grounded(plan)


def duties_named(plan: QueryPlan, view: View) -> tuple[Named, ...]:
    """Duties that implement the function named, else those whose words fit the question's; the best only."""
    reports = set(view.reports(plan))
    topic = Topic(plan.terms, view.catalogue)
    asked = {f"{FUNCTION_BASE}{notation}" for notation in plan.functions}
    scored = []
    near = {one.iri: one.chance for one in view.relevant(plan, (Target.DUTY,))}
    for duty in view.catalogue.duties:
        if duty.report in reports:
            own = view.catalogue.duty_functions.get(duty.iri, ())
            # A duty of few functions is about each of them; 职能转变 at the end of a list touches on all.
            implements = 0.0 if asked.isdisjoint(own) else 0.5 / math.sqrt(len(own))
            opens = any(words in bare(duty.text)[:OPENING] for words in plan.function_words)
            said = topic.in_text(bare(duty.text)) + NEARNESS * near.get(duty.iri, 0.0)
            scored.append((said + implements + (0.3 if opens else 0.0), duty))
    scored.sort(key=lambda pair: (-pair[0], pair[1].iri))
    if not scored or scored[0][0] < 0.5:
        return ()
    words = "、".join(plan.function_words) or plan.topic
    return tuple(Named(duty.iri, "Duty", duty.label, words) for score, duty in scored if score >= 0.9 * scored[0][0])


def _function_is_all(plan: QueryPlan) -> bool:
    """Whether the topic is no more than the label of a function."""
    rest = plan.topic.replace(" ", "")
    for words in plan.function_words:
        rest = rest.replace(words, "")
    return bool(plan.function_words) and len(rest) < 2


def _have_outcomes(duties: Sequence[Named], view: View) -> bool:
    iris = values("duty", [duty.iri for duty in duties])
    return bool(
        view.graph.select(f"SELECT ?item WHERE {{ {iris} ?item <{ZT.underDuty}> ?duty ; a <{ZT.Outcome}> }} LIMIT 1")
    )


def _beyond(plan: QueryPlan, duties: Sequence[Named], view: View) -> tuple[Term, ...]:
    """The parts of the topic that do not come from the wording of the duties."""
    chosen = {duty.iri for duty in duties}
    texts = [bare(duty.text) for duty in view.catalogue.duties if duty.iri in chosen]
    rest = []
    for term in plan.terms:
        words = term.text
        for named in plan.function_words:
            words = words.replace(named, "")
        covered = max((Topic((Term(words),), view.catalogue).in_text(text) for text in texts), default=0.0)
        if len(words) > 1 and covered < 0.5:
            rest.append(replace(term, text=words))
    return tuple(rest)


# --- by topic -----------------------------------------------------------------------------------------------


def _about_topic(plan: QueryPlan, view: View) -> Grounded:
    wanted = {str(target) for target in plan.targets}
    found = view.relevant(plan, plan.targets)
    others = view.relevant(plan, [kind for kind in (Target.TASK, Target.DUTY) if str(kind) not in wanted])
    followed: frozenset[str] = frozenset()
    if "Outcome" in wanted:
        if broad := _under_the_best_duty(plan, found, others, view):
            return broad
        found, followed = _follow_tasks(found, others, view, BY_TASK if "任务" in plan.question else 0.0)
    if reason := _why_not(found, others, followed, view) or _deliverable_missing(plan, found, others, followed, view):
        near = sorted((*others[:2], *found[:2]), key=Relevant.order)
        return Grounded(plan, reason, tuple(one.candidate() for one in near if one.chance >= NEAR))
    # Whether there is an answer, and how sure it is, was decided without ties: they make none of nothing.
    return Grounded(replace(plan, candidates=_cut(view.with_kin(found, others))), unsure=found[0].chance < CERTAIN)


def _under_the_best_duty(
    plan: QueryPlan, found: Sequence[Relevant], others: Sequence[Relevant], view: View
) -> Grounded | None:
    """A short topic that a duty fits as well as any outcome asks for what was done under that duty (农田保住了没有)."""
    best = max((one for one in others if one.hit.type == "Duty"), key=lambda one: one.strength, default=None)
    if best is None or best.chance < CERTAIN or len(plan.topic.replace(" ", "")) > BROAD:
        return None
    if found and found[0].strength > best.strength + AS_WELL:
        return None
    rows = view.graph.select(f"""SELECT ?item ?confidence WHERE {{ ?item a <{ZT.Outcome}> ; <{ZT.underDuty}> <{best.iri}> .
        OPTIONAL {{ ?link <{OWL.annotatedSource}> ?item ; <{OWL.annotatedTarget}> <{best.iri}> ; <{SSSOM.confidence}> ?stated }}
        BIND(COALESCE(?stated, 1.0) AS ?confidence) }}""")
    if not rows:
        if found and found[0].chance >= SETTLED:
            return None
        return Grounded(plan, NO_OUTCOME, (best.candidate(),))
    chances = {one.iri: one.chance for one in found}
    why = f"对应职责：{best.hit.passage.label}"
    under = {
        row["item"]: Candidate(
            row["item"], max(float(row["confidence"]) * best.chance, chances.get(row["item"], 0.0)), why
        )
        for row in rows
        if float(row["confidence"]) >= SURE and chances.get(row["item"], 0.0) > FAINT / 2
    }
    for one in found:
        if one.chance >= CERTAIN:
            under.setdefault(one.iri, one.candidate())
    ordered = sorted(under.values(), key=lambda candidate: (-candidate.score, candidate.iri))
    return Grounded(replace(plan, candidates=tuple(ordered))) if ordered else None


def _follow_tasks(
    found: Sequence[Relevant], others: Sequence[Relevant], view: View, gain: float
) -> tuple[list[Relevant], frozenset[str]]:
    """An outcome that fulfils the task asked about is about the task's subject, whatever its own words are.

    Comes with the outcomes of the nearest task: what fulfils another one says nothing of the matter.
    """
    tasks = {one.iri: one.chance for one in others[:3] if one.hit.type == "Task" and one.chance > 0.3}
    if not tasks:
        return list(found), frozenset()
    nearest = next(iter(tasks))
    fulfilled: dict[str, float] = {}
    followed = set()
    for row in view.graph.select(
        f"SELECT ?outcome ?task WHERE {{ {values('task', tasks)} ?outcome <{ZT.fulfils}> ?task }}"
    ):
        fulfilled[row["outcome"]] = max(fulfilled.get(row["outcome"], 0.0), tasks[row["task"]])
        if row["task"] == nearest:
            followed.add(row["outcome"])
    raised = []
    for one in found:
        task = fulfilled.get(one.iri, 0.0)
        by_task = chance_of(min(log_odds(task), log_odds(one.chance) + gain))
        raised.append(replace(one, chance=max(one.chance, by_task)))
    return sorted(raised, key=Relevant.order), frozenset(followed)


def _why_not(found: Sequence[Relevant], others: Sequence[Relevant], followed: frozenset[str], view: View) -> str:
    """The reason why the passages found are no answer; "" where they are one."""
    kind = {"Duty": "职责", "Task": "任务安排"}.get(others[0].hit.type, "内容") if others else ""
    elsewhere = f"报告里有相关{kind}，但没有写结果。"
    absent = elsewhere if others and others[0].chance >= CERTAIN else "报告没有写到这件事。"
    if not found:
        return absent
    best = found[0]
    if _evidence(found) < log_odds(view.index.threshold) - LENIENT:
        return absent
    if others and best.iri not in followed and best.chance < SETTLED:
        ahead = others[0].hit.lexical - best.hit.lexical
        if ahead > NEAR_MISS and others[0].hit.type == "Task":
            return elsewhere
    return ""


def _deliverable_missing(
    plan: QueryPlan, found: Sequence[Relevant], others: Sequence[Relevant], followed: frozenset[str], view: View
) -> str:
    """「跨城通办实现了吗」: the task speaks of just this, and the outcome nearest to it says nothing of it.

    What the task sets in quotes is such a thing always, rare words are one where no outcome is known to fulfil the task.
    """
    task = next((one for one in others if one.hit.type == "Task"), None)
    if plan.operation is not Operation.YES_NO or task is None or not found:
        return ""
    planned, done = bare(task.hit.passage.text), bare(found[0].hit.passage.text)
    quoted = [bare(words) for words in _QUOTED.findall(task.hit.passage.text)]
    asked = {pair for term in plan.terms for pair in bigrams(bare(term.text))}
    telling = [pair for pair in asked if pair in planned and view.catalogue.tells(pair)]
    unnamed = any(words in bare(plan.question) and words not in done for words in quoted)
    unheard = found[0].iri not in followed and len(telling) >= SPECIFIC and not any(pair in done for pair in telling)
    return "报告里有相关任务安排，但没有写结果。" if unnamed or unheard else ""


def _evidence(found: Sequence[Relevant]) -> float:
    """How much speaks for the best passage, in log-odds."""
    best = found[0]
    lead = log_odds(best.chance) - log_odds(found[1].chance) if len(found) > 1 else LEAD_LIMIT
    return best.evidence + LEAD * min(lead, LEAD_LIMIT)


def _cut(found: Sequence[Relevant]) -> tuple[Candidate, ...]:
    """The best passages: those hardly less likely than the best one."""
    best = found[0]
    gap = KEEP if best.chance >= SURE_OF else KEEP_UNSURE
    kept = [best]
    for one in found[1:]:
        if log_odds(best.chance) - log_odds(one.chance) - one.beside <= gap and one.chance >= FAINT:
            kept.append(one)
    return tuple(one.candidate() for one in kept[: AT_MOST if best.chance >= CERTAIN else AT_MOST_UNSURE])


# --- by name ------------------------------------------------------------------------------------------------


def _about_names(plan: QueryPlan, view: View) -> Grounded:
    """Passages that mention what the question names; of these, those about the rest of the question."""
    plan = replace(plan, by_spelling=len(view.reports(plan)) <= MANY_REPORTS)
    query = (
        f"SELECT DISTINCT ?item ?type ?text WHERE {{ {mentions(plan.names, plan.by_spelling)} ?item a ?type ; zt:text ?text ; "
        f"zt:inReport ?report . {values('report', plan.reports)} }} ORDER BY ?item"
    )
    rows = view.graph.select(f"{sparql_prefixes(query)}\n{query}")
    names = "、".join(dict.fromkeys(named.label for named in plan.names))
    wanted = {f"{ZT}{target}" for target in plan.targets}
    inside = {row["item"]: row["text"] for row in rows if row["type"] in wanted}
    if not inside and plan.operation is Operation.LIST and not wanted.isdisjoint({f"{ZT.Outcome}", f"{ZT.Task}"}):
        plan = replace(plan, targets=(Target.OUTCOME, Target.TASK))  # what was planned tells something too
        inside = {row["item"]: row["text"] for row in rows if row["type"] in {f"{ZT.Outcome}", f"{ZT.Task}"}}
    relevant = view.relevant(plan, plan.targets, plan.topic or plan.question)
    spelt = _spelt_otherwise(plan, relevant, view) - set(inside)
    inside |= {one.iri: one.hit.passage.text for one in relevant if one.iri in spelt}
    if not inside:
        what = "成效" if plan.targets[0] is Target.OUTCOME else "内容"
        reason = f"报告提到了{names}，但没有写它的{what}。" if rows else f"报告没有写到{names}的这件事。"
        return Grounded(plan, reason, tuple(Candidate(iri, 0.5) for iri in dict.fromkeys(row["item"] for row in rows)))
    why = f"提及{names}"
    if not plan.terms:
        if not plan.by_spelling and not spelt:
            return Grounded(plan)
        return Grounded(replace(plan, candidates=tuple(Candidate(iri, 1.0, why) for iri in sorted(inside))))
    topic = Topic(plan.terms, view.catalogue, plan.meanings)
    chances = {one.iri: one.chance for one in relevant}
    ranked = sorted(
        ((max(chances.get(iri, 0.0), topic.in_text(bare(text))), iri) for iri, text in inside.items()),
        key=lambda pair: (-pair[0], pair[1]),
    )
    best = ranked[0][0]
    if best < NEAR and not (plan.operation is Operation.LIST and len(ranked) == 1):
        related = tuple(Candidate(iri, 0.5) for _, iri in ranked)
        return Grounded(plan, f"报告提到了{names}，但没有写这件事。", related)
    kept = within(best, ranked, KEEP)
    if Target.OUTCOME in plan.targets:
        kept += _what_became(kept, inside, view)
    kept = tuple(replace(candidate, why=why) for candidate in kept)
    return Grounded(replace(plan, candidates=kept))


def _what_became(kept: Sequence[Candidate], inside: Iterable[str], view: View) -> tuple[Candidate, ...]:
    """Of the passages that mention what the question names, those that fulfil a task kept as an answer."""
    known = {one.iri: one.score for one in kept}
    others = [iri for iri in inside if iri not in known]
    if not others:
        return ()
    query = f"SELECT ?one ?task WHERE {{ {values('one', others)} {values('task', known)} ?one <{ZT.fulfils}> ?task }}"
    found = {row["one"]: known[row["task"]] for row in view.graph.select(f"{query} ORDER BY ?one ?task")}
    return tuple(Candidate(iri, score) for iri, score in found.items())


def _spelt_otherwise(plan: QueryPlan, relevant: Sequence[Relevant], view: View) -> set[str]:
    """Passages that write a project's or document's name a little differently (扩建项目 for 扩建工程)."""
    found = set()
    for named in plan.names:
        if named.type in ("Project", "PolicyDocument"):
            name = Topic((Term(named.label),), view.catalogue)
            found |= {one.iri for one in relevant if name.in_text(bare(one.hit.passage.text)) >= SPELT}
    return found
