using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>Something a live check found in a decision.</summary>
/// <param name="Rule">The check.</param>
/// <param name="Field">The field, or the kind of what was found; never a value.</param>
internal readonly record struct Finding(AlertRule Rule, string Field);
