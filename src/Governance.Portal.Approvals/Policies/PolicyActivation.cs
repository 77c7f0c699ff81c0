using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Puts a text in force in place of the earlier version of the same name, and re-evaluates every live promotion.</summary>
public sealed class PolicyActivation(IFactsChanged factsChanged)
{
    /// <summary>Hashes what the binding will need, before the transaction.</summary>
    public Task PrepareAsync(CancellationToken ct) => factsChanged.PrepareAsync(null, null, ct);

    /// <summary>Activates within a running action.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="policy">The policy, read.</param>
    /// <param name="proposal">The proposal that made it so, or null when a host did.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<Result<PolicyView>> ApplyAsync(ActionContext context, PolicyDocument policy, string? proposal, CancellationToken ct)
    {
        var versions = await context.Db.Policies.Where(p => p.Name == policy.Name).ToListAsync(ct);
        if (versions.Find(v => v.Version == policy.Version && v.Sha256 != policy.Sha256) is { } other)
        {
            return GateRefusals.PolicyVersionTaken(other.AuditSubject);
        }

        var earlier = versions.Find(v => v.ActivatedAt is not null && v.ReplacedAt is null);
        if (earlier?.Sha256 == policy.Sha256)
        {
            return new PolicyView(policy.Name, policy.Version, policy.Sha256, earlier.ActivatedAt!.Value);
        }

        var version = versions.Find(v => v.Sha256 == policy.Sha256);
        if (version is null)
        {
            version = new PolicyVersion
            {
                Sha256 = policy.Sha256,
                Name = policy.Name,
                Version = policy.Version,
                Source = policy.Source.ToArray(),
            };
            context.Db.Policies.Add(version);
        }

        earlier?.Replace(context.Now);
        version.Activate(context.Now);
        var data = new JsonObject
        {
            ["sha256"] = version.Sha256,
            ["before"] = earlier?.Sha256,
            ["mode"] = policy.Mode.ToWireName(),
        };
        if (proposal is not null)
        {
            data["proposal"] = proposal;
        }

        context.Append(
            new AuditEvent("policy.activated", version.AuditSubject, data) { Covers = earlier is null ? [] : [earlier.AuditSubject] }
        );
        var models = await context
            .Db.Promotions.Where(p => p.State == PromotionState.Open || p.State == PromotionState.Approved)
            .Select(p => p.Model)
            .Distinct()
            .OrderBy(m => m)
            .ToListAsync(ct);
        foreach (var model in models)
        {
            await factsChanged.ChangedAsync(context, model, null, ct);
        }

        return new PolicyView(policy.Name, policy.Version, policy.Sha256, context.Now);
    }
}
