"""What a person types about one step of a reorganisation. A draft may be unfinished; what cannot be understood is refused with
what was typed still in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.core.text import folding_key, mixed_script
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.choices import EventKind
from lantoa.organisation.queries.reorganisations.faults import WITH_NEW_UNITS, WITH_NEW_WORDS, WITH_RECEIVER
from lantoa.organisation.queries.reorganisations.staged_trees import StagedTree, StagedUnit
from lantoa.organisation.services.reorganisations.drafts import MOST_ROWS, StepContent
from lantoa.ui.forms import LineField, TextField, ViForm

# A code stands in addresses and file names.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
PARTED = " – "  # between code and short name, as the list of parents offers them
UNASSIGNED, EVERYONE = "chua-gan", "tat-ca"


def shown_unit(unit: StagedUnit) -> str:
    """How a field names a unit: «HG-048 – Bệnh viện Đa khoa tỉnh»."""
    return f"{unit.code}{PARTED}{unit.short_name or unit.name}"


class RowForm(ViForm):
    """One new unit, or what one of the step's units becomes. A row without name and code says nothing."""

    beside = (
        re.compile("w-.+"),
    )  # codes hold hyphens: `w-A-1-name` begins like a name of the row `w-A`; StepForm judges it

    name = LineField(label=gettext_lazy("Tên đầy đủ"), required=False)
    short_name = LineField(label=gettext_lazy("Tên gọi tắt"), max_length=200, required=False)
    code = LineField(label=gettext_lazy("Mã"), max_length=40, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại hình"), required=False)
    parent = LineField(label=gettext_lazy("Trực thuộc"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Khối ngành"), required=False)
    official_code = LineField(label=gettext_lazy("Mã số mới"), max_length=40, required=False)

    def __init__(self, *args: Any, step: "StepForm", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["kind"].choices = [("", _("Chọn loại hình")), *step.kinds.items()]  # type: ignore[attr-defined]
        self.fields["sector"].choices = [("", _("Không xếp khối")), *step.sectors.items()]  # type: ignore[attr-defined]
        self.fields["parent"].widget.attrs["list"] = "parents"
        self.fields["code"].widget.attrs["placeholder"] = _("Tự đề xuất")

    @property
    def is_empty(self) -> bool:
        told = self.cleaned_data
        return not (
            told.get("name") or told.get("code") or told.get("short_name") or told.get("official_code")
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        strange = mixed_script(name)
        if strange is not None:
            raise ValidationError(strange.sentence)
        return name

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code and not CODE.fullmatch(code):
            raise ValidationError(_("Mã chỉ gồm chữ không dấu, số, dấu chấm và gạch nối. Ví dụ: HG-099"))
        return code

    def clean_parent(self) -> str:
        return self.step.understood_unit(self.cleaned_data["parent"], self.step.typed_codes())


class StepForm(ViForm):
    """All that the editor of a step sends. `content(act)` is what the step says after the button `act`.

    Buttons: `luu` keeps, `tim` looks for units, `them` and `them-het` take found units in, `dan` a pasted list, `bo` takes chosen
    ones out, `gan` gives units of a split to a part, `them-dong` offers one more row.
    """

    beside = (
        *("viec", "q", "nhanh", "khoi", "them", "bo", "don-vi", "rows"),
        re.compile("s-.{1,40}"),
        re.compile("(w-.{1,40}|d[0-9]{1,4})-(there|name|short_name|code|kind|parent|sector|official_code)"),
    )

    receiver = LineField(label=gettext_lazy("Đơn vị nhận"), required=False)
    pasted = TextField(
        label=gettext_lazy("Dán danh sách mã hoặc tên"),
        required=False,
        help_text=gettext_lazy("Mỗi dòng một đơn vị; nhiều mã trên một dòng thì cách nhau bằng dấu phẩy."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    share_group = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    share_part = forms.ChoiceField(label=gettext_lazy("Về"), required=False)
    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: EventKind,
        tree: StagedTree,
        kinds: Mapping[str, str],
        sectors: Mapping[str, str],
        kept: StepContent,
        more_rows: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.tree, self.kinds, self.sectors, self.kept = kind, tree, kinds, sectors, kept
        self.fields["receiver"].widget.attrs["list"] = "parents"
        self.sources = self._sent_sources() if self.is_bound else list(kept.sources)
        self.shares = self._sent_shares() if self.is_bound else dict(kept.shares)
        self.rows = self._rows(more_rows)
        self.pasted_wrong: list[
            str
        ] = []  # what is wrong with the lines that stay in the field after the rest was taken
        parts = [
            (row["code"], row.get("short_name") or row.get("name") or row["code"])
            for row in kept.rows
            if row.get("code")
        ]
        self.parts = parts
        self.fields["share_part"].choices = [("", _("Chọn đơn vị mới")), *parts]  # type: ignore[attr-defined]
        groups = [
            (UNASSIGNED, _("Đơn vị chưa có nơi nhận")),
            (EVERYONE, _("Tất cả đơn vị")),
            *sectors.items(),
        ]
        self.fields["share_group"].choices = groups  # type: ignore[attr-defined]

    # --- what was sent ---

    def _listed(self, name: str) -> list[str]:
        """All values sent under one name."""
        return cast(QueryDict, self.data).getlist(name) if self.is_bound else []

    def _sent_sources(self) -> list[str]:
        return [one[:40] for one in dict.fromkeys(self._listed("don-vi"))][:5000]

    def _sent_shares(self) -> dict[str, str]:
        return {
            name.removeprefix("s-")[:40]: str(value)[:40]
            for name, value in self.data.items()
            if name.startswith("s-") and value
        }

    def typed_codes(self) -> set[str]:
        """Codes of this step's own new units, which may stand one below another."""
        if not self.is_bound:
            return set()
        typed = (str(self.data.get(f"d{place}-code", "")).strip() for place in range(self._row_count()))
        return {code for code in typed if code}

    def _row_count(self) -> int:
        sent = str(self.data.get("rows", "0"))
        return min(int(sent), MOST_ROWS) if sent.isascii() and sent.isdigit() and len(sent) < 5 else 0

    # --- rows ---

    def _rows(self, more: int) -> list[RowForm]:
        if self.kind in WITH_NEW_WORDS:
            return self._rows_of_sources()
        if self.kind not in WITH_NEW_UNITS:
            return []
        if self.is_bound:
            return [RowForm(self.data, prefix=f"d{place}", step=self) for place in range(self._row_count())]
        kept: list[Mapping[str, str]] = list(self.kept.rows)
        least = {EventKind.SPLIT: 2, EventKind.ESTABLISH: 1, EventKind.MERGE: 1}[self.kind]
        blank = max(least - len(kept), 0 if self.kind == EventKind.MERGE else more)
        kept += [self._usual()] * blank
        return [
            RowForm(prefix=f"d{place}", step=self, initial=self._shown(one)) for place, one in enumerate(kept)
        ]

    def _rows_of_sources(self) -> list[RowForm]:
        if self.is_bound:
            sent = [code for code in self.sources if f"w-{code}-there" in self.data]
            return [
                RowForm(self.data, prefix=f"w-{code}", step=self, initial={"code": code}) for code in sent
            ]
        kept = {row.get("code"): row for row in self.kept.rows}
        forms_made = []
        for code in self.sources:
            unit = self.tree.units.get(code)
            now = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind_code} if unit else {}
            told = {
                **now,
                **{name: value for name, value in kept.get(code, {}).items() if value},
                "code": code,
            }
            forms_made.append(RowForm(prefix=f"w-{code}", step=self, initial=told))
        return forms_made

    def _usual(self) -> dict[str, str]:
        """What a new unit starts from: the parent and the kind of the step's units, else the committee."""
        first = next((self.tree.units[code] for code in self.sources if code in self.tree.units), None)
        if first is None:
            return {"parent": self.tree.top}
        sector = first.sector_code if self.kind == EventKind.MERGE else ""
        return {"parent": first.parent, "kind": first.kind_code, "sector": sector}

    def _shown(self, row: Mapping[str, str]) -> dict[str, str]:
        unit = self.tree.units.get(row.get("parent", ""))
        return {**row, "parent": shown_unit(unit) if unit else row.get("parent", "")}

    # --- what it means ---

    def understood_unit(self, typed: str, more: Iterable[str] = ()) -> str:
        """The code of the unit that was typed by code, by name, or as the list offers it; "" for nothing."""
        wanted = typed.partition(PARTED)[0].strip() if PARTED in typed else typed.strip()
        if not wanted:
            return ""
        same = {folding_key(code): code for code in more}
        if folding_key(wanted) in same:
            return same[folding_key(wanted)]
        found = self.tree.understood(wanted)
        if len(found.codes) == 1:
            return found.codes[0]
        if found.ambiguous:
            raise ValidationError(_("Có nhiều đơn vị tên «%(name)s». Ghi mã đơn vị.") % {"name": typed})
        raise ValidationError(
            _("Không tìm thấy đơn vị «%(name)s» trong phạm vi phương án. Chọn trong danh sách hoặc ghi mã.")
            % {"name": typed}
        )

    def clean_receiver(self) -> str:
        return self.understood_unit(self.cleaned_data["receiver"])

    def is_valid(self) -> bool:
        own = super().is_valid()
        rows = [row.is_valid() for row in self.rows]  # each says what is wrong with it
        return own and all(rows)

    def content(self, act: str, found: Sequence[StagedUnit]) -> tuple[StepContent, str]:
        """What the step says after the button, and the pasted lines that nobody understood. Only after `is_valid`."""
        sources, left = list(self.sources), ""
        if act == "them":
            sources += [one[:40] for one in self._listed("them")]
        elif act == "them-het":
            sources += [unit.code for unit in found]
        elif act == "bo":
            gone = set(self._listed("bo"))
            sources = [code for code in sources if code not in gone]
        elif act == "dan":
            understood = self.tree.understood(self.cleaned_data["pasted"])
            sources += understood.codes
            left = self._not_understood(understood.unknown, understood.ambiguous)
        sources = list(dict.fromkeys(sources))
        rows = self._told_rows(sources)
        shares = self.shares if self.kind == EventKind.SPLIT else {}
        if act == "gan":
            shares = shares | self._given(sources)
        receiver = self.cleaned_data["receiver"] if self.kind in WITH_RECEIVER else ""
        return StepContent(sources, receiver, rows, shares), left

    def _not_understood(self, unknown: Sequence[str], ambiguous: Sequence[str]) -> str:
        if unknown:
            sentence = ngettext(
                "%(count)s dòng không khớp đơn vị nào: %(lines)s.",
                "%(count)s dòng không khớp đơn vị nào: %(lines)s.",
                len(unknown),
            )
            self.add_error(
                "pasted", sentence % {"count": format_count(len(unknown)), "lines": "; ".join(unknown[:20])}
            )
        if ambiguous:
            sentence = _("Tên có ở nhiều đơn vị, ghi mã thay tên: %(lines)s.")
            self.add_error("pasted", sentence % {"lines": "; ".join(ambiguous[:20])})
        return "\n".join([*unknown, *ambiguous])

    def _told_rows(self, sources: Sequence[str]) -> list[dict[str, str]]:
        if self.kind in WITH_NEW_WORDS:
            told = {row.prefix.removeprefix("w-"): row.cleaned_data for row in self.rows if row.prefix}
            words = (
                ["official_code"] if self.kind == EventKind.CODE_CHANGE else ["name", "short_name", "kind"]
            )
            return [
                {"code": code} | {name: told[code].get(name, "") for name in words}
                for code in sources
                if code in told
            ]
        names = ("code", "name", "short_name", "kind", "parent", "sector")
        rows = [
            {name: row.cleaned_data.get(name, "") for name in names} for row in self.rows if not row.is_empty
        ]
        taken = {row["code"] for row in rows if row["code"]}
        for row in rows:
            if not row["code"] and row["name"]:
                row["code"] = self.tree.proposed_code(row["short_name"] or row["name"], row["parent"], taken)
                taken.add(row["code"])
        return rows

    def _given(self, sources: Sequence[str]) -> dict[str, str]:
        """Units of a group, or all, or those without one, given to a part at one stroke."""
        part, group = self.cleaned_data.get("share_part", ""), self.cleaned_data.get("share_group", "")
        if not part:
            return {}
        below = [unit for code in sources for unit in self.tree.below(code)]
        parts = {code for code, _name in self.parts}
        return {
            unit.code: part
            for unit in below
            if group == EVERYONE
            or (group == UNASSIGNED and self.shares.get(unit.code) not in parts)
            or unit.sector_code == group
        }
