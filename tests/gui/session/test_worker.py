"""The background thread at its end."""

import gc

from vhegui.gui.session.worker import Worker


def test_a_worker_that_is_forgotten_ends_its_thread(qapp):
    worker = Worker()
    thread = worker._thread
    assert thread.isRunning()
    del worker
    gc.collect()
    assert thread.isFinished()
