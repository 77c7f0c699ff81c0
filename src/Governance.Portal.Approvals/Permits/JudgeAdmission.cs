using System.Globalization;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Permits;

/// <summary>
/// Answers a Kubernetes admission review (<c>admission.k8s.io/v1</c>) for one stage and environment: a workload comes in only when every
/// image is named by its digest and stated by a permit for that place that counts now, and every model file it names too; with a permit
/// for an experiment, the experiment and a share within it. Whatever is unclear stays out. It writes nothing, so a dry run has no side
/// effects.
/// </summary>
public sealed partial class JudgeAdmission(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    CheckPermits permits,
    EnvironmentStages environments,
    ILogger<JudgeAdmission> logger
)
{
    /// <summary>Annotation of the pod with the ids of the permits, separated by commas.</summary>
    public const string PermitAnnotation = "governance/permit";

    /// <summary>Annotation of the pod with the SHA-256 of the model files, separated by commas.</summary>
    public const string ModelAnnotation = "governance/model-sha256";

    /// <summary>Annotation of the pod with the experiment it takes part in, where its permit is for one.</summary>
    public const string ExperimentAnnotation = "governance/experiment";

    /// <summary>Annotation of the pod with the share of the traffic that is routed to it in that experiment.</summary>
    public const string ShareAnnotation = "governance/share";

    private const int MaxPermits = 10;

    /// <summary>Why the object of a review is not let in; null when it is.</summary>
    /// <param name="stage">The stage the webhook's address names; null when it names none.</param>
    /// <param name="environment">The environment it names.</param>
    /// <param name="request">The member <c>request</c> of the review.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<string?> RunAsync(string? stage, string? environment, JsonElement request, CancellationToken ct)
    {
        try
        {
            return
                WireName.TryParse<Stage>(stage, out var named)
                && named is (Stage.Staging or Stage.Production)
                && !string.IsNullOrWhiteSpace(environment)
                ? await RefusesAsync(named, environment, request, ct)
                : "This webhook names neither a stage nor an environment. Set its address to /api/v1/admission/STAGE/ENVIRONMENT, such "
                    + "as /api/v1/admission/production/prod-eu.";
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            LogUnanswerable(e);
            return "The portal could not decide, so the deployment is refused. Try again, or check the portal's log.";
        }
    }

    private async Task<string?> RefusesAsync(Stage stage, string environment, JsonElement request, CancellationToken ct)
    {
        var operation = AdmittedObject.Text(request, "operation");
        if (operation is not ("CREATE" or "UPDATE"))
        {
            return operation is "DELETE" ? null : "Only CREATE, UPDATE and DELETE are evaluated.";
        }

        var (workload, doubt) = AdmittedObject.Read(request, "object");
        if (workload is null)
        {
            return doubt;
        }

        // What is scaled or annotated by a controller brings nothing in; what it had was judged when it came.
        if (operation is "UPDATE" && AdmittedObject.Read(request, "oldObject").Object is { } before && workload.SaysTheSame(before))
        {
            return null;
        }

        if (workload.FirstUnpinned() is { } tagged)
        {
            return $"The image {tagged} is not identified by its digest. A tag can be moved; write name@sha256:….";
        }

        if (workload.Permits.Count is 0 or > MaxPermits)
        {
            return $"The annotation {PermitAnnotation} of the pod has to name the permits of this deployment (1 to {MaxPermits}). Ask for "
                + $"one with governance permit request --environment {environment}.";
        }

        if (workload.Models.Count == 0)
        {
            return $"The annotation {ModelAnnotation} of the pod has to name the SHA-256 digests of the model files it runs.";
        }

        double? share = null;
        if (workload.Share is { } written)
        {
            if (
                !double.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read)
                || read is not (>= 0 and <= 1)
            )
            {
                return $"The annotation {ShareAnnotation} of the pod must be a number from 0 to 1, such as 0.1.";
            }

            share = read;
        }

        var byController = AdmittedObject.IsMadeByItsController(request);
        var (counting, why) = await CountingAsync(workload.Permits, stage, environment, byController, ct);
        if (why is not null)
        {
            return why;
        }

        // A webhook that calls a cluster staging does not make it one that serves nobody.
        if (environments.Refuses(environment, stage) is { } elsewhere)
        {
            return elsewhere.First.ToString();
        }

        // What is tried comes in for the trial alone: a tenth of the traffic is no leave for all of it. What a controller makes was judged
        // with its owner.
        foreach (var permit in byController ? [] : counting)
        {
            if (permit.DoubtsUse(workload.Experiment, share) is { } doubted)
            {
                return $"{permit.Permit}: {doubted} A pod names the experiment in its annotation {ExperimentAnnotation} "
                    + $"and the share in {ShareAnnotation}.";
            }
        }

        if (workload.Images.FirstOrDefault(image => !counting.Exists(p => p.Covers(image))) is { } uncovered)
        {
            return $"None of the permits named here is for the image {uncovered}.";
        }

        return workload.Models.FirstOrDefault(model => !counting.Exists(p => p.ArtifactSha256 == model)) is { } unknown
            ? $"None of the permits named here is for the model file {unknown}."
            : null;
    }

    /// <summary>The permits that count here and now. One for another stage or environment, or for none, counts nowhere else.</summary>
    private async Task<(List<PermitStatement> Counting, string? Doubt)> CountingAsync(
        IReadOnlyList<string> ids,
        Stage stage,
        string environment,
        bool byController,
        CancellationToken ct
    )
    {
        var counting = new List<PermitStatement>();
        string? elsewhere = null;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        foreach (var text in ids)
        {
            if (
                !DisplayId.TryParse<PermitId>(text, out var id)
                || await db.Permits.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } permit
            )
            {
                return (counting, $"There is no permit {(text.Length <= 20 ? text : text[..20] + "…")}.");
            }

            var stands = byController ? await permits.StandsAsync(permit, ct) : await permits.CountsAsync(permit, ct);
            if (stands.Refusal is { } refusal)
            {
                return (counting, refusal.Message);
            }

            if (stands.Value.Stage == stage && stands.Value.Environment == environment)
            {
                counting.Add(stands.Value);
            }
            else
            {
                elsewhere ??= stands.Value.Environment is { } other
                    ? $"{id} is for {WireName.Of(stands.Value.Stage)} in {other}, not for {WireName.Of(stage)} in {environment}."
                    : $"{id} is for {WireName.Of(stands.Value.Stage)} and does not name an environment, so it does not cover "
                        + $"{environment}.";
            }
        }

        return (counting, counting.Count > 0 ? null : elsewhere);
    }

    [LoggerMessage(1461, LogLevel.Error, "An admission review could not be evaluated, so admission was denied")]
    private partial void LogUnanswerable(Exception e);
}
