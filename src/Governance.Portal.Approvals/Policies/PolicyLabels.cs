using Governance.Domain.Gates;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Policies;

/// <summary>How the pages name what policies do.</summary>
internal static class PolicyLabels
{
    public static string Mode(string mode) =>
        mode switch
        {
            "enforce" => "Enforces",
            "warn" => "Warns",
            _ => "Dry run",
        };

    public static string State(ProposalState state) =>
        state switch
        {
            ProposalState.Open => "Open",
            ProposalState.Effective => "Effective",
            ProposalState.Rejected => "Rejected",
            ProposalState.Withdrawn => "Withdrawn",
        };

    public static Tone Tone(ProposalState state) =>
        state switch
        {
            ProposalState.Open => Kernel.Components.Badges.Tone.Info,
            ProposalState.Effective => Kernel.Components.Badges.Tone.Pass,
            ProposalState.Rejected => Kernel.Components.Badges.Tone.Fail,
            ProposalState.Withdrawn => Kernel.Components.Badges.Tone.Idle,
        };

    public static string Tests(ProposalRow item) => item.TestCases == 0 ? "No tests" : $"{item.TestsPassed} of {item.TestCases} passed";

    /// <summary>
    /// What a case of a test expects or got: stored as "gate fail, FAIR-01 pass", which only English has to be put into words for; other
    /// languages translate it as it is stored.
    /// </summary>
    public static string TestOutcome(string stored) =>
        Languages.Current != Languages.Source
            ? T.Recorded(stored)
            : string.Join(
                ", ",
                stored
                    .Split(", ")
                    .Select(one =>
                        one.LastIndexOf(' ') is > 0 and var at
                            ? one[..at]
                                + one[at..] switch
                                {
                                    " pass" => " passes",
                                    " fail" => " fails",
                                    " waived" => " is waived",
                                    " error" => " cannot be evaluated",
                                    " not_applicable" => " does not apply",
                                    var other => other,
                                }
                            : one
                    )
            );

    public static string Change(BackTestChange change) =>
        change switch
        {
            BackTestChange.Blocked => "Newly blocked",
            BackTestChange.LetThrough => "Newly allowed",
            BackTestChange.RulesDiffer => "Different rule results",
            BackTestChange.Same => "Same",
        };

    public static string Outcome(string outcome) =>
        outcome switch
        {
            "pass" => "met",
            "waived" => "waived",
            "fail" => "not met",
            "error" => "cannot be evaluated",
            "not_applicable" => "not applicable",
            _ => "not in the policy",
        };

    public static Tone Tone(BackTestChange change) =>
        change switch
        {
            BackTestChange.Blocked => Kernel.Components.Badges.Tone.Fail,
            BackTestChange.LetThrough => Kernel.Components.Badges.Tone.Warn,
            _ => Kernel.Components.Badges.Tone.Idle,
        };
}
