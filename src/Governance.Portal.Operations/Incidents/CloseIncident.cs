using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Risks;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Writes the post-mortem.</summary>
public sealed class WritePostMortem(IncidentActionRunner work)
{
    /// <summary>Its parts; what is left out stays as it is.</summary>
    /// <param name="Happened">What happened.</param>
    /// <param name="Impact">What it did to people, the business and others.</param>
    /// <param name="Causes">Why it could happen.</param>
    /// <param name="Changed">What was changed.</param>
    public sealed record Command(string? Happened = null, string? Impact = null, string? Causes = null, string? Changed = null);

    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(Actor actor, IncidentId id, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return work.RunAsync(
            actor,
            "incident.post-mortem-written",
            id,
            ifMatch,
            (incident, _, context) =>
            {
                if (incident.WritePostMortem(command.Happened, command.Impact, command.Causes, command.Changed) is { } refusal)
                {
                    return refusal;
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(
                        "incident.post-mortem-written",
                        id.ToString(),
                        new JsonObject
                        {
                            ["happenedSha256"] = incident.Happened?.Sha256,
                            ["impactSha256"] = incident.Impact?.Sha256,
                            ["causesSha256"] = incident.Causes?.Sha256,
                            ["changedSha256"] = incident.Changed?.Sha256,
                        }
                    ),
                    incident.HasPostMortem ? "Post-mortem written." : "Part of the post-mortem written."
                );
                return null;
            },
            ct
        );
    }
}

/// <summary>What is done after an incident becomes a risk of the register, or a step in the plan of one.</summary>
public sealed class FollowUpIncident(IncidentActionRunner work, RiskActionRunner risks, IFactsChanged factsChanged)
{
    /// <summary>What is to be done.</summary>
    /// <param name="Text">What, in a few words.</param>
    /// <param name="Risk">A risk of the register whose plan gets a step; left out for a new risk.</param>
    /// <param name="DueAt">By when, for a step.</param>
    /// <param name="Category">What a new risk is about; the incident's when left out.</param>
    /// <param name="Inherent">Likelihood and impact of a new risk before anything is done.</param>
    /// <param name="Owner">E-mail address of who answers for a new risk; the person who raises it when left out.</param>
    public sealed record Command(
        string? Text,
        string? Risk = null,
        DateTimeOffset? DueAt = null,
        string? Category = null,
        RatingBody? Inherent = null,
        string? Owner = null
    );

    /// <summary>Runs it.</summary>
    public async Task<Result<IncidentId>> RunAsync(Actor actor, IncidentId id, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var model in await work.ModelsAsync(id, ct))
        {
            await factsChanged.PrepareAsync(model, version: null, ct);
        }

        return await work.RunAsync(
            actor,
            "incident.followed-up",
            id,
            ifMatch,
            (incident, _, context, token) => ActAsync(incident, context, command, token),
            ct
        );
    }

    private async Task<Refusal?> ActAsync(Incident incident, ActionContext context, Command command, CancellationToken ct)
    {
        if ((incident.RefusesFollowUp(command.Text) ?? context.Access.Refuses(Permission.WriteRisks)) is { } refusal)
        {
            return refusal;
        }

        var made = string.IsNullOrWhiteSpace(command.Risk)
            ? await RaiseAsync(incident, context, command, ct)
            : await PlanAsync(context, command, ct);
        if (made.Refusal is { } failed)
        {
            return failed;
        }

        var (risk, step) = made.Value;
        var number = incident.FollowUp(command.Text, risk.Id.ToString(), step, context.Now);
        if (number.Refusal is { } full)
        {
            return full;
        }

        IncidentEvents.Changed(
            context,
            incident,
            new AuditEvent(
                "incident.followed-up",
                incident.Id.ToString(),
                new JsonObject { ["risk"] = risk.Id.ToString(), ["step"] = step }
            ),
            step is null ? $"{risk.Id} raised." : $"Step {step} planned in {risk.Id}."
        );
        await risks.ChangedAsync(context, await RiskActionRunner.ModelsAsync(context.Db, risk, ct), ct);
        return null;
    }

    private static async Task<Result<(Risk Risk, int? Step)>> RaiseAsync(
        Incident incident,
        ActionContext context,
        Command command,
        CancellationToken ct
    )
    {
        var about = incident.Versions.Count > 0 ? incident.Versions[0] : null;
        var raised = await RaiseRisk.RaiseAsync(
            context,
            new RiskSettings
            {
                Title = command.Text,
                Category = command.Category ?? WireName.Of(incident.Category),
                Cause = $"Seen in {incident.Id}.",
                Model = about?.Model,
                System = about is null && incident.Systems.Count > 0 ? incident.Systems[0] : null,
                Owner = command.Owner,
                Inherent = command.Inherent,
            },
            ct
        );
        return raised.IsDone ? (raised.Value, null) : raised.Refusal;
    }

    private static async Task<Result<(Risk Risk, int? Step)>> PlanAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<RiskId>(command.Risk!.Trim(), out var id)
            || await RiskActionRunner.LoadAsync(context.Db, id, ct) is not { } risk
        )
        {
            return RiskRefusals.NotFound;
        }

        var step = AddRiskStep.Add(context, risk, command.Text, command.DueAt);
        return step.IsDone ? (risk, step.Value) : step.Refusal;
    }
}

/// <summary>An incident is over.</summary>
public sealed class CloseIncident(IncidentActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(Actor actor, IncidentId id, string? note, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            "incident.closed",
            id,
            ifMatch,
            (incident, playbook, context) =>
            {
                if (note?.Length > SaltedText.MaxLength)
                {
                    return Domain.SaltedText.TooLong("note");
                }

                if (incident.Close(playbook, context.Access.PrintedName, context.Now) is { } refusal)
                {
                    return refusal;
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent("incident.closed", id.ToString(), new JsonObject()) { ActorName = context.Access.PrintedName },
                    "Closed.",
                    note
                );
                return null;
            },
            ct
        );

    /// <summary>It was none, or was declared twice.</summary>
    public Task<Result<IncidentId>> DismissAsync(Actor actor, IncidentId id, string? reason, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            "incident.dismissed",
            id,
            ifMatch,
            (incident, _, context) =>
            {
                if (incident.Dismiss(reason, context.Now) is { } refusal)
                {
                    return refusal;
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent("incident.dismissed", id.ToString(), new JsonObject()) { ActorName = context.Access.PrintedName },
                    "Dismissed: no incident.",
                    reason
                );
                return null;
            },
            ct
        );
}
