"""The background thread: what is done in a drag is handed over after it; its end."""

import gc

from vhegui.gui.session.worker import Worker


def test_a_worker_that_is_forgotten_ends_its_thread(qapp):
    worker = Worker()
    thread = worker._thread
    assert thread.isRunning()
    del worker
    gc.collect()
    assert thread.isFinished()


def test_what_is_done_in_a_drag_is_handed_over_after_it_and_what_was_cancelled_is_not(qtbot):
    worker, handed = Worker(), []
    for kind in ("session", "other"):
        worker.submit(kind, lambda progress, kind=kind: kind, handed.append)
    worker.pause(True)
    qtbot.wait(50)
    assert handed == [] and worker.busy
    worker.pause(False)
    assert handed == []  # the end of the drag comes first
    qtbot.waitUntil(lambda: not worker.busy)
    assert handed == ["session", "other"]
    worker.submit("session", lambda progress: "session", handed.append)
    worker.pause(True)
    qtbot.wait(50)
    worker.cancel("session")
    worker.pause(False)
    qtbot.waitUntil(lambda: not worker.busy)
    assert handed == ["session", "other"]
    worker.stop()
