"""`baton --tour FOLDER`: the main job from the first lead to the reports, on sample data, without a hand on the mouse.

Each step does what a person would do in the window and says what came of it; pictures, reports, the workspace and its
backup stay in FOLDER. A later tour removes what an earlier one made there, and nothing else.

    journey        what the steps share: folder, window, what was made so far
    steps          the story, in its order
    sample_deals   the file that is imported
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from app.base import UserError
from app.tour.journey import LIST, Tour, say
from app.tour.steps import STEPS


def run(folder: str) -> int:
    """Take the tour; returns 0, or 1 after saying in a sentence at which step it ended and why."""
    tour = Tour(Path(folder))
    title = "Making room"
    try:
        tour.begin()
        for number, (title, step) in enumerate(STEPS, 1):
            say(f"{number:2}  {title}")
            step(tour)
        say(f"\nAll of it is in {tour.folder.resolve()}: {len(tour.made)} files, listed in {LIST}.")
        return 0
    except UserError as problem:
        return _ended(title, str(problem))
    except OSError as problem:
        return _ended(title, f"{problem.filename or folder}: {problem.strerror}. Choose a folder you may write to.")
    except Exception as problem:  # a defect: the sentence, and what whoever mends it needs
        traceback.print_exc(file=sys.stderr)
        return _ended(title, f"{type(problem).__name__}: {problem}")
    finally:
        tour.end()


def _ended(title: str, sentence: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"baton: the tour ended at “{title}”. {sentence}\n")
    return 1
