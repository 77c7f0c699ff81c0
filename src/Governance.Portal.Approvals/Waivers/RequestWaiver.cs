using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Requests a waiver: that a rule does not count for a version, for a time. Takes the right to request promotions.</summary>
public sealed class RequestWaiver(ActionRunner runner)
{
    /// <summary>What is asked for.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Version">The version's name.</param>
    /// <param name="Policy">Name of the policy.</param>
    /// <param name="Rule">Id of the rule.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="ExpiresAt">Until when, at most 90 days ahead.</param>
    public sealed record Command(string? Model, string? Version, string? Policy, string? Rule, string? Reason, DateTimeOffset? ExpiresAt);

    /// <summary>Runs the action.</summary>
    public Task<Result<WaiverId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var subject =
            ModelName.IsModel(command.Model) && ModelName.IsVersion(command.Version)
                ? ModelName.Of(command.Model!, command.Version!)
                : "waiver";
        return runner.RunAsync(
            actor,
            new Attempt("waiver.requested", subject, Permission.RequestWaiver),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<WaiverId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var key = command.Version?.ToLowerInvariant();
        if (await context.Db.Versions.SingleOrDefaultAsync(v => v.Model == command.Model && v.VersionKey == key, ct) is not { } version)
        {
            return ModelRefusals.VersionNotFound(command.Model ?? "", command.Version ?? "");
        }

        if (await RuleAsync(context.Db, command, ct) is not { } rule)
        {
            return WaiverRefusals.RuleUnknown;
        }

        var digest = version.ManifestSha256;
        var known = await context
            .Db.Waivers.Where(w => w.VersionSha256 == digest && w.Policy == rule.Policy && w.Rule == rule.Rule)
            .ToListAsync(ct);
        if (known.Exists(w => w.IsLive && w.ExpiresAt > context.Now))
        {
            return WaiverRefusals.AlreadyLive;
        }

        // One whose time is over but not written down yet would stand in the way of its successor.
        foreach (var over in known.Where(w => w.Expire(context.Now)))
        {
            WaiverEvents.Ended(context, over);
        }

        var asked = Waiver.Request(
            await context.Db.NextIdAsync<WaiverId>(ct),
            rule,
            new WaivedVersion(version.Model, version.Version, digest),
            new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role),
            command.Reason,
            command.ExpiresAt,
            context.Now
        );
        if (!asked.IsDone)
        {
            return asked.Refusal;
        }

        context.Db.Waivers.Add(asked.Value);
        WaiverEvents.Requested(context, asked.Value);
        return asked.Value.Id;
    }

    /// <summary>A rule of a policy in force. The built-in baseline is not looked at: nothing of it can be waived.</summary>
    private static async Task<WaivedRule?> RuleAsync(GovernanceDbContext db, Command command, CancellationToken ct)
    {
        if (command.Policy == PolicyDocument.BaselineName && PolicyDocument.Baseline.Rules.Any(r => r.Id == command.Rule))
        {
            return new WaivedRule(PolicyDocument.BaselineName, command.Rule!, Waivable: false, Critical: true);
        }

        var policy = (await ActivePolicies.LoadAsync(db, ct)).FirstOrDefault(p => p.Name == command.Policy);
        return policy?.Rules.FirstOrDefault(r => r.Id == command.Rule) is { } rule
            ? new WaivedRule(policy.Name, rule.Id, rule.Waivable, rule.Severity is RuleSeverity.Critical)
            : null;
    }
}
