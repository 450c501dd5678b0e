"""Forms of the release screen and of the steps of its life."""

from datetime import datetime

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from bureau.editing.forms import RecordForm, RowForm
from bureau.editing.rows import DateInput, TimeInput
from releases.attachment_store import store_attachment
from releases.imaging import PhotoRefused
from releases.lifecycle import Change
from releases.models import Attachment, AttachmentFile, Edition, Photo, PhotoFile, Release
from releases.pdf_check import AttachmentRefused
from releases.photo_store import store_upload

StoredFile = PhotoFile | AttachmentFile
_STORED = {
    PhotoFile: signing.Signer(salt="releases.stored_photo"),
    AttachmentFile: signing.Signer(salt="releases.stored_attachment"),
}


def sign_stored(file: StoredFile) -> str:
    """What a form carries of a file that is stored and not yet placed."""
    return _STORED[type(file)].sign(str(file.pk))


def stored_file(kind: type[StoredFile], token: str) -> StoredFile | None:
    """The file of that kind that ``sign_stored`` named; None for anything else."""
    try:
        return kind.objects.filter(pk=int(_STORED[kind].unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None


class ReleaseForm(RecordForm):
    """The release itself; the address is suggested by the script beside it."""

    class Meta:
        model = Release
        fields = ["kind", "release_date", "slug", "title", "subtitle", "event", "lead", "closing", "contact"]
        error_messages = {
            "release_date": {"required": "発表日を入力してください。"},
            "title": {"required": "表題を入力してください。"},
            "contact": {"required": "連絡先を選んでください。"},
            "slug": {"required": "アドレスを入力してください。例: 0108si"},
            "lead": {"required": "リード文を入力してください。"},
        }


class FileRowForm(RowForm):
    """A row with a file, which is uploaded here, or was stored before and is named by ``stored``."""

    stored = forms.CharField(required=False, widget=forms.HiddenInput)

    user = None
    kind: type[StoredFile]
    none_chosen: str
    choose_again: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.file_id:
            # Older versions of the form remember their files by this.
            self.initial["stored"] = sign_stored(self.instance.file)

    def store(self, upload: File) -> StoredFile:
        """Keep ``upload``. Raises ValidationError."""
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean()
        if upload := cleaned.get("upload"):
            try:
                file = self.store(upload)
            except ValidationError as error:
                self.add_error("upload", error)
                return cleaned
            # A mistake elsewhere in the form must not cost the file: the form carries it from here on.
            self.data = self.data.copy()
            self.data[self.add_prefix("stored")] = sign_stored(file)
            self.instance.file = file
        elif (token := cleaned.get("stored")) and token != self.initial.get("stored"):
            file = stored_file(self.kind, token)
            if file is None:
                self.add_error("upload", ValidationError(self.choose_again, code="stored_is_gone"))
                return cleaned
            self.instance.file = file
        elif self.instance.file_id is None and not self.errors.get("upload"):
            self.add_error("upload", ValidationError(self.none_chosen, code="no_file"))
        return cleaned

    @property
    def shown_file(self) -> StoredFile | None:
        """The file to show beside the row."""
        if self.is_bound and (file := stored_file(self.kind, self.data.get(self.add_prefix("stored"), ""))):
            return file
        return self.instance.file if self.instance.file_id else None


class PhotoForm(FileRowForm):
    """A photo's place."""

    upload = forms.FileField(
        label="写真ファイル",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        help_text="JPEG、PNG、WebP、GIF。20MBまで。",
    )

    focal_x = forms.IntegerField(label="中心（左から％）", required=False, min_value=0, max_value=100, initial=50)
    focal_y = forms.IntegerField(label="中心（上から％）", required=False, min_value=0, max_value=100, initial=50)

    kind = PhotoFile
    none_chosen = "写真ファイルを選んでください。"
    choose_again = "写真を選び直してください。"

    class Meta:
        model = Photo
        fields = ["session", "section", "alt", "caption", "focal_x", "focal_y", "order"]
        error_messages = {
            "session": {"invalid_choice": "選んだ行事にないプログラムです。選び直してください。"},
            "section": {"invalid_choice": "この報道発表にない節です。選び直してください。"},
        }

    def clean_focal_x(self):
        return _middle(self.cleaned_data["focal_x"])

    def clean_focal_y(self):
        return _middle(self.cleaned_data["focal_y"])

    def store(self, upload):
        try:
            return store_upload(upload, self.user)
        except PhotoRefused as error:
            raise ValidationError(str(error), code="photo_refused") from error


class AttachmentForm(FileRowForm):
    """An attached file with its title."""

    upload = forms.FileField(
        label="PDFファイル",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text="PDF。20MBまで。パスワードの掛かったもの、動くものや別のファイルを含むものは登録できません。",
    )

    kind = AttachmentFile
    none_chosen = "PDFファイルを選んでください。"
    choose_again = "PDFファイルを選び直してください。"

    class Meta:
        model = Attachment
        fields = ["title", "order"]

    def store(self, upload):
        try:
            return store_attachment(upload, self.user)
        except AttachmentRefused as error:
            raise ValidationError(str(error), code="attachment_refused") from error


def _middle(percent: int | None) -> int:
    return 50 if percent is None else percent


class StepForm(forms.Form):
    """What a step asks for; fields that it does not need are left out."""

    when = forms.ChoiceField(
        label="公開の時刻",
        choices=[("now", "今すぐ公開する"), ("later", "日時を指定する")],
        initial="now",
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label="公開日", required=False, widget=DateInput)
    time = forms.TimeField(label="公開時刻", required=False, widget=TimeInput(attrs={"step": 60}))
    change_kind = forms.ChoiceField(label="訂正の種類", choices=[])
    change_note = forms.CharField(
        label="訂正の説明",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="ページに「○月○日 訂正」として表示します。",
    )
    shown_anew = forms.BooleanField(
        label="RSS で新着として知らせ直す",
        required=False,
        help_text="読者のRSSリーダーに、更新された記事として届きます。",
    )
    comment = forms.CharField(label="コメント", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    accepted = forms.CharField(
        label="指摘を残したまま進める理由",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="公開の記録に、残した指摘とともに残ります。",
        error_messages={"required": "点検の指摘を残したまま進める理由を入力してください。"},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, fields, needs_comment=False, comment_label="", **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(fields):
            del self.fields[name]
        if "change_kind" in self.fields:
            self.fields["change_kind"].choices = [
                choice for choice in Edition.ChangeKind.choices if choice[0] != Edition.ChangeKind.NONE
            ]
        if "comment" in self.fields:
            self.fields["comment"].required = needs_comment
            self.fields["comment"].label = comment_label or self.fields["comment"].label
            self.fields["comment"].error_messages["required"] = "理由を入力してください。"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("when") == "later" and not (cleaned.get("day") and cleaned.get("time")):
            self.add_error("day", "公開する日と時刻を入力してください。")
        if cleaned.get("when") == "now" and cleaned.get("time"):
            # Whoever types a time means it: it must not go public at once for want of a click.
            self.add_error("when", "時刻が入力されています。「日時を指定する」を選ぶか、時刻を消してください。")
        if (
            "change_note" in self.fields
            and cleaned.get("change_kind") not in (None, Edition.ChangeKind.TRIFLE)
            and not cleaned.get("change_note", "").strip()
        ):
            self.add_error("change_note", "訂正の説明を入力してください。ページに表示されます。")
        return cleaned

    @property
    def live_from(self) -> datetime | None:
        """The chosen moment (aware), or None for at once."""
        if self.cleaned_data.get("when") != "later":
            return None
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))

    @property
    def change(self) -> Change | None:
        if "change_kind" not in self.fields:
            return None
        return Change(
            self.cleaned_data["change_kind"], self.cleaned_data["change_note"], self.cleaned_data["shown_anew"]
        )
