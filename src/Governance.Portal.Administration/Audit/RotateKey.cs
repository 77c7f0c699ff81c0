using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Changes the log's key: an entry names both, the checkpoint that covers the entry is signed by both, those after it by the new one alone.
/// Works beside a running portal, which takes the new key over by itself when it has the same key folder.
/// </summary>
public sealed class RotateKey(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogKey key,
    KeyFolder keys,
    LastCheckpoint last,
    CheckpointSigner signer,
    LogHealth health,
    IOptions<AuditOptions> options,
    TimeProvider clock
)
{
    /// <summary>Changes the key.</summary>
    /// <param name="newKey">File with the new key (PKCS#8); one is made when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The new public key.</returns>
    public async Task<Result<NoteKey>> RunAsync(string? newKey, CancellationToken ct)
    {
        var coming = key.Coming;
        if (newKey is not null && coming is not null)
        {
            return KeyRefusals.NextIsConfigured;
        }

        if (newKey is null && coming is null && key.IsConfigured)
        {
            return options.Value.Signer.Length > 0 ? KeyRefusals.SignerIsConfigured : KeyRefusals.KeyIsConfigured;
        }

        var pem =
            coming is not null ? null
            : newKey is null ? LogKeyFiles.New()
            : File.Exists(newKey) ? await File.ReadAllTextAsync(newKey, ct)
            : "";
        if ((coming ?? LogKeyFiles.Parse(pem!)) is not { } next)
        {
            return KeyRefusals.NotAKey;
        }

        // What is there already is signed by the old key alone; and a log that cannot be signed gets no new key either.
        await signer.SignAsync(ct);
        if (health.Unsigned is { } alarm)
        {
            return KeyRefusals.NotSigned(Sentence.Ours(alarm));
        }

        var (before, after) = (LogKey.IdOf(key.Public), LogKey.IdOf(NoteKey.Of(key.Origin, next)));
        if (before == after)
        {
            return KeyRefusals.SameKey;
        }

        if (pem is not null)
        {
            keys.Write(LogKeyFiles.Next, pem);
        }

        await AppendAsync(KeyRotations.Fact(before, after, lost: false), ct);
        await signer.SignAsync(ct);
        return health.Unsigned is { } refused ? KeyRefusals.NotSigned(Sentence.Ours(refused)) : NoteKey.Of(key.Origin, next);
    }

    /// <summary>
    /// Gives a new key to a log whose key is lost for good. The log itself says so; nothing ties the new key to the old one.
    /// </summary>
    /// <param name="lostKeys">Public keys that the key folder does not know any more: the lost one, and those before it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The new public key.</returns>
    public async Task<Result<NoteKey>> ReplaceLostAsync(IReadOnlyList<string> lostKeys, CancellationToken ct)
    {
        if (key.IsConfigured || keys.Read(LogKeyFiles.Key) is not null)
        {
            return KeyRefusals.NotLost;
        }

        var earlier = await EarlierAsync(lostKeys, ct);
        if (earlier.Refusal is { } unknown)
        {
            return unknown;
        }

        var known = earlier.Value;
        if (known.Count == 0)
        {
            return KeyRefusals.LostKeyUnknown;
        }

        string origin;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            origin = await LogOrigin.GetAsync(db, options.Value.Origin, ct);
        }

        var pem = LogKeyFiles.New();
        using var made = LogKeyFiles.Parse(pem)!;
        var today = NoteKey.Of(origin, made);
        LogKeyFiles.Remember(keys, [.. known, today]);
        await AppendAsync(KeyRotations.Fact(LogKey.IdOf(known[^1]), LogKey.IdOf(today), lost: true), ct);
        keys.Write(LogKeyFiles.Key, pem);
        if (last.IsForgotten)
        {
            // Lost together with the key; the log says so in its own entry.
            last.List.Begin();
        }

        await key.OpenAsync(ct);
        await signer.SignAsync(ct);
        return health.Unsigned is { } refused ? KeyRefusals.NotSigned(Sentence.Ours(refused)) : today;
    }

    /// <summary>
    /// Notes public keys that signed the log before and that the key folder does not know any more. Signs nothing, and changes no key.
    /// </summary>
    /// <param name="publicKeys">The keys, as they were printed when they were made.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Every key that is known now.</returns>
    public async Task<Result<IReadOnlyList<NoteKey>>> RememberAsync(IReadOnlyList<string> publicKeys, CancellationToken ct)
    {
        var earlier = await EarlierAsync(publicKeys, ct);
        if (earlier.IsDone)
        {
            LogKeyFiles.Remember(keys, earlier.Value);
        }

        return earlier;
    }

    // The keys that signed what is stored, oldest first, under every name that the log had. A key keeps its bytes when the log gets another
    // name, so it need only be named once.
    private async Task<Result<IReadOnlyList<NoteKey>>> EarlierAsync(IReadOnlyList<string> named, CancellationToken ct)
    {
        var given = new List<NoteKey>();
        foreach (var text in named)
        {
            if (!NoteKey.TryParse(text, out var one))
            {
                return KeyRefusals.NotAPublicKey;
            }

            given.Add(one);
        }

        var known = LogKeyFiles.ReadList(keys);
        NoteKey[] candidates = [.. known, .. given];
        var used = new List<NoteKey>();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await foreach (
            var text in db.Checkpoints.AsNoTracking().OrderBy(c => c.Size).Select(c => c.Note).AsAsyncEnumerable().WithCancellation(ct)
        )
        {
            if (!SignedNote.TryParse(text, out var note))
            {
                continue; // damaged: the verification names it
            }

            foreach (var signature in note.Signatures)
            {
                if (used.Exists(signature.IsBy))
                {
                    continue;
                }

                if (
                    candidates.Select(k => k.Named(signature.Name)).FirstOrDefault(k => signature.IsBy(k) && note.IsSignedBy(k)) is
                    { } signer
                )
                {
                    used.Add(signer);
                }
                else
                {
                    missing.Add($"{signature.Name}+{Convert.ToHexStringLower(signature.KeyId)}");
                }
            }
        }

        return missing.Count > 0
            ? KeyRefusals.EarlierUnknown(string.Join(", ", missing))
            : Result<IReadOnlyList<NoteKey>>.Done([.. given.Except(used).Except(known), .. used.Except(known), .. known]);
    }

    private async Task AppendAsync(AuditEvent fact, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.Append(fact, Actor.Host, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Why the log's key was not changed. Said on the host only.</summary>
internal static class KeyRefusals
{
    public static Refusal KeyIsConfigured { get; } =
        new(
            "log-key.configured",
            $"The portal does not replace the key file that Audit__KeyFile names. Make a new key file and run: "
                + $"audit rotate-key --new-key FILE",
            RefusalKind.Conflict
        );

    public static Refusal SignerIsConfigured { get; } =
        new(
            "log-key.signer-configured",
            $"The portal cannot change the key that Audit__Signer names. Make a new key in the same place, name it with "
                + $"Audit__NextSigner on every node, and run this command again.",
            RefusalKind.Conflict
        );

    public static Refusal NextIsConfigured { get; } =
        new(
            "log-key.next-configured",
            $"Audit__NextSigner names the next key. Leave out either --new-key or that setting.",
            RefusalKind.Conflict
        );

    public static Refusal NotAKey { get; } =
        new("log-key.not-a-key", $"The file contains no ECDSA P-256 key (PKCS#8 in PEM).", RefusalKind.Invalid);

    public static Refusal SameKey { get; } = new("log-key.same", $"This key already signs the log. Name a new one.", RefusalKind.Conflict);

    public static Refusal NotLost { get; } =
        new(
            "log-key.not-lost",
            $"The key is available. Run audit rotate-key without --lost, so that the old key vouches for the new one.",
            RefusalKind.Conflict
        );

    public static Refusal NotAPublicKey { get; } =
        new("log-key.not-public", $"This is not the public key of a log. One looks like name+01234567+base64.", RefusalKind.Invalid);

    public static Refusal LostKeyUnknown { get; } =
        new(
            "log-key.lost-unknown",
            $"The lost public key is not in the key folder either. Name it with --public-key, as it was printed at the "
                + $"first start, so that what it signed stays verifiable.",
            RefusalKind.Conflict
        );

    public static Refusal EarlierUnknown(string names) =>
        new(
            "log-key.earlier-unknown",
            $"Nothing was changed: checkpoints are signed with keys that are neither in the key folder nor named: {names}. Name each with "
                + $"--public-key, as it was printed when it was created, so that what it signed stays verifiable.",
            RefusalKind.Conflict
        );

    public static Refusal NotSigned(Sentence alarm) =>
        new("log-key.not-signed", $"No checkpoint could be signed: {alarm}", RefusalKind.Conflict);
}
