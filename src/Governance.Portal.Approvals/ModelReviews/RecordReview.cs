using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>Records what a person decided about a version in use: whether it stays, and when it is looked at again.</summary>
public sealed class RecordReview(ActionRunner runner, IAskRetraining retraining)
{
    /// <summary>What is recorded.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Version">The version's name.</param>
    /// <param name="Outcome"><c>keep</c>, <c>restrict</c>, <c>retrain</c>, <c>roll-back</c> or <c>retire</c>.</param>
    /// <param name="Reasons">Why.</param>
    /// <param name="RevalidateOn">The day of the next review; null for the day that the model's risk class asks for.</param>
    public sealed record Command(string? Model, string? Version, string? Outcome, string? Reasons, DateOnly? RevalidateOn)
    {
        /// <summary>Environments it is about; none for wherever the version runs.</summary>
        public IReadOnlyList<string> Environments { get; init; } = [];

        /// <summary>The alert or posture that it answers.</summary>
        public string? Answers { get; init; }
    }

    /// <summary>Runs the action.</summary>
    public Task<Result<ModelReviewId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var subject =
            ModelName.IsModel(command.Model) && ModelName.IsVersion(command.Version)
                ? ModelName.Of(command.Model!, command.Version!)
                : "review";
        return runner.RunAsync(
            actor,
            new Attempt("model.reviewed", subject, Permission.ReviewModels),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<ModelReviewId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var key = command.Version?.ToLowerInvariant();
        if (
            await context.Db.Versions.SingleOrDefaultAsync(v => v.Model == command.Model && v.VersionKey == key, ct) is not { } version
            || await context.Db.LockModelAsync(version.Model, ct) is not { } model
        )
        {
            return ModelRefusals.VersionNotFound(command.Model ?? "", command.Version ?? "");
        }

        if (!WireName.TryParse<ReviewOutcome>(command.Outcome, out var outcome))
        {
            return ModelReviewRefusals.OutcomeUnknown;
        }

        if (await EnvironmentsAsync(context.Db, version, command.Environments, ct) is { } unknown)
        {
            return unknown;
        }

        var answers = string.IsNullOrEmpty(command.Answers) ? null : await AnswersAsync(context.Db, model.Name, command.Answers, ct);
        if (answers is null && !string.IsNullOrEmpty(command.Answers))
        {
            return ModelReviewRefusals.AnswersUnknown;
        }

        var stays = outcome is not (ReviewOutcome.RollBack or ReviewOutcome.Retire);
        var verdict = new ReviewVerdict(
            outcome,
            command.Reasons,
            command.RevalidateOn ?? (stays ? await NextAsync(context, model, ct) : null)
        )
        {
            Environments = command.Environments,
            Answers = answers,
        };
        var recorded = ModelReview.Record(
            await context.Db.NextIdAsync<ModelReviewId>(ct),
            version.Model,
            version.Version,
            verdict,
            (context.Access.Person!.Value, context.Access.PrintedName),
            context.Now
        );
        if (!recorded.IsDone)
        {
            return recorded.Refusal;
        }

        // The review that named this one's day, so that no one is reminded of it any more.
        var before = await context
            .Db.ModelReviews.AsNoTracking()
            .Where(r => r.Model == version.Model && r.Version == version.Version)
            .OrderByDescending(r => r.Id)
            .Select(r => (ModelReviewId?)r.Id)
            .FirstOrDefaultAsync(ct);
        context.Db.ModelReviews.Add(recorded.Value);
        var entry = Reviewed(recorded.Value, before);
        // The pipeline is asked as the alert's own monitor would; without one the task waits in the owner's queue.
        if (
            outcome is ReviewOutcome.Retrain
            && DisplayId.TryParse<AlertId>(answers, out var alert)
            && await retraining.AskAsync(context, version.Model, alert, ct)
        )
        {
            entry.Data["retrains"] = true;
        }

        context.Append(entry);
        if (recorded.Value.Allows)
        {
            LoosenedGates.Note(context, version.Model, recorded.Value.Id.ToString());
        }

        return recorded.Value.Id;
    }

    // The day that class and tier ask for.
    private static async Task<DateOnly> NextAsync(ActionContext context, Model model, CancellationToken ct)
    {
        var tier = await context
            .Db.TierAssessments.AsNoTracking()
            .Where(t => t.Model == model.Name && t.State == TierState.InForce)
            .OrderByDescending(t => t.Id)
            .Select(t => (ModelTier?)t.Tier)
            .FirstOrDefaultAsync(ct);
        return Revalidation.NextOf(model.RiskClass, tier, context.Now);
    }

    private static async Task<Refusal?> EnvironmentsAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<string> environments,
        CancellationToken ct
    )
    {
        if (environments.Count is 0 or > ModelReview.MaxEnvironments)
        {
            return environments.Count == 0 ? null : ModelReviewRefusals.EnvironmentUnknown;
        }

        var known = await db
            .Deployments.Where(d => d.Model == version.Model && d.Version == version.Version)
            .Select(d => d.Environment)
            .Distinct()
            .ToListAsync(ct);
        return environments.All(e => known.Contains(e, StringComparer.Ordinal)) ? null : ModelReviewRefusals.EnvironmentUnknown;
    }

    // The id as it is written, of an alert or a posture of this model.
    private static async Task<string?> AnswersAsync(GovernanceDbContext db, string model, string text, CancellationToken ct)
    {
        if (DisplayId.TryParse<AlertId>(text, out var alert))
        {
            return await db.Alerts.AsNoTracking().AnyAsync(a => a.Id == alert && a.Model == model, ct) ? alert.ToString() : null;
        }

        return
            DisplayId.TryParse<PostureId>(text, out var posture)
            && await db.Postures.AsNoTracking().AnyAsync(p => p.Id == posture && p.Model == model, ct)
            ? posture.ToString()
            : null;
    }

    private static AuditEvent Reviewed(ModelReview review, ModelReviewId? before) =>
        new(
            "model.reviewed",
            review.Id.ToString(),
            new JsonObject
            {
                ["model"] = review.Model,
                ["version"] = review.Version,
                ["environments"] = new JsonArray([.. review.Environments.Select(e => (JsonNode)e)]),
                ["outcome"] = WireName.Of(review.Outcome),
                ["reasonsSha256"] = review.Reasons.Sha256,
                ["answers"] = review.Answers,
                ["renews"] = before?.ToString(),
                ["revalidateOn"] = review.RevalidateOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }
        )
        {
            Covers = [ModelName.Of(review.Model, review.Version), review.Model],
        };
}
