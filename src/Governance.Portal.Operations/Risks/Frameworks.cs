using System.Reflection;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Operations.Risks;

/// <summary>An item of a framework: a threat, a control, an outcome.</summary>
/// <param name="Id">Its id, with the edition where there are several.</param>
/// <param name="Name">Name of the item, or what it requires in our words.</param>
/// <param name="Group">The heading it belongs to; empty if there is none.</param>
/// <param name="Covers">Categories of the taxonomy whose risks relate to it.</param>
public sealed record FrameworkItem(string Id, string Name, string Group, IReadOnlyList<RiskCategory> Covers);

/// <summary>A framework as the product holds it.</summary>
/// <param name="Key">Key in addresses and in the database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Edition">Edition or version.</param>
/// <param name="AsOf">Date of our copy.</param>
/// <param name="Verification">What of it was verified, from the head of the file.</param>
/// <param name="Items">Its items, in its own order.</param>
public sealed record Framework(
    string Key,
    string Name,
    string Edition,
    string AsOf,
    string Verification,
    IReadOnlyList<FrameworkItem> Items
);

/// <summary>A monitoring signal the taxonomy proposes for a category.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What is measured.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="Amber">From where on a task is opened.</param>
/// <param name="Red">From where on a release is blocked.</param>
/// <param name="Window">Over which time.</param>
public sealed record DefaultSignal(string Id, string Name, string Unit, string Amber, string Red, string Window);

/// <summary>A category of the taxonomy.</summary>
/// <param name="Category">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it is about.</param>
/// <param name="Signal">The signal proposed for it.</param>
public sealed record CategoryInfo(RiskCategory Category, string Name, string Meaning, DefaultSignal Signal);

/// <summary>A level of a scale.</summary>
/// <param name="Level">1 to 5.</param>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it means.</param>
public sealed record ScaleLevel(int Level, string Name, string Meaning);

/// <summary>Taxonomy and frameworks, read once from the files that are part of the program.</summary>
public static class Frameworks
{
    // The other two are read by documents as well: they are the kernel's.
    internal static readonly Assembly Own = typeof(Frameworks).Assembly;

    /// <summary>OWASP Top 10 for LLM applications, the stored edition.</summary>
    public const string Owasp = "owasp-llm-2025";

    /// <summary>The edition after it.</summary>
    public const string OwaspNext = "owasp-llm-2026";

    /// <summary>OWASP's threats to agents, T1 to T17, in the stored edition.</summary>
    public const string AgentThreats = "owasp-agentic-1.1";

    private static readonly Lazy<Loaded> s_loaded = new(Load);

    /// <summary>Every framework.</summary>
    public static IReadOnlyList<Framework> All => s_loaded.Value.Frameworks;

    /// <summary>Categories of the taxonomy.</summary>
    public static IReadOnlyList<CategoryInfo> Categories => s_loaded.Value.Categories;

    /// <summary>Likelihood, from 1.</summary>
    public static IReadOnlyList<ScaleLevel> Likelihoods => s_loaded.Value.Likelihoods;

    /// <summary>Impact, from 1.</summary>
    public static IReadOnlyList<ScaleLevel> Impacts => s_loaded.Value.Impacts;

    /// <summary>Version and verification of the taxonomy, for people.</summary>
    public static Framework Taxonomy => s_loaded.Value.Taxonomy;

    /// <summary>Items of one edition with those of the other that are the same risk.</summary>
    public static IReadOnlyDictionary<string, string> Crosswalk => s_loaded.Value.Crosswalk;

    /// <summary>
    /// Items of the other frameworks that an item is mapped to, in either direction: a threat names controls, and a control the threats it
    /// answers. Ours, as the pages say; what an item is not mapped to is absent.
    /// </summary>
    public static IReadOnlyList<RiskThreat> Related(string item) => s_loaded.Value.Related.GetValueOrDefault(item) ?? [];

    /// <summary>The framework with a key, or null.</summary>
    public static Framework? Get(string? key) => All.FirstOrDefault(f => f.Key == key);

    /// <summary>Finds an item by its id, in whatever framework.</summary>
    public static RiskThreat? Find(string? item) =>
        item is not null && s_loaded.Value.Items.TryGetValue(item.Trim(), out var found) ? found : null;

    /// <summary>The name of a framework where there is room for a few words only, the same on every page.</summary>
    public static string ShortName(string key) =>
        key switch
        {
            Owasp => "OWASP LLM 2025",
            OwaspNext => "OWASP LLM 2026",
            AgentThreats => "OWASP Agentic 1.1",
            "iso-42001" => "ISO 42001",
            _ => Get(key)?.Name ?? key,
        };

    /// <summary>Name of a category.</summary>
    public static string NameOf(RiskCategory category) => Categories.First(c => c.Category == category).Name;

    private sealed record Loaded(
        IReadOnlyList<Framework> Frameworks,
        IReadOnlyList<CategoryInfo> Categories,
        IReadOnlyList<ScaleLevel> Likelihoods,
        IReadOnlyList<ScaleLevel> Impacts,
        Framework Taxonomy,
        IReadOnlyDictionary<string, string> Crosswalk,
        IReadOnlyDictionary<string, RiskThreat> Items,
        IReadOnlyDictionary<string, IReadOnlyList<RiskThreat>> Related
    );

    private static Loaded Load()
    {
        var (taxonomy, taxonomyHead) = File("risk-taxonomy", Own);
        var (owasp, owaspHead) = File("owasp-llm-top10", Own);
        var (nist, nistHead) = File("nist-ai-rmf");
        var (iso, isoHead) = File("iso-42001");
        var categories = List(taxonomy, "categories").Select(c => (Id: Category(Text(c, "id")), Node: c)).ToList();
        var crosswalk = new Dictionary<string, string>(StringComparer.Ordinal);
        var (threats, next) = (new List<FrameworkItem>(), new List<FrameworkItem>());
        foreach (var risk in List(owasp, "risks"))
        {
            var covers = Words(risk["risk_categories"]).Select(Category).ToList();
            var step = List(owasp, "edition_crosswalk")
                .First(e => Text(risk, "id").StartsWith(Text(e, "from_2025") + ":", StringComparison.Ordinal));
            var successor = $"{Text(step, "to_2026")}:2026";
            (crosswalk[Text(risk, "id")], crosswalk[successor]) = (successor, Text(risk, "id"));
            threats.Add(new(Text(risk, "id"), Text(risk, "name"), "", covers));
            next.Add(new(successor, Text(step, "name_2026"), "", covers));
        }

        var outcomes =
            from function in List(nist, "functions")
            from category in List(function, "categories")
            from item in List(category, "subcategories")
            select new FrameworkItem(
                Text(item, "id"),
                Text(item, "paraphrase"),
                Text(function, "name"),
                Covering("nist_ai_rmf", Text(item, "id"))
            );
        var controls =
            from @group in List(iso, "control_groups")
            from item in List(@group, "controls")
            select new FrameworkItem(
                Text(item, "id"),
                Text(item, "title"),
                $"{Text(@group, "id")} {Text(@group, "title")}",
                Covering("iso_42001", Text(item, "id"))
            );
        var techniques = owasp["atlas_names"]!["techniques"]!
            .AsObject()
            .Select(t => new FrameworkItem(t.Key, t.Value!.ToString(), "", ByTechnique(t.Key)));
        var agentic = owasp["agentic_threats"]!;
        var agentThreats = List(agentic, "items")
            .Select(t => new FrameworkItem(Text(t, "id"), Text(t, "name"), "", [.. Words(t["risk_categories"]).Select(Category)]));
        var asOf = Text(owasp, "as_of");
        Framework[] all =
        [
            new(Owasp, Text(owasp, "framework"), "2025", asOf, owaspHead, threats),
            new(OwaspNext, Text(owasp, "framework"), "2026", asOf, owaspHead, [.. next.OrderBy(i => i.Id, StringComparer.Ordinal)]),
            new(AgentThreats, Text(agentic, "framework"), Text(agentic, "edition"), asOf, owaspHead, [.. agentThreats]),
            new("mitre-atlas", "MITRE ATLAS", "5.6.1", asOf, owaspHead, [.. techniques]),
            new("nist-ai-rmf", Text(nist, "framework"), Text(nist, "version"), Text(nist, "as_of"), nistHead, [.. outcomes]),
            new("iso-42001", Text(iso, "framework"), Text(iso, "version"), Text(iso, "as_of"), isoHead, [.. controls]),
        ];
        var items = all.SelectMany(f => f.Items.Select(i => new RiskThreat(f.Key, i.Id)))
            .ToDictionary(t => t.Item, StringComparer.OrdinalIgnoreCase);
        return new Loaded(
            all,
            [
                .. categories.Select(c => new CategoryInfo(
                    c.Id,
                    Text(c.Node, "name"),
                    Text(c.Node, "meaning"),
                    Signal(c.Node["default_kri"]!)
                )),
            ],
            Scale("likelihood", "meaning"),
            Scale("impact", "people"),
            new("taxonomy", Text(taxonomy, "title"), Text(taxonomy, "as_of"), Text(taxonomy, "as_of"), taxonomyHead, []),
            crosswalk,
            items,
            Mapping()
        );

        // The file maps threats to the others; the other way round is the same pairs.
        Dictionary<string, IReadOnlyList<RiskThreat>> Mapping()
        {
            var pairs = (
                from risk in List(owasp, "risks")
                from edition in (string[])[Text(risk, "id"), crosswalk[Text(risk, "id")]]
                from list in (string[])["mitre_atlas_techniques", "nist_ai_rmf", "iso_42001"]
                from id in Words(risk["mapping"]![list])
                where items.ContainsKey(id)
                select (Threat: items[edition], Other: items[id])
            ).ToList();
            return pairs
                .Select(p => (p.Threat.Item, p.Other))
                .Concat(pairs.Select(p => (p.Other.Item, Other: p.Threat)))
                .GroupBy(p => p.Item, p => p.Other, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => (IReadOnlyList<RiskThreat>)[.. g.Distinct()], StringComparer.Ordinal);
        }

        List<RiskCategory> Covering(string framework, string item) =>
            [.. categories.Where(c => Words(c.Node["refs"]![framework]).Contains(item, StringComparer.Ordinal)).Select(c => c.Id)];

        List<RiskCategory> ByTechnique(string technique) =>
            [
                .. List(owasp, "risks")
                    .Where(r => Words(r["mapping"]!["mitre_atlas_techniques"]).Contains(technique, StringComparer.Ordinal))
                    .SelectMany(r => Words(r["risk_categories"]))
                    .Distinct(StringComparer.Ordinal)
                    .Select(Category),
            ];

        List<ScaleLevel> Scale(string name, string meaning) =>
            [
                .. taxonomy["scales"]![name]!
                    .AsArray()
                    .Select(l => new ScaleLevel(
                        int.Parse(Text(l!, "level"), System.Globalization.CultureInfo.InvariantCulture),
                        Text(l!, "name"),
                        Text(l!, meaning)
                    )),
            ];
    }

    internal static DefaultSignal Signal(JsonNode kri) =>
        new(Text(kri, "id"), Text(kri, "name"), Text(kri, "unit"), Text(kri, "amber"), Text(kri, "red"), Text(kri, "window"));

    internal static RiskCategory Category(string id) => WireName.Parse<RiskCategory>(id.Replace('_', '-'));

    internal static string Text(JsonNode node, string member) =>
        node[member]?.ToString() ?? throw new FormatException($"A reference file lacks {member}.");

    internal static IEnumerable<JsonNode> List(JsonNode node, string member) => node[member]!.AsArray().OfType<JsonNode>();

    internal static IEnumerable<string> Words(JsonNode? list) => list?.AsArray().OfType<JsonNode>().Select(w => w.ToString()) ?? [];

    // The head of a file says what of it was verified, and how; people see that sentence.
    internal static (JsonObject File, string Verification) File(string name, Assembly? assembly = null)
    {
        var (data, text) = ReferenceFile.Read($"reference/{name}.yaml", assembly);
        var head = text.Split('\n').TakeWhile(l => l.StartsWith('#')).Select(l => l.TrimStart('#').Trim()).ToList();
        var at = head.FindIndex(l => l.StartsWith("Verification status:", StringComparison.Ordinal));
        var words =
            at < 0
                ? []
                : head.Skip(at)
                    .TakeWhile(
                        (l, i) =>
                            i == 0
                            || !(
                                l.StartsWith("Source", StringComparison.Ordinal)
                                || l.StartsWith("Paraphrases", StringComparison.Ordinal)
                                || l.StartsWith("Copyright", StringComparison.Ordinal)
                                || l.StartsWith("OWASP material", StringComparison.Ordinal)
                            )
                    );
        return (data, string.Join(' ', words)["Verification status:".Length..].Trim());
    }
}
