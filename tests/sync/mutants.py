"""Small wrongs: the simulation or a test must find each, for its own reason. A text fits the code exactly once."""

from dataclasses import dataclass

PHONE = "tests/sync/phone.py"


@dataclass(frozen=True)
class Mutant:
    """One wrong: ``old`` becomes ``new`` in ``file``; found by a seed on ``engine``, or by the ``test`` named.

    ``because``: a pattern in the words of whatever found it, so that code which only falls over proves nothing.
    """

    name: str
    file: str
    old: str
    new: str
    engine: str = "sqlite"
    first: int = 0
    seeds: int = 24
    test: tuple[str, ...] = ()
    because: str = ""


RESTORED = 28
"""The first seed that restores a backup."""
UNSEEN = "does not hold what a fresh phone gets"
LACKS = "the ledger lacks it"
MERGE_TEST = ("pytest", "-q", "tests/unit/test_merge_rule.py")
PULL_TEST = ("vitest", "src/sync/pull.test.ts")
PUSH_TEST = ("vitest", "src/sync/receipts.test.ts", "src/sync/push.test.ts")
OUTBOX_TEST = ("vitest", "src/sync/outbox.test.ts")
HANDOVER_TEST = ("pytest", "-q", "tests/api/test_handovers.py")

MUTANTS = (
    Mutant(
        "last write wins", "app/ledger/rules.py",
        "answer, candidates = dict(said), fields.get(path, NOBODY)", "answer, candidates = dict(said), NOBODY",
        because="went unseen",
    ),
    Mutant(
        "no idempotency", "app/ledger/writing.py",
        "    stored = desk_of(session).stored(edit_id)\n    if stored is None:",
        "    stored = desk_of(session).stored(edit_id)\n    if True:",
        because="unexpected of .* which came again",
    ),
    Mutant(
        "gone unchecked (phone)", "frontend/src/sync/applying.ts",
        "record?.city_id === gone[at]?.city_id", "record !== undefined && gone[at] !== undefined", test=PULL_TEST,
        because="only while the copy still belongs to the old one",
    ),
    Mutant(
        "gone unchecked (twin)", PHONE,
        '(one["record_id"], one["city_id"]) in gone', 'one["record_id"] in dict(gone)',
        seeds=200, because=UNSEEN,
    ),
    Mutant(
        "no purge", PHONE, "        self._remove_ungranted(page)\n", "",
        because=UNSEEN,
    ),
    Mutant(
        "no purge of a dropped settlement (phone)", "frontend/src/sync/applying.ts",
        "  await removeDropped(tx, changes.drop);\n", "", test=PULL_TEST,
        because="drops a settlement with all that belongs to it",
    ),
    Mutant(
        "join after freezing", PHONE, 'if own.state == "open" and saying', 'if own.state != "safe" and saying',
        because="dropped .* which was (frozen|parked)|changed after it was frozen",
    ),
    Mutant(
        "join after freezing (phone)", "frontend/src/sync/outbox.ts",
        "(own) => own.state === 'open' && Object.keys(saying.set)", "(own) => Object.keys(saying.set)",
        test=OUTBOX_TEST, because="replaces a frozen edit instead of changing it",
    ),
    Mutant(
        "receipt before commit", "app/kit/db.py",
        "    with writing() as session:\n        done = work(session)\n    return done",
        "    block = writing()\n    done = work(block.__enter__())\n"
        "    threading.Timer(0.05, block.__exit__, (None, None, None)).start()\n    return done",
        because=LACKS,
    ),
    Mutant(
        "plain sequence as cursor", "app/ledger/repository.py",
        '    connection, counted = session.connection(), {"of": scope_id',
        "    from sqlalchemy import NullPool, create_engine\n"
        '    beside = create_engine(session.get_bind().engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)\n'
        '    connection, counted = beside.connect(), {"of": scope_id',
        engine="postgresql", seeds=120, because=UNSEEN,
    ),
    Mutant(
        "no row lock", "app/kit/among.py",
        "self._as_array.order_by(column).with_for_update()", "self._as_array.order_by(column)",
        engine="postgresql", seeds=120, because="went unseen",
    ),
    Mutant(
        "replaced ids kept per record instead of per path", "app/ledger/rules.py",
        "        if edit_id not in state.pending.get(path, ()):",
        "        if not any(edit_id in ids for ids in state.pending.values()):",
        seeds=80, because="in another order|went unseen",
    ),
    Mutant(
        "equal candidates dropped from the wire", "app/sync/wire.py",
        "    edits, fields, replaced = parts\n",
        "    edits, fields, replaced = parts\n"
        "    told = {path: [one for at, one in enumerate(held) if one[1] not in [before[1] for before in held[:at]]]\n"
        "            for path, held in orjson.loads(f'{{{fields}}}').items()}\n"
        "    fields = orjson.dumps(told)[1:-1].decode()\n",
        seeds=80, because="not granted what the rules say",
    ),
    Mutant(
        "a deletion ignores what it saw", "app/ledger/rules.py",
        "not any(live <= saw for saw in deletions)", "False", test=MERGE_TEST,
        because="contested",
    ),
    Mutant(
        "a drop forgets unsent edits", PHONE, "                own.pulled = own.pulled or own.state == \"safe\"\n",
        "                if own.state != \"safe\":\n                    del self.outbox[own.edit_id]\n",
        because="which was (frozen|parked)|which nobody sent",
    ),
    Mutant(
        "a drop forgets unsent edits (phone)", "frontend/src/sync/applying.ts",
        "  const safe = mine.flat().filter(({ state }) => state === 'safe');\n",
        "  const safe = mine.flat().filter(({ state }) => state === 'safe');\n"
        "  const unsent = mine.flat().filter(({ state }) => state !== 'safe');\n"
        "  for (const { edit_id } of unsent) await tx.objectStore('outbox').delete(edit_id);\n",
        test=PULL_TEST, because="and keeps unsent edits",
    ),
    Mutant(
        "after a restore nothing is sent again", PHONE, '            if own.state == "safe" and unnamed:',
        "            if False:", first=RESTORED, seeds=12, because=LACKS,
    ),
    Mutant(
        "after a restore nothing is sent again (phone)", "frontend/src/sync/applying.ts",
        "    unnamed.map((own) => ({ ...own, state: 'frozen' })),\n", "    unnamed,\n",
        test=PULL_TEST, because="sends again what a restored server does not have",
    ),
    Mutant(
        "the epoch is ignored", "app/sync/pulling.py", "    epoch = ledger.epoch(session)\n",
        '    epoch = "first"\n', first=RESTORED, seeds=12, because=LACKS,
    ),
    Mutant(
        "the receipt is not verified", PHONE, "        return bool(same)", "        return bool(receipt)",
        because="without a receipt that verifies",
    ),
    Mutant(
        "the receipt is not verified (phone)", "frontend/src/sync/receipts.ts", "return genuine ? parsed(payload)",
        "return genuine !== null ? parsed(payload)", test=PUSH_TEST,
        because="proves nothing when another key signed it",
    ),
    Mutant(
        "safe places above what a backup holds", "app/sync/pulling.py",
        "{city_id: count.safe_seq for city_id, count", "{city_id: count.seq for city_id, count",
        first=RESTORED, seeds=84, because=LACKS,
    ),
    Mutant(
        "the receipt forgets refused paths", "app/sync/answering.py", '"refused_paths": sorted(first.refused_paths)',
        '"refused_paths": []',
        because="are refused than promised",
    ),
    Mutant(
        "the last push of a phone shut out is lost", "app/sync/handover_endpoints.py",
        "    return handovers.last_push(session, phones.phone_by_token(session, token), batch, at)\n",
        "    savepoint = session.begin_nested()\n"
        "    answered = handovers.last_push(session, phones.phone_by_token(session, token), batch, at)\n"
        "    savepoint.rollback()\n    return answered\n",
        seeds=80, because="is parked; the ledger lacks it",
    ),
    Mutant(
        "a hand-over has the carrier's rights", "app/sync/handovers.py",
        "    return last_push(session, phone, batch, at, carried_by)\n",
        "    from dataclasses import replace\n"
        "    carrier = phones.phone(session, carried_by) if carried_by else phone\n"
        "    who = replace(carrier.who, person_id=phone.who.person_id, device_id=phone.who.device_id)\n"
        "    return last_push(session, replace(phone, who=who), batch, at, carried_by)\n",
        test=HANDOVER_TEST, because="the_rights_are_the_authors_and_never_the_carriers",
    ),
    Mutant(
        "the cursor is kept before its page", PHONE, '            if fault.name == "dies":',
        '            self.cursor = page["cursor"]\n            if fault.name == "dies":',
        because=UNSEEN,
    ),
    Mutant(
        "the cursor is kept before its page (phone)", "frontend/src/sync/applying.ts",
        "  durably(db, ['records', 'outbox', 'meta', 'fixes'], (tx) => apply(tx, changes, asked));\n",
        "  db.put('meta', changes.cursor, 'cursor').then(() =>\n"
        "    durably(db, ['records', 'outbox', 'meta', 'fixes'], (tx) =>\n"
        "      apply(tx, changes, { proven: asked.proven })),\n"
        "  );\n",
        test=PULL_TEST, because="leaves neither records nor cursor when it breaks half-way",
    ),
    Mutant(
        "a page that another tab has overtaken is applied (phone)", "frontend/src/sync/applying.ts",
        "  if (from !== undefined && from !== ((await meta.get('cursor')) ?? '')) return false;\n", "",
        test=PULL_TEST, because="leaves out a page that another tab has overtaken",
    ),
    Mutant(
        "parked edits are not kept", "app/ledger/repository.py",
        "    session.execute(_insert_new(session, ParkedEdit), dict(row))", "    dict(row)",
        because="is parked; the ledger lacks it",
    ),
    Mutant(
        "a mapper reads every settlement of the city", "app/sync/granting.py",
        'return self.settlement_ids is None or kind == "place"', 'return True or kind == "place"',
        because="not granted what the rules say",
    ),
    Mutant(
        "a place that was parted from stays in the other's round", "app/profiles/service.py",
        "    if settlements.set_round(session,", "    if settlements.begin_round(session,",
        because="is told that .*; it is ",
    ),
    Mutant(
        "what a person did not see is replaced, too", PHONE,
        "replaced = set(standing if seen is None else seen) | ", "replaced = set(standing) | ",
        seeds=80, because="never saw",
    ),
    Mutant(
        "what a person did not see is replaced, too (phone)", "frontend/src/sync/view.ts",
        "new Set(seen ?? standing.map(({ edit_id }) => edit_id))", "new Set(standing.map(({ edit_id }) => edit_id))",
        test=OUTBOX_TEST, because="does not replace an answer that came after the question was painted",
    ),
)  # fmt: skip
