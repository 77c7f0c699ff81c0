using Governance.Domain.Models;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Labels;
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

    /// <summary>Whose policies it is evaluated against, and as what it runs.</summary>
    public static string JudgedBy(PostureView posture) =>
        posture.Experiment is { } experiment ? T["{0}, by the policies of production", experiment]
        : posture.Stage is Stage.Production ? T.Word("By the policies of production")
        : T.Word("By the policies of staging");

    /// <summary>Where a version runs: the environment with its deployment, or that only its decisions show it.</summary>
    public static string Place(PostureView posture) =>
        posture.Deployment is { } deployment
            ? $"{DeploymentPlace.Of(posture.Environment)} · {deployment}"
            : T["Seen in its decisions, without a deployment"];

    /// <summary>The version with its environment.</summary>
    public static string Title(PostureView posture) =>
        posture.Deployment is null
            ? T["{0} without a deployment", posture.Version]
            : T["{0} in {1}", posture.Version, DeploymentPlace.Within(posture.Environment)];

    /// <summary>The deployment, or the version where there is none.</summary>
    public static string Named(PostureView posture) => posture.Deployment?.ToString() ?? posture.Version;

    /// <summary>How much attention a rule that fails asks for.</summary>
    public static Tone ToneOf(FailingRule rule) => rule.Blocks ? Tone.Fail : Tone.Warn;

    /// <summary>Bars of a severity's glyph.</summary>
    public static int LevelOf(string severity) =>
        severity switch
        {
            "critical" => 4,
            "high" => 3,
            "medium" => 2,
            _ => 1,
        };

    /// <summary>The rules that fail, by their names: with their number where several policies have one of the same id.</summary>
    public static string Rules(PostureView posture) =>
        posture.Failing.Count == 0
            ? Formats.Missing
            : new NamedRules(
                posture
                    .Failing.GroupBy(f => f.Rule, StringComparer.Ordinal)
                    .Select(g => (g.First().Name, g.Count() == 1 ? g.Key : $"{g.Key} × {Formats.Count(g.Count())}"))
            ).ToString();

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
