namespace Governance.Transparency.Witness;

/// <summary>
/// Watches over logs of others (C2SP tlog-witness): cosigns a checkpoint only after it saw that it extends the last one, and remembers it
/// before it answers. A log whose checkpoints are cosigned cannot show different histories to different people.
/// </summary>
/// <param name="name">The witness's name, in its key and its cosignatures.</param>
/// <param name="seed">Its private key, Ed25519, 32 bytes.</param>
/// <param name="logs">Keys of the logs it watches over; several of one name after a rotation.</param>
/// <param name="state">What it remembers.</param>
/// <param name="clock">The time in its cosignatures.</param>
public sealed class LogWitness(string name, byte[] seed, IReadOnlyList<NoteKey> logs, IWitnessState state, TimeProvider clock)
{
    /// <summary>The witness's key, for those who trust it.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no OpenSSL 3.</exception>
    public NoteKey Key { get; } = NoteKey.Of(name, NoteKeyKind.Cosignature, Ed25519.PublicKey(seed));

    /// <summary>Answers a request.</summary>
    public async Task<WitnessAnswer> AnswerAsync(ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (!WitnessRequest.TryParse(body.Span, out var request) || !Checkpoint.TryParse(request.Checkpoint.Text, out var checkpoint))
        {
            return WitnessAnswer.Malformed;
        }

        var keys = logs.Where(k => string.Equals(k.Name, checkpoint.Origin, StringComparison.Ordinal)).ToList();
        if (keys.Count == 0)
        {
            return WitnessAnswer.UnknownLog;
        }

        if (!keys.Any(request.Checkpoint.IsSignedBy))
        {
            return WitnessAnswer.NotSigned;
        }

        if (request.OldSize > checkpoint.Size)
        {
            return WitnessAnswer.Malformed;
        }

        var last = await state.GetAsync(checkpoint.Origin, ct);
        if (request.OldSize != last.Size)
        {
            return WitnessAnswer.OtherSize(last.Size);
        }

        // Two trees of one size are a conflict, not a proof that fails.
        if (checkpoint.Size == last.Size && !checkpoint.Root.AsSpan().SequenceEqual(last.Root))
        {
            return WitnessAnswer.OtherSize(last.Size);
        }

        // Before the first checkpoint stands the empty tree, which everything extends.
        if (!MerkleProofs.Extends(last.Size, checkpoint.Size, last.Root, checkpoint.Root, request.Proof))
        {
            return WitnessAnswer.Inconsistent;
        }

        if (
            checkpoint.Size != last.Size
            && !await state.TrySetAsync(checkpoint.Origin, last, new WitnessedTree(checkpoint.Size, checkpoint.Root), ct)
        )
        {
            return WitnessAnswer.OtherSize((await state.GetAsync(checkpoint.Origin, ct)).Size);
        }

        var signature = Cosignature.Sign(seed, clock.GetUtcNow(), request.Checkpoint.TextBytes);
        return WitnessAnswer.Cosigned(new NoteSignature(Key.Name, Key.Id.ToArray(), signature));
    }
}
