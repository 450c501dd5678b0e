"""What `manage.py check --deploy` finds out about the bucket by using it."""

from django.core.checks import CheckMessage, Error, register

from releases.objects import objects
from releases.objects.kind import StoreUnreachable


@register(deploy=True)
def bucket_is_ours_alone(**kwargs) -> list[CheckMessage]:
    """The bucket of MEDIA_STORE can be written, listed, read and emptied by us, and read by nobody else."""
    try:
        is_private = objects().is_private()
    except StoreUnreachable as error:
        return [Error(f"環境変数 MEDIA_STORE: {error.strerror} / MEDIA_STORE: {error.english}.", id="releases.E001")]
    if is_private:
        return []
    return [
        Error(
            "環境変数 MEDIA_STORE: バケットのものを、鍵を持たない人も読めます。公開の設定を外してください。"
            " / MEDIA_STORE: anybody can read the bucket without a key; make it private.",
            id="releases.E002",
        )
    ]
