"""Runs named steps: one after the other, or some beside each other. A step that fails ends the run with its remedy."""

import concurrent.futures
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
    """Runs each step after the one before, and shows its output as it comes."""
    for step in steps:
        print(f"==> {step.name}", flush=True)
        began = time.monotonic()
        done = subprocess.run(step.command, env={**os.environ, **step.variables}, check=False)
        if done.returncode:
            sys.exit(f"==> {step.name}: failed. {step.remedy}")
        print(f"    {time.monotonic() - began:.0f} s", flush=True)


def run_beside(steps: Sequence[Step]) -> None:
    """Runs as many steps at once as there are cores, in their order, and shows the output of each when it has ended.

    All steps run, whichever fail; then the run ends with the remedies of those that failed.
    """

    def one(step: Step) -> tuple[Step, int, str, float]:
        began = time.monotonic()
        done = subprocess.run(
            step.command,
            env={**os.environ, **step.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return step, done.returncode, done.stdout, time.monotonic() - began

    failed = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as cores:
        for ended in concurrent.futures.as_completed([cores.submit(one, step) for step in steps]):
            step, code, said, seconds = ended.result()
            print(f"==> {step.name}\n{said.rstrip()}\n    {seconds:.0f} s", flush=True)
            if code:
                failed.append(f"==> {step.name}: failed. {step.remedy}")
    if failed:
        sys.exit("\n".join(failed))
