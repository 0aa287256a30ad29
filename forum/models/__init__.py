"""Reflections on two shores, discussions, and the posts in both."""

from forum.models.marks import PostReaction, ReactionKind, ThreadRead
from forum.models.reflections import Reader, Reflection, ReflectionVersion
from forum.models.threads import Post, PostVersion, Reply, Thread, ThreadKind

__all__ = [
    "Post",
    "PostReaction",
    "PostVersion",
    "ReactionKind",
    "Reader",
    "Reflection",
    "ReflectionVersion",
    "Reply",
    "Thread",
    "ThreadKind",
    "ThreadRead",
]
