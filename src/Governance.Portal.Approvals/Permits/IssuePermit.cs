using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting.Signing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Permits;

/// <summary>Issues a signed permit when the gate allows the deployment of this very file.</summary>
public sealed partial class IssuePermit(
    ActionRunner runner,
    EvaluateDeploymentGate gate,
    StatementSeal seal,
    IPromotionAnchors anchors,
    EnvironmentStages environments,
    ReportDocuments documents,
    IMayAct mayAct,
    IOptions<ApprovalsOptions> options,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>What is asked for.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Version">The version's name.</param>
    /// <param name="Stage"><c>staging</c> or <c>production</c>.</param>
    /// <param name="Sha256">Digest of the file about to be deployed.</param>
    /// <param name="Environment">The environment it is for; without one no cluster's admission takes it.</param>
    /// <param name="Image">A container image, by digest; null for those in <see cref="Images"/>.</param>
    public sealed record Command(string? Model, string? Version, string? Stage, string? Sha256, string? Environment, string? Image)
    {
        /// <summary>Container images, by digest. With none named here or above it is for every image declared with the version.</summary>
        public IReadOnlyList<string?>? Images { get; init; }

        /// <summary>The experiment it is for; null for a deployment that is none.</summary>
        public string? Experiment { get; init; }

        internal IReadOnlyList<string?> AllImages =>
            [.. (Image is null ? Images ?? [] : [Image, .. Images ?? []]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Runs the action.</summary>
    public async Task<Result<DeploymentPermit>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var subject =
            ModelName.IsModel(command.Model) && ModelName.IsVersion(command.Version)
                ? ModelName.Of(command.Model!, command.Version!)
                : "permit";
        var attempt = new Attempt("permit.issued", subject, Permission.Deploy);
        if (Refuses(command) is { } wrong)
        {
            return wrong;
        }

        // May they at all? Before the gate tells them anything.
        var may = await runner.RunAsync<Done>(actor, attempt, (_, _) => Task.FromResult<Result<Done>>(Done.Instance), ct);
        var sealing = await seal.LoadAsync(ct);
        if ((may.Refusal ?? sealing.Refusal) is { } refusal)
        {
            return refusal;
        }

        var answer = await gate.JudgeAsync(
            new(command.Model, command.Version, command.Stage, command.Sha256)
            {
                Experiment = DisplayId.TryParse<ExperimentId>(command.Experiment, out var tried) ? tried : null,
            },
            ct
        );
        if (!answer.Allow || !DisplayId.TryParse<PromotionId>(answer.Promotion, out var promotion))
        {
            return PermitRefusals.GateDenies([.. answer.Reasons.Select(r => Sentence.Ours(r.Message))]);
        }

        var issuer = await documents.InstallationAsync(ct);
        var issued = await runner.RunAsync<DeploymentPermit, PermitId>(
            actor,
            attempt,
            (context, token) => ActAsync(context, command, answer, promotion, sealing.Value, issuer, token),
            permit => permit.Id,
            ct
        );
        if (issued.Refusal is { } refused)
        {
            return refused;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Permits.AsNoTracking().SingleAsync(p => p.Id == issued.Value, ct);
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sha256Pattern();

    private static Refusal? Refuses(Command command) =>
        command.Sha256 is null || !Sha256Pattern().IsMatch(command.Sha256) ? PermitRefusals.DigestMissing
        : command.AllImages.Count > ContainerImage.Most || command.AllImages.Any(i => !ContainerImage.IsPinned(i))
            ? PermitRefusals.ImageNotPinned
        : command.Environment?.Length > 100 ? PermitRefusals.EnvironmentTooLong
        : null;

    private async Task<Result<DeploymentPermit>> ActAsync(
        ActionContext context,
        Command command,
        DeployAnswer answer,
        PromotionId id,
        SealCertificate sealing,
        string issuer,
        CancellationToken ct
    )
    {
        // What the gate said rests on the promotion; between its answer and now that may have changed.
        if (await PromotionLoader.LockAsync(context.Db, id, ct) is not { } promotion)
        {
            return PromotionRefusals.NotFound;
        }

        var asks = new ActionAsked("deploy", promotion.Model, promotion.Version, WireName.Of(promotion.To));
        if (await mayAct.RefusesAsync(context, asks, ct) is { } notTheirs)
        {
            return notTheirs;
        }

        if (await HeldVersions.OfAsync(context.Db, promotion.Model, promotion.Version, ct) is { } held)
        {
            return PermitRefusals.GateDenies([held.Words]);
        }

        if (await StoppedAgents.OfAsync(context.Db, promotion.Model, ct) is { } stopped)
        {
            return PermitRefusals.GateDenies([stopped.Words]);
        }

        var emergency = answer.Override is null
            ? null
            : await context.Db.Overrides.SingleOrDefaultAsync(o => o.Promotion == id && o.State == OverrideState.InForce, ct);
        var version = await context.Db.Versions.SingleAsync(v => v.Model == promotion.Model && v.Version == promotion.Version, ct);
        var artifact = version.ArtifactSha256;
        if (emergency?.Allows(promotion, artifact, context.Now) is not true && promotion.RefusesDeployment(context.Now) is { } refusal)
        {
            return PermitRefusals.GateDenies([refusal.Words]);
        }

        if (await anchors.RefusesAsync(context.Db, new(promotion, version) { Override = emergency }, ct) is { } altered)
        {
            return PermitRefusals.GateDenies([altered.Words]);
        }

        if (command.Environment is { } place && environments.Refuses(place, promotion.To) is { } elsewhere)
        {
            return elsewhere;
        }

        var tried = await PermitExperiment.FindAsync(context.Db, command.Experiment, promotion, ct);
        if (tried.Refusal is { } untried)
        {
            return untried;
        }

        if (tried.Value is { } running && emergency is not null)
        {
            return ExperimentRefusals.NoOverride(running.Id);
        }

        if (!promotion.Carries(tried.Value?.Id))
        {
            return ModelRefusals.PromotionLimited(promotion.Id.ToString(), promotion.Experiment!.Value);
        }

        var declared = version.ReadManifest().Images;
        var asked = command.AllImages.OfType<string>().ToList();
        if (asked.Find(image => !declared.Any(d => ContainerImage.Covers(d, image))) is { } undeclared)
        {
            return PermitRefusals.ImageNotDeclared(undeclared, version.Id);
        }

        var decision = answer.Decided is { } decided
            ? await DecisionRuns.KeepAsync(context, version, promotion.To, decided, ct)
            : (GateRunId?)null;
        var statement = new PermitStatement
        {
            Permit = await context.Db.NextIdAsync<PermitId>(ct),
            Issuer = issuer,
            Model = promotion.Model,
            Version = promotion.Version,
            Stage = promotion.To,
            ArtifactSha256 = artifact,
            Environment = command.Environment,
            Image = asked.Count == 1 ? asked[0] : null,
            Images = asked.Count > 0 ? asked : declared,
            Promotion = promotion.Id,
            BundleDigest = promotion.BundleDigest,
            GateRun = answer.GateRun?.ToString(),
            PolicySha256 = answer.PolicyDigest,
            DecisionRun = decision?.ToString(),
            DecisionPolicies = (answer.Decision?.Policies ?? [])
                .DistinctBy(p => p.Name, StringComparer.Ordinal)
                .ToDictionary(p => p.Name, p => p.Sha256, StringComparer.Ordinal),
            Override = emergency?.Id.ToString(),
            Experiment = tried.Value?.Id.ToString(),
            Share = tried.Value?.Share,
            Serves = promotion.To is Stage.Staging ? PermitStatement.ServesNobody : null,
            IssuedAt = context.Now,
            ExpiresAt = context.Now.AddMinutes(options.Value.PermitMinutes),
        };
        var permit = DeploymentPermit.Issue(
            statement,
            promotion.BundleDigest,
            context.Access.Actor.Id,
            StatementSeal.Seal(sealing, statement.ToBytes())
        );
        context.Db.Permits.Add(permit);
        PermitEvents.Issued(context, permit);
        return permit;
    }
}
