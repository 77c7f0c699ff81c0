namespace Governance.Domain.Compliance;

/// <summary>A duty of the law.</summary>
public sealed record LawObligation
{
    /// <summary>Stable id: <c>OBL-27-1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Provision: <c>Art. 27(1)</c>.</summary>
    public required string Ref { get; init; }

    /// <summary>Title for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it asks, in our words.</summary>
    public required string Paraphrase { get; init; }

    /// <summary>Roles that owe it.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Classes that bring it.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Further condition.</summary>
    public LawCondition AppliesIf { get; init; } = LawCondition.Always;

    /// <summary>With one of these flags the duty is someone else's.</summary>
    public IReadOnlyList<string> OwnUnlessFlags { get; init; } = [];

    /// <summary>Flags with which it falls away.</summary>
    public IReadOnlyList<string> ReliefFlags { get; init; } = [];

    /// <summary>Classes with which the relief does not reach.</summary>
    public IReadOnlyList<string> ReliefExceptClasses { get; init; } = [];

    /// <summary>Planning date.</summary>
    public required DateOnly AppliesFrom { get; init; }

    /// <summary>Planning date by the class that brings it.</summary>
    public IReadOnlyDictionary<string, DateOnly> AppliesFromByClass { get; init; } =
        new Dictionary<string, DateOnly>(StringComparer.Ordinal);

    /// <summary>Date as Art. 113 says literally, where that differs.</summary>
    public DateOnly? FormalDate { get; init; }

    /// <summary>How sure the date is: an id of the vocabulary's verification levels.</summary>
    public required string DateConfidence { get; init; }

    /// <summary>What to know about the date.</summary>
    public string? DateNote { get; init; }

    /// <summary>What to know about the duty.</summary>
    public string? Note { get; init; }

    /// <summary>Record kinds wanted, each of them.</summary>
    public required IReadOnlyList<string> EvidenceKinds { get; init; }

    /// <summary>What good proof looks like; what a person has to write or attach.</summary>
    public string? Proof { get; init; }

    /// <summary>How often it recurs, in words.</summary>
    public string? Recurrence { get; init; }

    /// <summary>Tier of fines.</summary>
    public required string PenaltyTier { get; init; }
}
