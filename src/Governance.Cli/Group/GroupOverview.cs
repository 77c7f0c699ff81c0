using System.Globalization;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain.Kpis;

namespace Governance.Cli.Group;

/// <summary>A figure over all installations that count.</summary>
/// <param name="Value">The sum over those that hold it; null when none does.</param>
/// <param name="Unknown">How many that count do not hold it.</param>
internal readonly record struct GroupSum(long? Value, int Unknown);

/// <summary>The installations of a group beside one another, and the sums over those whose export was verified.</summary>
internal sealed record GroupOverview(
    DateTimeOffset At,
    TimeSpan MaxAge,
    IReadOnlyList<string> Witnesses,
    IReadOnlyList<GroupMember> Members
) : CommandResult
{
    public const string Schema = "governance.group-overview/v1";

    /// <summary>Those that count.</summary>
    public IReadOnlyList<GroupMember> Counted { get; } = [.. Members.Where(m => m.Counts)];

    public int Wrong => Members.Count(m => m.IsWrong);

    public override CheckReport Checks =>
        new(
            "group-overview",
            "group",
            "group",
            [
                .. Members.Select(
                    (m, i) =>
                        new CheckItem(
                            string.Create(CultureInfo.InvariantCulture, $"installation-{i + 1}"),
                            "group",
                            CheckSeverity.High,
                            OutcomeOf(m),
                            Sentence(m)
                        )
                        {
                            File = m.File,
                        }
                ),
            ]
        )
        {
            Headline = Headline,
        };

    private string Headline =>
        string.Create(CultureInfo.InvariantCulture, $"{Counted.Count} of {Members.Count(m => m.Fault is not GroupFault.Replaced)} ")
        + (Wrong == 0 ? "installations verified." : "installations verified; the others are not included in any sum.");

    /// <summary>Puts the members in order: only the newest export of a log counts, and a log without one has a line too.</summary>
    /// <param name="verifier">What they were verified with.</param>
    /// <param name="found">The members, one a file.</param>
    public static GroupOverview Of(GroupVerifier verifier, IEnumerable<GroupMember> found)
    {
        List<GroupMember> members = [];
        var logs = found.ToLookup(m => m.Counts ? m.Log : null, StringComparer.Ordinal);
        foreach (var log in logs.Where(l => l.Key is not null))
        {
            var newest = log.OrderByDescending(m => m.MadeAt).ThenBy(m => m.File, StringComparer.Ordinal).First();
            members.AddRange(
                log.Select(m =>
                    ReferenceEquals(m, newest)
                        ? m
                        : m with
                        {
                            Fault = GroupFault.Replaced,
                            Detail = $"{newest.File} is newer.",
                            Figures = new Dictionary<string, long>(StringComparer.Ordinal),
                        }
                )
            );
        }

        members.AddRange(logs[null]);
        members.AddRange(
            verifier
                .Logs.Select(k => k.Name)
                .Distinct(StringComparer.Ordinal)
                .Where(log => !members.Exists(m => m.Log == log))
                .Select(log => new GroupMember(null, log, GroupFault.Missing, "None of the files is an export of this log."))
        );
        return new GroupOverview(
            verifier.Now,
            verifier.MaxAge,
            [.. verifier.Witnesses.Select(w => w.Name)],
            [
                .. members
                    .OrderBy(m =>
                        m.Counts ? 0
                        : m.IsWrong ? 1
                        : 2
                    )
                    .ThenBy(m => m.Name, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(m => m.File, StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>The sum of a figure over the installations that count.</summary>
    public GroupSum SumOf(GroupFigure figure)
    {
        var known = Counted.Where(m => m.Figures.ContainsKey(figure.Key)).ToList();
        return new GroupSum(known.Count == 0 ? null : known.Sum(m => m.Figures[figure.Key]), Counted.Count - known.Count);
    }

    public override void WriteText(TextPage page)
    {
        page.Verdict(Wrong == 0 && Counted.Count > 0 ? CheckOutcome.Pass : CheckOutcome.Fail, Headline);
        foreach (var member in Members)
        {
            page.Mark(OutcomeOf(member), Sentence(member));
        }

        page.Line();
        page.Table(
            ["figure", "sum", "unknown"],
            GroupFigure.All.Select(f =>
            {
                var sum = SumOf(f);
                return (IReadOnlyList<string>)
                    [
                        $"{f.Part}: {f.Name}",
                        sum.Value?.ToString(CultureInfo.InvariantCulture) ?? "unknown",
                        sum.Unknown == 0 ? "" : sum.Unknown.ToString(CultureInfo.InvariantCulture),
                    ];
            })
        );
    }

    public override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("schema", Schema);
        writer.WriteString("madeAt", CommonOptions.Utc(At));
        writer.WriteNumber("maxAgeDays", MaxAge.Days);
        writer.WriteStartArray("witnesses");
        foreach (var witness in Witnesses)
        {
            writer.WriteStringValue(witness);
        }

        writer.WriteEndArray();
        writer.WriteNumber("verified", Counted.Count);
        writer.WriteNumber("wrong", Wrong);
        writer.WriteStartArray("installations");
        foreach (var member in Members)
        {
            Write(writer, member);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("sums");
        foreach (var figure in GroupFigure.All)
        {
            var sum = SumOf(figure);
            writer.WriteStartObject(figure.Key);
            WriteCount(writer, "sum", sum.Value);
            writer.WriteNumber("unknown", sum.Unknown);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>How a member stands, as files for programs write it.</summary>
    public static string WireName(GroupFault fault) =>
        fault switch
        {
            GroupFault.None => "verified",
            GroupFault.NotAnExport => "not-an-export",
            GroupFault.NotOfAKnownLog => "not-of-a-known-log",
            GroupFault.NotWitnessed => "not-witnessed",
            GroupFault.NotNamed => "not-named",
            GroupFault.UnknownForm => "unknown-form",
            GroupFault.Old => "old",
            GroupFault.Ahead => "ahead",
            GroupFault.Replaced => "replaced",
            GroupFault.Missing => "missing",
        };

    private void Write(Utf8JsonWriter writer, GroupMember member)
    {
        writer.WriteStartObject();
        writer.WriteString("installation", member.Installation);
        writer.WriteString("log", member.Log);
        writer.WriteString("file", member.File);
        writer.WriteString("standing", WireName(member.Fault));
        writer.WriteString("detail", member.Detail);
        writer.WriteString("report", member.Report);
        writer.WriteString("madeAt", member.MadeAt is { } made ? CommonOptions.Utc(made) : null);
        writer.WriteString("witnessedAt", member.WitnessedAt is { } witnessed ? CommonOptions.Utc(witnessed) : null);
        WriteCount(writer, "ageHours", member.MadeAt is { } at ? (long)Math.Max(0, Math.Floor((At - at).TotalHours)) : null);
        if (member.Counts)
        {
            writer.WriteStartObject("figures");
            foreach (var figure in GroupFigure.All)
            {
                WriteCount(writer, figure.Key, member.Figures.TryGetValue(figure.Key, out var count) ? count : null);
            }

            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("figures");
        }

        writer.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter writer, string name, long? count)
    {
        if (count is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static CheckOutcome OutcomeOf(GroupMember member) =>
        member.Counts ? CheckOutcome.Pass
        : member.IsWrong ? CheckOutcome.Fail
        : CheckOutcome.NotApplicable;

    private static string Sentence(GroupMember member) =>
        $"{member.Name}{(member.File is { } file && file != member.Name ? $" ({file})" : "")}: {WireName(member.Fault)}. {member.Detail}";
}
