using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Risks;

namespace Governance.Portal.Operations.Risks;

/// <summary>Log entries of risks, each with the version of the risk that it made.</summary>
internal static class RiskEvents
{
    private static readonly Actor s_signals = Actor.OfJob("risk-signals");

    /// <summary>Keeps the risk as it stands now and says so in the log.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="risk">The risk, changed.</param>
    /// <param name="fact">What was done, with what of it matters.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="automatic">True when no person did it: a signal, or the clock.</param>
    /// <param name="written">Told the entry's index.</param>
    public static void Changed(
        ActionContext context,
        Risk risk,
        AuditEvent fact,
        string? reason = null,
        bool automatic = false,
        Action<long>? written = null
    )
    {
        var actor = automatic ? s_signals : context.Access.Actor;
        var version = RiskVersion.Of(risk, fact.Action, reason, actor.Id, context.Now);
        context.Db.RiskVersions.Add(version);
        fact.Data["revision"] = risk.Revision;
        fact.Data["residual"] = risk.ResidualScore;
        fact.Data["model"] = risk.Model;
        fact.Data["version"] = risk.Version;
        fact.Data["sha256"] = version.Sha256;
        fact.Data["reasonSha256"] = string.IsNullOrEmpty(reason) ? null : version.Reason.Sha256;
        var covered = fact with { Covers = [.. fact.Covers, .. About(risk)] };
        if (automatic)
        {
            context.AppendAs(s_signals, covered, written);
        }
        else
        {
            context.Append(covered, written);
        }
    }

    /// <summary>What shows it: open pages of these are told.</summary>
    private static IEnumerable<string> About(Risk risk) =>
        risk.Model is null ? []
        : risk.Version is null ? [risk.Model]
        : [risk.Model, ModelName.Of(risk.Model, risk.Version)];

    /// <summary>The signal as the log holds it.</summary>
    public static JsonObject OfSignal(Risk risk) =>
        new()
        {
            ["monitor"] = risk.SignalMonitor?.ToString(),
            ["rule"] = risk.SignalRule is { } rule ? WireName.Of(rule) : null,
            ["level"] = WireName.Of(risk.SignalLevel),
            ["alert"] = risk.SignalAlert?.ToString(),
        };
}
