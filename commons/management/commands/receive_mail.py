import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commons.inbound.listening import listen


class Command(BaseCommand):
    help = (
        "Listens for mail that a mail server hands over by LMTP (or SMTP, with --smtp), and stores it. The background "
        "worker works it off. It ends after SIGTERM."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="only loopback, unless a firewall is before it")
        parser.add_argument("--port", type=int, default=8024)
        parser.add_argument("--smtp", action="store_true", help="SMTP instead of LMTP")

    def handle(self, *args: Any, host: str, port: int, smtp: bool, **options: Any) -> None:
        if not settings.REPLY_ADDRESS:
            raise CommandError("KAPOK_REPLY_ADDRESS is not set, so no mail carries an address that one can answer.")
        try:
            asyncio.run(self._listen(host, port, smtp))
        except OSError as fault:
            raise CommandError(f"It cannot listen at {host}, port {port}: {fault.strerror or fault}.") from fault

    async def _listen(self, host: str, port: int, smtp: bool) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        server = await listen(host, port, smtp=smtp)
        bound = server.sockets[0].getsockname()[1]
        self.stdout.write(f"Listening for mail by {'SMTP' if smtp else 'LMTP'} at {host}, port {bound}.")
        self.stdout.flush()
        await stop.wait()
        server.close()
