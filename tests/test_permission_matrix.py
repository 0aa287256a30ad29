"""The permissions of every route, in one table. A route without a row fails."""

import datetime
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.commons import world as worlds
from tests.commons.world import VISITORS, World

# Each row has a route and a method. "of" names the object in the address (see tests.commons.world: Adjoa of ECOWAS
# wrote everything, Kerwin of CARICOM is her partner). One status holds for all; "in" redirects to the sign-in page.
TABLE = """
route                      of                   anon.    ECOWAS   CARICOM  other    resource facil.   admin.   suspended
home                       nothing         GET  in       302      302      302      302      302      200      302
profile                    nothing         GET  in       200      200      200      200      200      200      200
telling                    nothing         GET  in       200      200      200      200      200      200      200
telling                    nothing         POST in       302      302      302      302      302      302      302
confirm_address            nothing         GET  in       405      405      405      405      405      405      405
confirm_address            nothing         POST in       302      302      302      302      302      302      302
stop_mail                  stop            GET  200
stop_mail                  stop            POST 200
stop_mail                  no_stop         GET  404
unsent                     nothing         GET  in       302      302      302      302      302      302      302
unsent                     nothing         POST in       302      302      302      302      302      302      302
sign_out_everywhere        nothing         GET  in       405      405      405      405      405      405      405
sign_out_everywhere        nothing         POST in       302      302      302      302      302      302      302
account_request_login_code nothing         GET  200      302      302      302      302      302      302      302
account_request_login_code nothing         POST 302
account_login              nothing         GET  200      302      302      302      302      302      302      302
account_login              nothing         POST 302
account_confirm_login_code nothing         GET  302
account_confirm_login_code nothing         POST 302
account_logout             nothing         GET  302      200      200      200      200      200      200      200
account_logout             nothing         POST 302
enter                      token           GET  200      302      200      200      200      200      200      200
enter                      token           POST 302
begin                      first           GET  410
begin                      first           POST 410
new_course                 nothing         GET  in       403      403      403      403      200      200      403
new_course                 nothing         POST in       403      403      403      403      302      302      403
setup                      course          GET  in       403      403      403      403      200      200      403
setup                      course          POST in       403      403      403      403      302      302      403
edit_item                  its_topic       GET  in       403      403      403      403      200      200      403
edit_item                  its_topic       POST in       403      403      403      403      302      302      403
edit_item                  its_format      GET  in       403      403      403      403      200      200      403
new_item                   a_kind          GET  in       403      403      403      403      200      200      403
new_item                   a_kind          POST in       403      403      403      403      302      302      403
act_on_item                its_topic       GET  in       405      405      405      405      405      405      405
act_on_item                its_topic       POST in       403      403      403      403      302      302      403
new_stage                  its_stages      GET  in       403      403      403      403      200      200      403
new_stage                  its_stages      POST in       403      403      403      403      302      302      403
edit_stage                 its_stage       GET  in       403      403      403      403      200      200      403
edit_stage                 its_stage       POST in       403      403      403      403      302      302      403
act_on_stage               its_stage       GET  in       405      405      405      405      405      405      405
act_on_stage               its_stage       POST in       403      403      403      403      302      302      403
new_aspect                 its_aspects     GET  in       403      403      403      403      200      200      403
new_aspect                 its_aspects     POST in       403      403      403      403      302      302      403
edit_aspect                its_aspect      GET  in       403      403      403      403      200      200      403
edit_aspect                its_aspect      POST in       403      403      403      403      302      302      403
act_on_aspect              its_aspect      GET  in       405      405      405      405      405      405      405
act_on_aspect              its_aspect      POST in       403      403      403      403      302      302      403
write_side                 its_side        GET  in       403      403      403      403      200      200      403
write_side                 its_side        POST in       403      403      403      403      302      302      403
write_row                  its_row         GET  in       403      403      403      403      200      200      403
write_row                  its_row         POST in       403      403      403      403      302      302      403
invite                     course          GET  in       405      405      405      405      405      405      405
invite                     course          POST in       403      403      403      403      302      302      403
new_person                 course          GET  in       403      403      403      403      200      200      403
new_person                 course          POST in       403      403      403      403      302      302      403
edit_person                member          GET  in       403      403      403      403      200      200      403
edit_person                member          POST in       403      403      403      403      302      302      403
remove_person              member          GET  in       405      405      405      405      405      405      405
remove_person              member          POST in       403      403      403      403      302      302      403
merge_people               member          GET  in       405      405      405      405      405      405      405
merge_people               member          POST in       403      403      403      403      404      404      403
roster_csv                 course          GET  in       403      403      403      403      200      200      403
language                   nothing         GET  405
language                   nothing         POST 302
healthz                    nothing         GET  200
readyz                     nothing         GET  200
metrics                    nothing         GET  200
robots                     nothing         GET  200
mailbox                    nothing         GET  404
mailbox                    nothing         POST 404
help                       nothing         GET  200
today                      course          GET  in       200      200      403      200      200      200      403
today                      other           GET  in       403      403      200      403      403      200      403
welcome                    course          GET  in       200      200      403      200      200      200      403
welcome                    course          POST in       200      200      403      200      200      200      403
people                     course          GET  in       200      200      403      200      200      200      403
notices                    course          GET  in       200      200      403      200      200      200      403
followed                   course          GET  in       200      200      403      200      200      200      403
exchanges                  course          GET  in       200      200      403      200      200      200      403
exchange                   exchange        GET  in       200      200      403      403      200      200      403
propose_hour               exchange        GET  in       405      405      405      405      405      405      405
propose_hour               exchange        POST in       302      302      403      403      302      302      403
accept_hour                hour            GET  in       405      405      405      405      405      405      405
accept_hour                hour            POST in       302      302      403      403      403      403      403
object_to_hour             hour            GET  in       405      405      405      405      405      405      405
object_to_hour             hour            POST in       302      302      403      403      403      403      403
call_off_hour              agreed          GET  in       405      405      405      405      405      405      405
call_off_hour              agreed          POST in       302      302      403      403      302      302      403
hour_tap                   hour_tap        GET  200      403      200      403      403      403      403      403
hour_tap                   hour_tap        POST 302      403      302      403      403      403      403      403
invitation                 agreed          GET  in       200      200      403      403      403      403      403
invitation                 exchange        GET  in       404      404      403      403      403      403      403
calendar_feed              feed            GET  200
calendar_feed              no_feed         GET  404
notices_feed               notices_feed    GET  200
notices_feed               feed            GET  404
notices_feed               no_feed         GET  404
renew_notices_feed         nothing         GET  in       405      405      405      405      405      405      405
renew_notices_feed         nothing         POST in       302      302      302      302      302      302      302
add_stay                   nothing         GET  in       405      405      405      405      405      405      405
add_stay                   nothing         POST in       302      302      302      302      302      302      302
remove_stay                nothing         GET  in       405      405      405      405      405      405      405
remove_stay                nothing         POST in       302      302      302      302      302      302      302
renew_calendar             nothing         GET  in       405      405      405      405      405      405      405
renew_calendar             nothing         POST in       302      302      302      302      302      302      302
another_partner            exchange        GET  in       405      405      405      405      405      405      405
another_partner            exchange        POST in       302      302      403      403      403      403      403
stage                      exchange,begin  GET  in       405      405      405      405      405      405      405
stage                      exchange,begin  POST in       302      302      403      403      302      302      403
check_in                   exchange        GET  in       405      405      405      405      405      405      405
check_in                   exchange        POST in       302      302      403      403      403      403      403
monthly_partner            course          GET  in       405      405      405      405      405      405      405
monthly_partner            course          POST in       302      302      403      403      403      403      403
check_in_all               course          GET  in       405      405      405      405      405      405      405
check_in_all               course          POST in       403      403      403      403      302      302      403
new_gathering              course          GET  in       403      403      403      403      200      200      403
new_gathering              course          POST in       403      403      403      403      422      422      403
gathering                  gathering       GET  in       200      200      403      200      200      200      403
own_table                  gathering       GET  in       302      302      403      302      302      302      403
gathering_act              gathering,come  GET  in       405      405      405      405      405      405      405
gathering_act              gathering,come  POST in       302      302      403      302      302      302      403
gathering_act              gathering,ask   POST in       302      302      403      302      302      302      403
gathering_act              gathering,host  POST in       302      302      403      302      302      302      403
gathering_act              gathering,begin POST in       403      403      403      403      302      302      403
gathering_act              gathering,bring POST in       403      403      403      403      302      302      403
gathering_act              gathering,seat  POST in       403      403      403      403      302      302      403
gathering_act              gathering,end   POST in       403      403      403      403      302      302      403
room                       table           GET  in       200      200      403      403      200      200      403
room                       plenary         GET  in       200      200      403      200      200      200      403
room                       room            GET  in       200      200      403      403      200      200      403
room                       lounge          GET  in       200      200      403      200      200      200      403
room_changes               room            GET  401      200      200      403      403      200      200      403
room_changes               room            POST 405
room_changes               lounge          GET  401      200      200      403      200      200      200      403
room_messages              room            GET  405
room_messages              room            POST 401      302      302      403      403      302      302      403
room_messages              lounge          POST 401      302      302      403      302      302      302      403
room                       conversation    GET  in       200      200      403      403      403      403      403
room_sheet                 room            GET  401      200      200      403      403      200      200      403
room_sheet                 room            POST 401      302      302      403      403      302      302      403
room_sheet                 conversation    GET  401      200      200      403      403      403      403      403
room_sheet                 alone           POST 401      302      302      403      403      403      403      403
make_outcome               exchange        GET  in       405      405      405      405      405      405      405
make_outcome               exchange        POST in       302      302      403      403      403      403      403
outcome                    unconfirmed     GET  in       200      200      403      403      200      200      403
outcome                    outcome         GET  in       200      200      403      200      200      200      403
outcome_document           unconfirmed     GET  in       200      200      403      403      200      200      403
outcome_pdf                unconfirmed     GET  in       200      200      403      403      200      200      403
outcome_document           outcome         GET  in       200      200      403      200      200      200      403
outcome_pdf                outcome         GET  in       200      200      403      200      200      200      403
write_part                 unconfirmed     GET  in       405      405      405      405      405      405      405
write_part                 unconfirmed     POST in       302      302      403      403      403      403      403
gather_outcome             unconfirmed     GET  in       405      405      405      405      405      405      405
gather_outcome             unconfirmed     POST in       302      302      403      403      403      403      403
confirm_outcome            unconfirmed     GET  in       405      405      405      405      405      405      405
confirm_outcome            unconfirmed     POST in       302      302      403      403      403      403      403
refuse_outcome             unconfirmed     GET  in       405      405      405      405      405      405      405
refuse_outcome             unconfirmed     POST in       302      302      403      403      403      403      403
take_back_outcome          outcome         GET  in       405      405      405      405      405      405      405
take_back_outcome          outcome         POST in       302      302      403      403      403      403      403
comment_outcome            outcome         GET  in       405      405      405      405      405      405      405
comment_outcome            outcome         POST in       302      302      403      302      302      302      403
comment_outcome            unconfirmed     POST in       403      403      403      403      403      403      403
outcomes                   topic           GET  in       200      200      403      200      200      200      403
relay                      exchange,begin  GET  in       405      405      405      405      405      405      405
relay                      exchange,begin  POST in       302      302      403      403      403      403      403
relay                      exchange,extend POST in       302      302      403      403      302      302      403
sheet_points               exchange        GET  in       200      200      403      403      200      200      403
sheet_history              sheet           GET  in       200      200      403      403      200      200      403
sheet_history              sheet_alone     GET  in       200      200      403      403      403      403      403
room_changes               conversation    GET  401      200      200      403      403      403      403      403
room_messages              conversation    POST 401      302      302      403      403      403      403      403
message                    private         GET  in       200      200      403      403      403      403      403
message                    private         POST in       302      302      403      403      403      403      403
room                       alone           GET  in       200      200      403      403      403      403      403
room_changes               alone           GET  401      200      200      403      403      403      403      403
room_messages              alone           POST 401      302      302      403      403      403      403      403
conversations              course          GET  in       200      200      403      200      200      200      403
say_hello                  member          GET  in       405      405      405      405      405      405      405
say_hello                  member          POST in       403      302      403      302      302      302      403
block                      conversation    GET  in       405      405      405      405      405      405      405
block                      conversation    POST in       302      302      403      403      403      403      403
block                      room            POST in       403      403      403      403      403      403      403
unblock                    conversation    GET  in       405      405      405      405      405      405      405
unblock                    conversation    POST in       302      302      403      403      403      403      403
raise_hand                 conversation    GET  in       405      405      405      405      405      405      405
raise_hand                 conversation    POST in       302      302      403      403      403      403      403
raise_hand                 room            POST in       302      302      403      403      403      403      403
raise_hand                 lounge          POST in       403      403      403      403      403      403      403
lower_hand                 conversation    GET  in       405      405      405      405      405      405      405
lower_hand                 conversation    POST in       302      302      403      403      403      403      403
slow                       room            GET  in       405      405      405      405      405      405      405
slow                       room            POST in       403      403      403      403      302      302      403
unslow                     room            GET  in       405      405      405      405      405      405      405
unslow                     room            POST in       403      403      403      403      302      302      403
close                      room            GET  in       405      405      405      405      405      405      405
close                      room            POST in       403      403      403      403      302      302      403
reopen                     room            GET  in       405      405      405      405      405      405      405
reopen                     room            POST in       403      403      403      403      302      302      403
message                    message         GET  in       200      200      403      403      200      200      403
message                    message         POST in       302      302      403      403      302      302      403
topics                     course          GET  in       200      200      403      200      200      200      403
topic                      topic           GET  in       200      200      403      200      200      200      403
write_reflection           topic           GET  in       200      200      403      403      403      403      403
write_reflection           topic           POST in       200      200      403      403      403      403      403
save_draft                 topic           GET  in       405      405      405      405      405      405      405
save_draft                 topic           POST in       200      200      403      403      403      403      403
reflection                 reflection      GET  in       200      200      403      200      200      200      403
reflection                 draft           GET  in       200      403      403      403      403      403      403
reflection_change          reflection      GET  in       302      302      403      302      302      302      403
cannot_answer              reflection      GET  in       405      405      405      405      405      405      405
cannot_answer              reflection      POST in       403      302      403      403      403      403      403
ask_reader                 reflection      GET  in       405      405      405      405      405      405      405
ask_reader                 reflection      POST in       403      403      403      403      403      403      403
reflection_history         reflection      GET  in       200      200      403      200      200      200      403
reflection_history         draft           GET  in       200      403      403      403      403      403      403
discussions                topic           GET  in       200      200      403      200      200      200      403
new_thread                 topic           GET  in       200      200      403      200      200      200      403
new_thread                 topic           POST in       302      302      403      302      302      302      403
thread                     thread          GET  in       200      200      403      200      200      200      403
unread                     thread          GET  in       302      302      403      302      302      302      403
write_post                 thread          GET  in       302      302      403      302      302      302      403
write_post                 thread          POST in       302      302      403      302      302      302      403
post                       post            GET  in       302      302      403      302      302      302      403
post                       hidden          GET  in       302      403      403      403      302      302      403
edit_post                  post            GET  in       200      403      403      403      403      403      403
edit_post                  post            POST in       302      403      403      403      403      403      403
edit_post                  hidden          GET  in       403      403      403      403      403      403      403
edit_post                  hidden          POST in       403      403      403      403      403      403      403
post_history               post            GET  in       200      200      403      200      200      200      403
post_history               hidden          GET  in       200      403      403      403      200      200      403
react                      post            GET  in       405      405      405      405      405      405      405
react                      post            POST in       302      302      403      302      302      302      403
react                      hidden          POST in       403      403      403      403      403      403      403
comparison                 topic           GET  in       200      200      403      200      200      200      403
comparison_json            topic           GET  in       200      200      403      200      200      200      403
comparison_csv             topic           GET  in       200      200      403      200      200      200      403
aspect                     aspect          GET  in       200      200      403      200      200      200      403
say_view                   aspect          GET  in       405      405      405      405      405      405      405
say_view                   aspect          POST in       302      302      403      302      403      403      403
comment_aspect             aspect          GET  in       405      405      405      405      405      405      405
comment_aspect             aspect          POST in       302      302      403      302      302      302      403
view                       view            GET  in       200      200      403      200      200      200      403
view                       hidden_view     GET  in       200      403      403      403      200      200      403
provision                  cell            GET  in       200      200      403      200      200      200      403
provision                  state           GET  in       200      200      403      200      200      200      403
dispute                    cell            GET  in       405      405      405      405      405      405      405
dispute                    cell            POST in       302      302      403      302      403      403      403
correct                    cell            GET  in       405      405      405      405      405      405      405
correct                    cell            POST in       302      302      403      302      302      302      403
answer_dispute             disputed        GET  in       405      405      405      405      405      405      405
answer_dispute             disputed        POST in       403      403      403      403      302      302      403
decide                     correction      GET  in       405      405      405      405      405      405      405
decide                     correction      POST in       403      403      403      403      302      302      403
practices                  course          GET  in       200      200      403      200      200      200      403
new_practice               course          GET  in       200      200      403      200      200      200      403
new_practice               course          POST in       302      302      403      302      302      302      403
choose_practices           course          GET  in       302      302      403      302      302      302      403
practice                   practice        GET  in       200      200      403      200      200      200      403
practice                   hidden_practice GET  in       200      403      403      403      200      200      403
practices_beside           two             GET  in       200      200      403      200      200      200      403
edit_practice              practice        GET  in       200      403      403      403      200      200      403
edit_practice              practice        POST in       302      403      403      403      302      302      403
edit_practice              hidden_practice POST in       403      403      403      403      302      302      403
practice_history           practice        GET  in       200      200      403      200      200      200      403
practice_history           hidden_practice GET  in       200      403      403      403      200      200      403
say_needs                  practice        GET  in       405      405      405      405      405      405      405
say_needs                  practice        POST in       302      302      403      302      403      403      403
say_needs                  hidden_practice POST in       302      403      403      403      403      403      403
comment_practice           practice        GET  in       405      405      405      405      405      405      405
comment_practice           practice        POST in       302      302      403      302      302      302      403
comment_practice           hidden_practice POST in       302      403      403      403      302      302      403
ask_source                 practice        GET  in       405      405      405      405      405      405      405
ask_source                 practice        POST in       403      403      403      403      302      302      403
answer_source              asked           GET  in       405      405      405      405      405      405      405
answer_source              asked           POST in       302      302      403      302      302      302      403
interest                   course          GET  in       200      200      403      200      200      200      403
interest_csv               course          GET  in       200      200      403      200      200      200      403
interest_of_topic_csv      topic           GET  in       200      200      403      200      200      200      403
glossary                   course          GET  in       200      200      403      200      200      200      403
notes                      course          GET  in       200      200      403      200      200      200      403
announcements              course          GET  in       200      200      403      200      200      200      403
new_announcement           course          GET  in       403      403      403      403      200      200      403
new_announcement           course          POST in       403      403      403      403      302      302      403
edit_announcement          announcement    GET  in       403      403      403      403      200      200      403
edit_announcement          announcement    POST in       403      403      403      403      302      302      403
hide                       kind,announcement POST in     403      403      403      403      302      302      403
report                     kind,announcement GET in      200      200      403      200      200      200      403
follow                     kind,thread     GET  in       405      405      405      405      405      405      405
follow                     kind,thread     POST in       302      302      404      302      302      302      403
follow                     kind,reflection POST in       302      302      404      302      302      302      403
follow                     kind,draft      POST in       404      404      404      404      404      404      404
follow                     kind,post       POST in       404      404      404      404      404      404      404
mark                       kind,cell       GET  in       405      405      405      405      405      405      405
mark                       kind,cell       POST in       403      302      404      302      403      403      403
mark                       kind,state      POST in       302      403      404      403      403      403      403
mark                       kind,practice   POST in       403      302      404      302      403      403      403
mark                       kind,unread     POST in       403      404      404      404      403      403      403
mark                       kind,reflection POST in       403      302      404      302      403      403      403
mark                       kind,draft      POST in       404      404      404      404      404      404      403
mark                       kind,post       POST in       403      302      404      302      403      403      403
mark                       kind,hidden     POST in       403      404      404      404      403      403      403
mark                       kind,view       POST in       404      404      404      404      404      404      404
mark                       kind,thread     POST in       404      404      404      404      404      404      404
marked                     marked          GET  in       302      302      404      302      302      302      403
note                       kind,cell       GET  in       405      405      405      405      405      405      405
note                       kind,cell       POST in       302      302      404      302      302      302      403
note                       kind,unread     POST in       302      404      404      404      302      302      403
note                       kind,draft      POST in       404      404      404      404      404      404      403
note                       kind,view       POST in       404      404      404      404      404      404      404
unnote                     kind,cell       GET  in       405      405      405      405      405      405      405
unnote                     kind,cell       POST in       302      302      404      302      302      302      403
unmark                     kind,cell       GET  in       405      405      405      405      405      405      405
unmark                     kind,cell       POST in       403      302      404      302      403      403      403
unmark                     kind,unread     POST in       403      404      404      404      403      403      403
board                      course          GET  in       200      200      403      200      200      200      403
new_card                   course          GET  in       200      200      403      403      403      403      403
new_card                   course          POST in       302      302      403      403      403      403      403
take_home                  kind,cell       GET  in       200      200      404      403      403      403      403
take_home                  kind,cell       POST in       302      302      404      403      403      403      403
take_home                  kind,unread     GET  in       200      404      404      404      403      403      403
take_home                  kind,draft      GET  in       404      404      404      404      404      404      403
take_home                  kind,aspect     GET  in       200      200      404      403      403      403      403
take_home                  kind,card       POST in       302      302      404      403      403      403      403
take_home                  kind,own_card   POST in       302      404      404      404      404      404      403
card                       card            GET  in       200      200      403      200      200      200      403
card                       own_card        GET  in       200      403      403      403      403      403      403
edit_card                  card            GET  in       200      403      403      403      403      403      403
edit_card                  card            POST in       302      403      403      403      403      403      403
move_card                  card            GET  in       405      405      405      405      405      405      405
move_card                  card            POST in       302      403      403      403      403      403      403
comment_card               card            GET  in       405      405      405      405      405      405      405
comment_card               card            POST in       302      302      403      302      302      302      403
comment_card               own_card        POST in       302      403      403      403      403      403      403
add_owner                  card            GET  in       405      405      405      405      405      405      405
add_owner                  card            POST in       404      403      403      403      403      403      403
leave_card                 card            GET  in       405      405      405      405      405      405      405
leave_card                 card            POST in       302      403      403      403      403      403      403
ask_helper                 card            GET  in       405      405      405      405      405      405      405
ask_helper                 card            POST in       404      403      403      403      403      403      403
answer_helper              asked_helper    GET  in       405      405      405      405      405      405      405
answer_helper              asked_helper    POST in       403      302      403      403      403      403      403
funnel                     course          GET  in       200      200      403      200      200      200      403
funnel_csv                 course          GET  in       200      200      403      200      200      200      403
delegations                course          GET  in       200      200      403      200      200      200      403
delegation                 delegation      GET  in       200      200      403      200      200      200      403
plan                       delegation      GET  in       200      200      403      200      200      200      403
plan_document              delegation      GET  in       200      200      403      200      200      200      403
plan_pdf                   delegation      GET  in       200      200      403      200      200      200      403
name_adviser               delegation      GET  in       405      405      405      405      405      405      405
name_adviser               delegation      POST in       403      403      403      403      404      404      403
end_adviser                delegation      GET  in       405      405      405      405      405      405      405
end_adviser                delegation      POST in       403      403      403      403      404      404      403
follow_up                  tap             GET  200      200      403      403      403      403      403      403
follow_up                  tap             POST 302      302      403      403      403      403      403      403
mark                       kind,card       POST in       403      302      404      302      403      403      403
mark                       kind,own_card   POST in       403      404      404      404      404      404      403
report                     kind,card       POST in       302      302      403      302      302      302      403
report                     kind,card_comment POST in     302      302      403      302      302      302      403
report                     kind,own_card   POST in       302      403      403      403      403      403      403
hide                       kind,card       POST in       403      403      403      403      302      302      403
hide                       kind,card_comment POST in     403      403      403      403      302      302      403
hide                       kind,own_card   POST in       403      403      403      403      403      403      403
report                     kind,view       POST in       302      302      403      302      302      302      403
report                     kind,hidden_view GET in       200      403      403      403      200      200      403
hide                       kind,view       POST in       403      403      403      403      302      302      403
hide                       kind,dispute    POST in       403      403      403      403      302      302      403
hide                       kind,need       POST in       403      403      403      403      302      302      403
offers                     course          GET  in       200      200      403      200      200      200      403
new_offer                  course          GET  in       200      200      403      200      403      403      403
new_offer                  course          POST in       302      302      403      302      403      403      403
offer                      need            GET  in       200      200      403      200      200      200      403
offer                      hidden_offer    GET  in       200      403      403      403      200      200      403
edit_offer                 need            GET  in       200      403      403      403      403      403      403
edit_offer                 need            POST in       302      403      403      403      403      403      403
withdraw_offer             need            GET  in       405      405      405      405      405      405      405
withdraw_offer             need            POST in       302      403      403      403      403      403      403
resume_offer               need            GET  in       405      405      405      405      405      405      405
resume_offer               need            POST in       302      403      403      403      403      403      403
write_across               match           GET  in       405      405      405      405      405      405      405
write_across               match           POST in       302      302      403      403      403      403      403
mark                       kind,offer      POST in       403      302      404      302      403      403      403
mark                       kind,hidden_offer POST in     403      404      404      404      403      403      403
report                     kind,offer      GET  in       200      200      403      200      200      200      403
report                     kind,hidden_offer POST in     302      403      403      403      302      302      403
hide                       kind,offer      POST in       403      403      403      403      302      302      403
hide                       kind,mark       POST in       403      403      403      403      302      302      403
lock                       kind,view       POST in       403      403      403      403      403      403      403
report                     kind,reflection GET  in       200      200      403      200      200      200      403
report                     kind,reflection POST in       302      302      403      302      302      302      403
report                     kind,thread     GET  in       200      200      403      200      200      200      403
report                     kind,thread     POST in       302      302      403      302      302      302      403
report                     kind,post       GET  in       200      200      403      200      200      200      403
report                     kind,post       POST in       302      302      403      302      302      302      403
report                     kind,hidden     GET  in       200      403      403      403      200      200      403
report                     kind,hidden     POST in       302      403      403      403      302      302      403
report                     kind,message    GET  in       200      200      403      403      200      200      403
report                     kind,message    POST in       302      302      403      403      302      302      403
report                     kind,private    GET  in       200      200      403      403      403      403      403
report                     kind,private    POST in       302      302      403      403      403      403      403
hide                       kind,post       GET  in       405      405      405      405      405      405      405
hide                       kind,post       POST in       403      403      403      403      302      302      403
hide                       kind,message    POST in       403      403      403      403      302      302      403
hide                       kind,private    POST in       403      403      403      403      403      403      403
hide                       kind,reported   POST in       403      403      403      403      302      302      403
restore                    kind,private    POST in       403      403      403      403      403      403      403
restore                    kind,hidden     GET  in       405      405      405      405      405      405      405
restore                    kind,hidden     POST in       403      403      403      403      302      302      403
lock                       kind,thread     GET  in       405      405      405      405      405      405      405
lock                       kind,thread     POST in       403      403      403      403      302      302      403
lock                       kind,post       POST in       403      403      403      403      403      403      403
unlock                     kind,thread     GET  in       405      405      405      405      405      405      405
unlock                     kind,thread     POST in       403      403      403      403      302      302      403
mute                       member          GET  in       405      405      405      405      405      405      405
mute                       member          POST in       403      403      403      403      302      302      403
unmute                     member          GET  in       405      405      405      405      405      405      405
unmute                     member          POST in       403      403      403      403      302      302      403
suspend                    member          GET  in       405      405      405      405      405      405      405
suspend                    member          POST in       403      403      403      403      302      302      403
lift_suspension            member          GET  in       405      405      405      405      405      405      405
lift_suspension            member          POST in       403      403      403      403      302      302      403
desk                       course          GET  in       403      403      403      403      200      200      403
clock                      course          GET  in       403      403      403      403      200      200      403
control                    course          GET  in       403      403      403      403      200      200      403
control                    course          POST in       403      403      403      403      422      422      403
moderation                 course          GET  in       403      403      403      403      200      200      403
settle                     report          GET  in       405      405      405      405      405      405      405
settle                     report          POST in       403      403      403      403      302      302      403
open_by_report             its_report      GET  in       405      405      405      405      405      405      405
open_by_report             its_report      POST in       403      403      403      403      302      302      403
open_by_report             report          POST in       403      403      403      403      404      404      403
open_by_hand               hand            GET  in       405      405      405      405      405      405      405
open_by_hand               hand            POST in       403      403      403      403      302      302      403
answer_hand                hand            GET  in       405      405      405      405      405      405      405
answer_hand                hand            POST in       403      403      403      403      302      302      403
audit                      course          GET  in       403      403      403      403      200      200      403
person_record              member          GET  in       403      403      403      403      200      200      403
person_link                member          GET  in       405      405      405      405      405      405      405
person_link                member          POST in       403      403      403      403      302      302      403
pack                       course          GET  in       403      403      403      403      200      200      403
roster                     course          GET  in       403      403      403      403      200      200      403
roster                     course          POST in       403      403      403      403      200      200      403
rounds                     course          GET  in       403      403      403      403      200      200      403
meetings                   course          GET  in       403      403      403      403      200      200      403
meetings_csv               course          GET  in       403      403      403      403      200      200      403
new_round                  course          GET  in       403      403      403      403      200      200      403
new_round                  course          POST in       403      403      403      403      302      302      403
round                      published       GET  in       403      403      403      403      200      200      403
round                      proposed        GET  in       403      403      403      403      200      200      403
round_people               proposed        GET  in       403      403      403      403      200      200      403
round_people               proposed        POST in       403      403      403      403      302      302      403
wish                       proposed        GET  in       403      403      403      403      200      200      403
wish                       proposed        POST in       403      403      403      403      422      422      403
lift_wish                  pin             GET  in       405      405      405      405      405      405      405
lift_wish                  pin             POST in       403      403      403      403      302      302      403
repair_round               published       GET  in       403      403      403      403      200      200      403
repair_round               published       POST in       403      403      403      403      422      422      403
propose_round              proposed        GET  in       405      405      405      405      405      405      405
propose_round              proposed        POST in       403      403      403      403      302      302      403
publish_round              proposed        GET  in       405      405      405      405      405      405      405
publish_round              proposed        POST in       403      403      403      403      302      302      403
discard_round              proposed        GET  in       405      405      405      405      405      405      405
discard_round              proposed        POST in       403      403      403      403      302      302      403
"""

HOME = {"bloc": "ECOWAS", "state": "BJ"}
REASON, TEXT = {"reason": "Because."}, {"body": "And with us?", "language": "en"}
WHY = {"sentence": "The ministry meets.", "language": "en"}
SOON = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=4)
ROUND = {
    "format": "compare-pair",
    "first_day": str(datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=3)),
    "last_day": str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=3)),
    "sides": "same",
    **dict.fromkeys(["ranking", "interest", "hours", "language", "countries", "kind"], "1"),
}
PRACTICE = {
    "title": "Two desks",
    "topics": ["climate"],
    "who": "Two unions",
    "years": "2019",
    "done": "A table.",
    "result": "Names.",
    "possible": "Two people.",
    "asks": "Who pays?",
    "references": "A page https://example.org/",
    "language": "en",
}
CARD = {"what": "Two desks", "why": "It works.", "law": "An act.", "readers": "edition", "language": "en"}
CELL = {
    "instrument": "An act",
    "articles": "3",
    "year": "2014",
    "status": "adopted",
    "summary": "So it is.",
    "confidence": "known",
}
OFFER = {"kind": "need", "text": "A form that we can copy.", "topic": "climate", "of": "", "language": "en"}
SENT: dict[str, dict[str, Any]] = {
    "account_login": {"email": "adjoa@example.org"},
    "account_request_login_code": {"email": "adjoa@example.org"},
    "another_partner": WHY,
    "edit_announcement": {"titles_en": "At nine", "texts_en": "We begin."},
    "new_announcement": {"titles_en": "At nine", "texts_en": "We begin."},
    "answer_dispute": {"text": "So it is.", "settles": "on", "language": "en"},
    "answer_helper": {"decision": "accept", "sentence": "Gladly.", "language": "en"},
    "answer_source": {"text": "On page 3.", "language": "en"},
    "ask_source": {"text": "Where does it stand?", "language": "en"},
    "call_off_hour": WHY,
    "comment_aspect": TEXT,
    "comment_card": TEXT,
    "comment_practice": TEXT,
    "comment_outcome": TEXT,
    "confirm_outcome": {"readers": "edition", "quotes": "name", "version": "1"},
    "correct": {**CELL, "source": "The act, page 3", "seen": "", "language": "en"},
    "decide": {"decision": "accept", "reason": "Because.", "language": "en"},
    "dispute": {"reason": "No longer so.", "source": "The act", "language": "en"},
    "edit_offer": OFFER,
    "edit_card": CARD,
    "edit_post": TEXT,
    "edit_practice": PRACTICE,
    "follow": {"stance": "mute"},
    "hide": REASON,
    "language": {"language": "fr"},
    "lift_suspension": REASON,
    "lock": REASON,
    "mark": {"why": "We could do this.", "language": "fr"},
    "message": {"act": "react", "on": "👍", "id": "00000000-0000-4000-8000-000000000001"},
    "move_card": {"state": "planned", "sentence": "A letter.", "language": "en"},
    "mute": {**REASON, "minutes": "60"},
    "new_offer": OFFER,
    "new_course": {"source": "pack:lma-2023", "starts": "2027-07-12", "ends": "2027-07-23"},
    "new_card": CARD,
    "new_person": {"given_name": "Luca", "email": "luca@example.org", "role": "facilitator"},
    "edit_person": {"given_name": "Adjoa", "email": "adjoa@example.org", "role": "delegate", **HOME},
    "edit_item": {"titles_en": "Who pays"},
    "new_item": {"titles_en": "Who pays"},
    "act_on_item": {"act": "down"},
    "new_aspect": {"title_en": "Who pays", "question_en": "Who pays whom?"},
    "edit_aspect": {"title_en": "Who pays", "question_en": "Who pays whom?"},
    "act_on_aspect": {"act": "down"},
    "write_side": {"is_gap": "on", "summary_en": "Nothing yet.", "status": "policy", "confidence": "doubtful"},
    "write_row": {"summary_en": "Nothing yet.", "references": "An act of ours https://example.org/act"},
    "new_stage": {"title_en": "Harvest", "minutes": "5"},
    "edit_stage": {"title_en": "Meet", "minutes": "5"},
    "act_on_stage": {"act": "down"},
    "new_practice": PRACTICE,
    "new_round": ROUND,
    "new_thread": {**TEXT, "kind": "question", "title": "Who counts?"},
    "note": {"text": "Ask Kerwin.", "language": "fr"},
    "object_to_hour": WHY,
    "propose_hour": {"begins_at": SOON.isoformat()},
    "react": {"on": "useful"},
    "refuse_outcome": {"sentence": "It flatters us.", "language": "en"},
    "report": {"reason": "wrong"},
    "restore": REASON,
    "room_messages": {"body": "Hello.", "id": "00000000-0000-4000-8000-000000000002"},
    "room_sheet": {"field": "alike", "body": "Periods.", "id": "00000000-0000-4000-8000-000000000003"},
    "say_needs": {"law": "A clause.", "money": "Places.", "language": "en"},
    "say_view": {"law": "form", "why": "So.", "practice": "alike", "practice_why": "Or so.", "language": "en"},
    "settle": REASON,
    "setup": {"title_en": "Fair paths", "time_zone": "UTC", "starts": "2023-07-10", "ends": "2023-07-21"},
    "suspend": REASON,
    "take_home": CARD,
    "unlock": REASON,
    "unmute": REASON,
    "write_part": {"noticed": "Nine branches.", "language": "en"},
    "write_post": TEXT,
    "write_reflection": {"act": "save", "headline": "A draft"},
}
OF_NOBODY = {"healthz", "readyz", "calendar_feed", "notices_feed"}
SENT_AS_JSON = {"save_draft": {"headline": "A draft", "answers": {}}}


def rows() -> list[tuple[str, str, str, list[str]]]:
    rows = []
    for line in TABLE.strip().splitlines()[1:]:
        route, of, method, *expected = line.split()
        rows.append((route, of, method, expected * len(VISITORS) if len(expected) == 1 else expected))
    return rows


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One world for the whole table, because each request is rolled back."""
    with worlds.shared(django_db_blocker) as world:
        yield world


@pytest.fixture(autouse=True)
def quietly(caplog) -> None:
    """Silences warnings of refused requests, because the table has many."""
    caplog.set_level(logging.CRITICAL, logger="django.request")


def answer(world: World, visitor: str, route: str, of: str, method: str) -> str:
    client, address = world.client(visitor), reverse(route, args=world.of[of])
    with worlds.undone():
        if method == "GET":
            found = client.get(address, headers={"accept": "text/html"})
        elif route in SENT_AS_JSON:
            found = client.post(address, SENT_AS_JSON[route], content_type="application/json")
        else:
            found = client.post(address, SENT.get(route, {}), headers={"accept": "text/html"})
    personal = visitor != "anonymous" and route not in OF_NOBODY
    stored = personal and "no-store" not in found.get("Cache-Control", "")
    return _in_short(found) + (" stored by the browser" if stored else "")


def _in_short(found: HttpResponse) -> str:
    to_sign_in = found.status_code == 302 and found["Location"].startswith(reverse("account_request_login_code") + "?")
    return "in" if to_sign_in else str(found.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "of", "method", "expected"), rows(), ids=lambda value: str(value)[:20])
def test_each_visitor_gets_the_status_of_the_table(world, route, of, method, expected) -> None:
    found = {visitor: answer(world, visitor, route, of, method) for visitor in VISITORS}
    assert found == dict(zip(VISITORS, expected, strict=True))


@pytest.mark.pure
def test_every_route_has_a_row() -> None:
    known = {route for route, *_rest in rows()}
    assert set(routes(get_resolver().url_patterns)) == known


@pytest.mark.pure
def test_every_body_belongs_to_a_row() -> None:
    posted = {route for route, _of, method, _expected in rows() if method == "POST"}
    assert {*SENT, *SENT_AS_JSON} <= posted
