using Governance.Domain.Audit;

namespace Governance.Domain.Validation;

/// <summary>
/// The file of a dataset that versions of a model declare as their held-out set. Its digest is the declared one; the bytes are in the
/// content store.
/// </summary>
public sealed class HeldOutSet : IAudited
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 200;

    private HeldOutSet() { }

    /// <summary>The readable id.</summary>
    public HeldOutSetId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Digest of the bytes.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Their length.</summary>
    public long SizeBytes { get; private init; }

    /// <summary>Name of the file, for display.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Who stored it, as the log writes an actor.</summary>
    public string StoredBy { get; private init; } = "";

    /// <summary>Their printed name at the time.</summary>
    public string StoredByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset StoredAt { get; private init; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Puts a file on record.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="content">Digest and length of the bytes.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="declared">Whether a version of the model declares a dataset of role test with this digest.</param>
    /// <param name="by">Who, as the log writes an actor, with their printed name.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<HeldOutSet> Store(
        HeldOutSetId id,
        string model,
        (string Sha256, long SizeBytes) content,
        string? name,
        bool declared,
        (string Actor, string PrintedName) by,
        DateTimeOffset now
    )
    {
        if (!declared)
        {
            return ValidationRefusals.NotDeclared(content.Sha256);
        }

        var shown = NameText.Without((name ?? "").Replace('\\', '/').Split('/')[^1]);
        return new HeldOutSet
        {
            Id = id,
            Model = model,
            Sha256 = content.Sha256,
            SizeBytes = content.SizeBytes,
            Name = shown.Length switch
            {
                0 => $"{content.Sha256[..12]}.csv",
                > MaxName => shown[^MaxName..],
                _ => shown,
            },
            StoredBy = by.Actor,
            StoredByName = by.PrintedName,
            StoredAt = now,
        };
    }
}
