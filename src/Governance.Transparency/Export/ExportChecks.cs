using System.Globalization;

namespace Governance.Transparency.Export;

/// <summary>Judges an export that was read: what "a verifier must" do, in the order a person asks.</summary>
internal sealed class ExportChecks(ExportParts parts, VerificationAnchor anchor)
{
    private readonly List<VerificationFinding> _findings = [];
    private readonly SortedDictionary<long, byte[]> _trusted = [];
    private IReadOnlyList<NoteKey> _keys = [];
    private readonly List<NoteKey> _witnesses = [];
    private NoteKey? _key;
    private Checkpoint? _newest;
    private Checkpoint? _pinned;

    private HashRun? Entries => parts.Leaves ?? parts.LeafHashes;

    public LogVerification Run()
    {
        try
        {
            if (HasMembers() && HasKey() && HasCheckpoint())
            {
                Previous();
                Pinned();
                Content();
                Proofs();
                Witnesses();
                Limits();
            }
        }
        catch (PlatformNotSupportedException e)
        {
            Fail($"A signature cannot be checked on this system. {e.Message}");
        }

        return new LogVerification
        {
            Findings = [.. _findings.OrderByDescending(f => f.Kind is FindingKind.Failed).ThenBy(f => f.Kind is FindingKind.Note)],
            Entries = Entries?.Count ?? 0,
            Checkpoint = _newest,
            Key = _key,
            KeyPinned = anchor.Keys.Count > 0,
            Pinned = _pinned,
        };
    }

    private static string Number(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Words(long n, string noun) =>
        $"{Number(n)} {(n == 1 ? noun : noun.EndsWith('y') ? noun[..^1] + "ies" : noun + "s")}";

    private bool HasMembers()
    {
        if (parts.Format is null || !string.Equals(parts.Format, ExportMember.FormatName, StringComparison.Ordinal))
        {
            return Fail(
                parts.Format is null
                    ? "The file does not say what it is: \"format\" is missing."
                    : $"The format is not {ExportMember.FormatName}, the only one supported."
            );
        }

        foreach (
            var (missing, name) in new[]
            {
                (parts.Checkpoint is null, ExportMember.Checkpoint),
                (parts.PublicKey is null, ExportMember.PublicKey),
                (parts.Leaves is null && parts.LeafHashes is null, ExportMember.Leaves),
                (parts.InclusionProofs is null, ExportMember.InclusionProofs),
                (parts.ConsistencyProofs is null, ExportMember.ConsistencyProofs),
            }
        )
        {
            if (missing)
            {
                Fail($"The file lacks \"{name}\".");
            }
        }

        return _findings.Count == 0;
    }

    private bool HasKey()
    {
        if (!NoteKey.TryParse(parts.PublicKey, out _key) || _key.Kind is NoteKeyKind.Cosignature || parts.PublicKey != _key.ToString())
        {
            return Fail("The log's key in the file is not the key of a log.");
        }

        if (anchor.Keys.Count > 0 && !anchor.Keys.Contains(_key))
        {
            return Fail($"The file names {_key} as the log's key; that is not the key given. The file may come from another log.");
        }

        _keys = anchor.Keys.Count > 0 ? anchor.Keys : [_key];
        foreach (var text in parts.WitnessKeys)
        {
            if (!NoteKey.TryParse(text, out var witness) || text != witness.ToString())
            {
                return Fail("A witness key in the file is not a valid key.");
            }

            _witnesses.Add(witness);
        }

        return true;
    }

    private bool HasCheckpoint()
    {
        _newest = Read(parts.Checkpoint, [_key!], "The checkpoint");
        if (_newest is null)
        {
            return false;
        }

        _trusted[_newest.Size] = _newest.Root;
        Prove(
            $"The checkpoint of {Words(_newest.Size, "entry")} is signed by the log's key {_key!.Name}+{Convert.ToHexStringLower(_key.Id)}."
        );
        return true;
    }

    // A signed checkpoint is what the log said; whether it said the truth is checked against the entries.
    private Checkpoint? Read(string? text, IReadOnlyList<NoteKey> keys, string name)
    {
        if (!SignedNote.TryParse(text, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint))
        {
            Fail($"{name} is not a signed checkpoint.");
            return null;
        }

        if (!string.Equals(checkpoint.Origin, _key!.Name, StringComparison.Ordinal))
        {
            Fail($"{name} belongs to the log {ExportParser.Shown(checkpoint.Origin)}, the key to {_key.Name}.");
            return null;
        }

        if (!keys.Any(note.IsSignedBy) || keys.Any(k => note.Signatures.Any(s => s.IsBy(k)) && !note.IsSignedBy(k)))
        {
            Fail($"{name} is not signed by the log's key: it was altered, or another log made it.");
            return null;
        }

        return checkpoint;
    }

    private void Previous()
    {
        foreach (var text in parts.PreviousCheckpoints)
        {
            if (Read(text, _keys, "An earlier checkpoint in the file") is not { } earlier)
            {
                continue;
            }

            if (earlier.Size > _newest!.Size)
            {
                Fail(
                    $"The file holds an earlier checkpoint of {Words(earlier.Size, "entry")}, more than the {Number(_newest.Size)} of the "
                        + $"newest: the log was cut off.",
                    _newest.Size
                );
            }
            else if (_trusted.TryGetValue(earlier.Size, out var root) && !root.AsSpan().SequenceEqual(earlier.Root))
            {
                Fail(
                    $"The log signed two different checkpoints of {Words(earlier.Size, "entry")}: it showed different histories to "
                        + $"different people.",
                    0,
                    earlier.Size - 1
                );
            }
            else
            {
                _trusted[earlier.Size] = earlier.Root;
            }
        }
    }

    private void Pinned()
    {
        if (anchor.Checkpoint is not { } note)
        {
            return;
        }

        _pinned = Read(note.ToString(), _keys, "The pinned checkpoint");
        if (_pinned is null)
        {
            return;
        }

        if (_pinned.Size > _newest!.Size)
        {
            Fail(
                $"The file ends after {Words(_newest.Size, "entry")}, but the log had {Number(_pinned.Size)} when the pinned checkpoint "
                    + $"was signed: entries from {Number(_newest.Size)} on were cut off, or an older state was restored.",
                _newest.Size
            );
            return;
        }

        var root = _pinned.Size == _newest.Size ? _newest.Root : Entries?.RootAt(_pinned.Size);
        if (root is null || !root.AsSpan().SequenceEqual(_pinned.Root))
        {
            Fail(
                $"The log does not extend the pinned checkpoint: at least one of its first {Words(_pinned.Size, "entry")} was altered, "
                    + $"removed, reordered or added after it was signed.",
                0,
                _pinned.Size - 1
            );
            return;
        }

        Prove(
            $"The log extends the pinned checkpoint of {Words(_pinned.Size, "entry")}: "
                + "nothing in it has been altered, removed or reordered since."
        );
    }

    private void Content()
    {
        var size = _newest!.Size;
        var complete = true;
        foreach (
            var (run, one, many) in new[]
            {
                (parts.Leaves, "entry", "entries"),
                (parts.LeafHashes, "hash of an entry", "hashes of entries"),
            }
        )
        {
            if (run is null)
            {
                continue;
            }

            var name = run.Count == 1 ? one : many;

            if (run.Count != size)
            {
                complete = false;
                var at = FirstSuspect(run);
                Fail(
                    run.Count < size
                        ? $"The file holds {Number(run.Count)} {name}, but the checkpoint was signed for {Number(size)}; "
                            + $"missing: {Number(size - run.Count)}.{Place(at)}"
                        : $"The file holds {Number(run.Count)} {name}, but the checkpoint was signed for {Number(size)}; "
                            + $"surplus: {Number(run.Count - size)}.{Place(at)}",
                    at.First,
                    at.Last
                );
            }
            else if (run.RootAt(size) is not { } root || !root.AsSpan().SequenceEqual(_newest.Root))
            {
                complete = false;
                var at = FirstSuspect(run);
                Fail(
                    $"The {many} do not hash to the signed root: at least one was altered, or their order was changed.{Place(at)}",
                    at.First,
                    at.Last
                );
            }
        }

        if (!complete)
        {
            return;
        }

        Prove(
            parts.Leaves is null
                ? $"The file holds the {(size == 1 ? "hash" : "hashes")} of {Words(size, "entry")} instead of the entries themselves, "
                    + "and matches the signed root."
            : size == 1 ? "The one entry hashes to the signed root: it has not been altered since it was signed."
            : $"All {Number(size)} entries hash to the signed root: none was altered, added, removed or reordered since it was signed."
        );

        foreach (var (earlier, root) in _trusted.Where(t => t.Key < size))
        {
            if (Entries!.RootAt(earlier) is { } own && !own.AsSpan().SequenceEqual(root))
            {
                Fail(
                    $"The log signed a different history when it had {Words(earlier, "entry")}: "
                        + "at least one of these was altered, and the log was signed again.",
                    0,
                    earlier - 1
                );
            }
        }
    }

    private void Proofs()
    {
        var (inclusion, consistency) = (0, 0);
        foreach (var proof in parts.InclusionProofs!)
        {
            if (ProofChecks.Refuses(proof, _trusted, Entries!) is { } problem)
            {
                Fail($"The inclusion proof of entry {Number(proof.LeafIndex)} {problem}", proof.LeafIndex);
            }
            else
            {
                inclusion++;
            }
        }

        foreach (var proof in parts.ConsistencyProofs!)
        {
            if (ProofChecks.Refuses(proof, _trusted, Entries!) is { } problem)
            {
                Fail(
                    $"The consistency proof from {Number(proof.OldSize)} to {Words(proof.NewSize, "entry")} {problem}",
                    proof.OldSize == 0 ? 0 : proof.OldSize - 1
                );
            }
            else
            {
                consistency++;
            }
        }

        foreach (var earlier in _trusted.Keys.Where(s => s < _newest!.Size && Entries!.Count == _newest.Size && Entries.RootAt(s) is null))
        {
            if (!parts.ConsistencyProofs.Any(p => p.OldSize == earlier && p.NewSize == _newest!.Size))
            {
                Fail($"The file holds no proof that the log extends its earlier checkpoint of {Words(earlier, "entry")}.", earlier - 1);
            }
        }

        if (inclusion + consistency > 0)
        {
            Prove($"{Words(inclusion, "inclusion proof")} and {Words(consistency, "consistency proof")} are valid.");
        }

        if (_trusted.Count > 1 && _findings.All(f => f.Kind is not FindingKind.Failed))
        {
            Prove($"The log extends every earlier checkpoint in the file: {Words(_trusted.Count - 1, "earlier checkpoint")}.");
        }
    }

    private void Witnesses()
    {
        foreach (
            var (text, size) in parts
                .PreviousCheckpoints.Append(parts.Checkpoint!)
                .Select(t => (t, t == parts.Checkpoint ? _newest!.Size : -1))
        )
        {
            _ = SignedNote.TryParse(text, out var note);
            foreach (var witness in _witnesses)
            {
                var line = note?.Signatures.FirstOrDefault(s => s.IsBy(witness));
                if (line is not null && !note!.IsSignedBy(witness))
                {
                    Fail($"The cosignature of the witness {witness.Name} was not made with its key.");
                }
                else if (line is not null && size >= 0)
                {
                    var time = Cosignature.TimeOf(line) is { } at
                        ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
                        : "an unknown time";
                    Prove(
                        $"The witness {witness.Name} ({Convert.ToHexStringLower(witness.Id)}) cosigned this checkpoint "
                            + $"at {time}: until then it had seen no other history of this log."
                    );
                }
                else if (size >= 0)
                {
                    Note($"The witness {witness.Name} has not cosigned this checkpoint.");
                }
            }
        }

        if (_witnesses.Count > 0)
        {
            Note("The keys of the witnesses came with the file: compare them with those the witnesses publish.");
        }
    }

    private void Limits()
    {
        if (anchor.Keys.Count == 0)
        {
            Note(
                FindingTopic.KeyOfTheFile,
                "The log's key came with the file: this proves that the file is complete, not whose log it is. Give the key that the "
                    + "portal printed at its first start."
            );
        }

        if (_pinned is null)
        {
            Note(
                FindingTopic.NothingPinned,
                "No earlier checkpoint was given: anyone who holds the log's key could have rewritten the log "
                    + "before this file was created. Keep this checkpoint and supply it next time."
            );
        }

        Note("This proves what was logged and in which order, not that the logged content is true.");
    }

    private (long First, long Last) FirstSuspect(HashRun run) => FirstSuspects.Find(run, parts, _trusted, _newest!);

    private static string Place((long First, long Last) at) =>
        at.First == at.Last
            ? $" The first bad entry is {Number(at.First)}."
            : $" The first bad entry is one of entries {Number(at.First)} to {Number(at.Last)}.";

    private bool Fail(string sentence, long? index = null, long? last = null)
    {
        _findings.Add(new(FindingKind.Failed, sentence, index, last == index ? null : last));
        return false;
    }

    private void Prove(string sentence) => _findings.Add(new(FindingKind.Proven, sentence));

    private void Note(string sentence) => Note(FindingTopic.Other, sentence);

    private void Note(FindingTopic topic, string sentence) => _findings.Add(new(FindingKind.Note, sentence) { Topic = topic });
}
