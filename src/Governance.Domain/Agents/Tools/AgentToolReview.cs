using Governance.Domain.Audit;

namespace Governance.Domain.Agents.Tools;

/// <summary>
/// What a tool can do, as a person found who reviewed it: for every manifest that names the same digest. The tool says itself what it is,
/// so a tool that describes itself otherwise is another one.
/// </summary>
public sealed class AgentToolReview : IAudited
{
    private List<string> _risks = [];

    private AgentToolReview() { }

    /// <summary>Digest of the tool's name, description and schemas, as manifests hold it.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Its name when it was reviewed first.</summary>
    public string Tool { get; private init; } = "";

    /// <summary>What it can do, in the words of manifests.</summary>
    public IReadOnlyList<string> Risks => _risks;

    /// <summary>Who reviewed it last, as the log writes an actor.</summary>
    public string ReviewedBy { get; private set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset ReviewedAt { get; private set; }

    /// <summary>Why it is seen so.</summary>
    public SaltedText Reason { get; private set; } = null!;

    /// <summary>Grows with each review; two reviewers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Sha256;

    /// <summary>Begins the record of a tool that no one has reviewed.</summary>
    public static AgentToolReview Of(string sha256, string tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return new() { Sha256 = sha256, Tool = tool.Length <= AgentToolObservation.MaxName ? tool : tool[..AgentToolObservation.MaxName] };
    }

    /// <summary>Why this is no review; null when it is one.</summary>
    /// <param name="risks">What it can do.</param>
    /// <param name="known">The words there are.</param>
    /// <param name="reason">Why.</param>
    public static Refusal? Refuses(IReadOnlyList<string?>? risks, IReadOnlyList<string> known, string? reason)
    {
        ArgumentNullException.ThrowIfNull(known);
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (risks is not { Count: > 0 } || !risks.All(r => known.Contains(r, StringComparer.Ordinal)))
        {
            errors["risks"] = [$"Name one or more of these risks and no others: {string.Join(", ", known)}."];
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > Agent.MaxReason)
        {
            errors["reason"] = AgentRefusals.ReasonMissing.FieldWords["reason"];
        }

        return errors.Count == 0 ? null : Refusal.Fields("agent.review-not-valid", $"The review was not saved.", errors);
    }

    /// <summary>Takes a review that was found to be one.</summary>
    public void Review(IEnumerable<string> risks, string reason, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reason);
        (_risks, Reason, ReviewedBy, ReviewedAt) = (
            [.. risks.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            SaltedText.Of(reason.Trim()),
            by,
            now
        );
        Revision++;
    }
}
