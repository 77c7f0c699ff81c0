using Governance.Policies;

namespace Governance.Portal.Approvals.Policies;

/// <summary>What a changed policy would mean for the versions that are on their way now.</summary>
/// <param name="Policy">The policy as it was evaluated.</param>
/// <param name="Versions">Versions evaluated.</param>
/// <param name="Items">Those it would treat differently, newly blocked ones first.</param>
/// <param name="Skipped">Versions that could not be evaluated: their records are not what the audit log states.</param>
/// <param name="Complete">False when there are more than are evaluated at once.</param>
/// <param name="LeftOut">Ids of rules that ask a policy engine no policy in force asks: a draft makes the portal call no one.</param>
internal sealed record PolicyEffects(
    PolicyDocument Policy,
    int Versions,
    IReadOnlyList<PolicyEffect> Items,
    int Skipped,
    bool Complete,
    IReadOnlyList<string> LeftOut
)
{
    /// <summary>How many are treated so.</summary>
    public int Count(BackTestChange change) => Items.Count(item => item.Change == change);
}
