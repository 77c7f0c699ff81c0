namespace Governance.Domain.Compliance;

/// <summary>One version of the law as the reference data tells it. Loaded once, never changed.</summary>
public sealed record Law
{
    /// <summary>The day from which this text holds, also its id: <c>2026-07-27</c>.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>The day before which it held; null for the text in force.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>The regulation's name and number.</summary>
    public required string Regulation { get; init; }

    /// <summary>Which text was read, in words.</summary>
    public required string TextVersion { get; init; }

    /// <summary>The day the data was last brought up to date.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>How well the data is confirmed, in words for people.</summary>
    public required string Verification { get; init; }

    /// <summary>SHA-256 of the files it was read from, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Version of the questionnaire.</summary>
    public required string QuestionnaireVersion { get; init; }

    /// <summary>Where the questionnaire begins.</summary>
    public required string FirstQuestion { get; init; }

    /// <summary>Questions by id.</summary>
    public required IReadOnlyDictionary<string, LawQuestion> Questions { get; init; }

    /// <summary>Classes by id.</summary>
    public required IReadOnlyDictionary<string, LawClass> Classes { get; init; }

    /// <summary>Sub-points, practices, acts, conditions and cases by id.</summary>
    public required IReadOnlyDictionary<string, LawSubpoint> Subpoints { get; init; }

    /// <summary>Roles, in the order in which they are shown.</summary>
    public required IReadOnlyList<LawRole> Roles { get; init; }

    /// <summary>Flags by id.</summary>
    public required IReadOnlyDictionary<string, LawFlag> Flags { get; init; }

    /// <summary>Areas of Annex III by id.</summary>
    public required IReadOnlyDictionary<string, string> Areas { get; init; }

    /// <summary>Rules run once on the result, in order.</summary>
    public required IReadOnlyList<DerivedRule> DerivedRules { get; init; }

    /// <summary>Conformity routes: the first whose condition holds.</summary>
    public required IReadOnlyList<ConformityRoute> ConformityRoutes { get; init; }

    /// <summary>Transitional rules (Art. 111).</summary>
    public required IReadOnlyList<TransitionalRule> TransitionalRules { get; init; }

    /// <summary>Classes one of which must be set for a sub-point with this prefix to be returned.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> SubpointPrefixes { get; init; }

    /// <summary>Classes in the order in which the first that is set becomes the headline.</summary>
    public required IReadOnlyList<string> HeadlineOrder { get; init; }

    /// <summary>Obligations in the order of the data.</summary>
    public required IReadOnlyList<LawObligation> Obligations { get; init; }

    /// <summary>Classes that under a condition bring no obligation but the ones named.</summary>
    public required IReadOnlyList<SuspendedClass> SuspendedClasses { get; init; }

    /// <summary>Tiers of fines by id.</summary>
    public required IReadOnlyDictionary<string, PenaltyTier> PenaltyTiers { get; init; }

    /// <summary>Dates on which something begins or ends.</summary>
    public required IReadOnlyList<LawEvent> Timeline { get; init; }

    /// <summary>Answers to read otherwise, where this text puts a thing elsewhere than the text in force.</summary>
    public IReadOnlyList<AnswerRewrite> AnswerRewrites { get; init; } = [];

    /// <summary>The day as text.</summary>
    public string Id => ValidFrom.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An obligation by its id.</summary>
    public LawObligation? Obligation(string id) => Obligations.FirstOrDefault(o => o.Id == id);
}

/// <summary>A class a system can fall into. Classes stack.</summary>
/// <param name="Id">Stable id: <c>high_risk_annex_iii</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Ref">Provision.</param>
/// <param name="LegalBasis">Provisions a result cites.</param>
/// <param name="DateRef">Provision of the date.</param>
/// <param name="AppliesFrom">Date of Art. 113; null without one.</param>
/// <param name="Consequence">What follows, in words.</param>
/// <param name="PenaltyTier">Tier of fines.</param>
public sealed record LawClass(
    string Id,
    string Name,
    string Ref,
    IReadOnlyList<string> LegalBasis,
    string? DateRef,
    DateOnly? AppliesFrom,
    string Consequence,
    string PenaltyTier
);

/// <summary>A practice of Art. 5, an act of Annex I, a use of Annex III, a condition of Art. 6(3) or a case of Art. 50.</summary>
/// <param name="Id">Stable id: <c>A3-5-b</c>.</param>
/// <param name="Ref">Provision: <c>Annex III(5)(b)</c>.</param>
/// <param name="Title">Title for people.</param>
/// <param name="Paraphrase">What it says, in our words; null where the title says it.</param>
/// <param name="NotIncluded">The exclusion built into it; empty without one.</param>
/// <param name="ExclusionLegalBasis">What an exclusion cites.</param>
/// <param name="AppliesFrom">Date of its own, where it has one.</param>
/// <param name="Area">Area of Annex III it sits in.</param>
public sealed record LawSubpoint(
    string Id,
    string Ref,
    string Title,
    string? Paraphrase,
    string NotIncluded,
    IReadOnlyList<string> ExclusionLegalBasis,
    DateOnly? AppliesFrom,
    string? Area
);

/// <summary>A role an organisation can have. Roles are a set.</summary>
public sealed record LawRole(string Id, string Name, string Ref, string Meaning);

/// <summary>Something an answer sets.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Kind"><c>review</c>, <c>fact</c>, <c>hint</c>, <c>derived</c> or <c>organisation</c>.</param>
/// <param name="Meaning">What it says.</param>
public sealed record LawFlag(string Id, string Kind, string Meaning);

/// <summary>A rule that adds something to the result.</summary>
public sealed record DerivedRule(
    string Id,
    LawCondition When,
    bool CompleteOnly,
    IReadOnlyList<string> AddRoles,
    IReadOnlyList<string> AddFlags,
    IReadOnlyList<string> AddClasses,
    IReadOnlyList<string> LegalBasis,
    string Rule
);

/// <summary>How conformity is assessed.</summary>
public sealed record ConformityRoute(string Id, LawCondition When, string Route, string Ref);

/// <summary>A class that brings only some obligations while a condition holds (Art. 2(2)).</summary>
public sealed record SuspendedClass(string Class, LawCondition When, IReadOnlyList<string> ExceptObligations);

/// <summary>A rule for what was on the market before a date (Art. 111).</summary>
public sealed record TransitionalRule
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Provision.</summary>
    public required string Ref { get; init; }

    /// <summary>Classes it is about; empty when it names obligations.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Obligations it is about; empty when it names classes.</summary>
    public IReadOnlyList<string> Obligations { get; init; } = [];

    /// <summary>Placed before this day; null: before the date of the class, each for itself.</summary>
    public DateOnly? PlacedBefore { get; init; }

    /// <summary>Flags with which it does not hold.</summary>
    public IReadOnlyList<string> NoFlags { get; init; } = [];

    /// <summary>Obligations it leaves alone.</summary>
    public IReadOnlyList<string> ExceptObligations { get; init; } = [];

    /// <summary>Date it gives; null suspends.</summary>
    public DateOnly? AppliesFrom { get; init; }

    /// <summary>Date it gives while a flag is set.</summary>
    public IReadOnlyDictionary<string, DateOnly> AppliesFromWithFlag { get; init; } =
        new Dictionary<string, DateOnly>(StringComparer.Ordinal);

    /// <summary>Flags it adds.</summary>
    public IReadOnlyList<string> AddFlags { get; init; } = [];

    /// <summary>The rule in words.</summary>
    public string? Rule { get; init; }
}

/// <summary>
/// An answer of the text in force, read for another text: when every value of a question is listed, another question counts as answered so.
/// </summary>
public sealed record AnswerRewrite(string Question, IReadOnlyList<string> OnlyValues, string SetQuestion, string SetValue, string Why);

/// <summary>A tier of fines.</summary>
public sealed record PenaltyTier(string Id, string Ref, string Covers, long? MaxEur, long? MaxTurnoverPercent, string CapRule);

/// <summary>A date of the law.</summary>
/// <param name="Date">The day.</param>
/// <param name="Event">What begins or ends on it.</param>
/// <param name="Ref">The provision.</param>
/// <param name="Bans">True when practices are prohibited from that day on.</param>
public sealed record LawEvent(DateOnly Date, string Event, string Ref, bool Bans = false);
