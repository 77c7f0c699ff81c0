using Governance.Policies;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Tools by the most serious thing they can do.</summary>
internal static class ToolRisks
{
    /// <summary>The word for tools whose risks no one has named. Rules judge them as having every risk, so they come first.</summary>
    public const string Unreviewed = "unreviewed";

    // What cannot be taken back comes before what can.
    private static readonly string[] s_gravest = ["irreversible", "money", "personal-data", "external", "write", "read"];

    /// <summary>The most serious risk of a tool.</summary>
    public static string Of(AgentTool tool) => Array.Find(s_gravest, r => tool.Risks.Contains(r, StringComparer.Ordinal)) ?? Unreviewed;

    /// <summary>The tools of a manifest, most serious first.</summary>
    public static IReadOnlyList<AgentTool> Ordered(AgentManifest manifest) =>
        [.. manifest.Tools.OrderBy(Rank).ThenBy(t => t.Id, StringComparer.Ordinal)];

    /// <summary>How many tools have each risk as their most serious, most serious first.</summary>
    public static IReadOnlyList<ToolCount> Count(AgentManifest manifest) =>
        [.. manifest.Tools.GroupBy(Of).OrderBy(g => Rank(g.Key)).Select(g => new ToolCount(g.Key, g.Count()))];

    private static int Rank(AgentTool tool) => Rank(Of(tool));

    private static int Rank(string risk) => Array.IndexOf(s_gravest, risk);
}
