using System.ComponentModel.DataAnnotations;
using Governance.Domain.Kpis;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>Targets of the key figures, section <c>Kpis</c>.</summary>
public sealed class KpisOptions
{
    /// <summary>Most percent of deployments that are rolled back.</summary>
    /// <value>The default value is 8.</value>
    [Range(0, 100)]
    public double ChangeFailureRate { get; set; } = 8;

    /// <summary>Most days from a finding to its remedy.</summary>
    /// <value>The default value is 10.</value>
    [Range(0, 3650)]
    public double TimeToRemediateDays { get; set; } = 10;

    /// <summary>Most hours from a request to its approval.</summary>
    /// <value>The default value is 48.</value>
    [Range(0, 8760)]
    public double ApprovalTimeHours { get; set; } = 48;

    /// <summary>The target of a figure; null when it has none.</summary>
    public double? TargetOf(Kpi id) =>
        id switch
        {
            Kpi.ChangeFailureRate => ChangeFailureRate,
            Kpi.TimeToRemediate => TimeToRemediateDays,
            Kpi.ApprovalTime => ApprovalTimeHours,
            _ => null,
        };
}
