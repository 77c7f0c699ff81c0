using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Assesses a model's tier. Policies may be about tiers, so live promotions are judged again.</summary>
public sealed class AssessTier(ActionRunner runner, IFactsChanged factsChanged)
{
    /// <summary>What is said. Answers are <c>low</c>, <c>moderate</c> or <c>high</c>.</summary>
    public sealed record Command(string? Model)
    {
        public string? Impact { get; init; }

        public string? Reach { get; init; }

        public string? Reliance { get; init; }

        public string? Method { get; init; }

        public string? Data { get; init; }

        public string? Opacity { get; init; }

        public string? MaterialityReason { get; init; }

        public string? ComplexityReason { get; init; }

        /// <summary>Another tier than the answers give; null for the one they give.</summary>
        public string? Tier { get; init; }

        /// <summary>Why another one.</summary>
        public string? Reason { get; init; }
    }

    /// <summary>Runs the action.</summary>
    public async Task<Result<TierAssessmentId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        await factsChanged.PrepareAsync(command.Model ?? "", null, ct);
        return await runner.RunAsync(
            actor,
            new Attempt("model.tier-assessed", ModelRiskPeople.Subject(command.Model), Permission.ManageModelRisk),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<TierAssessmentId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var found = await ModelRiskPeople.LockAsync(context, command.Model, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        var answers = Read(command);
        if (!answers.IsDone)
        {
            return answers.Refusal;
        }

        ModelTier? tier = null;
        if (!string.IsNullOrEmpty(command.Tier))
        {
            if (!WireName.TryParse<ModelTier>(command.Tier, out var asked))
            {
                return TierRefusals.TierUnknown;
            }

            tier = asked;
        }

        var model = found.Value;
        if (await context.Db.TierAssessments.AnyAsync(t => t.Model == model.Name && t.State == TierState.Proposed, ct))
        {
            return TierRefusals.Waiting;
        }

        var recorded = TierAssessment.Record(
            await context.Db.NextIdAsync<TierAssessmentId>(ct),
            model,
            new(answers.Value, command.MaterialityReason, command.ComplexityReason, tier, command.Reason),
            (context.Access.Person!.Value, context.Access.PrintedName),
            context.Now
        );
        if (!recorded.IsDone)
        {
            return recorded.Refusal;
        }

        var renews = recorded.Value.State is TierState.InForce ? await DecideTier.CurrentAsync(context.Db, model.Name, ct) : null;
        context.Db.TierAssessments.Add(recorded.Value);
        ModelRiskEvents.Tier(context, "model.tier-assessed", recorded.Value, renews);
        if (recorded.Value.State is TierState.InForce)
        {
            await factsChanged.ChangedAsync(context, model.Name, null, ct);
        }

        return recorded.Value.Id;
    }

    private static Result<TierAnswers> Read(Command command)
    {
        var read = new List<TierRating>();
        foreach (
            var (field, text) in new[]
            {
                ("impact", command.Impact),
                ("reach", command.Reach),
                ("reliance", command.Reliance),
                ("method", command.Method),
                ("data", command.Data),
                ("opacity", command.Opacity),
            }
        )
        {
            if (!WireName.TryParse<TierRating>(text, out var rating))
            {
                return TierRefusals.AnswerUnknown(field);
            }

            read.Add(rating);
        }

        return new TierAnswers(read[0], read[1], read[2], read[3], read[4], read[5]);
    }
}
