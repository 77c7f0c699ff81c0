using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;

namespace Governance.Domain.Intake;

/// <summary>A question of the law's questionnaire that the proposer answered for the screening.</summary>
/// <param name="Question">Its id: <c>Q40</c>.</param>
/// <param name="Values">The chosen values.</param>
public sealed record ScreeningAnswer(string Question, IReadOnlyList<string> Values);

/// <summary>What a proposer says about a use case. A draft may lack everything but its title.</summary>
/// <param name="Title">Name people read; also that of the AI system, once accepted.</param>
public sealed record UseCaseAnswers(string Title)
{
    /// <summary>Longest title.</summary>
    public const int MaxTitle = 200;

    /// <summary>Longest purpose: that of an AI system.</summary>
    public const int MaxPurpose = 2_000;

    /// <summary>Longest other text.</summary>
    public const int MaxWords = 2_000;

    /// <summary>Most groups of people.</summary>
    public const int MaxGroups = 50;

    /// <summary>What it is for, in one sentence.</summary>
    public string? Purpose { get; init; }

    /// <summary>What the organisation expects of it.</summary>
    public string? Benefit { get; init; }

    /// <summary>Groups of people whom its output touches.</summary>
    public IReadOnlyList<string> AffectedGroups { get; init; } = [];

    /// <summary>Who of them is in a vulnerable position, in words; null when none is.</summary>
    public string? Vulnerable { get; init; }

    /// <summary>Categories of data it uses.</summary>
    public IReadOnlyList<DataCategory> Data { get; init; } = [];

    /// <summary>How it is obtained.</summary>
    public Sourcing? Sourcing { get; init; }

    /// <summary>Who supplies it, or the part it is built on.</summary>
    public string? Supplier { get; init; }

    /// <summary>What they supply.</summary>
    public string? Product { get; init; }

    /// <summary>Where it runs.</summary>
    public Hosting? Hosting { get; init; }

    /// <summary>What part it takes in decisions.</summary>
    public DecisionRole? DecisionRole { get; init; }

    /// <summary>When it is wished to start.</summary>
    public DateOnly? WishedStart { get; init; }

    /// <summary>Who is proposed to answer for it.</summary>
    public UserId? Owner { get; init; }

    /// <summary>The business unit that would use it.</summary>
    public string? BusinessUnit { get; init; }

    /// <summary>Answers for the screening.</summary>
    public IReadOnlyList<ScreeningAnswer> Screening { get; init; } = [];

    /// <summary>What a draft still lacks before it can be submitted, by field.</summary>
    public IReadOnlyDictionary<string, Sentence[]> Missing()
    {
        var missing = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        Need("purpose", string.IsNullOrWhiteSpace(Purpose), $"Describe its purpose in one sentence.");
        Need("benefit", string.IsNullOrWhiteSpace(Benefit), $"Describe the expected benefit.");
        Need("data", Data.Count == 0, $"Choose what data it uses.");
        Need("sourcing", Sourcing is null, $"Choose whether it is built or bought.");
        Need("supplier", Sourcing is not (null or Intake.Sourcing.Build) && Supplier is null, $"Name the supplier.");
        Need("hosting", Hosting is null, $"Choose where it runs.");
        Need("decisionRole", DecisionRole is null, $"Choose its role in decisions.");
        Need("owner", Owner is null, $"Propose an owner who is accountable for it.");
        return missing;

        void Need(string field, bool isMissing, Sentence sentence)
        {
            if (isMissing)
            {
                missing[field] = [sentence];
            }
        }
    }

    /// <summary>All of it, in the one form over which its digest is taken.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["title"] = Title,
            ["purpose"] = Purpose,
            ["benefit"] = Benefit,
            ["affectedGroups"] = Texts(AffectedGroups),
            ["vulnerable"] = Vulnerable,
            ["data"] = Texts(Data.Select(d => WireName.Of(d))),
            ["sourcing"] = Sourcing is { } sourcing ? WireName.Of(sourcing) : null,
            ["supplier"] = Supplier,
            ["product"] = Product,
            ["hosting"] = Hosting is { } hosting ? WireName.Of(hosting) : null,
            ["decisionRole"] = DecisionRole is { } role ? WireName.Of(role) : null,
            ["wishedStart"] = WishedStart?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["owner"] = Owner?.ToString(),
            ["businessUnit"] = BusinessUnit,
            ["screening"] = new JsonArray([
                .. Screening.Select(s => new JsonObject { ["question"] = s.Question, ["values"] = Texts(s.Values) }),
            ]),
        };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
