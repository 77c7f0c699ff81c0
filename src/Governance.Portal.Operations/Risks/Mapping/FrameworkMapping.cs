using Governance.Domain;

namespace Governance.Portal.Operations.Risks.Mapping;

/// <summary>What is known of an item besides its name.</summary>
/// <param name="Meaning">What it is about.</param>
/// <param name="FailureModes">How it shows.</param>
/// <param name="Signals">What to watch.</param>
/// <param name="Mitigations">What lowers it.</param>
/// <param name="Indicator">Its key risk indicator, with starting values; null where none is proposed.</param>
public sealed record ItemDetails(
    string Meaning,
    IReadOnlyList<string> FailureModes,
    IReadOnlyList<string> Signals,
    IReadOnlyList<string> Mitigations,
    DefaultSignal? Indicator
);

/// <summary>
/// How the frameworks and our taxonomy are mapped to one another, read once from the files that are part of the program. The files map
/// threats and categories to the others; the other way round is the same pairs.
/// </summary>
public static class FrameworkMapping
{
    /// <summary>OWASP Top 10 for agentic applications.</summary>
    public const string Agentic = "owasp-agentic";

    /// <summary>Mitigations of ATLAS.</summary>
    public const string Mitigations = "mitre-atlas-mitigations";

    /// <summary>Provisions of the AI Act.</summary>
    public const string Law = "eu-ai-act";

    /// <summary>Categories of our taxonomy.</summary>
    public const string Taxonomy = "taxonomy";

    private static readonly Lazy<Loaded> s_loaded = new(Load);

    /// <summary>Every framework, those of the coverage matrix first.</summary>
    public static IReadOnlyList<Framework> All => s_loaded.Value.Frameworks;

    /// <summary>The framework with a key, or null.</summary>
    public static Framework? Get(string? key) => All.FirstOrDefault(f => f.Key == key);

    /// <summary>The item with an id, with its framework; null when there is none.</summary>
    public static (Framework Framework, FrameworkItem Item)? Find(string? item) =>
        item is not null && s_loaded.Value.Items.TryGetValue(item.Trim(), out var found) ? found : null;

    /// <summary>Items that an item is mapped to, in either direction.</summary>
    public static IReadOnlyList<string> Related(string item) => s_loaded.Value.Related.GetValueOrDefault(item) ?? [];

    /// <summary>What is known of an item besides its name; null where the files say nothing more.</summary>
    public static ItemDetails? Details(string item) => s_loaded.Value.Details.GetValueOrDefault(item);

    /// <summary>True for what the files map to all others: threats of OWASP for language models, and categories.</summary>
    public static bool IsHub(Framework framework)
    {
        ArgumentNullException.ThrowIfNull(framework);
        return framework.Key is Frameworks.Owasp or Frameworks.OwaspNext or Taxonomy;
    }

    private sealed record Loaded(
        IReadOnlyList<Framework> Frameworks,
        IReadOnlyDictionary<string, (Framework Framework, FrameworkItem Item)> Items,
        IReadOnlyDictionary<string, IReadOnlyList<string>> Related,
        IReadOnlyDictionary<string, ItemDetails> Details
    );

    private static Loaded Load()
    {
        var (owasp, verification) = Frameworks.File("owasp-llm-top10", Frameworks.Own);
        var (taxonomy, _) = Frameworks.File("risk-taxonomy", Frameworks.Own);
        var asOf = Frameworks.Text(owasp, "as_of");
        var risks = Frameworks.List(owasp, "risks").ToList();
        var categories = Frameworks.List(taxonomy, "categories").ToList();
        var pairs = new List<(string From, string To)>();
        var details = new Dictionary<string, ItemDetails>(StringComparer.Ordinal);
        foreach (var risk in risks)
        {
            var id = Frameworks.Text(risk, "id");
            string[] editions = [id, Frameworks.Crosswalk[id]];
            pairs.Add((editions[0], editions[1]));
            string[] lists =
            [
                "mitre_atlas_techniques",
                "mitre_atlas_mitigations",
                "nist_ai_rmf",
                "iso_42001",
                "owasp_agentic",
                "eu_ai_act",
            ];
            foreach (var edition in editions)
            {
                pairs.AddRange(lists.SelectMany(l => Frameworks.Words(risk["mapping"]![l])).Select(other => (edition, other)));
                pairs.AddRange(Frameworks.Words(risk["risk_categories"]).Select(c => (edition, Wire(c))));
                details[edition] = new(
                    Frameworks.Text(risk, "description"),
                    [.. Frameworks.Words(risk["failure_modes"])],
                    [.. Frameworks.Words(risk["monitoring_signals"])],
                    [.. Frameworks.Words(risk["mitigations"])],
                    null
                );
            }
        }

        foreach (var category in categories)
        {
            var id = Wire(Frameworks.Text(category, "id"));
            foreach (var list in (string[])["eu_ai_act", "nist_ai_rmf", "iso_42001", "owasp_llm"])
            {
                foreach (var other in Frameworks.Words(category["refs"]![list]))
                {
                    pairs.Add((id, other));
                    if (list == "owasp_llm")
                    {
                        pairs.Add((id, Frameworks.Crosswalk[other]));
                    }
                }
            }

            details[id] = new(Frameworks.Text(category, "meaning"), [], [], [], Frameworks.Signal(category["default_kri"]!));
        }

        var agentic = owasp["agentic_top10"]!;
        foreach (var item in Frameworks.List(agentic, "items"))
        {
            details[Frameworks.Text(item, "id")] = new(Frameworks.Text(item, "paraphrase"), [], [], [], null);
        }

        foreach (var threat in Frameworks.List(owasp["agentic_threats"]!, "items"))
        {
            var id = Frameworks.Text(threat, "id");
            pairs.AddRange(Frameworks.Words(threat["owasp_agentic"]).Select(other => (id, other)));
            pairs.AddRange(Frameworks.Words(threat["risk_categories"]).Select(c => (id, Wire(c))));
            details[id] = new(
                Frameworks.Text(threat, "description"),
                [.. Frameworks.Words(threat["failure_modes"])],
                [.. Frameworks.Words(threat["monitoring_signals"])],
                [.. Frameworks.Words(threat["mitigations"])],
                null
            );
        }

        Framework[] all =
        [
            .. Frameworks.All,
            Of(
                Agentic,
                "OWASP Top 10 for Agentic Applications",
                Frameworks.Text(agentic, "edition"),
                Frameworks.List(agentic, "items").Select(i => (Frameworks.Text(i, "id"), Frameworks.Text(i, "name")))
            ),
            Of(
                Mitigations,
                "MITRE ATLAS mitigations",
                Frameworks.Get("mitre-atlas")!.Edition,
                owasp["atlas_names"]!["mitigations"]!.AsObject().Select(m => (m.Key, m.Value!.ToString()))
            ),
            Of(
                Law,
                "Regulation (EU) 2024/1689",
                "OJ L, 2024/1689",
                pairs
                    .Select(p => p.To)
                    .Where(t => t.StartsWith("Art.", StringComparison.Ordinal) || t.StartsWith("Annex", StringComparison.Ordinal))
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Select(t => (t, ""))
            ),
            new(
                Taxonomy,
                Frameworks.Taxonomy.Name,
                Frameworks.Taxonomy.Edition,
                Frameworks.Taxonomy.AsOf,
                Frameworks.Taxonomy.Verification,
                [.. categories.Select(c => Item(Wire(Frameworks.Text(c, "id")), Frameworks.Text(c, "name")))]
            ),
        ];
        var items = all.SelectMany(f => f.Items.Select(i => (Framework: f, Item: i)))
            .ToDictionary(i => i.Item.Id, i => i, StringComparer.OrdinalIgnoreCase);
        return new(
            all,
            items,
            pairs
                .Where(p => items.ContainsKey(p.From) && items.ContainsKey(p.To))
                .SelectMany(p => new[] { p, (From: p.To, To: p.From) })
                .Distinct()
                .GroupBy(p => p.From, p => p.To, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g], StringComparer.Ordinal),
            details
        );

        Framework Of(string key, string name, string edition, IEnumerable<(string Id, string Name)> named) =>
            new(key, name, edition, asOf, verification, [.. named.Select(i => Item(i.Id, i.Name))]);

        static FrameworkItem Item(string id, string name) => new(id, name, "", []);

        static string Wire(string category) => WireName.Of(Frameworks.Category(category));
    }
}
