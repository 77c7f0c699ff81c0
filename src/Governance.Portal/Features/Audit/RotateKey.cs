using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Features.Audit;

/// <summary>
/// Changes the log's key: an entry names both, the checkpoint that covers the entry is signed by both, those after it by the new one alone. Works
/// beside a running portal, which takes the new key over by itself when it has the same key folder.
/// </summary>
public sealed class RotateKey(
    IDbContextFactory<GovernanceDbContext> dbFactory, LogKey key, KeyFolder keys, CheckpointSigner signer, LogHealth health, IOptions<AuditOptions> options, TimeProvider clock)
{
    /// <summary>Changes the key.</summary>
    /// <param name="newKey">File with the new key (PKCS#8); one is made when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The new public key.</returns>
    public async Task<Result<NoteKey>> RunAsync(string? newKey, CancellationToken ct)
    {
        if (newKey is null && options.Value.KeyFile.Length > 0)
        {
            return KeyRefusals.KeyIsConfigured;
        }

        var pem = newKey is null ? LogKeyFiles.New() : File.Exists(newKey) ? await File.ReadAllTextAsync(newKey, ct) : "";
        if (LogKeyFiles.Parse(pem) is not { } next)
        {
            return KeyRefusals.NotAKey;
        }

        // What is there already is signed by the old key alone; and a log that cannot be signed gets no new key either.
        await signer.SignAsync(ct);
        if (health.Alarm is { } alarm)
        {
            return KeyRefusals.NotSigned(alarm);
        }

        var (before, after) = (LogKey.IdOf(key.Public), LogKey.IdOf(NoteKey.Of(key.Origin, next)));
        if (before == after)
        {
            return KeyRefusals.SameKey;
        }

        keys.Write(LogKeyFiles.Next, pem);
        await AppendAsync(KeyRotations.Fact(before, after, lost: false), ct);
        await signer.SignAsync(ct);
        return health.Alarm is { } refused ? KeyRefusals.NotSigned(refused) : NoteKey.Of(key.Origin, next);
    }

    /// <summary>Gives a new key to a log whose key is lost for good. The log itself says so; nothing ties the new key to the old one.</summary>
    /// <param name="lostKey">The lost public key, when the key folder does not know it any more.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The new public key.</returns>
    public async Task<Result<NoteKey>> ReplaceLostAsync(string? lostKey, CancellationToken ct)
    {
        if (options.Value.KeyFile.Length > 0 || keys.Read(LogKeyFiles.Key) is not null)
        {
            return KeyRefusals.NotLost;
        }

        var known = LogKeyFiles.ReadList(keys).ToList();
        if (lostKey is not null)
        {
            if (!NoteKey.TryParse(lostKey, out var lost))
            {
                return KeyRefusals.NotAPublicKey;
            }

            known = [lost, .. known];
        }

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
        await key.OpenAsync(ct);
        await signer.SignAsync(ct);
        return health.Alarm is { } refused ? KeyRefusals.NotSigned(refused) : today;
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
    public static Refusal KeyIsConfigured { get; } = new(
        "log-key.configured", "The key is the one that Audit__KeyFile names. Make a new key file and run: audit rotate-key --new-key FILE", RefusalKind.Conflict);

    public static Refusal NotAKey { get; } = new("log-key.not-a-key", "The file holds no ECDSA P-256 key (PKCS#8 in PEM).", RefusalKind.Invalid);

    public static Refusal SameKey { get; } = new("log-key.same", "This is the key that signs already.", RefusalKind.Conflict);

    public static Refusal NotLost { get; } = new("log-key.not-lost", "The key is there. Run audit rotate-key without --lost, so that the old key signs the new one in.", RefusalKind.Conflict);

    public static Refusal NotAPublicKey { get; } = new("log-key.not-public", "This is no public key of a log: it looks like name+01234567+base64.", RefusalKind.Invalid);

    public static Refusal LostKeyUnknown { get; } = new(
        "log-key.lost-unknown", "The key folder does not know the lost public key either. Name it with --public-key, as it was printed at the first start, so that what it signed stays verifiable.", RefusalKind.Conflict);

    public static Refusal NotSigned(string alarm) => new("log-key.not-signed", $"No checkpoint could be signed: {alarm}", RefusalKind.Conflict);
}
