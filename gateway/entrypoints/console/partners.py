"""Pages about partners: the list, one partner, its tests, and the steps by which one is begun."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.adapters import transports
from gateway.adapters.transports.knocking import knock
from gateway.application.as2.expiring import expiring
from gateway.application.channels import try_channel
from gateway.application.configuring import wizard
from gateway.application.configuring.beginning import templates
from gateway.application.configuring.states import file_of, gone_live, in_state
from gateway.application.configuring.tree import writable
from gateway.application.partner_tests.evidence import WHY
from gateway.application.partner_tests.overview import counters, overview
from gateway.application.partner_tests.running import title_of
from gateway.application.partner_tests.scenarios import Scenario, scenarios_of
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.console.files import preview, saved, with_keys
from gateway.entrypoints.console.languages import say
from gateway.entrypoints.console.large_forms import LargeForm
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.rehearsing import config_tree, rehearse
from gateway.errors import ConfigurationFault, Conflict, NotFound
from gateway.profiles.profile import Profile
from gateway.settings import shipped

if TYPE_CHECKING:
    from gateway.application.delivering import Delivering

router = APIRouter(prefix="/partners", include_in_schema=False, dependencies=[Depends(operator)])
TABS = (
    ("overview", "Overview"),
    ("envelopes", "Identity and envelopes"),
    ("channels", "Channels"),
    ("documents", "Documents and maps"),
    ("deadlines", "Deadlines"),
    ("codes", "Codes"),
    ("scenarios", "Scenarios"),
    ("history", "History"),
)
DOCUMENTS, EVENTS, REVISIONS = 10, 30, 200


@router.get("")
def partners(request: Request, gateway: Here) -> HTMLResponse:
    """Show every partner: state, channel, documents, last traffic, certificates, tests."""
    services = gateway.services
    with gateway.store.read() as work:
        found = overview(services, work, config_tree(gateway.settings))
        ending = {one.owner: one for one in expiring(services, work, services.clock.now())}
        begun = wizard.open_wizards(work)
    return page(request, "partners.html", partners=found, ending=ending, begun=begun)


@router.get("/new")
def new(request: Request, gateway: Here) -> HTMLResponse:
    """Show the first step of beginning a partner."""
    return _step(request, gateway, wizard.Answers(code="", said={}), "template")


@router.post("/new")
def post_new(gateway: Here, actor: Operator, form: LargeForm) -> RedirectResponse:
    """Keep the first answers and go on."""
    code = form.get("code", "").strip()
    wizard.answer(gateway.services, gateway.store, code, _said(form), actor=actor)
    return RedirectResponse(f"/partners/new/{code}/identities", status_code=303)


@router.get("/new/{code}/{step}")
def step(request: Request, gateway: Here, code: str, step: str) -> HTMLResponse:
    """Show a step, with the files as they would be written now."""
    if step not in wizard.STEPS:
        raise NotFound(f"there is no step {step}")
    with gateway.store.read() as work:
        answers = wizard.resume(work, code)
    return _step(request, gateway, answers, step)


@router.post("/new/{code}/{step}")
def post_step(gateway: Here, actor: Operator, code: str, step: str, form: LargeForm) -> RedirectResponse:
    """Keep the answers of a step and go on; at the end write the files and play the scenario."""
    if step == "forget":
        wizard.forget(gateway.store, code)
        return RedirectResponse("/partners", status_code=303)
    answers = wizard.answer(gateway.services, gateway.store, code, _said(form), actor=actor)
    if step != wizard.STEPS[-1]:
        following = wizard.STEPS[wizard.STEPS.index(step) + 1]
        return RedirectResponse(f"/partners/new/{code}/{following}", status_code=303)
    files = wizard.files_of(gateway.services, answers, templates(shipped("partners")))
    saved(gateway, dict(files), actor=actor, reason=f"partner {code} begun")
    wizard.forget(gateway.store, code)
    if any(one.startswith("tests/scenarios/") for one in files):
        rehearse(gateway, code, actor=actor)
    return RedirectResponse(f"/partners/{code}/scenarios", status_code=303)


@router.get("/{code}")
def partner(request: Request, gateway: Here, code: str) -> HTMLResponse:
    """Show how a partner stands."""
    return _tab(request, gateway, code, "overview")


@router.get("/{code}/{tab}")
def tab(request: Request, gateway: Here, code: str, tab: str) -> HTMLResponse:
    """Show one side of what is agreed with a partner."""
    if tab not in dict(TABS):
        raise NotFound(f"there is no page {tab} of a partner")
    return _tab(request, gateway, code, tab)


@router.post("/{code}/channels/try")
def post_try(request: Request, gateway: Here, actor: Operator, code: str) -> HTMLResponse:
    """Try the way to a partner and show what was found."""
    delivering = cast("Delivering", gateway.effects["deliver"])
    tried = try_channel(
        gateway.services,
        gateway.store,
        delivering.transport_for,
        lambda profile, transport: knock(profile.transport.settings, transport),
        partner=code,
        actor=actor,
    )
    return _tab(request, gateway, code, "channels", tried=tried)


@router.post("/{code}/test")
def post_test(gateway: Here, actor: Operator, code: str, form: LargeForm) -> RedirectResponse:
    """Play a partner's scenarios and show how they came out."""
    try:
        rehearse(gateway, code, scenario=form.get("scenario", ""), actor=actor)
    except ConfigurationFault as wrong:
        raise Conflict(str(wrong)) from wrong
    return RedirectResponse(f"/partners/{code}/scenarios", status_code=303)


@router.post("/{code}/state")
def post_state(request: Request, gateway: Here, code: str, form: LargeForm) -> HTMLResponse:
    """Show what another state changes in the partner's file; live only what was tested as it is."""
    wanted = form.get("state", "")
    if wanted not in {"draft", "testing", "live", "paused"}:
        raise NotFound("there is no such state")
    gateway.services.directory.get(code)
    tree = config_tree(gateway.settings)
    with gateway.store.read() as work:
        live = wanted == "live"
        files = gone_live(gateway.services, work, tree, code) if live else in_state(tree, code, wanted)
    return preview(request, gateway, files, back=f"/partners/{code}")


@router.post("/{code}/set")
def post_set(request: Request, gateway: Here, code: str, form: LargeForm) -> HTMLResponse:
    """Show what changed keys do to the partner's file."""
    path = file_of(config_tree(gateway.settings), code)
    return preview(
        request, gateway, with_keys(gateway, path, form), back=f"/partners/{code}/{form.get('tab', '')}"
    )


def _tab(request: Request, gateway: Gateway, code: str, tab: str, **more: Any) -> HTMLResponse:  # noqa: ANN401 - a template takes anything
    services, tree = gateway.services, config_tree(gateway.settings)
    profile = services.directory.get(code)
    with gateway.store.read() as work:
        found = overview(services, work, tree, only=code)[0]
        shown: Mapping[str, Any] = {
            "overview": lambda: {"documents": work.documents.recent(DOCUMENTS, partner=code)},
            "envelopes": lambda: {"numbers": counters(work, profile)},
            "scenarios": lambda: _scenarios(tree, code),
            "history": lambda: {"revisions": _revisions(work, profile), "events": work.events.of(code)},
            "documents": lambda: {"marks": _map_marks(gateway, profile)},
        }
        values = shown.get(tab, dict)()
    return page(
        request,
        "partner.html",
        one=found,
        profile=profile,
        why=WHY[found.mark],
        tab=tab,
        tabs=[(name, say(title)) for name, title in TABS],
        text=services.directory.text(code),
        writable=writable(gateway.settings.config_dir),
        own=f"partners/{code}.yaml" in tree.files,
        kinds=sorted(transports.KINDS),
        **values,
        **more,
    )


def _scenarios(tree: Any, code: str) -> dict[str, object]:  # noqa: ANN401 - the tree of files
    try:
        scenarios: tuple[Scenario, ...] = scenarios_of(tree, code)
    except ConfigurationFault as wrong:
        return {"scenarios": (), "wrong": str(wrong).splitlines(), "title_of": title_of}
    return {"scenarios": scenarios, "wrong": (), "title_of": title_of}


def _revisions(work: Any, profile: Profile) -> list[Any]:  # noqa: ANN401 - the unit of work of whatever database
    """Return the revisions that changed a file of the partner, newest first."""
    names = (f"partners/{profile.code}.yaml", f"mappings/{profile.code}/", f"tests/scenarios/{profile.code}/")
    found = list(work.configurations.recent(REVISIONS))
    own = [{path: sha for path, sha in one.files.items() if path.startswith(names)} for one in found]
    before = [*own[1:], {}][: len(own)]
    return [one for one, mine, older in zip(found, own, before, strict=True) if mine != older]


def _map_marks(gateway: Gateway, profile: Profile) -> dict[str, str]:
    """Return of each map that is agreed whether it loads."""
    marks = {}
    for one in profile.documents:
        try:
            gateway.services.library.plan(one.map)
            marks[one.map] = ""
        except (ConfigurationFault, NotFound) as wrong:
            marks[one.map] = str(wrong)
    return marks


def _step(request: Request, gateway: Gateway, answers: wizard.Answers, step: str) -> HTMLResponse:
    known = templates(shipped("partners"))
    files, wrong = {}, ""
    if answers.code:
        try:
            made = wizard.files_of(gateway.services, answers, known)
            files = {path: content.decode("utf-8", "replace") for path, content in sorted(made.items())}
        except (ConfigurationFault, NotFound) as fault:
            wrong = str(fault)
    return page(
        request,
        "wizard.html",
        answers=answers,
        beginning=answers.beginning,
        step=step,
        steps=wizard.STEPS,
        templates=known,
        channels=wizard.CHANNEL_KEYS,
        samples=wizard.MOST_SAMPLES,
        files=files,
        wrong=wrong,
        writable=writable(gateway.settings.config_dir),
    )


def _said(form: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() if not name.startswith("sample") else value for name, value in form.items()}
