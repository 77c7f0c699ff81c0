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
                Sentence.Of(
                    "oversight.no-roster",
                    "No AI system of this model keeps a roster of overseers. Appoint them on the page of the system."
                ),
                limit.Trained,
                Sentence.Of("oversight.seen-no-one", "no roster")
            );
        }

        var (at, wrong, actual) = (context.Input.At, new List<Sentence>(), new List<Sentence>());
        foreach (var system in roster.Systems.OrderBy(system => system.Id, StringComparer.Ordinal))
        {
            var appointed = system.Overseers.Where(overseer => overseer.OverseesAt(at)).ToList();
            var counted = Distinct(appointed.Where(overseer => overseer.IsTrainedAt(at)));
            actual.Add(Seen(system, counted));
            if (counted.Count < limit.Least)
            {
                var untrained = Distinct(appointed).Except(counted, StringComparer.Ordinal).ToList();
                wrong.Add(
                    Sentence.Of(
                        "oversight.few",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{system.Id} has {counted.Count} overseers whose appointment and training count; {limit.Least} are asked for."
                        ),
                        ("system", Values.Id(system.Id)),
                        ("count", Values.Count(counted.Count)),
                        ("required", Values.Count(limit.Least))
                    )
                );
                wrong.Add(
                    untrained.Count == 0
                        ? Sentence.Of("oversight.appoint", "Appoint more on the page of the system.")
                        : Sentence.Of(
                            "oversight.untrained",
                            $"The training of {RuleContext.Listed(untrained)} is missing or lapsed. Record it on the page of the system.",
                            ("people", Values.People(untrained))
                        )
                );
            }

            if (limit.Days is { } days && WhyNotTested(system, days, at) is { } reason)
            {
                wrong.Add(reason);
            }
        }

        var said = Sentence.Joined(" | ", actual);
        return wrong.Count > 0 ? Finding.Fail(Sentence.Joined(" ", wrong), limit.Trained, said)
            : limit.Days is null
                ? Finding.Pass(Sentence.Of("oversight.met", "The roster names who oversees the model."), limit.Trained, said)
            : Finding.Pass(
                Sentence.Of("oversight.met-tested", "The roster names who oversees the model, and the stop control was tested."),
                limit.Trained,
                said
            );
    }

    private static Sentence Seen(GateOverseenSystem system, List<string> counted)
    {
        var id = ("system", Values.Id(system.Id));
        return Sentence.Joined(
            "; stop control ",
            counted.Count == 0
                ? Sentence.Of("oversight.seen-roster-empty", $"{system.Id}: –", id)
                : Sentence.Of(
                    "oversight.seen-roster",
                    $"{system.Id}: {RuleContext.Listed(counted)}",
                    id,
                    ("people", Values.People(counted))
                ),
            Tested(system.StopTest)
        );
    }

    private static Sentence Tested(GateStopTest? test) =>
        test is null
            ? Sentence.Of("oversight.seen-untested", "never tested")
            : Sentence.Of(
                test.Result == "stopped" ? "oversight.seen-tested" : "oversight.seen-failed",
                $"{(test.Result == "stopped" ? "tested" : "failed")} {Instant.Write(test.TestedAt)} ({test.Id})",
                ("tested", Values.Time(test.TestedAt)),
                ("test", Values.Id(test.Id))
            );

    private static Sentence? WhyNotTested(GateOverseenSystem system, int days, DateTimeOffset at)
    {
        var id = ("system", Values.Id(system.Id));
        return system.StopTest switch
        {
            null => Sentence.Of(
                "oversight.untested",
                $"{system.Id} has no confirmed test of the stop control. Test it, and have a second person confirm the record.",
                id
            ),
            { Result: not "stopped" } failed => Sentence.Of(
                "oversight.test-failed",
                $"{failed.Id}: the stop control of {system.Id} did not stop the system. Repair it and test it again.",
                id,
                ("test", Values.Id(failed.Id))
            ),
            { } last when at - last.TestedAt > TimeSpan.FromDays(days) => Sentence.Of(
                "oversight.test-old",
                $"{last.Id}: the last test of the stop control of {system.Id} is too old. Test it again.",
                id,
                ("test", Values.Id(last.Id))
            ),
            _ => null,
        };
    }

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
                Sentence.Of(
                    "oversight.filed-none",
                    "Nothing says who oversees this model. Add a system card, or other JSON evidence, with a member oversight."
                ),
                limit.Named,
                Sentence.None
            );
        }

        var id = ("evidence", Values.Id(evidence.Id));
        var named = oversight.Overseers.Distinct(StringComparer.Ordinal).ToList();
        var actual = Sentence.Joined(
            "; stop control ",
            named.Count == 0
                ? Sentence.Of("oversight.seen-no-one", "nobody")
                : Sentence.Of("oversight.seen-named", RuleContext.Listed(named), ("overseers", Values.Names(named, int.MaxValue))),
            oversight.StopControlTestedAt is { } at
                ? Sentence.Of("oversight.seen-tested", "tested " + Instant.Write(at), ("tested", Values.Time(at)))
                : Sentence.Of("oversight.seen-untested", "never tested")
        );
        var finding = (limit.Days, oversight.StopControlTestedAt) switch
        {
            _ when named.Count < limit.Least => Finding.Fail(
                Sentence.Of(
                    "oversight.filed-few",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{evidence.Id} names {named.Count} overseers; {limit.Least} are asked for. Name them."
                    ),
                    id,
                    ("count", Values.Count(named.Count)),
                    ("required", Values.Count(limit.Least))
                ),
                limit.Named,
                actual
            ),
            (null, _) => Finding.Pass(
                Sentence.Of("oversight.filed-met", $"{evidence.Id} names who oversees the model.", id),
                limit.Named,
                actual
            ),
            (_, null) => Finding.Fail(
                Sentence.Of("oversight.filed-untested", $"{evidence.Id} records no test of the stop control. Test it and record when.", id),
                limit.Named,
                actual
            ),
            (_, { } last) when last > context.Input.At => Finding.Fail(
                Sentence.Of(
                    "oversight.filed-future",
                    $"{evidence.Id} says the stop control was tested in the future. Record the right day.",
                    id
                ),
                limit.Named,
                actual
            ),
            ({ } days, { } last) when context.Input.At - last > TimeSpan.FromDays(days) => Finding.Fail(
                Sentence.Of("oversight.filed-old", "The last test of the stop control is too old. Test it again and record when."),
                limit.Named,
                actual
            ),
            _ => Finding.Pass(
                Sentence.Of(
                    "oversight.filed-met-tested",
                    $"{evidence.Id} names who oversees the model, and the stop control was tested.",
                    id
                ),
                limit.Named,
                actual
            ),
        };
        return finding.From(evidence);
    }

    private static List<string> Distinct(IEnumerable<GateOverseer> overseers) =>
        [.. overseers.Select(overseer => overseer.Person).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private sealed record Limit(int Least, int? Days)
    {
        public Sentence Named => Text("named");

        public Sentence Trained => Text("trained");

        public static Limit Of(RuleParameters parameters) =>
            new(parameters.Integer("minOverseers") ?? 1, parameters.Integer("stopControlMaxAgeDays"));

        private Sentence Text(string kind) =>
            Sentence.Joined(
                ", ",
                Sentence.Of(
                    $"oversight.asked-{kind}",
                    string.Create(CultureInfo.InvariantCulture, $"at least {Least} {kind} overseer{(Least == 1 ? string.Empty : "s")}"),
                    ("count", Values.Count(Least))
                ),
                Days is { } days
                    ? Sentence.Of(
                        "oversight.asked-test",
                        string.Create(CultureInfo.InvariantCulture, $"stop control tested at most {days} days ago"),
                        ("days", Values.Days(days))
                    )
                    : null
            );
    }
}
