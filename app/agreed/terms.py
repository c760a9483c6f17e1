"""The words every agreement begins with; leaders may write their own, the first clause travels with every file."""

NO_EVICTION = (
    "They may not be used to evict, to demolish, to relocate people without their consent, or to prepare any of these."
)

DEFAULT_TERMS = f"""\
1. The answers, boundaries and numbers shared under this agreement belong to the communities who gave them and to their
   federation. {NO_EVICTION}
2. They are used only for the purpose written in this agreement, by the office named in it, and are not passed on to
   anyone else, published, or joined with other lists to find persons or households.
3. What a community keeps to itself stays with it. The office does not try to obtain it by another way.
4. The federation may end this agreement, or take a settlement back, at any time. From that day the office takes no new
   copies and does not use those it has for any new purpose.
5. Where the office finds a number wrong, it asks the federation before it uses another one beside it.
6. On the last day of this agreement the office deletes its copies, unless a new agreement is made.
"""
