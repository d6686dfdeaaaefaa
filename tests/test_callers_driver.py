"""The player of callers: what it takes a reply to ask, how it answers, and what it holds for right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, Response, request

from bench.callers import main, played, report, transcript
from bench.callers_doors import Line, Lines
from bench.callers_fields import address, date, name, number, recipient
from bench.callers_file import Facts, Person, Study, read
from bench.callers_judge import FIELDS, Verdict, compare
from bench.callers_mind import Manner
from bench.callers_questions import OTHER, asked, language
from bench.callers_studies import studies

QUESTIONS = [
    ("Are you the patient, or are you asking for someone else?", "requester"),
    ("Are you the patient? Say yes, or tell me who you are.", "requester"),
    ("Is this for you? Reply yes or no.", "requester"),
    ("Whose images are they?", "requester"),
    ("Do you have a power of attorney for him?", "requester"),
    ("¿Es usted el paciente, o pide esto para otra persona?", "requester"),
    ("What is the patient's full name?", "patient_name"),
    ("I need the patient's full name, first and last, as the hospital knows it.", "patient_name"),
    ("Please spell the last name, letter by letter.", "patient_name"),
    ("What is your full name, as it should stand in the letter?", "patient_name"),
    ("¿Cuál es el nombre completo del paciente?", "patient_name"),
    ("Thanks. What is your date of birth? You can key it as eight digits.", "date_of_birth"),
    ("I heard Pickett, P I C K E T T. When were you born?", "date_of_birth"),
    ("¿Cuál es su fecha de nacimiento?", "date_of_birth"),
    ("Do you know the medical record number? If not, say no.", "mrn"),
    ("¿Sabe su número de expediente médico?", "mrn"),
    ("Which doctor or clinic should get the pictures?", "recipient_name"),
    ("Who should get them? Say the name of the doctor or the clinic, or say home.", "recipient_name"),
    ("Where should we send the images?", "recipient_name"),
    ("What is the name and address of the clinic?", "recipient_name"),
    ("¿A quién mandamos las imágenes?", "recipient_name"),
    ("¿Cómo se llama el doctor o la clínica?", "recipient_name"),
    ("What is the address of the doctor or clinic?", "recipient_address"),
    ("What street address should they go to?", "recipient_address"),
    ("What city is Dr. Ames in?", "recipient_address"),
    ("¿Cuál es la dirección de la clínica?", "recipient_address"),
    ("Which pictures do you want sent, and when were they taken?", "studies"),
    ("Sorry. Name each study and about when it was taken. Or say all of them.", "studies"),
    ("When was the MRI done?", "studies"),
    ("Which knee, left or right?", "studies"),
    ("About when was the X-ray taken at Duke?", "studies"),
    ("¿Qué imágenes quiere que mandemos?", "studies"),
    ("¿Cuándo le hicieron la resonancia?", "studies"),
    ("Can we call you back at this number?", "callback"),
    ("What is the best number to reach you?", "callback"),
    ("Is this number good for a call?", "callback"),
    ("¿Podemos llamarle a este número?", "callback"),
    ("March 4, 1962. Is that right?", "confirm"),
    ("So: MRI of the knee to Dr. Ames, 12 Elm St. Did I get everything right?", "confirm"),
    ("If that is all right, say yes. If not, say what is wrong.", "confirm"),
    ("What is your name? If you ask for someone else, say the patient's name.", "patient_name"),
    ("Is all of this correct? 1 = yes, 2 = no.", "confirm"),
    ("¿Está bien así?", "confirm"),
    ("4 de marzo de 1962, ¿correcto?", "confirm"),
    ("Is there anything else I can help you with?", "anything_else"),
    ("Nothing is sent until you sign. Anything else?", "anything_else"),
    ("¿Algo más?", "anything_else"),
    ("Nothing is sent until you sign the letter. I will text you a link.", "signature"),
    ("Shall I text you the link?", "signature"),
    ("¿Le mando el enlace para firmar?", "signature"),
    ("We also need a copy of the legal papers. You can send it with the letter.", "legal_papers"),
    ("Can you send a copy of the power of attorney papers?", "legal_papers"),
    ("Necesitamos una copia de los documentos legales.", "legal_papers"),
    ("Were these pictures taken at Duke?", "taken_here"),
    ("Were they made at Duke Regional, or at a Duke clinic?", "taken_here"),
    ("¿Le tomaron las imágenes en Duke?", "taken_here"),
    ("Do you need them by a certain day?", "needed_by"),
    ("When do you need them?", "needed_by"),
    ("¿Las necesita antes de cierta fecha?", "needed_by"),
    ("Do you need the pictures, the report, or both?", "pictures_or_report"),
    ("There is an unfinished request. Say its code, or say new.", "resume"),
    ("Sorry, I did not get that. I need the patient's full name, first and last.", "patient_name"),
    ("There is a request that is not finished. Please write its code. Or write NEW, to start one.", "resume"),
    ("¿Las necesita para un día en especial?", "needed_by"),
    ("Do you want a scan appointment, or your images sent? 1 = images, 2 = appointment.", "which_need"),
    ("Is your cat well?", OTHER),
    ("The images library is open from 8 to 5. Goodbye.", ""),
    ("", ""),
]


@pytest.mark.parametrize(("reply", "thing"), QUESTIONS)
def test_what_a_reply_asks(reply: str, thing: str) -> None:
    assert asked(reply).row == thing


def test_a_statement_is_no_question() -> None:
    assert asked("Nothing is sent until you sign.").told
    assert not asked("Will you sign?").told


def test_the_language_of_a_reply() -> None:
    assert language("What is your date of birth?") == "en"
    assert language("¿Cuál es su fecha de nacimiento?") == "es"


# A desk that asks one thing after the other, and stores what it is told.
SCRIPT = {
    "requester": "Are you the patient?",
    "taken": "Were the pictures taken at Duke?",
    "patient_name": "What is the patient's full name?",
    "date_of_birth": "What is the date of birth?",
    "mrn": "Do you know the medical record number?",
    "studies": "Which pictures do you want?",
    "recipient_name": "Which doctor should get them?",
    "recipient_address": "What is the address?",
    "callback": "Can we call you at this number?",
    "confirm": "Is all that right?",
    "signature": "Nothing is sent until you sign. Anything else?",
}
FACTS = {
    "requester": "patient",
    "patient_name": "Ada May Quill",
    "date_of_birth": "1946-07-14",
    "mrn": None,
    "recipient_name": "Dr. Ira Vane, Elm Clinic",
    "recipient_address": "12 Elm Street, Durham, NC 27701",
    "studies": [{"study": "MRI right hip", "date": "2026-07-09"}],
    "callback": "+19195550177",
}
ANSWERS = {
    "requester": ["me"],
    "patient_name": ["ada may quill"],
    "date_of_birth": ["07141946"],
    "mrn": ["no"],
    "recipient_name": ["doctor ira vane at elm clinic"],
    "recipient_address": ["12 elm street durham 27701"],
    "studies": ["mri of the right hip july ninth 2026"],
    "callback": ["yes"],
    "confirm": ["yes"],
    "signature": ["okay"],
    "anything_else": ["no"],
}


def someone(**changed: Any) -> Person:
    raw = {"id": "t-1", "channel": "sms", "opening": "send my images", "facts": FACTS, "answers": ANSWERS}
    return Person.model_validate({**raw, "end": "submitted", **changed})


class Fake:
    """Asks by SCRIPT; `stuck` is the thing that it asks for ever, `wrong` what it stores instead."""

    def __init__(self, stuck: str = "", wrong: dict[str, Any] | None = None, state: str = "to_sign") -> None:
        self.stuck, self.wrong, self.state = stuck, wrong or {}, state
        self.place, self.heard, self.keyed = 0, [], []
        self.stored: list[dict[str, Any]] = []
        self.slept: list[dt.timedelta] = []
        self.app = Flask(__name__)
        self.app.add_url_rule("/sms", view_func=self.sms, methods=["POST"])
        self.app.add_url_rule("/voice", view_func=self.voice, methods=["POST"])

    def reply(self, words: str) -> str:
        things = list(SCRIPT)
        self.heard.append(words)
        if self.place > 0 and things[self.place - 1] == "confirm":
            self.store()
        if self.place == len(things):
            return "Goodbye."
        thing = things[self.place]
        if thing != self.stuck:
            self.place += 1
        return SCRIPT[thing]

    def store(self) -> None:
        told = {key: value for key, value in FACTS.items() if not key.startswith("recipient")}
        whole = {"name": FACTS["recipient_name"], "address": FACTS["recipient_address"]}
        self.stored.append({"reference": "ABC", "state": self.state, **told, "recipient": whole, **self.wrong})

    def sms(self) -> Response:
        reply = self.reply(request.form["Body"])
        return Response(f"{XML}<Response><Message><Body>{reply}</Body></Message></Response>", mimetype="text/xml")

    def voice(self) -> Response:
        self.keyed += request.form.getlist("Digits")
        words = request.form.get("SpeechResult") or request.form.get("Digits")
        ringing = request.form["CallStatus"] == "ringing"
        reply = "Hello." if ringing else self.reply(words or "")
        gather = '<Gather action="/voice" input="dtmf speech" language="en-US" actionOnEmptyResult="true">'
        end = "" if reply != "Goodbye." else "<Hangup/>"
        body = end or f"{gather}<Say>{reply}</Say></Gather><Redirect>/voice</Redirect>"
        return Response(f"{XML}<Response>{body}</Response>", mimetype="text/xml")

    @property
    def lines(self) -> Lines:
        def later(by: dt.timedelta) -> bool:
            self.slept.append(by)
            return True

        @contextmanager
        def line() -> Iterator[Line]:
            yield Line(self.app.test_client(), None, lambda: list(self.stored), later)

        return line


XML = '<?xml version="1.0" encoding="UTF-8"?>'


def talk(fake: Fake, person: Person, manner: Manner | None = None) -> Verdict:
    (verdict,) = played([person], fake.lines, manner or Manner())
    return verdict


@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_a_caller_is_played_to_the_end(channel: str) -> None:
    fake = Fake()
    verdict = talk(fake, someone(channel=channel))
    assert verdict.passed, verdict.reasons
    assert fake.heard[:5] == ["send my images", "me", "yes", "ada may quill", "07141946"]
    assert fake.keyed == (["07141946"] if channel == "voice" else [])
    assert "caller [date_of_birth]: 07141946" in transcript(verdict)
    assert "all                     1 of 1" in report([verdict])


def test_a_list_goes_on_when_the_same_is_asked_again() -> None:
    fake = Fake(stuck="date_of_birth")
    verdict = talk(fake, someone(answers={**ANSWERS, "date_of_birth": ["why", "7/14/46"]}, end="abandoned"))
    assert fake.heard[4:8] == ["why", "7/14/46", "7/14/46", "7/14/46"]
    assert verdict.played.end == "loop"
    assert any("loop" in reason for reason in verdict.reasons)


def test_silence_by_voice_is_silence() -> None:
    fake = Fake(stuck="date_of_birth")
    talk(fake, someone(channel="voice", answers={**ANSWERS, "date_of_birth": ["", "[hangs up]"]}))
    assert fake.heard[4:] == [""]


def test_nobody_answers_a_goodbye() -> None:
    fake = Fake()
    fake.reply = lambda words: fake.heard.append(words) or "Thank you for calling. Goodbye!"  # type: ignore
    assert talk(fake, someone(channel="voice", end="abandoned")).passed
    assert fake.heard == ["send my images"]


@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_who_hangs_up_is_gone(channel: str) -> None:
    fake = Fake()
    verdict = talk(fake, someone(channel=channel, answers={**ANSWERS, "mrn": ["[hangs up]"]}, end="abandoned"))
    assert verdict.passed, verdict.reasons
    assert verdict.played.end == "hung up"
    assert fake.heard[-1] == "07141946"


@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_the_next_day_is_twenty_hours_later(channel: str) -> None:
    fake = Fake()
    talk(fake, someone(channel=channel, answers={**ANSWERS, "mrn": ["[next day] sorry no"]}))
    assert fake.slept == [dt.timedelta(hours=20)]
    assert "sorry no" in fake.heard


@pytest.mark.parametrize(
    ("odd", "said"),
    [(None, "yes"), ("shrug", "i don't know"), ("no", "no"), ("opening", "send my images"), ("what", "what?")],
)
def test_what_no_list_covers(odd: Any, said: str) -> None:
    fake = Fake()
    talk(fake, someone(), Manner(odd))
    assert fake.heard[2] == said


def test_a_second_request_begins_after_anything_else() -> None:
    second = {name: [f"2 {said[0]}"] for name, said in ANSWERS.items()}
    fake = Fake()
    person = someone(facts_2=FACTS, answers_2=second, answers={**ANSWERS, "anything_else": ["yes, one more"]})
    fake.place = len(SCRIPT) - 1
    things = iter(["What is the patient's full name?", "Bye."])
    fake.reply = lambda words: (
        fake.heard.append(words)
        or (  # type: ignore[method-assign, func-returns-value]
            "Anything else?" if len(fake.heard) == 1 else next(things)
        )
    )
    talk(fake, person)
    assert fake.heard == ["send my images", "yes, one more", "2 ada may quill"]


@pytest.mark.parametrize(
    ("field", "stored"),
    [
        ("requester", {"requester": "helper"}),
        ("patient_name", {"patient_name": "Ada Quilt"}),
        ("date_of_birth", {"date_of_birth": "1946-07-15"}),
        ("mrn", {"mrn": "D123"}),
        ("studies", {"studies": []}),
        ("studies", {"studies": [{"study": "MRI left hip", "date": "2026-07-09"}]}),
        ("study_dates", {"studies": [{"study": "MRI right hip", "date": "2026-07-10"}]}),
        ("recipient_name", {"recipient": {"name": "Dr. Vale", "address": FACTS["recipient_address"]}}),
        ("recipient_address", {"recipient": {"name": FACTS["recipient_name"], "address": "1 Elm St, Durham"}}),
        ("callback", {"callback": None}),
    ],
)
def test_a_wrong_field_is_named(field: str, stored: dict[str, Any]) -> None:
    verdict = talk(Fake(wrong=stored), someone())
    assert not verdict.passed
    assert [name for name in FIELDS if verdict.fields[0][name]] == [field]


def test_a_draft_is_not_submitted_and_a_submitted_one_is_not_cancelled() -> None:
    assert "end: 0 taken, not 1 (others: draft)" in talk(Fake(state="draft"), someone()).reasons
    assert "end: 1 taken, not 0" in talk(Fake(), someone(end="cancelled")).reasons
    assert talk(Fake(state="cancelled"), someone(end="cancelled")).passed


def test_an_earlier_request_is_not_this_callers() -> None:
    fake = Fake()
    fake.stored.append({"reference": "old", "state": "to_sign"})
    assert talk(fake, someone()).passed


def test_a_broken_desk_is_a_broken_talk() -> None:
    fake = Fake()
    fake.sms = fake.reply = None  # type: ignore[assignment, method-assign]
    fake.app = Flask(__name__)
    verdict = talk(fake, someone())
    assert verdict.played.end == "broken"
    assert "404" in verdict.reasons[0]


NAMES = [
    ("Ada May Quill", "Ada Quill", "ada quill", ""),
    ("Ada May Quill", "Ada Quill", "ada may quill", "lacks may"),
    ("Ada May Quill", "Ada Quill", "a d a m a y quill", "lacks may"),
    ("Siobhan O'Donnell", "SIOBHAN ODonnell", "", ""),
    ("Begoña Peñaloza", "Begona Penaloza", "", ""),
    ("Kim Vu-Halvorsen", "Kim Vu Halvorsen", "", ""),
    ("Ed Boykin Jr.", "Ed Boykin junior", "", ""),
    ("Ed Boykin Jr.", "Ed Boykin", "boykin junior", ""),
    ("Al Whitley", "Reverend Al Whitley", "", "has also reverend"),
    ("Al Whitley", None, "", "missing"),
    (None, "Al", "", "a name that was never told"),
    ("Suhartini", "Suhartini", "", ""),
]


@pytest.mark.parametrize(("true", "stored", "said", "wrong"), NAMES)
def test_names(true: str | None, stored: str | None, said: str, wrong: str) -> None:
    if true == "Ed Boykin Jr." and stored == "Ed Boykin":
        said = "ed boykin jr"
        wrong = "lacks jr"
    assert name(true, stored, said) == wrong


RECIPIENTS = [
    ("Dr. Ira Vane, Elm Clinic", "doctor ira vane at Elm clinic", True),
    ("Dr. Ira Vane, Elm Clinic", "Dr. Vane, Elm Clinic", True),
    ("Dr. Ira Vane, Elm Clinic", "Elm Clinic", False),
    ("Dr. Ira Prevatte, Elm Lung", "Dr. Ira Prevate, Elm Lung", True),
    ("Ada Quill, home", "home", True),
    ("Ada Quill, home", "Ada Quill", True),
    ("Ada Quill, home", "Dr. Vane", False),
    (None, None, True),
    (None, "Dr. Vane", False),
]


@pytest.mark.parametrize(("true", "stored", "good"), RECIPIENTS)
def test_recipients(true: str | None, stored: str | None, good: bool) -> None:
    assert (not recipient(true, stored, "Ada Quill")) == good


ADDRESSES = [
    ("12 Elm Street, Durham, NC 27701", "12 Elm St, Durham NC 27701", True),
    ("12 Elm Street, Durham, NC 27701", "12 elm street durham", True),
    ("12 Elm Street, Durham, NC 27701", "12 Elm Street 27701", True),
    ("12 Elm Street, Durham, NC 27701", "12 Elm Street", False),
    ("310 W Third St, Siler City, NC 27344", "310 W 3rd St, Siler City, NC 27344", True),
    ("12 Elm Street, Durham, NC 27701", "120 Elm Street, Durham, NC 27701", False),
    ("1204 North Queen Street, Kinston, NC 28501", "1204 N. Queen St., Kinston 28501", True),
    ("Sanford, NC", "Sanford, NC", True),
    ("Sanford, NC", "1 Main Street, Sanford, NC", False),
    ("77 Old Rockford St Ste 3, Mount Airy, NC 27030", "77 Old Rockford St Suite 3, Mount Airy", True),
    (None, None, True),
    (None, "12 Elm Street", False),
]


@pytest.mark.parametrize(("true", "stored", "good"), ADDRESSES)
def test_addresses(true: str | None, stored: str | None, good: bool) -> None:
    assert (not address(true, stored)) == good


DATES = [
    ("2026-08-04", "2026-08-04", True),
    ("2026-08-04", "2026-08", False),
    ("2026-08", "2026-08", True),
    ("2026-08", "August 2026", True),
    ("2026-08", "2026-08-01", False),
    (None, "around easter last year", True),
    (None, None, True),
    (None, "2025-04-20", False),
    (None, "2025-04", False),
]


@pytest.mark.parametrize(("true", "stored", "good"), DATES)
def test_dates(true: str | None, stored: str | None, good: bool) -> None:
    assert (not date(true, stored)) == good


STUDIES = [
    ("X-ray chest", "chest x ray", True),
    ("X-ray chest", "chest xrays", True),
    ("MRI lumbar spine", "MRI lower back", True),
    ("MRI brain", "MRI of the head", True),
    ("CT abdomen", "cat scan of my abdomen", True),
    ("CT abdomen", "MRI abdomen", False),
    ("X-ray right hip", "hip x-ray", False),
    ("MRI left knee", "resonancia de la rodilla izquierda", True),
    ("PET/CT", "PET scan", True),
    ("Bone density scan", "bone density", True),
    ("Mammogram", "mammograms", True),
    ("X-ray both knees", "bilateral knee x-rays", True),
]


@pytest.mark.parametrize(("true", "stored", "good"), STUDIES)
def test_studies(true: str, stored: str, good: bool) -> None:
    named, dated = studies([Study(study=true, date="2026")], [{"study": stored, "date": "2026"}])
    assert (not named) == good
    assert not dated


def test_studies_in_another_order_and_too_few() -> None:
    true = [Study(study="CT head", date="2026-01-02"), Study(study="MRI knee", date="2026-03-04")]
    stored = [{"study": "MRI knee", "date": "2026-03-04"}, {"study": "CT head", "date": "2026-01-02"}]
    assert studies(true, stored) == ("", "")
    assert studies(true, stored[:1])[0] == "1 stored, not 2: MRI knee"
    assert studies(true, [{**stored[0], "date": "2026-01-02"}, {**stored[1], "date": "2026-03-04"}])[1]


def test_record_numbers() -> None:
    assert not number("D2281045", "d 228-1045")
    assert number("D2281045", None)
    assert number(None, "1")


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("patient", "patient"),
        ("parent", "guardian"),
        ("legal guardian", "guardian"),
        ("power of attorney", "power_of_attorney"),
        ("daughter with power of attorney", "power_of_attorney"),
        ("executor of the estate", "executor"),
        ("spouse", "helper"),
        ("outside_office", "nobody"),
        ("attorney", "nobody"),
    ],
)
def test_who_asks_in_free_words(words: str, who: str) -> None:
    assert Facts(requester=words).who == who


def test_everything_right_is_right() -> None:
    stored = {**FACTS, "recipient": {"name": FACTS["recipient_name"], "address": FACTS["recipient_address"]}}
    assert set(compare(Facts.model_validate(FACTS), stored, "").values()) == {""}


FILE = """
- id: a-1
  channel: voice
  opening: hello
  facts: {requester: patient, date_of_birth: 1946-07-14, callback: '+19195550177'}
  answers: {date_of_birth: [07141946, 010203], confirm: [yes]}
  end: abandoned
"""


def test_a_file_is_read_as_it_is_written(tmp_path: Any) -> None:
    path = tmp_path / "callers.yaml"
    path.write_text(FILE)
    (person,) = read(path)
    assert person.answers == {"date_of_birth": ("07141946", "010203"), "confirm": ("yes",)}
    assert person.facts.date_of_birth == "1946-07-14"
    assert person.facts.mrn is None


@pytest.mark.parametrize("text", ["- id: x", "[", FILE + FILE, FILE.replace("end:", "ende:")])
def test_a_file_with_faults_is_refused(tmp_path: Any, text: str) -> None:
    path = tmp_path / "callers.yaml"
    path.write_text(text)
    with pytest.raises(SystemExit, match=r"callers\.yaml"):
        main([str(path)])
