"""Reflections on two shores, discussions, and the posts in both."""

from forum.models.marks import PostReaction, ReactionKind, ThreadRead
from forum.models.reflections import Crossing, Reader, Reflection, ReflectionVersion
from forum.models.threads import Post, PostVersion, Reply, Thread, ThreadKind, TopicTally

__all__ = [
    "Crossing",
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
    "TopicTally",
]
