"""The errors a run can end with. Each message is one sentence that says what to do."""


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


class RunLocked(PipelineError):
    """Another run holds the lock. The runner exits with 75: try later."""
