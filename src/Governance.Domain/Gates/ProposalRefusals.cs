namespace Governance.Domain.Gates;

/// <summary>Why something about a proposed policy was refused.</summary>
public static class ProposalRefusals
{
    /// <summary>No such proposal.</summary>
    public static Refusal NotFound { get; } =
        new("proposal.not-found", $"There is no proposed policy change with this ID.", RefusalKind.NotFound);

    /// <summary>No such policy.</summary>
    public static Refusal PolicyNotFound { get; } = new("policy.not-found", $"There is no policy with this name.", RefusalKind.NotFound);

    /// <summary>The text in force.</summary>
    public static Refusal NothingChanged { get; } =
        new("proposal.nothing-changed", $"This text is identical to the one in force. Change it, then propose it.", RefusalKind.Conflict);

    /// <summary>One open change of a policy at a time.</summary>
    public static Refusal AlreadyOpen(string id) =>
        new(
            "proposal.already-open",
            $"{id} proposes a change to this policy and is open. Withdraw it, or wait for the decision on it.",
            RefusalKind.Conflict
        );

    /// <summary>The tests are not readable.</summary>
    public static Refusal TestsNotValid(Sentence problem) =>
        Refusal.Field("proposal.tests-not-valid", "tests", $"The tests cannot be used: {problem}");

    /// <summary>A test fails, or there is none.</summary>
    public static Refusal TestsNotGreen { get; } =
        new(
            "proposal.tests-not-green",
            $"A policy takes effect only if it has tests and all of them pass. Withdraw this proposal and propose one whose tests pass.",
            RefusalKind.Conflict
        );

    /// <summary>No one looked at what it would have meant.</summary>
    public static Refusal NotBackTested { get; } =
        new(
            "proposal.not-back-tested",
            $"This text has not been back-tested. Run the back-test, review what it would have changed, then approve.",
            RefusalKind.Conflict
        );

    /// <summary>Another text than was shown.</summary>
    public static Refusal TextChanged { get; } =
        new("proposal.text-differs", $"The digest does not match the proposed text. Reload the page, then decide.", RefusalKind.Conflict);

    /// <summary>Another text came into force meanwhile.</summary>
    public static Refusal BaseChanged { get; } =
        new(
            "proposal.base-changed",
            $"Another text of this policy came into force after this one was proposed. Propose yours again, based on the new text.",
            RefusalKind.Conflict
        );

    /// <summary>Closed already.</summary>
    public static Refusal Closed { get; } =
        new(
            "proposal.closed",
            $"This proposal has already been decided or withdrawn. Propose the text again if it is still needed.",
            RefusalKind.Conflict
        );

    /// <summary>No one approves what they wrote.</summary>
    public static Refusal AuthorCannotApprove { get; } =
        new(
            "proposal.author-cannot-approve",
            $"You proposed this text, in person or with a key, so others have to approve it.",
            RefusalKind.Forbidden
        );

    /// <summary>Two people in two roles.</summary>
    public static Refusal TwoPeople { get; } =
        new(
            "proposal.two-people",
            $"A policy change needs the approval of two different people: a risk officer and a security approver, each "
                + $"signing once in that role.",
            RefusalKind.Forbidden
        );

    /// <summary>Proposed by someone else.</summary>
    public static Refusal NotYours { get; } =
        new("proposal.not-yours", $"Only its author can withdraw a proposal. Approvers can reject it.", RefusalKind.Forbidden);

    /// <summary>No reason given.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("proposal.reason-missing", "reason", $"Give a reason that others will understand later.");

    /// <summary>Days out of range.</summary>
    public static Refusal DaysNotBounded { get; } =
        Refusal.Field("backtest.days-not-bounded", "days", $"Give a whole number of days from 1 to 3,650.");
}
