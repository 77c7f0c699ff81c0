using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Risks;

namespace Governance.Portal.Operations.Risks.Library;

/// <summary>A ready-made risk.</summary>
/// <param name="Id">Its id in the library: CS-1, or the threat it is about, such as LLM01:2025.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Title">A few words.</param>
/// <param name="Cause">What makes it happen.</param>
/// <param name="FailureModes">What follows, or how it shows.</param>
/// <param name="Inherent">Rating before anything is done; null where the system decides it.</param>
/// <param name="Expected">What the controls are expected to leave; null where none is said. It is no assessment.</param>
/// <param name="Controls">What lowers it.</param>
/// <param name="Treatment">What is proposed to do about it.</param>
/// <param name="Signal">The key risk indicator of it.</param>
/// <param name="Watch">Further things to watch.</param>
/// <param name="OwnerRole">Who usually answers for it; null where none is said.</param>
/// <param name="Threats">Items of frameworks that it names.</param>
public sealed record LibraryRisk(
    string Id,
    RiskCategory Category,
    string Title,
    string Cause,
    IReadOnlyList<string> FailureModes,
    RiskRating? Inherent,
    RiskRating? Expected,
    IReadOnlyList<string> Controls,
    RiskTreatment Treatment,
    DefaultSignal Signal,
    IReadOnlyList<string> Watch,
    string? OwnerRole,
    IReadOnlyList<string> Threats
);

/// <summary>Ready-made risks of one use, or of one list of threats.</summary>
/// <param name="Key">Key in addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="Risks">The risks, in the order of the file.</param>
public sealed record LibrarySet(string Key, string Name, IReadOnlyList<LibraryRisk> Risks);

/// <summary>The risk library, read once from the files that are part of the program.</summary>
public static class RiskLibrary
{
    private static readonly Lazy<IReadOnlyList<LibrarySet>> s_sets = new(Load);

    private static readonly Lazy<Dictionary<string, LibraryRisk>> s_risks = new(() =>
        Sets.SelectMany(s => s.Risks).ToDictionary(r => r.Id, StringComparer.OrdinalIgnoreCase)
    );

    /// <summary>Every set: uses first, then lists of threats.</summary>
    public static IReadOnlyList<LibrarySet> Sets => s_sets.Value;

    /// <summary>The set with a key, or null.</summary>
    public static LibrarySet? Get(string? key) => Sets.FirstOrDefault(s => s.Key == key);

    /// <summary>The risk with an id, or null.</summary>
    public static LibraryRisk? Find(string? id) => id is null ? null : s_risks.Value.GetValueOrDefault(id.Trim());

    private static IReadOnlyList<LibrarySet> Load()
    {
        var (taxonomy, _) = Frameworks.File("risk-taxonomy", Frameworks.Own);
        var (owasp, _) = Frameworks.File("owasp-llm-top10", Frameworks.Own);
        var signals = Frameworks.Categories.ToDictionary(c => c.Signal.Id, c => c.Signal, StringComparer.Ordinal);
        return
        [
            .. Frameworks
                .List(taxonomy, "sample_systems")
                .Select(s => new LibrarySet(
                    Frameworks.Text(s, "id").Replace('_', '-'),
                    Frameworks.Text(s, "name"),
                    [.. Frameworks.List(s, "risks").Select(r => OfUse(r, signals[Frameworks.Text(r, "kri")]))]
                )),
            new(Frameworks.Owasp, Frameworks.Text(owasp, "framework"), [.. Frameworks.List(owasp, "risks").Select(OfThreat)]),
            OfAgents(owasp["agentic_threats"]!),
        ];
    }

    private static LibrarySet OfAgents(JsonNode threats) =>
        new(Frameworks.AgentThreats, Frameworks.Text(threats, "framework"), [.. Frameworks.List(threats, "items").Select(OfThreat)]);

    private static LibraryRisk OfUse(JsonNode risk, DefaultSignal signal) =>
        new(
            Frameworks.Text(risk, "id"),
            Frameworks.Category(Frameworks.Text(risk, "category")),
            Frameworks.Text(risk, "title"),
            Frameworks.Text(risk, "cause"),
            [Frameworks.Text(risk, "consequence")],
            Rating(risk["inherent"]!),
            Rating(risk["residual"]!),
            [.. Frameworks.Words(risk["controls"])],
            WireName.Parse<RiskTreatment>(Frameworks.Text(risk, "treatment")),
            signal,
            [],
            Frameworks.Text(risk, "owner_role"),
            []
        );

    private static LibraryRisk OfThreat(JsonNode threat)
    {
        var category = Frameworks.Category(Frameworks.Words(threat["risk_categories"]).First());
        return new(
            Frameworks.Text(threat, "id"),
            category,
            Frameworks.Text(threat, "name"),
            Frameworks.Text(threat, "description"),
            [.. Frameworks.Words(threat["failure_modes"])],
            null,
            null,
            [.. Frameworks.Words(threat["mitigations"])],
            RiskTreatment.Reduce,
            Frameworks.Categories.First(c => c.Category == category).Signal,
            [.. Frameworks.Words(threat["monitoring_signals"])],
            null,
            [Frameworks.Text(threat, "id")]
        );
    }

    private static RiskRating Rating(JsonNode node) => new(Level(node, "likelihood"), Level(node, "impact"));

    private static int Level(JsonNode node, string member) => int.Parse(Frameworks.Text(node, member), CultureInfo.InvariantCulture);
}
