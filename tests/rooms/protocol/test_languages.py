"""Words on a socket are in its reader's language: refusals, notices, the pause of a conversation."""

import asyncio
import uuid

from tests.rooms.live.door import test_membership_changes as changed
from tests.rooms.test_conversations_live import does, say_hello
from tests.server import AT_ONCE, hear, hello

measure = changed.measure


async def refused(connection, body: str = "x") -> str:
    """Returns the words of the refusal."""
    name = str(uuid.uuid4())
    await connection.send(f'{{"type": "send", "id": "{name}", "body": "{body}"}}')
    return (await hear(connection, "nack", id=name))["detail"]


async def test_notices_of_a_mute_and_its_end_are_in_the_chosen_language(server, pair, measure):
    await asyncio.to_thread(does, server, "kerwin", "/language/", language="fr")
    async with server.socket("kerwin", pair, **{"Accept-Language": "en"}) as kerwin:
        await hello(kerwin)
        assert await refused(kerwin, "") == "Cela n’a pas pu être lu."
        await measure("kerwin", "mute", minutes="15")
        told = await hear(kerwin, "notice", within=AT_ONCE)
        assert told["text"] == "L’équipe de facilitation vous demande de ne plus écrire pendant un moment."
        assert await refused(kerwin) == "Vous ne pouvez pas écrire pour le moment."
        await measure("kerwin", "mute/remove")
        assert (await hear(kerwin, "notice", within=AT_ONCE))["text"] == "Vous pouvez de nouveau écrire."


async def test_the_browsers_language_counts_when_none_is_chosen(server, pair):
    async with server.socket("adjoa", pair, **{"Accept-Language": "nl-BE;q=0.5, pt-BR"}) as adjoa:
        await hello(adjoa)
        assert await refused(adjoa, "x" * 4001) == "Uma mensagem tem no máximo 4000 caracteres."


async def test_each_of_the_two_is_told_of_a_pause_in_their_own_language(server):
    room = await asyncio.to_thread(say_hello, server, "mariam", "shanice")
    for who, language in (("mariam", "pt"), ("shanice", "fr")):
        await asyncio.to_thread(does, server, who, "/language/", language=language)
    async with server.socket("mariam", room) as mariam, server.socket("shanice", room) as shanice:
        await hello(mariam)
        await hello(shanice)
        await asyncio.to_thread(does, server, "mariam", f"/rooms/{room}/block/")
        assert await refused(shanice) == "Cette conversation est mise en pause par l’autre personne."
        assert await refused(mariam) == "Pôs esta conversa em pausa. Retome-a, e poderão ambos voltar a escrever."
