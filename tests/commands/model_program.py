"""``sightread model`` with another repository: ``model_program.py SOURCE ARGUMENTS…``."""

import json
import sys

from desktop.commands import model
from desktop.commands.parser import parser
from desktop.commands.terminal import UsageError, complain
from desktop.model.source import Source

if __name__ == "__main__":
    try:
        code = model.run(parser().parse_args(sys.argv[2:]), Source(**json.loads(sys.argv[1])))
    except UsageError as error:
        complain(error.sentence)
        code = 2
    sys.exit(code)
