namespace Governance.Domain.Compliance;

/// <summary>An answer as given.</summary>
/// <param name="Values">The values, at least one.</param>
/// <param name="IsList">True when it came as a list.</param>
public sealed record GivenAnswer(IReadOnlyList<string> Values, bool IsList)
{
    /// <summary>One value.</summary>
    public static GivenAnswer One(string value) => new([value], IsList: false);

    /// <summary>A list of values.</summary>
    public static GivenAnswer Many(params IReadOnlyList<string> values) => new(values, IsList: true);
}

/// <summary>What the answers so far make of a system.</summary>
public sealed record Classification
{
    /// <summary>The class people name first; null while none is set.</summary>
    public string? Headline { get; init; }

    /// <summary>All classes set: they stack.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Sub-points, in the order in which they were set.</summary>
    public required IReadOnlyList<string> Subpoints { get; init; }

    /// <summary>Roles held.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Flags set.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>The first question on the route without an answer; null when complete.</summary>
    public string? Next { get; init; }

    /// <summary>Provisions the result rests on.</summary>
    public required IReadOnlyList<string> LegalBasis { get; init; }

    /// <summary>Date of each class (Art. 113), before transitional rules.</summary>
    public required IReadOnlyDictionary<string, DateOnly?> ClassDates { get; init; }

    /// <summary>True when Art. 111(2) holds for a high-risk class.</summary>
    public bool Legacy { get; init; }

    /// <summary>The duties.</summary>
    public required IReadOnlyList<DatedObligation> Obligations { get; init; }

    /// <summary>Questions answered, in the order of the route, with the answer that counts.</summary>
    public required IReadOnlyList<CountedAnswer> Route { get; init; }

    /// <summary>How conformity is assessed; null without a high-risk class.</summary>
    public ConformityRoute? Conformity { get; init; }

    /// <summary>Transitional rules that hold.</summary>
    public required IReadOnlyList<TransitionalRule> Transitional { get; init; }

    /// <summary>True when nothing more is asked.</summary>
    public bool IsComplete => Next is null;

    /// <summary>True while an answer is unsure or contradicts another: no one can sign it then.</summary>
    public bool NeedsLegalReview => Flags.Contains(Classifier.NeedsLegalReview);
}

/// <summary>An answer on the route.</summary>
/// <param name="Question">Id of the question.</param>
/// <param name="Values">The values that count.</param>
/// <param name="Unsure">True when they stand for "unsure".</param>
/// <param name="LegalBasis">Provisions this step cites.</param>
public sealed record CountedAnswer(string Question, IReadOnlyList<string> Values, bool Unsure, IReadOnlyList<string> LegalBasis);

/// <summary>A duty with its dates for this system.</summary>
/// <param name="Id">Id of the obligation.</param>
/// <param name="AppliesFrom">Planning date; null: suspended by Art. 111(2).</param>
/// <param name="FormalFrom">Date as Art. 113 says literally.</param>
/// <param name="Own">False: evidence to request from, or owed to, who holds the role.</param>
/// <param name="SuspendedBy">The transitional rule that suspends it.</param>
public sealed record DatedObligation(string Id, DateOnly? AppliesFrom, DateOnly? FormalFrom, bool Own, string? SuspendedBy);
