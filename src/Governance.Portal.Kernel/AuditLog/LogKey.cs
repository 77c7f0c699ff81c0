using System.Security.Cryptography;
using Governance.Data;
using Governance.Data.Api;
using Governance.Portal.Kernel.Storage;
using Governance.Reporting.Keys;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.AuditLog;

/// <summary>
/// The key that signs the log's checkpoints (ECDSA P-256) and the log's name. It lies in the key folder, in a file that configuration
/// names, in a token or behind a program, never in the database; public keys of earlier times stay in the key folder, so that what they
/// signed stays verifiable.
/// </summary>
public sealed class LogKey(KeyFolder keys, IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<AuditOptions> options)
{
    /// <summary>Name of the setting that holds the log's name.</summary>
    public const string OriginSetting = "log-origin";

    private readonly Lock _gate = new();
    private readonly Lock _opening = new();
    private volatile State? _state;
    private DistantEcdsa? _current;
    private DistantEcdsa? _coming;

    /// <summary>Today's public key.</summary>
    public NoteKey Public => Opened.Public;

    /// <summary>Public keys of earlier times, oldest first.</summary>
    public IReadOnlyList<NoteKey> Earlier => Opened.Earlier;

    /// <summary>Name of the log: first line of its checkpoints, and name of its key.</summary>
    public string Origin => Opened.Origin;

    /// <summary>Every key that a checkpoint of this log may be signed with.</summary>
    public IReadOnlyList<NoteKey> All => [.. Earlier, Public];

    /// <summary>True once the key is there.</summary>
    public bool IsOpen => _state is not null;

    /// <summary>Id of the key that is to follow, while a rotation is under way; null at other times.</summary>
    public string? NextId => Opened.Next is { } next ? IdOf(NoteKey.Of(Origin, next)) : null;

    /// <summary>The key that configuration names as the one to follow; null when it names none.</summary>
    public ECDsa? Coming => Distant(ref _coming, "Audit__NextSigner", options.Value.NextSigner);

    /// <summary>True when configuration says where the key lies: the key folder then holds none.</summary>
    public bool IsConfigured => options.Value.KeyFile.Length > 0 || options.Value.Signer.Length > 0;

    private bool IsMissing => !IsConfigured && keys.Read(LogKeyFiles.Key) is null && !HasComingTaken(LogKeyFiles.ReadList(keys));

    private State Opened => _state ?? throw new InvalidOperationException("The log's key has not been opened yet.");

    /// <summary>The id of a key as the log writes it: eight hex digits.</summary>
    public static string IdOf(NoteKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToHexStringLower(key.Id);
    }

    /// <summary>Signs a checkpoint of this log.</summary>
    public SignedNote Sign(Checkpoint checkpoint) => Sign(checkpoint, withNext: false);

    /// <summary>Signs a checkpoint with today's key and, at the end of a rotation, with the one that follows it.</summary>
    public SignedNote Sign(Checkpoint checkpoint, bool withNext)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var state = Opened;
        if (checkpoint.Origin != state.Origin)
        {
            throw new ArgumentException($"This key signs only for the log {state.Origin}.", nameof(checkpoint));
        }

        lock (_gate)
        {
            var note = SignedNote.Sign(checkpoint.ToString(), state.Origin, state.Key);
            return withNext ? note.With(SignedNote.Sign(checkpoint.ToString(), state.Origin, state.Next!).Signatures[0]) : note;
        }
    }

    /// <summary>Signs other bytes that belong to a checkpoint.</summary>
    public byte[] SignBytes(byte[] bytes)
    {
        lock (_gate)
        {
            return Opened.Key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    /// <summary>Reads the key, or makes it at the first start.</summary>
    /// <returns>True when it was made now.</returns>
    /// <exception cref="FormatException">The key, or the log's name, is not what it has to be: one line says which setting.</exception>
    /// <exception cref="KeyFolderException">The key folder's own key is not what it has to be.</exception>
    public async Task<bool> OpenAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var origin = await LogOrigin.GetAsync(db, options.Value.Origin, ct);
        var made = false;
        if (IsMissing)
        {
            if (keys.Read(LogKeyFiles.List) is not null || await db.Checkpoints.AnyAsync(ct))
            {
                throw new KeyFolderException(
                    $"Storage__KeyPath: the log has been signed before, but {keys.File(LogKeyFiles.Key)} is missing. Restore the key "
                        + $"folder, or, when the key is lost for good, run: audit rotate-key --lost"
                );
            }

            made = keys.WriteNew(LogKeyFiles.Key, LogKeyFiles.New());
        }

        Load(origin);
        return made;
    }

    /// <summary>Opens the key where there is one, and takes in what another process changed; makes nothing.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> TryOpenAsync(CancellationToken ct)
    {
        if (!IsMissing)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            if (await LogOrigin.FindAsync(db, options.Value.Origin, ct) is { } origin)
            {
                Load(origin);
            }
        }

        return IsOpen;
    }

    /// <summary>Reads key and name again: a host command may have changed them.</summary>
    public async Task RefreshAsync(GovernanceDbContext db, CancellationToken ct) =>
        Load(await LogOrigin.GetAsync(db, options.Value.Origin, ct));

    /// <summary>
    /// Ends a rotation: the next key is today's from here on, as soon as configuration names it where configuration names the key.
    /// </summary>
    public void Promote()
    {
        var state = Opened;
        LogKeyFiles.Remember(keys, [.. All, NoteKey.Of(state.Origin, state.Next!)]);
        if (IsConfigured)
        {
            keys.Delete(LogKeyFiles.Next);
        }
        else if (Coming is null)
        {
            keys.Replace(LogKeyFiles.Next, LogKeyFiles.Key);
        }

        Load(state.Origin);
    }

    // Reads the files each time, since another process may have changed them, and takes them in only when it has.
    private void Load(string origin)
    {
        var file = options.Value.KeyFile;
        var coming = Coming;
        var known = LogKeyFiles.ReadList(keys);
        var distant = HasComingTaken(known) ? coming : Distant(ref _current, "Audit__Signer", options.Value.Signer);
        var text = new Texts(
            origin,
            distant is not null ? PublicOf(distant)
                : file.Length > 0 ? LogKeyFiles.ReadConfigured(file)
                : keys.Read(LogKeyFiles.Key) ?? "",
            keys.Read(LogKeyFiles.List),
            coming is null ? keys.Read(LogKeyFiles.Next) : PublicOf(coming)
        );
        if (_state?.Of == text)
        {
            return;
        }

        var key =
            distant
            ?? LogKeyFiles.Parse(text.Key)
            ?? throw (
                file.Length > 0
                    ? new FormatException($"Audit__KeyFile: {file} holds no ECDSA P-256 key (PKCS#8 in PEM).")
                    : new KeyFolderException($"Storage__KeyPath: {keys.File(LogKeyFiles.Key)} holds no ECDSA P-256 key (PKCS#8 in PEM).")
            );
        var today = NoteKey.Of(origin, key);
        if (!known.Contains(today))
        {
            if (known.Count > 0 && !known.Any(k => k.Key.SequenceEqual(today.Key)))
            {
                throw new FormatException(
                    $"{(distant is not null ? "Audit__Signer" : file.Length > 0 ? "Audit__KeyFile" : "Storage__KeyPath")}: this is not "
                        + $"the key that signs the log ({known[^1]}). To "
                        + "change the key, run: audit rotate-key"
                );
            }

            known = [.. known, today];
            LogKeyFiles.Remember(keys, known);
        }

        _state = new State(text, key, today, [.. known.Where(k => !k.Equals(today))], Next(coming, distant, text.Next));
    }

    private static ECDsa? Next(ECDsa? coming, ECDsa? today, string? pem) =>
        coming is not null
            ? ReferenceEquals(coming, today)
                ? null
                : coming
            : pem is null
                ? null
                : LogKeyFiles.Parse(pem);

    private static string PublicOf(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    // The newest key of the list is the one that a rotation has changed to.
    private bool HasComingTaken(IReadOnlyList<NoteKey> known) =>
        known.Count > 0 && Coming is { } coming && known[^1].Key.SequenceEqual(coming.ExportSubjectPublicKeyInfo());

    // Opened once and kept: the session with a token, or the program's public key.
    private DistantEcdsa? Distant(ref DistantEcdsa? kept, string setting, string address)
    {
        if (address.Length == 0)
        {
            return null;
        }

        lock (_opening)
        {
            return kept ??= SignerAddress.Parse(setting, address).Open(TimeSpan.FromSeconds(options.Value.SignerSeconds));
        }
    }

    private sealed record Texts(string Origin, string Key, string? List, string? Next);

    private sealed record State(Texts Of, ECDsa Key, NoteKey Public, IReadOnlyList<NoteKey> Earlier, ECDsa? Next)
    {
        public string Origin => Of.Origin;
    }
}

/// <summary>
/// The log's name: configured or made of the installation's id at the first start, and kept in the database from then on.
/// </summary>
public static class LogOrigin
{
    /// <summary>The name, given now when the log has none.</summary>
    public static async Task<string> GetAsync(GovernanceDbContext db, string configured, CancellationToken ct)
    {
        if (await FindAsync(db, configured, ct) is { } stored)
        {
            return stored;
        }

        var installation = await db
            .Settings.AsNoTracking()
            .Where(s => s.Key == Setting.InstallationId)
            .Select(s => s.Value)
            .SingleAsync(ct);
        var origin = configured.Length > 0 ? configured : $"governance/{installation}";
        db.Settings.Add(new Setting { Key = LogKey.OriginSetting, Value = origin });
        await db.SaveChangesAsync(ct);
        return origin;
    }

    /// <summary>The name, or null when the log has none yet.</summary>
    /// <exception cref="FormatException">Configuration says another.</exception>
    public static async Task<string?> FindAsync(GovernanceDbContext db, string configured, CancellationToken ct)
    {
        var stored = await db
            .Settings.AsNoTracking()
            .Where(s => s.Key == LogKey.OriginSetting)
            .Select(s => (string?)s.Value)
            .SingleOrDefaultAsync(ct);
        // A log that went on from an earlier state has a longer name.
        return
            stored is null
            || configured.Length == 0
            || stored == configured
            || stored.StartsWith(configured + "/", StringComparison.Ordinal)
            ? stored
            : throw new FormatException(
                $"Audit__Origin: this log is called {stored}, and a log keeps its name. Set Audit__Origin to that name, or leave it empty."
            );
    }
}
