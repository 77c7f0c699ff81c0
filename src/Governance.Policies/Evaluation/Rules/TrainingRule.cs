namespace Governance.Policies;

/// <summary>
/// <c>training_permitted</c>: every run that lineage says made the version had a permit that named its data and counted when it began. A
/// version of which lineage knows no run fails, unless the rule says <c>unseen: warn</c>.
/// </summary>
internal static class TrainingRule
{
    private const int Listed = 10;
    private static readonly Sentence s_expected = Sentence.Of("training.asked", "a permit for all data of each training run");

    private static readonly (string Why, Func<string, string> Says)[] s_sentences =
    [
        ("no-permit", names => $"Trained without a permit: {names}. Request a permit and train again."),
        ("permit-expired", names => $"Trained after the permit had expired: {names}. Get a new permit and train again."),
        ("permit-revoked", names => $"Trained after the permit was revoked: {names}. Ask the owners of the data."),
        ("not-named", names => $"Not named in the permit: {names}. Request a permit for this data and train again."),
        ("other-version", names => $"The permit names another version: {names}. Request a permit for this version and train again."),
        ("other-purpose", names => $"The permit is for another purpose: {names}. Request a permit for this purpose and train again."),
    ];

    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.Agent is not null)
        {
            return Finding.NotApplicable(DataRules.OfAgent);
        }

        if (context.Input.Training is not { } training)
        {
            return Finding.Error(
                Sentence.Of(
                    "training.unknown",
                    "It is not known how the version was trained: the input does not say so. Evaluate an input with training runs."
                ),
                s_expected,
                Sentence.NotKnown
            );
        }

        if (training.Runs.Count == 0)
        {
            var unseen = Sentence.Of("training.unseen", "Lineage shows no run that trained this version. Report the run to the portal.");
            var none = Sentence.Of("training.seen-none", "no runs");
            return context.Parameters.Text("unseen") == "warn"
                ? Finding.Pass(unseen, s_expected, none)
                : Finding.Fail(unseen, s_expected, none);
        }

        var broken = training.Runs.Where(run => run.Verdict != "covered").ToList();
        if (broken.Count == 0)
        {
            return Finding.Pass(
                Sentence.Of("training.met", "Every training run had a permit for its data."),
                s_expected,
                Seen(training.Runs.Select(run => run.Permit ?? run.Job))
            );
        }

        // A run of which lineage names no dataset is named itself.
        var gaps = broken
            .SelectMany(run => run.Gaps.Count == 0 ? [new GateTrainingGap(run.Job, WhyOf(run.Verdict))] : run.Gaps)
            .ToLookup(gap => gap.Why, gap => gap.Name, StringComparer.Ordinal);
        return Finding.Fail(
            Sentence.Joined(
                " ",
                s_sentences
                    .Where(s => gaps.Contains(s.Why))
                    .Select(s => Sentence.Of($"training.{s.Why}", s.Says(Names(gaps[s.Why])), ("trained", Values.Sorted(gaps[s.Why]))))
            ),
            s_expected,
            Seen(broken.Select(run => run.Job))
        );
    }

    private static Sentence Seen(IEnumerable<string> names) => Sentence.Of("training.seen", Names(names), ("runs", Values.Sorted(names)));

    private static string WhyOf(string verdict) => verdict == "covered-in-part" ? "not-named" : verdict;

    private static string Names(IEnumerable<string> names) =>
        RuleContext.Listed(names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Listed));
}
