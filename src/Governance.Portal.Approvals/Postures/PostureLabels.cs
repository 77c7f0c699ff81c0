using Governance.Domain.Gates;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Approvals.Postures;

/// <summary>Postures in words.</summary>
internal static class PostureLabels
{
    public static string Severity(string severity) =>
        severity switch
        {
            "critical" => "Critical",
            "high" => "High",
            "medium" => "Medium",
            _ => "Low",
        };

    /// <summary>"3 out of policy, 1 warning, 12 in policy".</summary>
    public static string Summary(Kernel.Facts.PostureCounts counts) =>
        string.Join(
            ", ",
            new (int Count, string Word)[]
            {
                (counts.Out, "out of policy"),
                (counts.Warning, "with warnings"),
                (counts.In, "in policy"),
                (counts.Waiting, "not judged yet"),
            }
                .Where(c => c.Count > 0)
                .Select(c => $"{Formats.Count(c.Count)} {c.Word}")
        );
}
