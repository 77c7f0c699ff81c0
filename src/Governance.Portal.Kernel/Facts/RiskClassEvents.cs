using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Log entries of lowered risk classes.</summary>
public static class RiskClassEvents
{
    /// <summary>What happened to one.</summary>
    public static AuditEvent Of(string action, RiskLowering lowering)
    {
        ArgumentNullException.ThrowIfNull(lowering);
        return new(
            action,
            lowering.Model,
            new JsonObject
            {
                ["from"] = WireName.Of(lowering.From),
                ["to"] = lowering.To is { } to ? WireName.Of(to) : null,
                ["askedBy"] = lowering.AskedBy,
            }
        );
    }
}
