using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Validation;

/// <summary>
/// The file of a dataset that versions of a model declare as their held-out set: rows, or a suite of prompts. Its digest is the declared
/// one; the bytes are in the content store until the file is removed. What was there stays on record.
/// </summary>
public sealed class HeldOutSet : IAudited
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 200;

    /// <summary>How the names of suites of prompts end, and of no other file: it is looked at when the file is stored.</summary>
    public const string SuiteEnding = ".prompts.ndjson";

    private static readonly string[] s_endings = [".gz", ".ndjson", ".jsonl", ".prompts"];

    private HeldOutSet() { }

    /// <summary>The readable id.</summary>
    public HeldOutSetId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Digest of the bytes.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Their length.</summary>
    public long SizeBytes { get; private init; }

    /// <summary>Its rows or prompts; null for a file that was stored before they were counted.</summary>
    public long? Rows { get; private init; }

    /// <summary>Name of the file, for display.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Whether it is a suite of prompts, in place of rows.</summary>
    public bool IsPromptSuite => Name.EndsWith(SuiteEnding, StringComparison.Ordinal);

    /// <summary>Who stored it, as the log writes an actor.</summary>
    public string StoredBy { get; private init; } = "";

    /// <summary>Their printed name at the time.</summary>
    public string StoredByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset StoredAt { get; private init; }

    /// <summary>When its file was removed; null while it is there.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>Who removed it, as the log writes an actor.</summary>
    public string? RemovedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? RemovedByName { get; private set; }

    /// <summary>Why it was removed.</summary>
    public SaltedText? RemovalReason { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Puts a file on record.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="content">Digest and length of the bytes, and their rows.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="declared">Whether a version of the model that is not retired declares a dataset of role test with this digest.</param>
    /// <param name="by">Who, as the log writes an actor, with their printed name.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="isPromptSuite">Whether the bytes are a suite of prompts, in place of rows.</param>
    public static Result<HeldOutSet> Store(
        HeldOutSetId id,
        string model,
        (string Sha256, long SizeBytes, long Rows) content,
        string? name,
        bool declared,
        (string Actor, string PrintedName) by,
        DateTimeOffset now,
        bool isPromptSuite = false
    )
    {
        if (!declared)
        {
            return ValidationRefusals.NotDeclared(content.Sha256);
        }

        var shown = NameText.Without((name ?? "").Replace('\\', '/').Split('/')[^1]);
        if (isPromptSuite)
        {
            shown = SuiteName(shown.Length == 0 ? content.Sha256[..12] : shown);
        }
        else if (shown.EndsWith(SuiteEnding, StringComparison.Ordinal))
        {
            return ValidationRefusals.NotASuite;
        }

        return new HeldOutSet
        {
            Id = id,
            Model = model,
            Sha256 = content.Sha256,
            SizeBytes = content.SizeBytes,
            Rows = content.Rows,
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

    private static string SuiteName(string name)
    {
        foreach (var ending in s_endings)
        {
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && name.Length > ending.Length ? name[..^ending.Length] : name;
        }

        return name[..Math.Min(name.Length, MaxName - SuiteEnding.Length)] + SuiteEnding;
    }

    /// <summary>Removes its file. The caller deletes the bytes after the commit, where no other record needs them.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="scoredBy">The schedule that scores with it; null when none does.</param>
    /// <param name="heldBy">The incident that holds a version which declares it; null when none does.</param>
    /// <param name="access">Who.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Remove(string? reason, ValidationScheduleId? scoredBy, string? heldBy, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (RemovedAt is not null)
        {
            return ValidationRefusals.SetRemoved(Id);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return ValidationRefusals.RemovalReasonMissing;
        }

        if (reason.Trim() is { Length: > SaltedText.MaxLength })
        {
            return SaltedText.TooLong("reason");
        }

        if (scoredBy is { } schedule)
        {
            return ValidationRefusals.SetInUse(Id, schedule);
        }

        if (heldBy is not null)
        {
            return ValidationRefusals.SetHeld(Id, heldBy);
        }

        (RemovedAt, RemovedBy, RemovedByName, RemovalReason) = (now, access.Actor.Id, access.PrintedName, SaltedText.Of(reason.Trim()));
        return null;
    }
}
