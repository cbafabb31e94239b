"""``loyalty-engine ledger``: every entry of the points ledger, and the balance sheet that they come to."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from loyalty_engine.cli.arguments import Commands, add_file, command
from loyalty_engine.cli.failure import DONE
from loyalty_engine.cli.output import Output
from loyalty_engine.cli.programme import Programme, programme_in
from loyalty_engine.cli.view import Block, Column, Style, Table, Text
from loyalty_engine.model.ledger import Account, AccountKind, LedgerEntry, balance_sheet
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import Plain


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "ledger", run, "show the ledger of points", _DETAILS)
    add_file(parser)
    parser.add_argument("member", metavar="MEMBER", nargs="?", help="only entries of this member")
    parser.add_argument("--json", action="store_true", help="write the entries and the sheet as JSON")


_DETAILS = (
    "Entries are only ever added. Each moves points from one account to another, so\n"
    "all accounts together come to 0."
)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Show the entries that *arguments* leave, and what the accounts come to."""
    with programme_in(arguments.file) as programme:
        entries = _entries(programme, arguments.member)
        if not entries and arguments.member is not None and not programme.known(arguments.member):
            raise programme.stranger()
        if arguments.json:
            output.write(f"{dumps(_plain(entries), indent=2)}\n")
        else:
            output.show(_blocks(programme, entries))
    return DONE


def _entries(programme: Programme, member: str | None) -> list[LedgerEntry]:
    """All entries, or those that move points of one member."""
    if member is None:
        return list(programme.store.ledger)
    account = programme.members.account(member)
    return [one for one in programme.store.ledger if account in (one.source.owner, one.target.owner)]


def _kinds(entries: Sequence[LedgerEntry]) -> list[str]:
    return sorted({entry.currency for entry in entries})


def _blocks(programme: Programme, entries: Sequence[LedgerEntry]) -> Iterator[Block]:
    if not entries:
        yield Text("no entries so far")
        return
    yield Table(
        columns=(
            *(Column(name) for name in ("at", "from", "to")),
            Column("amount", right=True),
            *(Column(name) for name in ("points", "lot", "operation")),
        ),
        rows=(_row(programme, entry) for entry in entries),
    )
    kinds = _kinds(entries)
    touched = {account.kind for entry in entries for account in (entry.source, entry.target)}
    sheets = {kind: balance_sheet(entries, kind) for kind in kinds}
    yield Text()
    yield Text("What the accounts come to", Style.STRONG)
    yield Table(
        columns=(Column("account"), *(Column(kind, right=True) for kind in kinds)),
        rows=(
            (_word(account), *(programme.kind(kind).write(sheets[kind][account]) for kind in kinds))
            for account in AccountKind
            if account in touched
        ),
        total=("together", *(programme.kind(kind).write(sum(sheets[kind].values())) for kind in kinds)),
    )


def _row(programme: Programme, entry: LedgerEntry) -> tuple[str, ...]:
    return (
        entry.at.isoformat(" ", "minutes"),
        _account(entry.source),
        _account(entry.target),
        programme.kind(entry.currency).write(entry.amount),
        entry.currency,
        entry.lot or "",
        entry.operation,
    )


def _account(account: Account) -> str:
    return _word(account.kind) if account.owner is None else f"{_word(account.kind)} of {account.owner}"


def _word(kind: AccountKind) -> str:
    return kind.value.replace("_", " ")


def _plain(entries: Sequence[LedgerEntry]) -> Plain:
    sheet: dict[str, Plain] = {}
    for currency in _kinds(entries):
        figures: dict[str, Plain] = {
            kind.value: amount for kind, amount in balance_sheet(entries, currency).items()
        }
        sheet[currency] = figures
    written: list[Plain] = [_plain_entry(entry) for entry in entries]
    return {"entries": written, "sheet": sheet}


def _plain_entry(entry: LedgerEntry) -> Plain:
    dates = {"active_from": entry.active_from, "expires_at": entry.expires_at}
    return {
        "id": entry.id,
        "operation": entry.operation,
        "at": entry.at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "currency": entry.currency,
        "amount": entry.amount,
        "source": entry.source.kind.value,
        "source_owner": entry.source.owner,
        "target": entry.target.kind.value,
        "target_owner": entry.target.owner,
        "lot": entry.lot,
        **{name: None if date is None else date.isoformat() for name, date in dates.items()},
    }
