"""Merkle trees: the hashes of RFC 6962, and proofs that show what they should and nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.merkle import (
    Tree,
    check_consistency,
    check_inclusion,
    consistency_ranges,
    inclusion_ranges,
    prove,
)
from strongroom.errors import BadProof

# The leaves and roots that implementations of RFC 6962 compare themselves with.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def grown(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition in the RFC, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_roots_are_those_of_other_implementations(size: int, root: str) -> None:
    assert grown(LEAVES[:size]).root().hex() == root


def numbered(count: int) -> list[bytes]:
    return [number.to_bytes(4, "big") for number in range(count)]


@given(st.integers(0, 80), st.integers(0, 80))
def test_a_tree_goes_on_from_its_peaks(first: int, more: int) -> None:
    leaves = numbered(first + more)
    before = grown(leaves[:first])
    tree = Tree(before.size, before.peaks)
    for leaf in leaves[first:]:
        tree.append(leaf)
    assert tree.root() == plain_root(leaves)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 21])
def test_every_leaf_is_proven_at_its_place_and_at_no_other(size: int) -> None:
    leaves = numbered(size)
    root = plain_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = prove(leaves, inclusion_ranges(index, size))
        check_inclusion(leaf, index, size=size, root=root, proof=proof)
        for other in range(-1, size + 1):
            if other != index:
                with pytest.raises(BadProof):
                    check_inclusion(leaf, other, size=size, root=root, proof=proof)
        with pytest.raises(BadProof):
            check_inclusion(b"other", index, size=size, root=root, proof=proof)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 21])
def test_every_tree_is_proven_to_begin_with_the_one_that_it_was(size: int) -> None:
    leaves = numbered(size)
    new = (size, plain_root(leaves))
    for old in range(1, size + 1):
        proof = prove(leaves, consistency_ranges(old, size))
        check_consistency((old, plain_root(leaves[:old])), new, proof)
        for wrong in ((old, bytes(32)), (0, plain_root([])), (size + 1, new[1])):
            with pytest.raises(BadProof):
                check_consistency(wrong, new, proof)
        with pytest.raises(BadProof):
            check_consistency((old, plain_root(leaves[:old])), (size, bytes(32)), proof)


@given(st.integers(2, 60), st.data())
def test_a_proof_with_a_changed_a_missing_or_an_added_hash_shows_nothing(size: int, data: st.DataObject) -> None:
    leaves = numbered(size)
    index = data.draw(st.integers(0, size - 1))
    proof = prove(leaves, inclusion_ranges(index, size))
    at = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:at], bytes(32), *proof[at + 1 :]]
    for bad in (changed, proof[:-1], [*proof, bytes(32)]):
        with pytest.raises(BadProof):
            check_inclusion(leaves[index], index, size=size, root=plain_root(leaves), proof=bad)


def test_peaks_of_another_size_are_refused() -> None:
    with pytest.raises(BadProof):
        Tree(3, (bytes(32),))
