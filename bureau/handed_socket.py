"""The site on the socket that systemd has opened (sd_listen_fds(3)): ``python -m bureau.handed_socket --workers 2``.

systemd holds the socket over a restart and a crash: whoever asks meanwhile waits in its queue and is not refused. granian
opens its sockets itself; here it is handed the one that is there.
"""

import argparse
import multiprocessing
import os
import signal
import socket
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.net import SocketHolder
from granian.server.mp import MPServer

_FIRST_HANDED = 3
_ENDING = (signal.SIGTERM, signal.SIGINT)


class Server(MPServer):
    def _init_shared_socket(self):
        self._sso = socket.socket(fileno=_FIRST_HANDED)
        self._sso.set_inheritable(True)
        self._ssp, self._sfd = None, _FIRST_HANDED
        self._shd = SocketHolder(_FIRST_HANDED, self._sso.family == socket.AF_UNIX, self.backlog)


def _be_stopped_from_the_first_moment() -> None:
    """A worker is born with its parent's answer to SIGTERM, which only notes it: one told to stop while it still loads the
    site would go on, and be waited for without end. Until it has an answer of its own, it ends."""

    def end() -> None:
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING),
        after_in_child=end,
    )


def serve() -> None:
    """Serve until SIGTERM; SIGHUP brings new workers. Ends the program where no socket was handed over."""
    wanted = argparse.ArgumentParser(description="systemd が開いた口で、サイトを動かします。")
    wanted.add_argument("--workers", type=int, default=2, help="ワーカーの数")
    wanted.add_argument("--blocking-threads", type=int, default=8, help="一つのワーカーが同時に応える数")
    options = wanted.parse_args()
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        sys.exit("systemd から口を一つ受け取っていません（ecomfo.socket を動かしてください）。")
    # What a worker does not open itself reaches it by a fork alone.
    multiprocessing.set_start_method("fork")
    _be_stopped_from_the_first_moment()
    Server(
        "bureau.wsgi:application",
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.blocking_threads,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    serve()
