"""Who may do what at the desk. There is no route beside these: the frame makes them of this table."""

from __future__ import annotations

from desk import enrol, page, people, queue, sign_in, still
from desk.route import EVERYONE, Door, Route, only
from desk.site import Site

MANAGER = only("manager")
WORKERS = only("clerk", "manager")


def in_demo(site: Site) -> bool:
    """Doors that only a demo has."""
    return site.settings.demo


ROUTES: tuple[Route | Door, ...] = (
    # Before signing in
    Door("GET", "/desk-files/<version>/<name>", lambda came: page.file(**came.path)),
    Door("GET", "/desk/sign-in", sign_in.look),
    Door("POST", "/desk/sign-in", sign_in.sign_in),
    Door("POST", "/desk/sign-in/demo", sign_in.demo, when=in_demo),
    Door("POST", "/desk/sign-out", sign_in.sign_out),
    Door("GET", "/desk/enrol/<token>", enrol.look),
    Door("POST", "/desk/enrol/<token>", enrol.enrol),
    # Every page asks these
    Route("GET", "/desk/still", EVERYONE, "desk_still", still.look, quiet=True),
    Route("POST", "/desk/still", EVERYONE, "desk_still", still.go_on),
    # The queue
    Route("GET", "/desk", EVERYONE, "desk_queue_seen", queue.look, menu="Queue"),
    # People
    Route("GET", "/desk/people", only("manager", "auditor"), "desk_people_seen", people.look, menu="People"),
    Route("POST", "/desk/people", MANAGER, "desk_person_added", people.add),
    Route("POST", "/desk/people/<staff_id>/link", MANAGER, "desk_link_given", people.link),
    Route("POST", "/desk/people/<staff_id>/role", MANAGER, "desk_role_given", people.role),
    Route("POST", "/desk/people/<staff_id>/disable", MANAGER, "desk_person_disabled", people.disable),
    Route("POST", "/desk/people/<staff_id>/enable", MANAGER, "desk_person_enabled", people.enable),
)
