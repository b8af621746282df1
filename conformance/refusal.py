"""A wrong request and how it has to be refused."""

from dataclasses import dataclass

import wire as raw


@dataclass(frozen=True)
class Case:
    """Where Milvus's releases differ, code and text are tuples of what is accepted; the text is a part of the reason."""

    name: str
    rpc: str
    request: object
    code: int | tuple[int, ...]
    text: str | tuple[str, ...] = ""
    metadata: tuple = ()

    @property
    def codes(self) -> tuple[int, ...]:
        return self.code if isinstance(self.code, tuple) else (self.code,)

    @property
    def texts(self) -> tuple[str, ...]:
        return self.text if isinstance(self.text, tuple) else (self.text,)


def check(wire: raw.Wire, case: Case) -> None:
    status = raw.status_of(wire.call(case.rpc, case.request, case.metadata))
    assert status.code != 0 or status.error_code != 0, "the request was accepted"
    assert status.error_code != 0, "clients of the deprecated code take this for a success"
    assert any(text in status.reason for text in case.texts), status.reason
    assert status.code in case.codes, status.reason
