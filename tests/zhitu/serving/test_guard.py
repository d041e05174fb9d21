"""Who may use the server, and what may be sent to it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from zhitu.serving.app import create_app
from zhitu.serving.upload import MOST_BYTES, bare_name
from zhitu.serving.workers import Limits
from zhitu.workspace import Workspace

REPORT = "某区水务局{}年部门整体支出绩效自评报告\n一、部门职责\n1.负责河道管理。\n2.负责防汛抗旱。\n"
BEARER = {"authorization": "Bearer secret-token"}
HERE = {"origin": "http://testserver"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "水务.txt").write_text(REPORT.format(2021), encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder / "水务.txt"])
    return workspace


@pytest.fixture(scope="module")
def client(workspace):
    with TestClient(create_app(workspace, Limits(processes=1))) as client:
        yield client


@pytest.fixture(scope="module")
def guarded(workspace):
    with TestClient(create_app(workspace, Limits(processes=1), token="secret-token", write=True)) as client:
        yield client


def test_a_name_that_another_site_points_here_is_not_answered(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:8000"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%7B%7D", "/static/style.css", "/data/ontology?format=ttl"])
def test_with_a_token_nothing_is_shown_without_it(guarded, path):
    assert guarded.get(path).status_code == 401
    assert guarded.get(path, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert guarded.get(path, headers=BEARER).status_code == 200


def test_a_browser_gives_the_token_once_and_it_leaves_the_address(workspace):
    with TestClient(create_app(workspace, Limits(processes=1), token="secret-token")) as browser:
        answer = browser.get("/?token=secret-token", follow_redirects=False)
        assert answer.headers["location"] == "/"
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert browser.get("/browse").status_code == 200


def test_nothing_can_be_written_unless_the_server_was_started_for_it(client):
    assert client.post("/upload", files={"files": ("a.txt", b"x")}, headers=HERE).status_code == 404
    assert "/upload" not in client.get("/").text


def test_another_site_cannot_make_a_browser_write(guarded):
    guarded.cookies.set("zhitu-token", "secret-token")
    files = {"files": ("水务-2022.txt", REPORT.format(2022).encode())}
    assert guarded.post("/upload", files=files, headers={"origin": "https://evil.example"}).status_code == 403
    assert guarded.post("/upload", files=files).status_code == 403
    guarded.cookies.clear()


def test_an_uploaded_report_is_there_at_once_and_a_bad_file_says_why(guarded):
    files = [
        ("files", ("水务-2022.txt", REPORT.format(2022).encode())),
        ("files", ("../../坏.docx", b"PK\x03\x04 broken")),
    ]
    said = guarded.post("/upload", files=files, headers={**HERE, **BEARER}).json()
    assert [one["title"] for one in said["added"]] == ["某区水务局2022年部门整体支出绩效自评报告"]
    assert [one["source"] for one in said["failed"]] == ["坏.docx"]
    assert guarded.get(said["added"][0]["path"], headers=BEARER).status_code == 200


def test_an_upload_that_is_too_large_or_no_form_is_refused(guarded):
    headers = {
        **HERE,
        **BEARER,
        "content-length": str(MOST_BYTES + 1),
        "content-type": "multipart/form-data; boundary=x",
    }
    assert guarded.post("/upload", content=b"", headers=headers).status_code == 413
    broken = {**HERE, **BEARER, "content-type": "multipart/form-data; boundary=x"}
    assert guarded.post("/upload", content=b"--y\r\nnonsense", headers=broken).status_code == 400


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\报告\\2022.docx", "2022.docx"),
        ("", "未命名"),
        ("..", "未命名"),
        ("a\0b.txt", "ab.txt"),
    ],
)
def test_a_file_name_never_says_where_the_file_goes(given, kept):
    assert bare_name(given) == kept
