using System.Globalization;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting.Committee;
using Governance.Reporting.Dashboards;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>
/// Says in sentences what the pack finds, in the language in force: each is made of facts that it prints, and names the records it rests
/// on.
/// </summary>
internal static class CommitteeFindings
{
    /// <summary>A sentence of the overview.</summary>
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
            more.Add(T[late.Count == 1 ? "{0} past its due date" : "{0} past their due dates", Count(late.Count)]);
        }

        if (blocked.Count > 0)
        {
            more.Add(T["{0} blocked by a gate ({1})", Count(blocked.Count), string.Join(", ", blocked.Select(d => d.Record))]);
        }

        var waits = T[decisions.All == 1 ? "{0} decision is needed" : "{0} decisions are needed", Count(decisions.All)];
        var named = late.Concat(blocked).DefaultIfEmpty(decisions.Printed[0]).Select(d => d.Record);
        yield return new(
            more.Count == 0 ? $"{waits}." : $"{waits}, {(more.Count == 1 ? more[0] : T["{0} and {1}", more[0], more[1]])}.",
            [.. named.Distinct(StringComparer.Ordinal)],
            late.Count > 0
        );
    }

    /// <summary>The figures that became worse.</summary>
    public static IEnumerable<CommitteeFinding> Of(IReadOnlyList<DashboardItem> figures)
    {
        foreach (var counted in figures.Where(f => f.Counted.Count > 0))
        {
            yield return new($"{T.Word(counted.Name)}: {string.Join(", ", counted.Counted)}.", [counted.Name], IsGrave: false);
        }

        var worse = figures.Where(f => f.Better is false).ToList();
        var better = figures.Count(f => f.Better is true);
        if (worse.Count > 0)
        {
            var named = string.Join(", ", worse.Select(Worse));
            var others = better switch
            {
                0 => T["No figure is better."],
                1 => T["{0} figure is better.", Count(better)],
                _ => T["{0} figures are better.", Count(better)],
            };
            yield return new(
                T["Worse than in the previous period: {0}. {1}", named, others],
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
            var text = (posture.Total == 1, posture.Out == 1) switch
            {
                (true, _) => "{0} of {1} deployment in production is out of policy.",
                (false, true) => "{0} of {1} deployments in production is out of policy.",
                (false, false) => "{0} of {1} deployments in production are out of policy.",
            };
            yield return new(
                T[text, Count(posture.Out), Count(posture.Total)],
                [.. outOfPolicy.Printed.Select(d => d.Record)],
                IsGrave: true
            );
        }
    }

    // English begins a noun small within a sentence, German does not.
    private static string Worse(DashboardItem figure)
    {
        var name = Languages.Current == Languages.Source ? figure.Name.ToLowerInvariant() : T.Word(figure.Name);
        return $"{name} {RecordedValue.Say(figure.Value)} ({RecordedValue.Say(figure.Change)})";
    }

    // A day is printed as documents print days; names stay as they are, words of ours are said.
    private static string Words(FormattableString clause) => T[clause.Format, [.. clause.GetArguments().Select(Value)]];

    private static string? Value(object? value) =>
        value switch
        {
            DateTimeOffset day => Shapes.In(day.UtcDateTime, "d MMM yyyy"),
            TextWord word => T.Recorded(word.English),
            FormattableString inner => Words(inner),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString(),
        };

    private static string Count(int count) => count.ToString("#,0", Shapes.Culture);
}
