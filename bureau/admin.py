"""The bureau's own record, its contacts and its staff."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.utils import timezone

from bureau import roles
from bureau.accounts import factor
from bureau.accounts.address import address_of
from bureau.editing.rows import WIDGETS, Rows
from bureau.models import (
    AccessibilityPolicy,
    AccessibilityTest,
    Alert,
    AuditRecord,
    BreadcrumbAncestor,
    Bureau,
    Contact,
    Director,
)
from bureau.templatetags.people import staff_name

admin.site.site_header = "e-コムフォ 編集室"
admin.site.site_title = "編集室"
admin.site.index_title = "わたしの机"


class BreadcrumbRows(Rows):
    model = BreadcrumbAncestor
    is_table = True
    add_label = "上位ページを追加"


class DirectorRows(Rows):
    model = Director
    is_table = True
    add_label = "局長を追加"


@admin.register(Bureau)
class BureauAdmin(admin.ModelAdmin):
    inlines = [BreadcrumbRows, DirectorRows]
    formfield_overrides = WIDGETS
    fieldsets = [
        ("名称", {"fields": ["ministry", "name", "address"]}),
        ("シリーズ", {"fields": ["series_name", "series_label", "series_path", "series_description"]}),
        ("RSS", {"fields": ["feed_title", "feed_authority"]}),
        ("承認のきまり", {"fields": ["allows_self_approval", "allows_urgent_publication"]}),
    ]

    class Media:
        js = ["editing/rows.js"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Bureau.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


class AccessibilityTestRows(Rows):
    model = AccessibilityTest
    add_label = "試験結果を追加"
    intro = "新しい試験が上に並びます。前の結果も残してください。"


@admin.register(AccessibilityPolicy)
class AccessibilityPolicyAdmin(admin.ModelAdmin):
    inlines = [AccessibilityTestRows]
    formfield_overrides = WIDGETS
    fieldsets = [
        (
            "方針",
            {
                "fields": ["scope", "target_level", "deadline", "exceptions", "measures"],
                "description": "保存すると、公開サイトの「アクセシビリティ」のページにすぐ表示します。",
            },
        ),
        ("策定と連絡先", {"fields": ["decided_on", "revised_on", "contact"]}),
    ]

    class Media:
        js = ["editing/rows.js"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not AccessibilityPolicy.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AuditRecord)
class AuditRecordAdmin(admin.ModelAdmin):
    """Read by administrators, written by nobody's hand."""

    list_display = ["moment", "kind", "who", "detail", "address"]
    list_filter = ["kind"]
    search_fields = ["name", "detail", "address"]
    date_hierarchy = "at"
    list_select_related = ["user"]
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="日時", ordering="at")
    def moment(self, record):
        return timezone.localtime(record.at).isoformat(" ", "seconds")

    @admin.display(description="ユーザー")
    def who(self, record):
        return record.name or staff_name(record.user)


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    formfield_overrides = WIDGETS
    list_display = ["division", "persons", "tel", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["division", "persons", "tel"]


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin):
    """Raised and ended by approvers. Nobody deletes one, so that the record of what was told stays whole."""

    formfield_overrides = WIDGETS
    list_display = ["text", "level", "starts_at", "ends_at", "shown"]
    list_filter = ["level"]
    search_fields = ["text"]
    ordering = ["-starts_at"]
    actions = ["end_now"]
    fieldsets = [
        (None, {"fields": ["level", "text"]}),
        ("くわしい案内へのリンク", {"fields": ["link_label", "link_url"]}),
        (
            "表示する時間",
            {
                "fields": ["starts_at", "ends_at"],
                "description": "保存すると、その時刻に、すべてのページの一番上に表示します。承認の手続はありません。",
            },
        ),
    ]

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="今の状態")
    def shown(self, alert):
        return alert.standing()

    @admin.action(description="選んだお知らせの表示を終える", permissions=["change"])
    def end_now(self, request, queryset):
        at = timezone.now()
        shown = [alert for alert in queryset if alert.standing(at) in ("表示中", "予定")]
        for alert in shown:
            alert.end(at)
            self.log_change(request, alert, "表示を終えました。")
        self.message_user(request, f"{len(shown)}件のお知らせの表示を終えました。")


admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin):
    list_display = ["username", "last_name", "first_name", "email", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    actions = ["take_factor_away"]

    def save_model(self, request, obj, form, change):
        # The groups are saved after the user: what was is looked up before.
        request.rights_before = _rights(User.objects.filter(pk=obj.pk).first())
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        before, after = request.rights_before, _rights(User.objects.get(pk=form.instance.pk))
        if before != after:
            detail = f"{form.instance.get_username()}: {before or 'なし'} → {after}"
            AuditRecord.write(AuditRecord.Kind.ACCOUNT, user=request.user, detail=detail, address=address_of(request))

    def delete_model(self, request, obj):
        name = obj.get_username()
        super().delete_model(request, obj)
        AuditRecord.write(
            AuditRecord.Kind.ACCOUNT, user=request.user, detail=f"{name}: 削除", address=address_of(request)
        )

    def delete_queryset(self, request, queryset):
        for user in queryset:
            self.delete_model(request, user)

    @admin.action(description="選んだ人の二要素認証を解除する（端末をなくしたとき）", permissions=["change"])
    def take_factor_away(self, request, queryset):
        taken = [user for user in queryset if factor.remove(user)]
        for user in taken:
            detail = f"{user.get_username()}: 管理者による解除"
            AuditRecord.write(AuditRecord.Kind.FACTOR, user=request.user, detail=detail, address=address_of(request))
        self.message_user(request, f"{len(taken)}人の二要素認証を解除しました。")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="役割")
    def role_names(self, user):
        return "、".join(roles.LABELS.get(group.name, group.name) for group in user.groups.all())


def _rights(user: User | None) -> str:
    """What somebody may do, in words: roles, and whether the account is in use."""
    if user is None:
        return ""
    names = [roles.LABELS.get(group.name, group.name) for group in user.groups.order_by("name")]
    names += ["全権"] if user.is_superuser else []
    names += [] if user.is_staff else ["管理画面なし"]
    names += [] if user.is_active else ["停止中"]
    own = sorted(user.user_permissions.values_list("codename", flat=True))
    return "、".join([*names, *own]) or "役割なし"
