using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>human_oversight</c>: enough people oversee every AI system of the model, and stopping it was tried lately. Where a system keeps a
/// roster, the roster says so; a file that someone typed counts where none does.
/// </summary>
internal static class OversightRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var limit = Limit.Of(context.Parameters);
        var roster = context.Input.Oversight;
        return FigureSource.Of(context, roster is not null) switch
        {
            FigureSource.Live => Live(context, limit, roster),
            FigureSource.Filed => Filed(context, limit, Newest(context)),
            _ => Newest(context) is var filed && (roster is null || filed?.ProducedAt > roster.ChangedAt)
                ? Filed(context, limit, filed)
                : Live(context, limit, roster),
        };
    }

    private static Finding Live(RuleContext context, Limit limit, GateOversight? roster)
    {
        if (roster is null)
        {
            return Finding.Error(
                "No AI system of this model keeps a roster of overseers. Appoint them on the page of the system.",
                limit.Trained,
                "no roster"
            );
        }

        var (at, wrong, actual) = (context.Input.At, new List<string>(), new List<string>());
        foreach (var system in roster.Systems.OrderBy(system => system.Id, StringComparer.Ordinal))
        {
            var appointed = system.Overseers.Where(overseer => overseer.OverseesAt(at)).ToList();
            var counted = Distinct(appointed.Where(overseer => overseer.IsTrainedAt(at)));
            actual.Add($"{system.Id}: {(counted.Count == 0 ? "–" : RuleContext.Listed(counted))}; stop control {Tested(system.StopTest)}");
            if (counted.Count < limit.Least)
            {
                var untrained = Distinct(appointed).Except(counted, StringComparer.Ordinal).ToList();
                wrong.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{system.Id} has {counted.Count} overseers whose appointment and training count; {limit.Least} are asked for."
                    )
                );
                wrong.Add(
                    untrained.Count == 0
                        ? "Appoint more on the page of the system."
                        : $"The training of {RuleContext.Listed(untrained)} is missing or lapsed. Record it on the page of the system."
                );
            }

            if (limit.Days is { } days && WhyNotTested(system, days, at) is { } reason)
            {
                wrong.Add(reason);
            }
        }

        var said = string.Join(" | ", actual);
        return wrong.Count > 0 ? Finding.Fail(string.Join(" ", wrong), limit.Trained, said)
            : limit.Days is null ? Finding.Pass("The roster names who oversees the model.", limit.Trained, said)
            : Finding.Pass("The roster names who oversees the model, and the stop control was tested.", limit.Trained, said);
    }

    private static string Tested(GateStopTest? test) =>
        test is null ? "never tested" : $"{(test.Result == "stopped" ? "tested" : "failed")} {Instant.Write(test.TestedAt)} ({test.Id})";

    private static string? WhyNotTested(GateOverseenSystem system, int days, DateTimeOffset at) =>
        system.StopTest switch
        {
            null => $"{system.Id} has no confirmed test of the stop control. Test it, and have a second person confirm the record.",
            { Result: not "stopped" } failed =>
                $"{failed.Id}: the stop control of {system.Id} did not stop the system. Repair it and test it again.",
            { } last when at - last.TestedAt > TimeSpan.FromDays(days) =>
                $"{last.Id}: the last test of the stop control of {system.Id} is too old. Test it again.",
            _ => null,
        };

    private static GateEvidence? Newest(RuleContext context) =>
        new[] { "system-card", "model-card", "other" }
            .SelectMany(context.Evidence.OfKind)
            .Where(item => item.Facts.Oversight is not null && context.Evidence.Counts(item))
            .OrderByDescending(item => item.ProducedAt)
            .ThenBy(item => item.Id, StringComparer.Ordinal)
            .FirstOrDefault();

    private static Finding Filed(RuleContext context, Limit limit, GateEvidence? evidence)
    {
        if (evidence?.Facts.Oversight is not { } oversight)
        {
            return Finding.Fail(
                "Nothing says who oversees this model. Add a system card, or other JSON evidence, with a member oversight.",
                limit.Named,
                "none"
            );
        }

        var named = oversight.Overseers.Distinct(StringComparer.Ordinal).ToList();
        var tested = oversight.StopControlTestedAt is { } at ? "tested " + Instant.Write(at) : "never tested";
        var actual = $"{(named.Count == 0 ? "nobody" : RuleContext.Listed(named))}; stop control {tested}";
        var finding = (limit.Days, oversight.StopControlTestedAt) switch
        {
            _ when named.Count < limit.Least => Finding.Fail(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{evidence.Id} names {named.Count} overseers; {limit.Least} are asked for. Name them."
                ),
                limit.Named,
                actual
            ),
            (null, _) => Finding.Pass($"{evidence.Id} names who oversees the model.", limit.Named, actual),
            (_, null) => Finding.Fail($"{evidence.Id} records no test of the stop control. Test it and record when.", limit.Named, actual),
            (_, { } last) when last > context.Input.At => Finding.Fail(
                $"{evidence.Id} says the stop control was tested in the future. Record the right day.",
                limit.Named,
                actual
            ),
            ({ } days, { } last) when context.Input.At - last > TimeSpan.FromDays(days) => Finding.Fail(
                "The last test of the stop control is too old. Test it again and record when.",
                limit.Named,
                actual
            ),
            _ => Finding.Pass($"{evidence.Id} names who oversees the model, and the stop control was tested.", limit.Named, actual),
        };
        return finding.From(evidence);
    }

    private static List<string> Distinct(IEnumerable<GateOverseer> overseers) =>
        [.. overseers.Select(overseer => overseer.Person).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private sealed record Limit(int Least, int? Days)
    {
        public string Named => Text("named");

        public string Trained => Text("trained");

        public static Limit Of(RuleParameters parameters) =>
            new(parameters.Integer("minOverseers") ?? 1, parameters.Integer("stopControlMaxAgeDays"));

        private string Text(string kind) =>
            string.Create(CultureInfo.InvariantCulture, $"at least {Least} {kind} overseer{(Least == 1 ? string.Empty : "s")}")
            + (
                Days is { } days
                    ? string.Create(CultureInfo.InvariantCulture, $", stop control tested at most {days} days ago")
                    : string.Empty
            );
    }
}
