"""Groups of intents that lie near each other, for the hierarchy of bench/classifiers_ways.py; three or more in each."""

from __future__ import annotations

_OF = {
    "urgent": "emergent_images danger after_procedure what_is_emergent",
    "images out": "release_images release_letter release_status image_cd pick_up see_images_online powershare",
    "images in": "upload_images records_to_duke second_read medlink team_lead image_library wrong_pictures",
    "visit": "appointment reschedule preparation procedure_question which_test who_schedules order_exam",
    "papers": "fax results medical_records billing privacy appropriate_use insurance_network",
    "the house": "address email opening_hours main_line interpreter person check_number",
    "a call from here": "called_me findings_program wrong_number",
    "the talk": """greeting thanks yes no other_one repeat slower wait never_mind text_me stop_texts connect_me
        who_are_you""",
    "not ours": "out_of_scope abuse vague",
}
GROUPS = {intent: group for group, intents in _OF.items() for intent in intents.split()}
