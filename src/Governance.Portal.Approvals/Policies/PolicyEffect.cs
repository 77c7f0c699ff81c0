using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Policies;

namespace Governance.Portal.Approvals.Policies;

/// <summary>A version that a changed policy would treat differently.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The version.</param>
/// <param name="Stage">The stage it is on its way to.</param>
/// <param name="Promotion">Its open or approved promotion; null when no one has requested one.</param>
/// <param name="Change">What changes.</param>
/// <param name="Rules">Rules that say something else.</param>
internal sealed record PolicyEffect(
    string Model,
    string Version,
    Stage Stage,
    PromotionId? Promotion,
    BackTestChange Change,
    IReadOnlyList<RuleDifference> Rules
);
