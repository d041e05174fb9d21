"""fulfils: the task of the year that an outcome reports on."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.linking.frame import Frame
from kg.linking.settings import settings
from kg.linking.traits import Traits, folded, grams_of, without_stop_words
from kg.linking.units import Unit
from kg.linking.words import MOST, shared_runs
from kg.model import Justification, Link, Outcome, Project, Relation, Task


def task_vocabulary(tasks: Iterable[Task]) -> dict[str, set[str]]:
    """Task id → the pairs and triples of characters of the words that name its matter."""
    return {
        task.id: {gram for stretch in without_stop_words(folded(task.text)) for gram in grams_of(stretch)}
        for task in tasks
    }


def link_to_tasks(
    units: Sequence[Unit],
    vocabulary: dict[str, set[str]],
    projects: Sequence[Project],
    under: Iterable[Link],
    frame: Frame,
) -> list[Link]:
    """The task that each outcome reports on: it names the same matter in rare words, or the same project.

    An outcome in the field of a task that reports another deliverable is not linked: words that many units share
    weigh little, and so do those that stand late in task or outcome.
    """
    values = settings()["fulfils"]
    tasks = [unit for unit in units if isinstance(unit.entity, Task)]
    outcomes = [unit for unit in units if isinstance(unit.entity, Outcome)]
    if not tasks or not outcomes:
        return []
    postings = _postings(tasks, outcomes, vocabulary)
    topics = _topic_postings(tasks, outcomes)
    duties: dict[str, list[str]] = defaultdict(list)
    for link in under:
        duties[link.subject].append(link.object)
    named: dict[str, set[str]] = defaultdict(set)
    for project in projects:
        for home in project.mentioned_in:
            named[home].add(project.label)
    table = []
    for outcome in outcomes:
        scores = _scores(outcome.own, tasks, postings, topics, frame)
        best_duty = duties[outcome.entity.id][:1]
        for number, task in enumerate(tasks):
            theirs = duties[task.entity.id]
            if best_duty and theirs and best_duty[0] not in theirs:
                scores[number] *= values["other_duty"]
            elif scores[number] and best_duty and best_duty == theirs[:1]:
                scores[number] += values["same_duty"]
            if named[outcome.entity.id] & named[task.entity.id]:
                scores[number] += values["project"]
        table.append(scores)
    tops = [max(column) for column in zip(*table, strict=True)]
    links = []
    for outcome, scores in zip(outcomes, table, strict=True):
        order = sorted(range(len(tasks)), key=lambda number: (-scores[number], number))
        for rank, number in enumerate(order[: values["most"]]):
            score, task = scores[number], tasks[number]
            common = sorted(named[outcome.entity.id] & named[task.entity.id])
            least = values["mutual"] if score == tops[number] else values["minimum"]
            if rank:
                least = max(values["second"], values["ratio"] * scores[order[0]]) if common else math.inf
            if score < least:
                break
            links.append(
                Link(
                    outcome.entity.id,
                    Relation.FULFILS,
                    task.entity.id,
                    round(min(0.99, score / (score + values["half"])), 3),
                    Justification.COMPOSITE if common else Justification.LEXICAL,
                    _why(outcome.own, task.own, vocabulary[task.entity.id], common, frame),
                )
            )
    return links


def _postings(
    tasks: Sequence[Unit], outcomes: Sequence[Unit], vocabulary: dict[str, set[str]]
) -> dict[str, list[tuple[int, float]]]:
    """Pair or triple of characters → the tasks that have it, with weight: rarity × place in the task."""
    words = settings()["words"]
    frequency = Counter(gram for grams in vocabulary.values() for gram in grams)
    frequency.update(gram for unit in outcomes for gram in unit.own.grams if gram in frequency)
    count = len(tasks) + len(outcomes)
    most = math.log(1 + count / 2)
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, task in enumerate(tasks):
        for gram in vocabulary[task.entity.id]:
            rarity = math.log(1 + count / frequency[gram]) / most
            size = words["bigram" if len(gram) == 2 else "trigram"]
            postings.setdefault(gram, []).append((number, rarity * size * task.own.grams.get(gram, 0.5)))
    return postings


def _topic_postings(tasks: Sequence[Unit], outcomes: Sequence[Unit]) -> dict[str, list[tuple[int, float]]]:
    """Function or matter → the tasks that name it, with weight; what many units name weighs little."""
    frequency = Counter(key for unit in (*tasks, *outcomes) for key in unit.own.topics)
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, task in enumerate(tasks):
        for key, topic in task.own.topics.items():
            weight = min(1.0, topic.weight) / math.sqrt(max(1.0, frequency[key] / 2))
            postings.setdefault(key, []).append((number, weight))
    return postings


def _scores(
    outcome: Traits,
    tasks: Sequence[Unit],
    postings: dict[str, list[tuple[int, float]]],
    topics: dict[str, list[tuple[int, float]]],
    frame: Frame,
) -> list[float]:
    """How much `outcome` is about each task."""
    values = settings()["fulfils"]
    scores = [0.0] * len(tasks)
    for gram, place in outcome.grams.items():
        for number, weight in postings.get(gram, ()):
            scores[number] += place * weight
    for key, topic in outcome.topics.items():
        best: dict[int, float] = {}
        for other, nearness in frame.relatives(key).items():
            for number, weight in topics.get(other, ()):
                same_word = not set(topic.words).isdisjoint(tasks[number].own.topics[other].words)
                share = nearness * (1.0 if same_word else values["other_word"])
                best[number] = max(best.get(number, 0.0), share * weight)
        for number, weight in best.items():
            scores[number] += values["topic"] * topic.weight * weight
    return scores


def _why(outcome: Traits, task: Traits, grams: set[str], projects: list[str], frame: Frame) -> tuple[str, ...]:
    """Projects, words and matters that both name, in this order."""
    runs = shared_runs(outcome.text, grams)[:2]
    matters = [
        f"{topic.words[0]}→{task.topics[other].words[0]}"
        for key, topic in outcome.topics.items()
        for other, nearness in frame.relatives(key).items()
        if other in task.topics and nearness >= 0.5 and topic.words[0] != task.topics[other].words[0]
    ]
    return tuple(dict.fromkeys((*projects[:2], *runs, *matters)))[:MOST]
