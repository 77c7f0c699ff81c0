using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Filters of the list over all models.</summary>
internal sealed record ModelRiskQuery
{
    [FromQuery(Name = "tier")]
    [Description("tier1 to tier4, or none.")]
    public string? Tier { get; init; }

    [FromQuery(Name = "findings")]
    [Description("open or overdue.")]
    public string? Findings { get; init; }

    [FromQuery(Name = "validation")]
    [Description("never or not-fit.")]
    public string? Validation { get; init; }

    public ModelRiskFilter ToFilter() => new(Tier, Findings, Validation);
}
