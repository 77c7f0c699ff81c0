using Governance.Policies;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Approvals.Policies.Words;

/// <content>The rule about experiments.</content>
internal static partial class RuleWords
{
    private static (Phrase, Phrase, IEnumerable<Phrase?>) Experiment(RuleParameters given) =>
        (
            new("Experiment with the version"),
            given.Text("outcome") switch
            {
                "ship" => new("ended with the decision to ship it"),
                "keep-champion" => new("ended with the decision against it"),
                _ => new("concluded"),
            },
            [
                given.Has("kinds") ? new("Kind: {0}", Phrase.Or(given.List("kinds").Select(KindOfExperiment))) : null,
                given.Number("minShare") is { } share
                    ? new("With at least {0} of the traffic", (Func<string>)(() => Formats.Percent(share)))
                    : null,
                given.Integer("minRows") is { } rows ? new("On at least {0}", Plural(rows, "row")) : null,
                Days(given, "maxAgeDays", "Report at most {0} old"),
            ]
        );

    private static Phrase KindOfExperiment(string kind) =>
        new(
            kind switch
            {
                "shadow" => "Shadow",
                "canary" => "Canary",
                "ab" => "A/B test",
                _ => "Pilot",
            }
        );
}
