using Governance.Data;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Which rules count against a version that runs already.</summary>
/// <param name="Counting">The failing rules for which it may not be let in now; the others are within the time that their policy
/// gives.</param>
/// <param name="Decided">What that was decided from, by the policies in force; null where nothing had to be judged again.</param>
public sealed record ContinuedJudgement(IReadOnlyList<DeployReason> Counting, Evaluation? Decided);

/// <summary>
/// Says whether a version that runs may go on being let in although it fails rules: by <c>spec.continuous</c> of the policies in force. The
/// gate, permits and the posture ask this alone, so that they give one answer.
/// </summary>
public interface IContinuedUse
{
    /// <summary>Judges it.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="stage">The stage it is to be let in to. A version that does not run there has no time.</param>
    /// <param name="failing">The rules that fail.</param>
    /// <param name="isOut">True to judge a version that runs even where none of these fails: the policies in force refuse it.</param>
    /// <param name="ct">Cancels.</param>
    Task<ContinuedJudgement> JudgeAsync(
        string model,
        string version,
        Stage stage,
        IReadOnlyList<DeployReason> failing,
        bool isOut,
        CancellationToken ct
    );
}

/// <summary>Reads which rules the gate of an approval fails now.</summary>
public interface IReadAgedRules
{
    /// <summary>The rules that block; a code of the gate's own where it cannot be judged.</summary>
    /// <param name="db">A context.</param>
    /// <param name="promotion">The approval.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<DeployReason>> OfPromotionAsync(
        GovernanceDbContext db,
        Governance.Domain.Approvals.PromotionId promotion,
        CancellationToken ct
    );
}
