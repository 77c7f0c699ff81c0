namespace Governance.Portal.Administration.Help;

/// <summary>The pages of the documentation by what they are about. One without a shelf stands last, and is never left out.</summary>
public static class HandbookShelves
{
    private const string Rest = "More";
    private const string Decisions = "adr/";
    private const string DecisionList = "adr/README";

    private static readonly (string Title, string[] Paths)[] s_shelves =
    [
        (
            "Begin here",
            [
                "getting-started",
                "story",
                "guides/engineer",
                "guides/model-owner",
                "guides/approver",
                "guides/risk-officer",
                "guides/compliance",
                "guides/auditor",
                "guides/administrator",
            ]
        ),
        ("Policies and approvals", ["policy-packs", "policy-input", "posture", "reviews", "conversations", "refusals"]),
        ("Models and data", ["cards", "model-risk", "lineage", "datasets", "training", "discovery", "retirements", "mlflow", "registries"]),
        ("Registries in detail", ["registries-folders", "registries-kubeflow", "registries-sagemaker"]),
        ("Agents and assistants", ["agents", "agents-portal", "agent-calls", "agent-runs", "prompt-suites"]),
        (
            "Monitoring and decisions",
            [
                "monitoring",
                "sources",
                "sources-files",
                "sources-warehouses",
                "streams",
                "scheduled-validation",
                "experiments",
                "decision-reviews",
                "decision-proofs",
                "kpis",
            ]
        ),
        ("Risks and incidents", ["risk-register", "threat-models", "incidents", "targets"]),
        (
            "Law and people",
            [
                "intake",
                "technical-file",
                "reports",
                "explanation-requests",
                "oversight",
                "competences",
                "suppliers",
                "calendar",
                "notifications",
                "limited-roles",
            ]
        ),
        (
            "Run and connect",
            [
                "operations",
                "deployment",
                "runbooks",
                "integrations",
                "cli",
                "python",
                "architecture",
                DecisionList,
                "threat-model",
                "security/asvs",
                "security/advisories",
                "security/leaked-passwords",
                "benchmarks",
                "soak",
                "dependencies",
            ]
        ),
    ];

    /// <summary>All pages; decision records are reached from their list.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<HandbookPage> Pages)> Of(Handbook handbook)
    {
        ArgumentNullException.ThrowIfNull(handbook);
        var placed = s_shelves.SelectMany(s => s.Paths).ToHashSet(StringComparer.Ordinal);
        var rest = handbook
            .Pages.Values.Where(p => !placed.Contains(p.Path) && !p.Path.StartsWith(Decisions, StringComparison.Ordinal))
            .OrderBy(p => p.Title, StringComparer.Ordinal)
            .ToList();
        var shelves = s_shelves
            .Select(s => (s.Title, Pages: (IReadOnlyList<HandbookPage>)[.. s.Paths.Select(handbook.Find).OfType<HandbookPage>()]))
            .ToList();
        return rest.Count == 0 ? shelves : [.. shelves, (Rest, rest)];
    }
}
