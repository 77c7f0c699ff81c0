using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Approvals;
using Governance.Policies;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What the gate of a promotion is judged by at one instant.</summary>
/// <param name="Policies">The policies in force, without the baseline.</param>
/// <param name="Input">The gate's input.</param>
public sealed record GateFacts(IReadOnlyList<PolicyDocument> Policies, GateInput Input);

/// <summary>Reads what a gate is judged by, for those who judge what was approved again.</summary>
public interface IReadGateFacts
{
    /// <summary>The tables it reads, for decisions that ask it.</summary>
    DecisionReads Reads { get; }

    /// <summary>
    /// Reads it, and compares it with the log first. The artifact counts by its place and length in the store: its bytes are not read.
    /// </summary>
    /// <param name="db">A context; what it has queued counts.</param>
    /// <param name="promotion">The promotion, in whatever state.</param>
    /// <param name="proposed">Policies that ask for facts too, though they are not in force.</param>
    /// <param name="now">The time ages are counted to.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    Task<GateFacts> ReadAsync(
        GovernanceDbContext db,
        PromotionId promotion,
        IReadOnlyList<PolicyDocument> proposed,
        DateTimeOffset now,
        CancellationToken ct
    );
}
