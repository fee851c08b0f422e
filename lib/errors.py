"""The errors a run can end with. Each message is one sentence that says what to do."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lib.run_record import Failure


class PipelineError(Exception):
    """Any failure the pipeline can name. The runner prints it and exits with 1."""


class WrongSetting(PipelineError):
    """A setting or option has a value that means nothing. The runner exits with 2."""


class ServiceDown(PipelineError):
    """A service could not be started or reached: lake, warehouse or board."""


class BoardRefused(PipelineError):
    """The board blocked or forbids the crawl; nothing is concluded about postings."""


class PageChanged(PipelineError):
    """The board answered with a page whose structure is not known to the parser."""


class AuditFailed(PipelineError):
    """A blocking audit found offending rows; the last good publication stays."""


class StalePublication(PipelineError):
    """Nothing was published yet, or what was published cannot be read."""


class StageFailed(PipelineError):
    """A notebook failed; `failure` says where, for the manifest and the person told."""

    def __init__(self, message: str, failure: "Failure") -> None:
        super().__init__(message)
        self.failure = failure


class DiskFull(PipelineError):
    """Too little room on the disk to begin; nothing was written."""


class RunLocked(PipelineError):
    """Another run holds the lock. The runner exits with 75: try later."""
