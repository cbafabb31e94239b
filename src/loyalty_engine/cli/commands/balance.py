"""``loyalty-engine balance``: what a member has to spend, and what is to become of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from loyalty_engine.cli.arguments import Commands, add_at, add_file, command
from loyalty_engine.cli.failure import DONE
from loyalty_engine.cli.output import Output
from loyalty_engine.cli.programme import Programme, programme_in
from loyalty_engine.cli.view import Block, Column, Style, Table, Text
from loyalty_engine.model.ledger import Wallet, wallet_of
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import Plain


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "balance", run, "show what a member has to spend", _DETAILS)
    add_file(parser)
    parser.add_argument("member", metavar="MEMBER", help="the id of the member, or of an account")
    add_at(parser)
    parser.add_argument("--json", action="store_true", help="write the balances as JSON")


_DETAILS = (
    "Of each kind of points: what can be spent, what becomes active later, what is set\n"
    "aside for open purchases, what is owed and what has expired; then when that changes."
)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Show the balances of the member that *arguments* name, at the time that they say."""
    with programme_in(arguments.file, arguments.at) as programme:
        wallets = _wallets(programme, arguments.member, past=arguments.at is not None)
        if not wallets and not programme.known(arguments.member):
            raise programme.stranger()
        if arguments.json:
            output.write(f"{dumps(_plain(programme, arguments.member, wallets), indent=2)}\n")
        else:
            output.show(_blocks(programme, arguments.member, wallets))
    return DONE


def _wallets(programme: Programme, member: str, *, past: bool) -> list[Wallet]:
    """What the member has of each kind of points, or had by the time of the command where that is *past*."""
    account = programme.members.account(member)
    with programme.store.begin() as unit:
        kinds = unit.kinds(account)
        if not past:
            return [unit.wallet(account, kind) for kind in kinds]
    ledger, at = programme.store.ledger, programme.clock.now()
    return [wallet_of(ledger, account, currency=kind, at=at) for kind in kinds]


def _blocks(programme: Programme, member: str, wallets: Sequence[Wallet]) -> Iterator[Block]:
    now = programme.clock.now()
    yield Text(f"Member {member}, {now.isoformat(' ', 'minutes')}", Style.TITLE)
    if not wallets:
        yield Text("no points so far")
        return
    names = ("to spend", "active later", "set aside", "owed", "expired")
    yield Table(
        columns=(Column("points"), *(Column(name, right=True) for name in names)),
        rows=((wallet.currency, *_figures(programme, wallet)) for wallet in wallets),
    )
    changes = [
        (moment.astimezone(now.tzinfo), wallet.currency, _signed(programme, wallet.currency, amount))
        for wallet in wallets
        for moment, amount in wallet.changes(now)
    ]
    if changes:
        yield Text()
        yield Text("What becomes active, and what expires", Style.STRONG)
        yield Table(
            columns=(Column("on"), Column("points"), Column("change", right=True)),
            rows=((moment.isoformat(" ", "minutes"), *rest) for moment, *rest in sorted(changes)),
        )


def _figures(programme: Programme, wallet: Wallet) -> Iterator[str]:
    now, kind = programme.clock.now(), programme.kind(wallet.currency)
    amounts = (wallet.balance(now), wallet.pending(now), wallet.reserved, wallet.owed, wallet.expired(now))
    return (kind.write(amount) for amount in amounts)


def _signed(programme: Programme, currency: str, amount: int) -> str:
    written = programme.kind(currency).write(amount)
    return f"+{written}" if amount > 0 else written


def _plain(programme: Programme, member: str, wallets: Sequence[Wallet]) -> Plain:
    now = programme.clock.now()
    balances: list[Plain] = []
    for wallet in wallets:
        changes: list[Plain] = [
            {"at": moment.isoformat(), "amount": amount} for moment, amount in wallet.changes(now)
        ]
        plain: Plain = {
            "currency": wallet.currency,
            "balance": wallet.balance(now),
            "pending": wallet.pending(now),
            "reserved": wallet.reserved,
            "owed": wallet.owed,
            "expired": wallet.expired(now),
            "changes": changes,
        }
        balances.append(plain)
    return {"member": member, "at": now.isoformat(), "balances": balances}
