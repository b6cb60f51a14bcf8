"""Desktop notifications, in addition to speech.

A desktop may have no bus, no notification daemon or no permission, and a daemon may hang. These are no errors: `show`
returns whether the notification was shown, `problem` says why not, and `show` takes at most a second.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import threading
import warnings
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, Self

from coach.errors import reason
from coach.extras import install_extra
from coach.remind.plain_text import without_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future
    from types import TracebackType

    import desktop_notifier

    Buttons = Mapping[str, Callable[[], object]]
    """The label of each button, and the function it calls."""

APP_NAME = "Coach"

_SHOWN = 30
"""Seconds it is shown, if the desktop supports that: one that stays until it is dismissed keeps a screen awake."""

_DELIVERY = 10.0
"""Seconds a delivery may take in the background, such as when the desktop must start its daemon first."""


class Notifier(Protocol):
    """Shows notifications on the desktop."""

    problem: str
    """Why the last one was not shown, as a sentence; empty if it was."""

    def is_available(self) -> bool:
        """Whether the library it needs is installed; only trying shows whether the desktop has notifications."""
        ...

    def show(self, title: str, text: str, buttons: Buttons) -> bool:
        """Show a notification, replacing the last one; returns whether the desktop accepted it. Never raises.

        Buttons are shown only if the desktop supports them. Their functions are called in a thread of the notifier;
        they should only put something into a queue.
        """
        ...

    def close(self) -> None:
        """Remove the notification, because its buttons no longer work."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class SilentNotifier(Notifier):
    """Shows nothing and stores the notifications: for tests, and for people who want no notifications."""

    def __init__(self, delivers: bool = True) -> None:
        self.problem = ""
        self.shown: list[tuple[str, str, Buttons]] = []
        """Title, text and buttons of each notification, in order."""
        self._delivers = delivers

    def is_available(self) -> bool:
        """Always."""
        return True

    def show(self, title: str, text: str, buttons: Buttons) -> bool:
        """Store it; returns `delivers`."""
        self.shown.append((title, text, buttons))
        self.problem = "" if self._delivers else "Notifications are not delivered here."
        return self._delivers

    def press(self, button: str) -> None:
        """Press a button of the last notification."""
        self.shown[-1][2][button]()

    def close(self) -> None:
        """Nothing to remove."""


class DesktopNotifier(Notifier):
    """Notifications by the library desktop-notifier, in a thread that starts with the first one."""

    def __init__(self, timeout: float = 1.0) -> None:
        """`timeout`: the most seconds that `show` waits for the delivery."""
        self.problem = ""
        self._timeout = timeout
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._under_way: Future[str] | None = None
        self._library: desktop_notifier.DesktopNotifier | None = None
        self._shown = ""

    def is_available(self) -> bool:
        """Whether desktop-notifier is installed."""
        return importlib.util.find_spec("desktop_notifier") is not None

    def show(self, title: str, text: str, buttons: Buttons) -> bool:
        """Show a notification; False, with a `problem`, if it was not delivered in time."""
        if not self.is_available():
            self.problem = f"Notifications need a package. Install it: {install_extra('notify')}"
            return False
        if self._under_way is not None and not self._under_way.done():
            self.problem = "The desktop has not answered the notification before this one."
            return False
        sending = self._send(without_markup(title), without_markup(text), dict(buttons))
        self._under_way = asyncio.run_coroutine_threadsafe(sending, self._running())
        try:
            self.problem = self._under_way.result(self._timeout)
        except (TimeoutError, CancelledError):
            self.problem = "The desktop does not answer."
        except Exception as error:  # the library and the desktop may raise anything
            self.problem = f"The desktop takes no notifications ({_said(error)})."
        return not self.problem

    def close(self) -> None:
        """Remove the notification, leave the bus, and end the thread."""
        if self._loop is None or self._thread is None:
            return
        if self._under_way is not None:
            self._under_way.cancel()
        with suppress(Exception):
            asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(self._timeout)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(self._timeout)
        if not self._thread.is_alive():
            self._loop.close()
        self._loop = self._thread = self._under_way = None

    def _running(self) -> asyncio.AbstractEventLoop:
        """The event loop for the desktop, in its own thread."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="notifications", daemon=True)
            self._thread.start()
        return self._loop

    async def _send(self, title: str, text: str, buttons: Buttons) -> str:
        """Deliver it within a time limit, over a new connection if the old one is closed."""
        try:
            async with asyncio.timeout(_DELIVERY):
                if self._library is not None:
                    with suppress(Exception):
                        if not await self._deliver(title, text, buttons):
                            return ""
                    self._disconnect()
                return await self._deliver(title, text, buttons)
        except BaseException:
            self._disconnect()
            raise

    async def _deliver(self, title: str, text: str, buttons: Buttons) -> str:
        """Send it to the desktop; returns the problem, or an empty text."""
        library, kinds = self._connect()
        able = await library.get_capabilities()  # raises if there is no bus or no daemon; sending would not
        if not able:
            return "This desktop shows no notifications to a program started like this one."
        if not await library.request_authorisation():
            return "The desktop has not permitted Coach to show notifications."
        await self._clear(library)
        delivered = asyncio.Event()
        self._shown = await library.send(
            title=title,
            message=text,
            buttons=[
                kinds.Button(title=without_markup(name), on_pressed=self._guarded(press))
                for name, press in buttons.items()
                if kinds.Capability.BUTTONS in able
            ],
            on_dispatched=delivered.set,
            timeout=_SHOWN,
        )
        return "" if delivered.is_set() else "The desktop refused the notification."

    def _connect(self) -> tuple[desktop_notifier.DesktopNotifier, Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecation warnings of the library
            import desktop_notifier
        # It would print a traceback at each failure, which `problem` reports as a sentence.
        logging.getLogger("desktop_notifier").setLevel(logging.CRITICAL + 1)
        if self._library is None:
            self._library = desktop_notifier.DesktopNotifier(app_name=APP_NAME)
        return self._library, desktop_notifier

    async def _clear(self, library: desktop_notifier.DesktopNotifier) -> None:
        """Remove the last one, so that they do not pile up."""
        if self._shown in await library.get_current_notifications():
            with suppress(KeyError):  # it has just been closed
                await library.clear(self._shown)
        self._shown = ""

    async def _leave(self) -> None:
        if self._library is not None:
            with suppress(Exception):
                await self._clear(self._library)
            self._disconnect()
            await asyncio.sleep(0)  # the connection closes its socket in the loop's next iteration

    def _disconnect(self) -> None:
        """Leave the bus, if connected: the library itself never does."""
        bus = getattr(getattr(self._library, "_backend", None), "bus", None)
        self._library, self._shown = None, ""
        if bus is not None:
            with suppress(Exception):
                bus.disconnect()

    def _guarded(self, press: Callable[[], object]) -> Callable[[], None]:
        def pressed() -> None:
            try:
                press()
            except Exception as error:  # an error must not end the connection
                self.problem = f"A button of the notification failed ({_said(error)})."

        return pressed


def _said(error: Exception) -> str:
    said = reason(error) if isinstance(error, OSError) else str(error)
    return said.strip().rstrip(".") or type(error).__name__
