using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Transparency;

namespace Governance.Portal.Operations.Risks;

/// <summary>Raises a risk.</summary>
public sealed class RaiseRisk(ActionRunner runner, RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return runner.RunAsync<RiskId>(
            actor,
            new Attempt("risk.raised", "risk", Permission.WriteRisks),
            async (context, token) =>
            {
                var raised = await RaiseAsync(context, settings, token);
                if (raised.IsDone)
                {
                    await work.ChangedAsync(context, await RiskActionRunner.ModelsAsync(context.Db, raised.Value, token), token);
                }

                return raised.IsDone ? raised.Value.Id : raised.Refusal;
            },
            ct
        );
    }

    /// <param name="context">The running action.</param>
    /// <param name="settings">What is said of it.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="library">Entry of the library it was made from; null when it was made from none.</param>
    /// <param name="controls">What is planned to lower it.</param>
    internal static async Task<Result<Risk>> RaiseAsync(
        ActionContext context,
        RiskSettings settings,
        CancellationToken ct,
        string? library = null,
        IReadOnlyList<string>? controls = null
    )
    {
        // Without a named owner, the person who raises a risk owns it.
        var resolved = await (settings with { KnownOwner = settings.KnownOwner ?? context.Access.Person }).ResolveAsync(
            context.Db,
            context.Now,
            ct
        );
        if (resolved.Refusal is { } refusal)
        {
            return refusal;
        }

        if (resolved.Value.Model is { } model)
        {
            await context.Db.LockModelAsync(model, ct);
        }

        var raised = Risk.Raise(await context.Db.NextIdAsync<RiskId>(ct), resolved.Value, context.Access.Person, context.Now, controls);
        if (raised.IsDone)
        {
            context.Db.Risks.Add(raised.Value);
            var data = new JsonObject { ["category"] = WireName.Of(raised.Value.Category) };
            if (library is not null)
            {
                data["library"] = library;
            }

            RiskEvents.Changed(context, raised.Value, new AuditEvent("risk.raised", raised.Value.Id.ToString(), data));
        }

        return raised;
    }
}

/// <summary>Changes the facts of a risk.</summary>
public sealed class ChangeRisk(RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="change">From what it is to what it is to be.</param>
    /// <param name="reason">Why; optional.</param>
    /// <param name="ifMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<RiskId>> RunAsync(
        Actor actor,
        RiskId id,
        Func<RiskSettings, RiskSettings> change,
        string? reason,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            new Attempt("risk.changed", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            (risk, context, token) => ChangeAsync(context, risk, change, reason, token),
            ct
        );

    internal static async Task<Refusal?> ChangeAsync(
        ActionContext context,
        Risk risk,
        Func<RiskSettings, RiskSettings> change,
        string? reason,
        CancellationToken ct
    )
    {
        var resolved = await change(RiskSettings.Of(risk)).ResolveAsync(context.Db, context.Now, ct);
        if (resolved.Refusal is { } wrong)
        {
            return wrong;
        }

        if (reason?.Length > SaltedText.MaxLength)
        {
            return Domain.SaltedText.TooLong("reason");
        }

        if (resolved.Value.Model is { } model && model != risk.Model)
        {
            await context.Db.LockModelAsync(model, ct);
        }

        // A review date that was not set follows the band.
        var facts =
            resolved.Value.ReviewAt == risk.ReviewAt ? resolved.Value with { ReviewAt = Next(risk, resolved.Value) } : resolved.Value;
        if (risk.Change(facts, context.Access.Person, context.Now) is { } refusal)
        {
            return refusal;
        }

        RiskEvents.Changed(context, risk, new AuditEvent("risk.changed", risk.Id.ToString(), new JsonObject()), reason?.Trim());
        return null;
    }

    // A date earlier than the new band asks for is kept: a person chose it.
    private static DateTimeOffset? Next(Risk risk, RiskFacts facts)
    {
        var latest = risk.ReviewedAt.AddDays(RiskBands.ReviewDays((facts.Residual ?? facts.Inherent).Band));
        return risk.ReviewAt < latest ? risk.ReviewAt : null;
    }
}

/// <summary>Records a review that leaves the risk as it is.</summary>
public sealed class ReviewRisk(RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskId id, string? note, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            new Attempt("risk.reviewed", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            (risk, context, _) => Task.FromResult(Review(context, risk, note)),
            ct
        );

    internal static Refusal? Review(ActionContext context, Risk risk, string? note)
    {
        if (note?.Length > SaltedText.MaxLength)
        {
            return Domain.SaltedText.TooLong("note");
        }

        if (risk.Review(context.Now) is { } refusal)
        {
            return refusal;
        }

        RiskEvents.Changed(
            context,
            risk,
            new AuditEvent("risk.reviewed", risk.Id.ToString(), new JsonObject { ["next"] = CanonicalJson.Time(risk.ReviewAt) }),
            note?.Trim()
        );
        return null;
    }
}

/// <summary>A risk is over.</summary>
public sealed class CloseRisk(RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskId id, string? reason, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            new Attempt("risk.closed", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            (risk, context, _) =>
            {
                var refusal = risk.Close(reason, context.Now);
                if (refusal is null)
                {
                    RiskEvents.Changed(context, risk, new AuditEvent("risk.closed", id.ToString(), new JsonObject()), reason!.Trim());
                }

                return Task.FromResult(refusal);
            },
            ct
        );
}

/// <summary>A risk is not over.</summary>
public sealed class ReopenRisk(RiskActionRunner work)
{
    /// <summary>Runs it. What its signal says by now counts at once.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskId id, string? reason, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            new Attempt("risk.reopened", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            async (risk, context, token) =>
            {
                if (risk.Reopen(reason, context.Now) is { } refusal)
                {
                    return refusal;
                }

                RiskEvents.Changed(context, risk, new AuditEvent("risk.reopened", id.ToString(), new JsonObject()), reason!.Trim());
                await RescoreRisks.ApplyAsync(context, risk, token);
                return null;
            },
            ct
        );
}
