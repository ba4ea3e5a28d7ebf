"""The network of a project: what each task is, which links decide the finish, what a new link would close."""

from __future__ import annotations

import pytest

from app.base import UserError
from app.services import projects, task_graph, tasks


@pytest.fixture
def kiosk(studio):
    return studio.value("SELECT id FROM project WHERE name = 'Kiosk app'")


def node(graph, title):
    return next(each for each in graph.nodes.values() if each.title == title)


def test_states_are_those_of_the_board(studio, kiosk):
    graph = task_graph.graph(studio, kiosk)
    assert node(graph, "Screen map").state == "done"
    assert node(graph, "Checkout flow").state == "late" and node(graph, "Checkout flow").critical
    assert node(graph, "Payment").state == "blocked" and node(graph, "Payment").why == "Waits for Checkout flow"
    tasks.change(studio, node(graph, "Admin page").id, "blocked_reason", "no designs")
    assert node(task_graph.graph(studio, kiosk), "Admin page").why == "Blocked: no designs"


def test_tasks_without_links_are_apart(studio, kiosk):
    made = tasks.add(studio, "Loose end", project_id=kiosk)
    graph = task_graph.graph(studio, kiosk)
    assert graph.loose == [made] and made not in graph.layout.places and node(graph, "Loose end").state == "can_start"


def test_critical_links_join_what_decides_the_finish(studio, kiosk):
    graph = task_graph.graph(studio, kiosk)
    titles = {(graph.nodes[e.first].title, graph.nodes[e.then].title) for e in graph.edges if e.critical}
    assert ("Checkout flow", "Payment") in titles and ("Catalogue screens", "Offline mode") not in titles


def test_bands_are_milestones_people_or_projects(studio, kiosk):
    assert [band.title for band in task_graph.graph(studio, kiosk).bands][:2] == ["Concept approved", "Design approved"]
    assert "Ines Sample" in [band.title for band in task_graph.graph(studio, kiosk, "person").bands]
    assert "Kiosk app" in [band.title for band in task_graph.graph(studio).bands]


def test_the_words_of_a_link(studio, kiosk):
    graph = task_graph.graph(studio, kiosk)
    first, then = node(graph, "Offline mode").id, node(graph, "Staff training").id
    tasks.add_dependency(studio, first, then, "SS", -2)
    edge = next(e for e in task_graph.graph(studio, kiosk).edges if e[:2] == (first, then))
    assert edge.words() == "SS \u22122 d"


def test_a_circle_is_named_before_it_is_drawn(studio, kiosk):
    graph = task_graph.graph(studio, kiosk)
    way = task_graph.way_round(graph, node(graph, "Receipt printer").id, node(graph, "Payment").id)
    assert [graph.nodes[key].title for key in way] == ["Receipt printer", "Payment", "Receipt printer"]
    assert task_graph.way_round(graph, node(graph, "Payment").id, node(graph, "Go-live").id) == []


def test_a_project_that_is_gone_is_said(studio, kiosk):
    projects.delete(studio, [kiosk])
    with pytest.raises(UserError, match="gone"):
        task_graph.graph(studio, kiosk)
