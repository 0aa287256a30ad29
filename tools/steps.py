"""Runs named steps one after the other. The first step that fails ends the run and prints its remedy."""

import dataclasses
import os
import subprocess
import sys
import time
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True)
class Step:
    name: str
    command: Sequence[str]
    remedy: str
    variables: dict[str, str] = dataclasses.field(default_factory=dict)


def run(steps: Sequence[Step]) -> None:
    for step in steps:
        print(f"==> {step.name}", flush=True)
        began = time.monotonic()
        done = subprocess.run(step.command, env={**os.environ, **step.variables}, check=False)
        if done.returncode:
            sys.exit(f"==> {step.name}: failed. {step.remedy}")
        print(f"    {time.monotonic() - began:.0f} s", flush=True)
