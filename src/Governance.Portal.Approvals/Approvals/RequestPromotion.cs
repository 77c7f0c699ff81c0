using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Retirements;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Asks for a version to be moved to a stage. Opens the request and runs the gate, also when the gate then blocks.</summary>
public sealed class RequestPromotion(
    ActionRunner runner,
    PromotionEvaluator evaluator,
    IFollowRetirement retirements,
    StoredArtifacts artifacts,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<ApprovalsOptions> options
) : IOpenPromotion
{
    /// <summary>What is asked.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="To"><c>staging</c>, <c>production</c> or <c>retired</c>.</param>
    /// <param name="Reason">Why, in words.</param>
    public sealed record Command(string Model, string Version, string? To, string? Reason)
    {
        /// <summary>True where the caller names an agent, and a model that is none is not meant.</summary>
        public bool OfAgent { get; init; }

        /// <summary>The experiment that the promotion is limited to; null for none.</summary>
        public string? Experiment { get; init; }
    }

    Task<Result<PromotionId>> IOpenPromotion.RunAsync(
        Actor actor,
        string model,
        string version,
        Stage to,
        string? reason,
        CancellationToken ct
    ) => RunAsync(actor, new(model, version, WireName.Of(to), reason), ct);

    Task<Result<PromotionId>> IOpenPromotion.RunAsync(
        Actor actor,
        string model,
        string version,
        ExperimentId experiment,
        string? reason,
        CancellationToken ct
    ) => RunAsync(actor, new(model, version, WireName.Of(Stage.Production), reason) { Experiment = experiment.ToString() }, ct);

    /// <summary>Runs the action.</summary>
    public async Task<Result<PromotionId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!ModelName.IsModel(command.Model))
        {
            return ModelRefusals.NotFound(command.Model);
        }

        if (!ModelName.IsVersion(command.Version))
        {
            return ModelRefusals.VersionNotFound(command.Model, command.Version);
        }

        await HashArtifactAsync(command, ct);
        var attempt = new Attempt("promotion.requested", ModelName.Of(command.Model, command.Version), Permission.RequestPromotion);
        return await runner.RunAsync<PromotionId>(actor, attempt, (context, token) => ActAsync(context, command, token), ct);
    }

    private async Task<Result<PromotionId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (await context.Db.LockModelAsync(command.Model, ct) is null)
        {
            return ModelRefusals.NotFound(command.Model);
        }

        if (command.OfAgent && !await context.Db.Agents.AnyAsync(a => a.Model == command.Model, ct))
        {
            return AgentRefusals.NotFound(command.Model);
        }

        var key = Key(command);
        if (await context.Db.Versions.SingleOrDefaultAsync(v => v.Model == command.Model && v.VersionKey == key, ct) is not { } version)
        {
            return ModelRefusals.VersionNotFound(command.Model, command.Version);
        }

        if (!WireName.TryParse<Stage>(command.To, out var to) || to is Stage.Development)
        {
            return PromotionRefusals.StageUnknown;
        }

        if (
            to is Stage.Retired
            && await RetirementHolds.LiveAsync(context.Db, version.Model, version.Version, ct)
                is { MadeWith: null, State: RetirementState.UnderWay } planned
        )
        {
            return RetirementRefusals.PlanFirst(planned.Id);
        }

        Experiment? experiment = null;
        if (command.Experiment is { } named)
        {
            // Read to be compared with the log: its plan is what is signed.
            experiment = DisplayId.TryParse<ExperimentId>(named, out var tried)
                ? await context.Db.Experiments.SingleOrDefaultAsync(e => e.Id == tried, ct)
                : null;
            if (experiment is null)
            {
                return ExperimentRefusals.NotFound;
            }
        }

        return await OpenAsync(context, version, to, experiment, command.Reason, ct);
    }

    /// <inheritdoc/>
    /// <remarks>A request to retire comes with its retirement: the one there is, or one made with it.</remarks>
    public Task<Result<PromotionId>> OpenAsync(
        ActionContext context,
        ModelVersion version,
        Stage to,
        string? reason,
        CancellationToken ct
    ) => OpenAsync(context, version, to, experiment: null, reason, ct);

    private async Task<Result<PromotionId>> OpenAsync(
        ActionContext context,
        ModelVersion version,
        Stage to,
        Experiment? experiment,
        string? reason,
        CancellationToken ct
    )
    {
        var limit = experiment?.Id;
        if (context.Access.Actor.Kind is ActorKind.Key && context.Access.People.Count == 0)
        {
            return PromotionRefusals.NobodyBehind;
        }

        var live = await context
            .Db.Promotions.Where(p =>
                p.Model == version.Model
                && p.Version == version.Version
                && p.To == to
                && (p.State == PromotionState.Open || (p.State == PromotionState.Approved && p.Experiment == limit))
            )
            .ToListAsync(ct);
        foreach (var other in live)
        {
            if (!other.Expire(context.Now))
            {
                return other.State is PromotionState.Open
                    ? PromotionRefusals.AlreadyOpen(other.Id)
                    : PromotionRefusals.AlreadyApproved(other.Id);
            }

            PromotionEvents.Expired(context, other);
            await OverrideEvents.FollowAsync(context, other, ct);
        }

        if ((await PromotionParties.ReadAsync(context.Db, version, ct)).Any(p => !p.IsMaker && context.Access.People.Contains(p.Person)))
        {
            return PromotionRefusals.OpenerCannotRequest;
        }

        var id = await context.Db.NextIdAsync<PromotionId>(ct);
        var opened = Promotion.Open(
            id,
            version,
            to,
            reason ?? "",
            context.Access.Actor.Id,
            context.Access.People,
            options.Value.DueDays,
            context.Now,
            experiment
        );
        if (!opened.IsDone)
        {
            return opened.Refusal;
        }

        var promotion = opened.Value;
        context.Db.Promotions.Add(promotion);
        var asked = new JsonObject
        {
            ["version"] = version.Id,
            ["versionSha256"] = version.ManifestSha256,
            ["from"] = WireName.Of(promotion.From),
            ["to"] = WireName.Of(to),
            ["reasonSha256"] = promotion.Reason.Sha256,
            ["requesters"] = new JsonArray([.. promotion.Requesters.Select(r => (JsonNode)r.ToString())]),
        };
        if (experiment is not null)
        {
            asked["experiment"] = experiment.Id.ToString();
        }

        context.Append(
            new AuditEvent("promotion.requested", id.ToString(), asked) { Covers = experiment is null ? [] : [experiment.Id.ToString()] }
        );
        if (
            to is Stage.Retired
            && await RetirementHolds.LiveAsync(context.Db, version.Model, version.Version, ct) is null
            && await retirements.RequestedAsync(context, promotion, version, reason, ct) is { } unplanned
        )
        {
            return unplanned;
        }

        await evaluator.EvaluateAsync(context, promotion, atSigning: false, ct);
        return id;
    }

    // Before the transaction: an artifact may be gigabytes, and the database has one writer.
    private async Task HashArtifactAsync(Command command, CancellationToken ct)
    {
        var key = Key(command);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var digest = await db
            .Versions.Where(v => v.Model == command.Model && v.VersionKey == key && v.ArtifactStoredAt != null)
            .Select(v => v.ArtifactSha256)
            .SingleOrDefaultAsync(ct);
        if (digest is not null)
        {
            await artifacts.ReadAndHashAsync(digest, ct);
        }
    }

    private static string Key(Command command) => command.Version.ToLowerInvariant();
}
