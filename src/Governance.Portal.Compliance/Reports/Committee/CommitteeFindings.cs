using System.Globalization;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting.Committee;
using Governance.Reporting.Dashboards;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>Says in sentences what the pack finds: each is made of facts that it prints, and names the records it rests on.</summary>
internal static class CommitteeFindings
{
    /// <summary>A sentence of the overview, in the language of the document.</summary>
    public static CommitteeFinding Of(ToldSentence told) =>
        new($"{string.Join("; ", told.Clauses.Select(Words))}.", told.Subjects, told.Severity >= StorySeverity.Warning);

    /// <summary>How much waits.</summary>
    public static IEnumerable<CommitteeFinding> Of(CommitteeRows<CommitteeDecision> decisions, DateTimeOffset now)
    {
        if (decisions.All == 0)
        {
            yield break;
        }

        var late = decisions.Printed.Where(d => d.DueAt <= now).ToList();
        var blocked = decisions.Printed.Where(d => d.IsBlocked).ToList();
        List<string> more = [];
        if (late.Count > 0)
        {
            more.Add($"{Count(late.Count)} past the day {(late.Count == 1 ? "it is" : "they are")} due");
        }

        if (blocked.Count > 0)
        {
            more.Add($"{Count(blocked.Count)} blocked by a gate");
        }

        var waits = Plural(decisions.All, "decision is wanted", "decisions are wanted");
        var named = late.Concat(blocked).DefaultIfEmpty(decisions.Printed[0]).Select(d => d.Record);
        yield return new(
            more.Count == 0 ? $"{waits}." : $"{waits}, {string.Join(" and ", more)}.",
            [.. named.Distinct(StringComparer.Ordinal)],
            late.Count > 0
        );
    }

    /// <summary>The figures that became worse.</summary>
    public static IEnumerable<CommitteeFinding> Of(IReadOnlyList<DashboardItem> figures)
    {
        var worse = figures.Where(f => f.Better is false).ToList();
        var better = figures.Count(f => f.Better is true);
        if (worse.Count > 0)
        {
            var named = string.Join(", ", worse.Select(f => $"{f.Name.ToLowerInvariant()} {f.Value} ({f.Change})"));
            yield return new(
                $"Worse than in the period before: {named}. {Plural(better, "figure is", "figures are")} better.",
                [.. worse.Select(f => f.Name)],
                IsGrave: false
            );
        }
    }

    /// <summary>How much of what runs is out of policy.</summary>
    public static IEnumerable<CommitteeFinding> Of(CommitteePosture posture, CommitteeRows<CommitteeDeployment> outOfPolicy)
    {
        if (posture.Out > 0)
        {
            yield return new(
                $"{Count(posture.Out)} of {Plural(posture.Total, "deployment", "deployments")} in production "
                    + $"{(posture.Out == 1 ? "is" : "are")} out of policy.",
                [.. outOfPolicy.Printed.Select(d => d.Record)],
                IsGrave: true
            );
        }
    }

    // A day is printed as documents print days; names and words of ours stay as they are.
    private static string Words(FormattableString clause) =>
        string.Format(
            CultureInfo.InvariantCulture,
            clause.Format,
            [
                .. clause
                    .GetArguments()
                    .Select(a =>
                        a is DateTimeOffset day ? day.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : a?.ToString()
                    ),
            ]
        );

    private static string Plural(int count, string one, string many) => $"{(count == 0 ? "No" : Count(count))} {(count < 2 ? one : many)}";

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
