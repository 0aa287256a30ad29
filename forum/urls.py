"""URLs of topics, reflections, discussions and posts."""

from django.urls import path

from forum.views import posts, reflections, threads, topics

urlpatterns = [
    path("courses/<slug:course>/topics/", topics.topics, name="topics"),
    path("courses/<slug:course>/topics/<slug:topic>/", topics.topic, name="topic"),
    path("courses/<slug:course>/topics/<slug:topic>/reflection/", reflections.write, name="write_reflection"),
    path("courses/<slug:course>/topics/<slug:topic>/reflection/draft/", reflections.save_draft, name="save_draft"),
    path("courses/<slug:course>/topics/<slug:topic>/discussions/", threads.discussions, name="discussions"),
    path("courses/<slug:course>/topics/<slug:topic>/discussions/new/", threads.new_thread, name="new_thread"),
    path("reflections/<int:pk>/", reflections.reflection, name="reflection"),
    path("reflections/<int:pk>/change/", reflections.change, name="reflection_change"),
    path("reflections/<int:pk>/cannot/", reflections.cannot, name="cannot_answer"),
    path("reflections/<int:pk>/readers/", reflections.ask, name="ask_reader"),
    path("reflections/<int:pk>/history/", reflections.history, name="reflection_history"),
    path("threads/<int:pk>/", threads.thread, name="thread"),
    path("threads/<int:pk>/unread/", posts.unread, name="unread"),
    path("threads/<int:pk>/posts/", threads.write, name="write_post"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/edit/", posts.edit, name="edit_post"),
    path("posts/<int:pk>/history/", posts.history, name="post_history"),
    path("posts/<int:pk>/reactions/", posts.react, name="react"),
]
