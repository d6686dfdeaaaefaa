"""Who may do what at the desk. There is no route beside these: the frame makes them of this table."""

from __future__ import annotations

from desk import (
    accounting,
    calls,
    case,
    directory_changes,
    directory_pages,
    directory_propose,
    enrol,
    figures,
    hospital_door,
    misunderstood,
    page,
    paper_in,
    people,
    places,
    prepared,
    queue,
    search,
    sign_in,
    still,
    texts,
    trail,
    work,
)
from desk.ask import WORKING
from desk.route import EVERYONE, Door, Route, only
from desk.site import Site

MANAGER = only("manager")
WORKERS = only(*WORKING)
KEEPERS = only("manager", "auditor")
READERS = only(*WORKING, "auditor")
CASE = "/desk/requests/<request_id>"
MISSED = "/desk/misunderstood"
ENTRY = "/desk/directory/entries/<entry>"
HOURS = "/desk/directory/hours/<schedule>/edit"
CHANGE = "/desk/directory/changes/<change_id>"


def in_demo(site: Site) -> bool:
    """Doors that only a demo has."""
    return site.settings.demo


def with_hospital(site: Site) -> bool:
    """Doors where the hospital's sign-in is set."""
    return site.hospital is not None


ROUTES: tuple[Route | Door, ...] = (
    # Before signing in
    Door("GET", "/desk-files/<version>/<name>", lambda came: page.FILES.file(**came.path)),
    Door("GET", "/desk/sign-in", sign_in.look),
    Door("POST", "/desk/sign-in", sign_in.sign_in),
    Door("POST", "/desk/sign-in/demo", sign_in.demo, when=in_demo),
    Door("GET", "/desk/sign-in/hospital", hospital_door.begin, when=with_hospital),
    Door("GET", "/desk/sign-in/hospital/back", hospital_door.back, when=with_hospital),
    Door("POST", "/desk/sign-out", sign_in.sign_out),
    Door("GET", "/desk/enrol/<token>", enrol.look),
    Door("POST", "/desk/enrol/<token>", enrol.enrol),
    # Every page asks these
    Route("GET", "/desk/still", EVERYONE, "desk_still", still.look, quiet=True),
    Route("POST", "/desk/still", EVERYONE, "desk_still", still.go_on),
    # The queue
    Route("GET", "/desk", EVERYONE, "desk_queue_seen", queue.look, menu="Queue", key="q"),
    Route("GET", "/desk/queue", EVERYONE, "desk_queue_seen", queue.rows, quiet=True),
    Route("GET", "/desk/search", EVERYONE, "desk_search_opened", search.look),
    Route("POST", "/desk/search", EVERYONE, "desk_searched", search.search),
    Route("GET", "/desk/calls", EVERYONE, "desk_calls_seen", calls.listed),
    Route("GET", "/desk/calls/<ticket>", WORKERS, "ticket_seen", calls.look),
    Route("POST", "/desk/calls/<ticket>/take", WORKERS, "ticket_taken", calls.take),
    Route("POST", "/desk/calls/<ticket>/tried", WORKERS, "ticket_tried", calls.tried),
    Route("POST", "/desk/calls/<ticket>/done", WORKERS, "ticket_done", calls.done),
    Route("GET", "/desk/texts", WORKERS, "desk_texts_seen", texts.listed),
    # A request
    Route("GET", "/desk/new", WORKERS, "desk_new_opened", paper_in.look, menu="New request", key="n"),
    Route("POST", "/desk/new", WORKERS, "desk_request_made", paper_in.add, prepare=paper_in.prepare),
    Route("GET", f"{CASE}", EVERYONE, "request_seen", case.look),
    Route("GET", f"{CASE}/letter", EVERYONE, "desk_letter_kept", case.letter),
    Route("GET", f"{CASE}/letter/<page>", EVERYONE, "desk_letter_seen", case.letter_page),
    Route("GET", f"{CASE}/papers/<paper_id>/<page>", EVERYONE, "desk_paper_seen", case.paper_page),
    Route("GET", f"{CASE}/cover", WORKERS, "desk_cover_seen", case.cover),
    Route("POST", f"{CASE}/scan", WORKERS, "desk_scan_added", paper_in.scanned, prepare=paper_in.prepare),
    Route("POST", f"{CASE}/take", WORKERS, "desk_assigned", work.take),
    Route("POST", f"{CASE}/start", WORKERS, "desk_started", work.start),
    Route("POST", f"{CASE}/note", WORKERS, "desk_noted", work.note),
    Route("POST", f"{CASE}/check", WORKERS, "desk_checked", work.check),
    Route("POST", f"{CASE}/need", WORKERS, "desk_asked", work.need),
    Route("POST", f"{CASE}/send", WORKERS, "desk_sent", work.send),
    Route("POST", f"{CASE}/came-back", WORKERS, "desk_came_back", work.came_back),
    Route("POST", f"{CASE}/wrong-place", WORKERS, "desk_wrong_place", work.wrong_place),
    Route("POST", f"{CASE}/cancel", WORKERS, "desk_cancelled", work.cancel),
    Route("POST", f"{CASE}/undo", WORKERS, "desk_undone", work.undo),
    Route("POST", f"{CASE}/link", WORKERS, "desk_link_made", work.link),
    Route("POST", f"{CASE}/merge", WORKERS, "desk_merged", work.merge),
    Route("POST", f"{CASE}/unmerge", WORKERS, "desk_unmerged", work.unmerge),
    # What was not understood
    Route("GET", MISSED, WORKERS, "misunderstood_listed", misunderstood.listed, menu="Misunderstood", key="m"),
    Route("GET", f"{MISSED}/<turn_id>", WORKERS, "misunderstood_seen", misunderstood.look),
    Route("POST", f"{MISSED}/<turn_id>/meant", WORKERS, "desk_meant", misunderstood.mean),
    Route("POST", f"{MISSED}/<turn_id>/nothing", WORKERS, "desk_put_aside", misunderstood.nothing),
    Route("POST", f"{MISSED}/<turn_id>/again", WORKERS, "desk_meant_undone", misunderstood.again),
    Route("GET", "/desk/prepared", READERS, "desk_prepared_seen", prepared.look),
    Route("POST", "/desk/prepared/hand-out", WORKERS, "desk_handed_out", prepared.hand_out),
    Route("GET", "/desk/prepared/<meant_id>/files", READERS, "desk_files_given", prepared.one),
    Route("GET", "/desk/prepared/packs/<batch>/files", READERS, "desk_files_given", prepared.pack),
    # Figures
    Route("GET", "/desk/figures", EVERYONE, "desk_figures_seen", figures.look, menu="Figures", key="f"),
    Route("GET", "/desk/figures/<name>.svg", EVERYONE, "desk_picture_seen", figures.picture, quiet=True),
    Route("GET", "/desk/figures/<name>.csv", EVERYONE, "desk_figures_exported", figures.table),
    # The directory
    Route("GET", "/desk/directory", EVERYONE, "desk_directory_seen", directory_pages.look, menu="Directory", key="l"),
    Route("GET", "/desk/directory/heard", EVERYONE, "desk_directory_heard", directory_pages.heard),
    Route("GET", "/desk/directory/week", EVERYONE, "desk_week_seen", directory_pages.week),
    Route("GET", "/desk/directory/check", EVERYONE, "desk_directory_checked", directory_pages.check),
    Route("GET", ENTRY, EVERYONE, "desk_entry_seen", directory_pages.entry),
    Route("GET", f"{ENTRY}/edit", WORKERS, "desk_entry_opened", directory_propose.look),
    Route(
        "POST",
        f"{ENTRY}/edit",
        WORKERS,
        "desk_change_typed",
        directory_propose.propose,
        prepare=directory_propose.prepare,
    ),
    Route("GET", HOURS, WORKERS, "desk_hours_opened", directory_propose.look_hours),
    Route(
        "POST",
        HOURS,
        WORKERS,
        "desk_change_typed",
        directory_propose.propose_hours,
        prepare=directory_propose.prepare,
    ),
    Route("GET", "/desk/directory/changes", EVERYONE, "desk_changes_seen", directory_changes.listed),
    Route("GET", CHANGE, EVERYONE, "desk_change_seen", directory_changes.look),
    Route("GET", f"{CHANGE}/diff", EVERYONE, "desk_change_handed_out", directory_changes.diff),
    Route(
        "POST",
        f"{CHANGE}/approve",
        MANAGER,
        "desk_change_approved",
        directory_changes.approve,
        prepare=directory_changes.prepare,
    ),
    Route("POST", f"{CHANGE}/refuse", MANAGER, "desk_change_refused", directory_changes.refuse),
    Route("POST", f"{CHANGE}/withdraw", WORKERS, "desk_change_withdrawn", directory_changes.withdraw),
    Route("POST", f"{CHANGE}/write", MANAGER, "desk_change_to_be_written", directory_changes.write),
    # What went out, and who saw what
    Route("GET", "/desk/disclosures", KEEPERS, "desk_disclosures_seen", accounting.look, menu="Disclosures", key="d"),
    Route("GET", "/desk/disclosures.csv", KEEPERS, "desk_disclosures_exported", accounting.table),
    Route("GET", "/desk/places", READERS, "desk_places_seen", places.look, menu="Places", key="p"),
    Route("POST", "/desk/places", MANAGER, "desk_places_imported", places.replace),
    Route("GET", "/desk/trail", KEEPERS, "desk_trail_seen", trail.look, menu="Trail", key="t"),
    # People
    Route("GET", "/desk/people", KEEPERS, "desk_people_seen", people.look, menu="People", key="o"),
    Route("POST", "/desk/people", MANAGER, "desk_person_added", people.add),
    Route("POST", "/desk/people/<staff_id>/link", MANAGER, "desk_link_given", people.link),
    Route("POST", "/desk/people/<staff_id>/role", MANAGER, "desk_role_given", people.role),
    Route("POST", "/desk/people/<staff_id>/disable", MANAGER, "desk_person_disabled", people.disable),
    Route("POST", "/desk/people/<staff_id>/enable", MANAGER, "desk_person_enabled", people.enable),
)
