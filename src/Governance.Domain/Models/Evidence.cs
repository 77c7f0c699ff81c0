using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Models;

/// <summary>
/// Something learned about a version after it was registered. Immutable but for one thing: a person can withdraw it, saying why. It stays
/// on record and counts no more: for no gate, no bundle, no document.
/// </summary>
public sealed class Evidence : IAudited
{
    /// <summary>The readable id.</summary>
    public EvidenceId Id { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; init; } = "";

    /// <summary>What it is.</summary>
    public EvidenceKind Kind { get; init; }

    /// <summary>The tool that made it, as the caller says.</summary>
    public string Tool { get; init; } = "";

    /// <summary>When the tool made it, as the caller says: age is counted from here.</summary>
    public DateTimeOffset ProducedAt { get; init; }

    /// <summary>Digest: of the RFC 8785 form for a JSON payload, of the bytes for a file.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Length of the stored bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Media type of the stored bytes.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>File name as uploaded, for display; null for a JSON payload.</summary>
    public string? FileName { get; init; }

    /// <summary>32 random bytes behind <see cref="DescribedSha256"/>.</summary>
    public byte[] DescribedSalt { get; init; } = [];

    /// <summary>The artifact this evidence is bound to: the version's declared digest when it was added.</summary>
    public string ArtifactSha256 { get; init; } = "";

    /// <summary>Facts and metrics read from the payload for the gate, as JSON.</summary>
    public string FactsJson { get; init; } = "{}";

    /// <summary>When it was added here.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string AddedBy { get; init; } = "";

    /// <summary>When it was withdrawn; null while it counts.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Who withdrew it, as the log writes an actor.</summary>
    public string? WithdrawnBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? WithdrawnByName { get; private set; }

    /// <summary>Why it was withdrawn.</summary>
    public SaltedText? WithdrawalReason { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Takes it back: it counts no more, and stays on record.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="access">Who.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Withdraw(string? reason, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (WithdrawnAt is not null)
        {
            return ModelRefusals.EvidenceWithdrawn(Id);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return ModelRefusals.WithdrawalReasonMissing;
        }

        if (reason.Trim() is { Length: > SaltedText.MaxLength })
        {
            return ModelRefusals.WithdrawalReasonTooLong;
        }

        (WithdrawnAt, WithdrawnBy, WithdrawnByName, WithdrawalReason) = (
            now,
            access.Actor.Id,
            access.PrintedName,
            SaltedText.Of(reason.Trim())
        );
        return null;
    }

    /// <summary>
    /// What the log holds of the caller's own words: SHA-256 over the salt and the canonical JSON of tool and file name. A file may be
    /// named after a person, so a hash without a salt would not do.
    /// </summary>
    public string DescribedSha256() =>
        Sha256Hex.Of([.. DescribedSalt, .. CanonicalJson.Serialize(new JsonObject { ["fileName"] = FileName, ["tool"] = Tool })]);
}
