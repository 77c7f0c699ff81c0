using System.Text.Json.Serialization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Operations.Risks;

/// <summary>
/// One change to many risks, or one review of them. Each risk is changed in a transaction of its own: one that refuses stays as it is and
/// is named with its reason, the others are done.
/// </summary>
public sealed class BulkRisks(RiskActionRunner work, ChangeRisk change)
{
    /// <summary>Most risks of one call.</summary>
    public const int Most = 200;

    /// <summary>What is to change; what is null stays.</summary>
    /// <param name="Ids">Which risks.</param>
    /// <param name="Owner">E-mail address of who answers for them from now on.</param>
    /// <param name="Treatment">What is done about them.</param>
    /// <param name="Review">True to write down that they were looked at.</param>
    /// <param name="Note">Why, for each of them.</param>
    public sealed record Command(IReadOnlyList<RiskId> Ids, string? Owner, string? Treatment, bool Review, string? Note);

    /// <summary>What came of it.</summary>
    /// <param name="Done">Risks that were changed.</param>
    /// <param name="Refused">Those that were not, each with its reason.</param>
    public sealed record Answer(IReadOnlyList<RiskId> Done, IReadOnlyList<Left> Refused);

    /// <summary>A risk that stayed as it was.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Code">Code of the refusal.</param>
    /// <param name="Reason">Why, in words.</param>
    public sealed record Left(RiskId Id, string Code, string Reason)
    {
        /// <summary>The same, as pages say it.</summary>
        [JsonIgnore]
        public Sentence? Words { get; init; }
    }

    /// <summary>How a risk was before it was changed, and the revision the change left.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Owner">Who answered for it.</param>
    /// <param name="Treatment">What was done about it.</param>
    /// <param name="Revision">What it is at now: whatever comes after stands in the way of an undo.</param>
    public sealed record Before(RiskId Id, UserId Owner, string? Treatment, int Revision);

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="command">What.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="before">Filled with how each changed risk was, for the person who may want to undo it.</param>
    public async Task<Result<Answer>> RunAsync(
        Actor actor,
        Command command,
        CancellationToken ct,
        IDictionary<RiskId, Before>? before = null
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        var ids = command.Ids.Distinct().ToList();
        if (
            ids.Count is 0 or > Most
            || (string.IsNullOrWhiteSpace(command.Owner) && string.IsNullOrWhiteSpace(command.Treatment) && !command.Review)
        )
        {
            return RiskRefusals.NothingChosen;
        }

        var (done, refused) = (new List<RiskId>(), new List<Left>());
        foreach (var id in ids)
        {
            var outcome = await work.RunAsync(
                actor,
                new Attempt("risk.changed", id.ToString(), Permission.WriteRisks),
                id,
                null,
                (risk, context, token) => ActAsync(risk, context, command, before, token),
                ct
            );
            if (outcome.IsDone)
            {
                done.Add(id);
            }
            else if (outcome.Refusal.Kind is RefusalKind.Forbidden or RefusalKind.Unauthenticated)
            {
                return outcome.Refusal; // the same for all of them
            }
            else
            {
                refused.Add(new(id, outcome.Refusal.Code, outcome.Refusal.First.ToString()) { Words = outcome.Refusal.First });
            }
        }

        return new Answer(done, refused);
    }

    /// <summary>Changes risks back, each by a change of its own. Answers those that stayed because something came after.</summary>
    public async Task<IReadOnlyList<RiskId>> UndoAsync(Actor actor, IEnumerable<Before> changed, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var stayed = new List<RiskId>();
        foreach (var was in changed)
        {
            var back = await change.RunAsync(
                actor,
                was.Id,
                now => now with { KnownOwner = was.Owner, Treatment = was.Treatment },
                "Undone right after the change",
                ETags.Of(was.Revision),
                ct
            );
            if (!back.IsDone)
            {
                stayed.Add(was.Id);
            }
        }

        return stayed;
    }

    private static async Task<Refusal?> ActAsync(
        Risk risk,
        ActionContext context,
        Command command,
        IDictionary<RiskId, Before>? before,
        CancellationToken ct
    )
    {
        if (!string.IsNullOrWhiteSpace(command.Owner) || !string.IsNullOrWhiteSpace(command.Treatment))
        {
            var was = RiskSettings.Of(risk);
            var refusal = await ChangeRisk.ChangeAsync(
                context,
                risk,
                now =>
                    now with
                    {
                        Owner = command.Owner,
                        Treatment = string.IsNullOrWhiteSpace(command.Treatment) ? now.Treatment : command.Treatment,
                    },
                command.Note,
                ct
            );
            if (refusal is not null)
            {
                return refusal;
            }

            before?[risk.Id] = new Before(risk.Id, was.KnownOwner!.Value, was.Treatment, risk.Revision);
        }

        return command.Review ? ReviewRisk.Review(context, risk, command.Note) : null;
    }
}
