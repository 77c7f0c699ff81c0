using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Threats;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>The rules that suggest threats, read once from the file that is part of the program.</summary>
public static class ThreatRules
{
    private static readonly Lazy<Loaded> s_loaded = new(Load);

    /// <summary>The rules, in the order of the file.</summary>
    public static IReadOnlyList<ThreatRule> All => s_loaded.Value.Rules;

    /// <summary>Edition of the file, for people and records.</summary>
    public static string Edition => s_loaded.Value.Edition;

    /// <summary>What of it was verified, from the head of the file.</summary>
    public static string Verification => s_loaded.Value.Verification;

    /// <summary>The threats that the rules suggest for a drawing.</summary>
    public static IReadOnlyList<SuggestedThreat> For(SystemDrawing drawing) => ThreatSuggestions.Of(drawing, All);

    private sealed record Loaded(IReadOnlyList<ThreatRule> Rules, string Edition, string Verification);

    private static Loaded Load()
    {
        var (file, verification) = Frameworks.File("threat-rules", Frameworks.Own);
        return new(
            [.. Frameworks.List(file, "rules").Select(Rule)],
            $"{Frameworks.Text(file, "edition")}, {Frameworks.Text(file, "as_of")}",
            verification
        );
    }

    private static ThreatRule Rule(JsonNode rule)
    {
        var id = Frameworks.Text(rule, "id");
        List<string> threats = [.. Frameworks.Words(rule["threats"])];
        if (threats.Find(t => Frameworks.Find(t) is null) is { } unknown)
        {
            throw new FormatException($"The rule {id} names {unknown}, which no framework has.");
        }

        var own = Frameworks.Words(rule["mitigations"]).ToList();
        return new(
            id,
            Frameworks.Text(rule, "title"),
            Frameworks.Text(rule, "why"),
            Frameworks.Category(Frameworks.Text(rule, "category")),
            threats,
            own.Count > 0 ? own : threats.Select(Library.RiskLibrary.Find).OfType<Library.LibraryRisk>().FirstOrDefault()?.Controls ?? [],
            WireName.Parse<ThreatTarget>(Frameworks.Text(rule, "on")),
            Condition(rule["when"]!.AsObject(), id)
        );
    }

    private static ThreatCondition Condition(JsonObject when, string id)
    {
        string[] known = ["kinds", "from", "to", "exposed", "untrusted", "reads", "outside", "crosses", "at_least"];
        if (when.Select(w => w.Key).FirstOrDefault(k => !known.Contains(k, StringComparer.Ordinal)) is { } odd)
        {
            throw new FormatException($"The rule {id} asks for {odd}, which nothing answers.");
        }

        return new()
        {
            Kinds = Kinds("kinds"),
            From = Kinds("from"),
            To = Kinds("to"),
            Exposed = Asks("exposed"),
            Untrusted = Asks("untrusted"),
            Reads = Kinds("reads"),
            Outside = Asks("outside"),
            Crosses = Asks("crosses"),
            AtLeast = when["at_least"] is { } least ? WireName.Parse<DataSensitivity>(least.ToString()) : null,
        };

        IReadOnlyList<ThreatComponentKind> Kinds(string name) =>
            [.. Frameworks.Words(when[name]).Select(WireName.Parse<ThreatComponentKind>)];

        bool Asks(string name) => when[name] is { } value && string.Equals(value.ToString(), "true", StringComparison.OrdinalIgnoreCase);
    }
}
