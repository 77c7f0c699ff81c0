using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Records the deployment of a version that is approved, or under an emergency override. In production a model has one version at a time:
/// deploying another one ends it everywhere.
/// </summary>
public sealed class DeployVersion(
    ActionRunner runner,
    IDeployGate gate,
    IFactsChanged factsChanged,
    IPromotionAnchors anchors,
    StoredArtifacts artifacts,
    EnvironmentStages environments,
    IMayAct mayAct
)
{
    /// <summary>What the caller says; nothing of it is checked yet.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Environment">Name of the environment.</param>
    /// <param name="Promotion">The approval it rests on.</param>
    public sealed record Command(string Model, string Version, string? Environment, string? Promotion)
    {
        public string? Region { get; init; }

        public string? ConfigSha256 { get; init; }

        public string? Image { get; init; }

        public RollbackPlanBody? RollbackPlan { get; init; }

        /// <summary>The experiment in which it decides for a share; null for a deployment that is none.</summary>
        public string? Experiment { get; init; }
    }

    private sealed record Approved(ModelVersion Version, Promotion Promotion, Place Place, EmergencyOverride? Override)
    {
        public Experiment? Experiment { get; init; }
    }

    private sealed record Asked(Stage To, PromotionId Promotion, string ArtifactSha256, ExperimentId? Experiment);

    private sealed record Place(
        string Environment,
        string? Region,
        PromotionId Promotion,
        string? ConfigSha256,
        string? Image,
        RollbackPlanFacts? Plan
    );

    /// <summary>Deploys it, or says why the approval does not allow that.</summary>
    public async Task<Result<DeploymentView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var attempt = new Attempt("deployment.made", VersionLookup.Subject(command.Model, command.Version), Permission.Deploy);
        // The gate reads on its own and may take its time, so it is asked before the transaction that records the deployment.
        var asked = await runner.RunAsync<Approved, Asked>(
            actor,
            attempt,
            (context, cancel) => CheckAsync(context, command, cancel),
            approved => new Asked(approved.Promotion.To, approved.Promotion.Id, approved.Version.ArtifactSha256, approved.Experiment?.Id),
            ct
        );
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        var (stage, id) = (WireName.Of(asked.Value.To), asked.Value.Promotion.ToString());
        var answer = await gate.JudgeAsync(
            new(command.Model, command.Version, stage, Sha256: null) { Experiment = asked.Value.Experiment },
            ct
        );
        if (!answer.Allow)
        {
            return ModelRefusals.DeploymentBlocked(id, [.. answer.Reasons.Select(r => Sentence.Ours(r.Message))]);
        }

        // The bytes are read once more, whatever is remembered of them: this is the last look at what was signed.
        var declared = asked.Value.ArtifactSha256;
        if ((await artifacts.ReadAndHashAsync(declared, ct))?.Sha256 != declared)
        {
            return ModelRefusals.DeploymentBlocked(
                id,
                [$"The stored artifact no longer hashes to {declared}: it was altered after upload."]
            );
        }

        await factsChanged.PrepareAsync(command.Model, version: null, ct);
        return await runner.RunAsync<DeploymentView>(actor, attempt, (context, cancel) => ActAsync(context, command, cancel), ct);
    }

    private static Result<Place> Read(Command command)
    {
        var errors = new FieldErrors();
        var environment = errors.Required("environment", command.Environment, 100);
        var region = errors.Optional("region", command.Region, 100);
        var config = errors.OptionalDigest("configSha256", command.ConfigSha256);
        var image = errors.Optional("image", command.Image, 500);
        var plan = command.RollbackPlan is { } written ? RollbackPlanReader.Read(written, errors, RollbackPlanReader.Within) : null;
        var given = errors.Required("promotion", command.Promotion, 20);
        if (!DisplayId.TryParse<PromotionId>(given, out var promotion) && given.Length > 0)
        {
            errors.Add("promotion", $"Use the ID of a promotion, such as APR-0012.");
        }

        return errors.Refuse("deployment.not-acceptable", $"The deployment was not recorded.") is { } refusal
            ? refusal
            : new Place(environment, region, promotion, config, image, plan);
    }

    private static Refusal? RefusesPromotion(
        Promotion? promotion,
        ModelVersion version,
        Place place,
        EmergencyOverride? emergency,
        Experiment? experiment,
        DateTimeOffset now
    )
    {
        if (promotion is null || promotion.Model != version.Model || promotion.Version != version.Version)
        {
            return ModelRefusals.PromotionOfAnother(place.Promotion.ToString(), version.Id);
        }

        if (promotion.To is Stage.Retired)
        {
            return ModelRefusals.NotDeployable(place.Promotion.ToString());
        }

        if (!promotion.Carries(experiment?.Id))
        {
            return ModelRefusals.PromotionLimited(place.Promotion.ToString(), promotion.Experiment!.Value);
        }

        if (experiment is not null && (promotion.To is not Stage.Production || promotion.State is PromotionState.Open))
        {
            return ExperimentRefusals.NotPromoted(experiment.Id, experiment.Challenger, []);
        }

        if (emergency?.Allows(promotion, version.ArtifactSha256, now) is true && promotion.ExpiresAt > now)
        {
            return null;
        }

        if (promotion.RefusesDeployment(now) is { } notAllowed)
        {
            return ModelRefusals.DeploymentBlocked(place.Promotion.ToString(), [notAllowed.Words]);
        }

        // A used approval covers further regions while its version is in that stage; returning to an earlier version is a roll-back.
        return experiment is null && promotion.State is PromotionState.Deployed && version.Stage != promotion.To
            ? ModelRefusals.PromotionUsed(place.Promotion.ToString(), version.Id)
            : null;
    }

    private async Task<Result<Approved>> CheckAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var found = await VersionLookup.FindAsync(context.Db, command.Model, command.Version, ct);
        if (found.Refusal is { } unknown)
        {
            return unknown;
        }

        var read = Read(command);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var (version, place) = (found.Value, read.Value);
        if (version.Stage is Stage.Retired)
        {
            return ModelRefusals.Retired(version.Id);
        }

        var id = place.Promotion;
        var promotion = await context.Db.Promotions.SingleOrDefaultAsync(p => p.Id == id, ct);
        var emergency = promotion is { State: PromotionState.Open }
            ? await context.Db.Overrides.SingleOrDefaultAsync(o => o.Promotion == id && o.State == OverrideState.InForce, ct)
            : null;
        var tried = await ExperimentAsync(context, command.Experiment, version, ct);
        if (tried.Refusal is { } untried)
        {
            return untried;
        }

        if (RefusesPromotion(promotion, version, place, emergency, tried.Value, context.Now) is { } blocked)
        {
            return blocked;
        }

        if (environments.Refuses(place.Environment, promotion!.To) is { } elsewhere)
        {
            return elsewhere;
        }

        var asks = new ActionAsked("deploy", version.Model, version.Version, WireName.Of(promotion.To));
        if (await mayAct.RefusesAsync(context, asks, ct) is { } notTheirs)
        {
            return notTheirs;
        }

        if (await HeldVersions.OfAsync(context.Db, version.Model, version.Version, ct) is { } held)
        {
            return held;
        }

        if (AgentManifests.IsOf(version) && await StoppedAgents.OfAsync(context.Db, version.Model, ct) is { } stopped)
        {
            return stopped;
        }

        return await ClassOfModel.IsProhibitedAsync(context.Db, version.Model, context.Now, ct)
            ? ModelRefusals.Prohibited(version.Model)
            : new Approved(version, promotion, place, emergency) { Experiment = tried.Value };
    }

    // Read to be compared with the log: the deployment rests on it.
    private static async Task<Result<Experiment?>> ExperimentAsync(
        ActionContext context,
        string? named,
        ModelVersion version,
        CancellationToken ct
    )
    {
        if (named is null)
        {
            return Result<Experiment?>.Done(null);
        }

        return !DisplayId.TryParse<ExperimentId>(named, out var id)
            || await context.Db.Experiments.SingleOrDefaultAsync(e => e.Id == id, ct) is not { } experiment
                ? ExperimentRefusals.NotFound
            : experiment.RefusesPromotion(version, Stage.Production) is { } refusal ? refusal
            : experiment.State is not ExperimentState.Running ? ExperimentRefusals.NotRunning(experiment.Id, experiment.State)
            : experiment;
    }

    private async Task<Result<DeploymentView>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        // Deployments and promotions of a model follow one another: each sees what the one before did.
        if (ModelName.IsModel(command.Model))
        {
            await context.Db.LockModelAsync(command.Model, ct);
        }

        var approved = await CheckAsync(context, command, ct);
        if (approved.Refusal is { } refusal)
        {
            return refusal;
        }

        // The gate judged the newest approval; this checks the one that is named, at the moment of use.
        var (version, promotion, _, emergency) = approved.Value;
        var altered =
            await anchors.RefusesAsync(context.Db, new(promotion, version) { Override = emergency }, ct)
            ?? await DeploymentTrail.RefusesAsync(context.Db, version.Model, ct);
        return altered is null ? await DeployAsync(context, approved.Value, ct) : altered;
    }

    private async Task<Result<DeploymentView>> DeployAsync(ActionContext context, Approved approved, CancellationToken ct)
    {
        var (version, promotion, place, emergency) = approved;
        // In an experiment it runs beside the version in production and takes nothing's place but its own.
        var experiment = approved.Experiment;
        var limit = experiment?.Id;
        var stage = experiment is null ? promotion.To : Stage.Staging;
        var id = await context.Db.NextIdAsync<DeploymentId>(ct);
        var running = await context
            .Db.Deployments.Where(d => d.Model == version.Model && d.Stage == stage && d.Experiment == limit && d.Until == null)
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .ToListAsync(ct);
        var samePlace = running.Where(d => d.Environment == place.Environment && d.Region == place.Region).ToList();
        var others = running.Where(d => d.Version != version.Version).ToList();
        var replaced = stage is Stage.Production ? others.Union(samePlace).ToList() : samePlace;
        var before =
            experiment?.Champion
            ?? replaced.LastOrDefault(d => d.Version != version.Version)?.Version
            ?? running.LastOrDefault(d => d.Version == version.Version)?.RollbackTarget;
        RollbackPlan? plan = null;
        if (place.Plan is { } facts)
        {
            var aimed = await RollbackPlanReader.AimAsync(
                context.Db,
                facts,
                version,
                promotion.To,
                before,
                RollbackPlanReader.Within,
                context.Now,
                ct
            );
            if (aimed.Refusal is { } nowhere)
            {
                return nowhere;
            }

            plan = RollbackPlan.Of(id, 1, aimed.Value, context.Access.Actor.Id, context.Access.PrintedName, context.Now);
            context.Db.RollbackPlans.Add(plan);
        }

        var deployment = new Deployment
        {
            Id = id,
            Model = version.Model,
            Version = version.Version,
            Stage = stage,
            Experiment = limit,
            Kind = DeploymentKind.Deploy,
            Environment = place.Environment,
            Region = place.Region,
            Promotion = promotion.Id,
            Override = emergency?.Id,
            ArtifactSha256 = version.ArtifactSha256,
            ConfigSha256 = place.ConfigSha256,
            Image = place.Image,
            RollbackTarget = plan?.Target ?? before,
            Since = context.Now,
            DeployedBy = context.Access.Actor.Id,
        };
        context.Db.Deployments.Add(deployment);
        replaced.ForEach(d => d.End(context.Now));
        var moved = await StageMoves.ReplaceAsync(context, version, stage, id, ct);
        // An approval for all of production is not used up by a share of it.
        var carriedOut = promotion.State is PromotionState.Approved && promotion.Experiment == limit;
        if (carriedOut)
        {
            promotion.MarkDeployed(context.Now);
        }

        var made = new JsonObject
        {
            ["model"] = version.Model,
            ["version"] = version.Version,
            ["stage"] = WireName.Of(stage),
            ["promotion"] = promotion.Id.ToString(),
            ["override"] = emergency?.Id.ToString(),
            ["bundleDigest"] = promotion.BundleDigest,
            ["artifactSha256"] = version.ArtifactSha256,
            ["configSha256"] = place.ConfigSha256,
            ["placeSha256"] = DeploymentTrail.Place(place.Environment, place.Region),
            ["rollbackPlanSha256"] = plan?.Sha256,
            ["replaced"] = new JsonArray([.. replaced.Select(d => (JsonNode)d.Id.ToString())]),
        };
        if (experiment is not null)
        {
            (made["experiment"], made["share"]) = (experiment.Id.ToString(), experiment.ShareText);
        }

        context.Append(
            new AuditEvent("deployment.made", id.ToString(), made)
            {
                Covers =
                [
                    version.Model,
                    version.Id,
                    promotion.Id.ToString(),
                    .. experiment is null ? Array.Empty<string>() : [experiment.Id.ToString()],
                    .. moved.Select(v => v.Id),
                    .. replaced.Select(d => d.Id.ToString()),
                ],
            }
        );
        if (carriedOut)
        {
            context.Append(
                new AuditEvent("promotion.deployed", promotion.Id.ToString(), new JsonObject { ["deployment"] = id.ToString() })
            );
        }

        if (emergency is not null)
        {
            emergency.Use(context.Now);
            OverrideEvents.Used(context, emergency, id.ToString());
        }

        // Production is a member of every bundle of the model; a region of another stage is an input of this version's gate.
        await factsChanged.ChangedAsync(context, version.Model, stage is Stage.Production ? null : version.Version, ct);

        return DeploymentView.Of(deployment, plan);
    }
}
