"""URLs of the desk."""

from django.urls import path

from desk.views import aspects, attendance, hands, items, meetings, moderation, people, repairs, rounds, wishes
from desk.views.clock import clock
from desk.views.control import control_room
from desk.views.courses import new_course, setup
from desk.views.desk import desk, pack
from desk.views.invitations import invite
from desk.views.roster import roster, roster_csv

TOPIC = "courses/<slug:course>/desk/setup/topic/<int:pk>/"

urlpatterns = [
    path("courses/<slug:course>/desk/", desk, name="desk"),
    path("courses/<slug:course>/desk/control/", control_room, name="control"),
    path("courses/<slug:course>/desk/clock/", clock, name="clock"),
    path("courses/<slug:course>/desk/moderation/", moderation.moderation, name="moderation"),
    path("courses/<slug:course>/desk/reports/<int:pk>/settlement/", moderation.settle, name="settle"),
    path("courses/<slug:course>/desk/reports/<int:pk>/opening/", moderation.open_by_report, name="open_by_report"),
    path("courses/<slug:course>/desk/hands/<int:pk>/opening/", hands.open_by_hand, name="open_by_hand"),
    path("courses/<slug:course>/desk/hands/<int:pk>/settlement/", hands.answer_hand, name="answer_hand"),
    path("courses/<slug:course>/desk/audit/", moderation.audit, name="audit"),
    path("courses/<slug:course>/desk/people/<int:pk>/", moderation.person_record, name="person_record"),
    path("courses/<slug:course>/desk/people/<int:pk>/link/", moderation.person_link, name="person_link"),
    path("courses/<slug:course>/desk/pack/", pack, name="pack"),
    path("courses/<slug:course>/desk/roster/", roster, name="roster"),
    path("open-a-course/", new_course, name="new_course"),
    path("courses/<slug:course>/desk/setup/", setup, name="setup"),
    path("courses/<slug:course>/desk/setup/<slug:kind>/new/", items.new_item, name="new_item"),
    path("courses/<slug:course>/desk/setup/<slug:kind>/<int:pk>/", items.edit_item, name="edit_item"),
    path("courses/<slug:course>/desk/setup/<slug:kind>/<int:pk>/act/", items.act_on_item, name="act_on_item"),
    path("courses/<slug:course>/desk/setup/format/<int:pk>/new-stage/", items.new_stage, name="new_stage"),
    path("courses/<slug:course>/desk/setup/format/<int:pk>/stages/<slug:key>/", items.edit_stage, name="edit_stage"),
    path(
        "courses/<slug:course>/desk/setup/format/<int:pk>/stages/<slug:key>/act/",
        items.act_on_stage,
        name="act_on_stage",
    ),
    path(f"{TOPIC}new-aspect/", aspects.new_aspect, name="new_aspect"),
    path(f"{TOPIC}aspects/<int:aspect>/", aspects.edit_aspect, name="edit_aspect"),
    path(f"{TOPIC}aspects/<int:aspect>/act/", aspects.act_on_aspect, name="act_on_aspect"),
    path(f"{TOPIC}aspects/<int:aspect>/sides/<str:bloc>/", aspects.write_side, name="write_side"),
    path(f"{TOPIC}aspects/<int:aspect>/sides/<str:bloc>/<str:state>/", aspects.write_row, name="write_row"),
    path("courses/<slug:course>/desk/invitations/", invite, name="invite"),
    path("courses/<slug:course>/desk/people/new/", people.new_person, name="new_person"),
    path("courses/<slug:course>/desk/people/<int:pk>/edit/", people.edit_person, name="edit_person"),
    path("courses/<slug:course>/desk/people/<int:pk>/removal/", people.remove_person, name="remove_person"),
    path("courses/<slug:course>/desk/people/<int:pk>/merging/", people.merge_people, name="merge_people"),
    path("courses/<slug:course>/desk/roster.csv", roster_csv, name="roster_csv"),
    path("courses/<slug:course>/desk/rounds/", rounds.rounds, name="rounds"),
    path("courses/<slug:course>/desk/meetings/", meetings.meetings, name="meetings"),
    path("courses/<slug:course>/desk/meetings.csv", meetings.as_csv, name="meetings_csv"),
    path("courses/<slug:course>/desk/rounds/new/", rounds.new_round, name="new_round"),
    path("courses/<slug:course>/desk/rounds/<int:number>/", rounds.round, name="round"),
    path("courses/<slug:course>/desk/rounds/<int:number>/proposal/", rounds.propose, name="propose_round"),
    path("courses/<slug:course>/desk/rounds/<int:number>/people/", attendance.people, name="round_people"),
    path("courses/<slug:course>/desk/rounds/<int:number>/repair/", repairs.repair, name="repair_round"),
    path("courses/<slug:course>/desk/rounds/<int:number>/wish/", wishes.wish, name="wish"),
    path(
        "courses/<slug:course>/desk/rounds/<int:number>/wish/<slug:kind>/<int:pk>/removal/",
        wishes.lift,
        name="lift_wish",
    ),
    path("courses/<slug:course>/desk/rounds/<int:number>/publication/", rounds.publish, name="publish_round"),
    path("courses/<slug:course>/desk/rounds/<int:number>/discarding/", rounds.discard, name="discard_round"),
]
