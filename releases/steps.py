"""The steps of a release's life as a table: from where to where, for whom, and whether a reason is needed."""

from dataclasses import dataclass

from releases.states import State

WITH_LIVE_PAGE = frozenset(State) - {State.WITHDRAWN}


@dataclass(frozen=True)
class Step:
    """One transition: from any of ``sources`` to ``target``, for holders of ``permission``."""

    name: str
    label: str
    sources: frozenset[State]
    target: State
    permission: str
    needs_comment: bool = False
    meaning: str = ""


def _step(name, label, sources, target, permission, **more) -> Step:
    return Step(name, label, frozenset(sources), target, permission, **more)


CHANGE = "releases.change_release"
APPROVE = "releases.approve_release"
WITHDRAW = "releases.withdraw_release"

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step(
            "submit",
            "確認を依頼",
            {State.DRAFT, State.RETURNED},
            State.SUBMITTED,
            CHANGE,
            meaning="起案者が原稿を承認者に回す。",
        ),
        _step(
            "recall",
            "依頼を取り消す",
            {State.SUBMITTED},
            State.DRAFT,
            CHANGE,
            meaning="起案者が確認の依頼を取り消して書き直す。",
        ),
        _step(
            "send_back",
            "差し戻す",
            {State.SUBMITTED},
            State.RETURNED,
            APPROVE,
            needs_comment=True,
            meaning="承認者が理由を付けて起案者に戻す。",
        ),
        _step(
            "approve",
            "承認",
            {State.SUBMITTED},
            State.APPROVED,
            APPROVE,
            meaning="承認者が、見た内容を即時または日時を指定して公開する。",
        ),
        _step(
            "publish_urgently",
            "緊急公開",
            {State.DRAFT, State.RETURNED, State.SUBMITTED},
            State.APPROVED,
            APPROVE,
            needs_comment=True,
            meaning="承認者が一人で、理由を付けて直ちに公開する。別の承認者が後から確認する。",
        ),
        _step(
            "review",
            "事後確認",
            {State.APPROVED},
            State.APPROVED,
            APPROVE,
            meaning="緊急公開された内容を、公開した人とは別の承認者が確かめる。",
        ),
        _step(
            "revoke",
            "承認を取り消す",
            {State.APPROVED},
            State.DRAFT,
            CHANGE,
            meaning="公開前の承認を取り消す。承認後に内容が変わったときは自動で行われる。",
        ),
        _step(
            "revise",
            "訂正を始める",
            {State.APPROVED},
            State.DRAFT,
            CHANGE,
            meaning="公開中の報道発表の訂正を書き始める。公開中のページは承認まで変わらない。",
        ),
        _step(
            "withdraw",
            "取り下げる",
            WITH_LIVE_PAGE,
            State.WITHDRAWN,
            WITHDRAW,
            needs_comment=True,
            meaning="公開中のページを、日付と理由を示す告知に替える。",
        ),
        _step(
            "reopen",
            "再掲載の準備",
            {State.WITHDRAWN},
            State.DRAFT,
            WITHDRAW,
            needs_comment=True,
            meaning="取り下げた報道発表を下書きに戻す。告知は次の承認まで残る。",
        ),
    )
}
