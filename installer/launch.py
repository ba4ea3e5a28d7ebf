"""Where the frozen program starts."""

import sys

from app.main import main

sys.exit(main())
