using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

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

    /// <summary>How much attention a rule that fails asks for.</summary>
    public static Tone ToneOf(FailingRule rule) => rule.Blocks ? Tone.Fail : Tone.Warn;

    /// <summary>The rules that fail, by their ids.</summary>
    public static string Rules(PostureView posture) =>
        posture.Failing.Count == 0
            ? Formats.Missing
            : string.Join(", ", posture.Failing.Select(f => f.Rule).Distinct(StringComparer.Ordinal));

    /// <summary>"3 out of policy, 1 warning, 12 in policy".</summary>
    public static string Summary(Kernel.Facts.PostureCounts counts)
    {
        string Words(int count, string text) => count == 0 ? "" : T[text, Formats.Count(count)];
        return string.Join(
            ", ",
            new[]
            {
                Words(counts.Out, "{0} out of policy"),
                Words(counts.Warning, "{0} with warnings"),
                Words(counts.In, "{0} in policy"),
                Words(counts.Waiting, "{0} not evaluated yet"),
            }.Where(w => w.Length > 0)
        );
    }
}
