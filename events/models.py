"""Events as they were held: facts, programme, who spoke as what, what participants wrote."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from bureau.constraints import PlainCheck
from bureau.models import kana_reading
from bureau.richtext import RichTextField


class Event(models.Model):
    """Something that was or will be held; the announcement before and the report after share it."""

    class Mode(models.TextChoices):
        VENUE = "venue", "会場"
        ONLINE = "online", "オンライン"
        HYBRID = "hybrid", "会場とオンラインの併用"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("行事名", max_length=200, help_text="例: 地域情報化広域セミナー2020 in 関東")
    theme = models.CharField(
        "テーマ", max_length=200, blank=True, help_text="前後の「−」は付けずに入力します。例: AI活用の課題と展望"
    )
    mode = models.CharField("開催形式", max_length=10, choices=Mode.choices, default=Mode.VENUE)
    place = models.CharField(
        "会場", max_length=200, blank=True, help_text="例: 九段第3合同庁舎（東京都千代田区）　オンラインのみなら空欄。"
    )
    purpose = RichTextField(
        "開催の趣旨", blank=True, help_text="ページの「開催概要」に表示します。空欄でも構いません。"
    )
    audience = models.CharField("対象者", max_length=200, blank=True, help_text="例: 自治体職員、通信事業者")
    survey_intro = models.TextField(
        "アンケートの前書き",
        blank=True,
        help_text="意見の一覧の前に置く文。例: 終了後のアンケートに寄せられた感想の一部をご紹介します。",
    )
    created_at = models.DateTimeField("作成日時", auto_now_add=True)
    updated_at = models.DateTimeField("更新日時", auto_now=True)
    version = models.PositiveIntegerField("版", default=1, editable=False)

    class Meta:
        verbose_name = "行事"
        verbose_name_plural = "行事"
        ordering = ["-created_at"]
        constraints = [
            PlainCheck(
                condition=~Q(title=""), name="event_has_title", violation_error_message="行事名を入力してください。"
            ),
            PlainCheck(
                condition=Q(mode__in=["venue", "online", "hybrid"]),
                name="event_mode_is_known",
                violation_error_message="開催形式を選んでください。",
            ),
        ]

    def __str__(self):
        return self.title


class EventDay(models.Model):
    """A day of an event, or a run of days (展示など)."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="days", verbose_name="行事")
    date = models.DateField("開催日")
    last_date = models.DateField("最終日", null=True, blank=True, help_text="何日も続くときだけ入力します。")
    starts_at = models.TimeField("開始時刻", null=True, blank=True)
    ends_at = models.TimeField("終了時刻", null=True, blank=True)

    class Meta:
        verbose_name = "開催日"
        verbose_name_plural = "開催日"
        ordering = ["date", "starts_at", "pk"]
        constraints = [
            PlainCheck(
                condition=Q(last_date__isnull=True) | GreaterThanOrEqual(F("last_date"), F("date")),
                name="event_day_ends_after_it_starts",
                violation_error_message="最終日が開催日より前になっています。",
            ),
            PlainCheck(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | GreaterThan(F("ends_at"), F("starts_at")),
                name="event_day_times_in_order",
                violation_error_message="終了時刻が開始時刻より前（または同じ）になっています。",
            ),
        ]

    def __str__(self):
        return f"{self.date}"


class Organiser(models.Model):
    """A body behind an event with its standing."""

    class Standing(models.TextChoices):
        HOST = "主催", "主催"
        CO_HOST = "共催", "共催"
        SUPPORT = "後援", "後援"
        COOPERATION = "協力", "協力"
        SPONSOR = "協賛", "協賛"

    event = models.ForeignKey(Event, models.CASCADE, related_name="organisers", verbose_name="行事")
    standing = models.CharField("立場", max_length=10, choices=Standing.choices, default=Standing.CO_HOST)
    name = models.CharField("団体名", max_length=120, help_text="例: 一般財団法人全国地域情報化推進協会")
    alias = models.CharField("通称", max_length=40, blank=True, help_text="例: APPLIC")
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "主催・共催など"
        verbose_name_plural = "主催・共催など"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "standing", "name"],
                name="organiser_once_per_standing",
                violation_error_message="同じ団体が同じ立場で二度入力されています。",
            )
        ]

    def __str__(self):
        return f"{self.standing} {self.name}"


class Count(models.Model):
    """A labelled number; applications, participants and invitations are different things."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="counts", verbose_name="行事")
    label = models.CharField("何の数か", max_length=40, help_text="例: 申込者、参加者、招待者、来場者")
    qualifier = models.CharField("約・延べなど", max_length=10, blank=True, help_text="例: 約、延べ")
    number = models.PositiveIntegerField("数")
    unit = models.CharField("単位", max_length=10, default="名")
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "人数など"
        verbose_name_plural = "人数など"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "label"],
                name="count_label_once_per_event",
                violation_error_message="同じ名前の数が二つあります。名前を分けるか、一つにまとめてください。",
            )
        ]

    def __str__(self):
        return f"{self.label} {self.qualifier}{self.number:,}{self.unit}"


class Video(models.Model):
    """A video of the event on another site."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="videos", verbose_name="行事")
    intro = models.CharField(
        "前書き", max_length=200, blank=True, help_text="例: 局長挨拶は、公式チャンネルからご覧いただけます。"
    )
    title = models.CharField("題名", max_length=200)
    url = models.URLField("アドレス", help_text="例: https://www.youtube.com/watch?v=…")
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "動画"
        verbose_name_plural = "動画"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title


class SessionKind(models.Model):
    """A kind of session; staff can add their own."""

    code = models.SlugField("コード", max_length=40, unique=True, help_text="半角英数字。例: keynote")
    label = models.CharField("名称", max_length=40, unique=True, help_text="ページの見出しになります。例: 基調講演")
    order = models.PositiveIntegerField("順番", default=100)

    class Meta:
        verbose_name = "プログラムの種別"
        verbose_name_plural = "プログラムの種別"
        ordering = ["order", "label"]

    def __str__(self):
        return self.label


class Session(models.Model):
    """An ordered part of an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions", verbose_name="行事")
    kind = models.ForeignKey(SessionKind, models.PROTECT, verbose_name="種別")
    heading = models.CharField(
        "見出し",
        max_length=120,
        blank=True,
        help_text="空欄なら種別の名称を使います。続く同じ見出しは一つにまとめ、番号付きの一覧にします。",
    )
    intro = models.TextField(
        "まとまりの前書き",
        blank=True,
        help_text="見出しのすぐ下に置く文。同じ見出しが続くときは最初の行にだけ入力します。",
    )
    topic = models.CharField("演題", max_length=200, blank=True, help_text="かぎ括弧は付けずに入力します。")
    starts_at = models.TimeField("開始時刻", null=True, blank=True)
    ends_at = models.TimeField("終了時刻", null=True, blank=True)
    summary = RichTextField("内容", blank=True)
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "プログラム"
        verbose_name_plural = "プログラム"
        ordering = ["order", "pk"]
        constraints = [
            PlainCheck(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | GreaterThan(F("ends_at"), F("starts_at")),
                name="session_times_in_order",
                violation_error_message="終了時刻が開始時刻より前（または同じ）になっています。",
            )
        ]

    def __str__(self):
        return " ".join(part for part in (self.shown_heading, self.topic and f"「{self.topic}」") if part)

    @property
    def shown_heading(self) -> str:
        """The heading on the page: the editor's, else the kind's name."""
        return self.heading or self.kind.label


class Speaker(models.Model):
    """A person who takes part in events; posts of a day belong to ``Appearance``."""

    name = models.CharField("氏名", max_length=80, help_text="姓と名の間に空白を入れます。例: 後川 玲子")
    kana = models.CharField(
        "ふりがな",
        max_length=120,
        blank=True,
        validators=[kana_reading],
        help_text="ご本人か所属先に確かめた読み。例: のちかわ れいこ",
    )
    is_own_side = models.BooleanField(
        "総務省の職員", default=False, help_text="総務省と局の職員は、名前の後に「氏」を付けません。"
    )

    class Meta:
        verbose_name = "登壇者"
        verbose_name_plural = "登壇者"
        ordering = ["kana", "name"]
        indexes = [models.Index(fields=["kana", "name"], name="speaker_by_reading")]
        constraints = [
            PlainCheck(
                condition=~Q(name=""), name="speaker_has_name", violation_error_message="氏名を入力してください。"
            )
        ]

    def __str__(self):
        return f"{self.name}（{self.kana}）" if self.kana else self.name


class Appearance(models.Model):
    """A speaker in a session, with affiliation and position of that day."""

    class Honorific(models.TextChoices):
        BY_SIDE = "auto", "自動（職員はなし、ほかは氏）"
        SHI = "氏", "氏"
        SAMA = "様", "様"
        SENSEI = "先生", "先生"
        SAN = "さん", "さん"
        NONE = "", "なし"

    session = models.ForeignKey(Session, models.CASCADE, related_name="appearances", verbose_name="プログラム")
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="appearances", verbose_name="登壇者")
    affiliation = models.CharField("所属", max_length=200, blank=True, help_text="その日の所属。例: 見本大学 情報学部")
    position = models.CharField("役職", max_length=200, blank=True, help_text="その日の役職。例: 教授")
    honorific = models.CharField(
        "敬称", max_length=10, choices=Honorific.choices, default=Honorific.BY_SIDE, blank=True
    )
    role = models.CharField(
        "役割", max_length=40, blank=True, help_text="種別で分からないときだけ。例: 司会、パネリスト"
    )
    on_behalf_of = models.CharField("代理・代読", max_length=120, blank=True, help_text="例: 総務大臣（代読）")
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "登壇者"
        verbose_name_plural = "登壇者（その日の所属と役職）"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker"],
                name="speaker_once_per_session",
                violation_error_message="同じ登壇者が同じプログラムに二度入力されています。",
            )
        ]

    def __str__(self):
        return " ".join(part for part in (self.affiliation, self.position, self.speaker.name) if part)

    @property
    def shown_honorific(self) -> str:
        """What is printed after the name."""
        if self.honorific == self.Honorific.BY_SIDE:
            return "" if self.speaker.is_own_side else "氏"
        return self.honorific


class SurveyComment(models.Model):
    """A participant's words; ``text`` is published, ``verbatim`` keeps what was written."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="survey_comments", verbose_name="行事")
    text = models.TextField("意見", max_length=2000, help_text="掲載する文。個人が分かる記述は除いてください。")
    verbatim = models.TextField("原文", blank=True, help_text="書かれたままの文。公開されません。")
    is_cleared = models.BooleanField("掲載可", default=True, help_text="オンのものだけをページに載せます。")
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "アンケート意見"
        verbose_name_plural = "アンケート意見"
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["event", "is_cleared", "order"], name="comment_of_event")]
        constraints = [
            PlainCheck(
                condition=~Q(text=""), name="comment_has_text", violation_error_message="意見を入力してください。"
            )
        ]

    def __str__(self):
        return self.text if len(self.text) <= 40 else f"{self.text[:39]}…"
