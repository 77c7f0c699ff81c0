using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Portal.Operations.Decisions.Intake;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>Tells a repeat of a stored decision from another decision under its id.</summary>
internal static class DecisionConflicts
{
    private const int MaxNamed = 50;
    private const int Run = 500;

    /// <summary>One id with two contents in the same batch.</summary>
    public static Refusal WithinBatch(IReadOnlyList<(long First, long Second)> conflicts) =>
        Refuse([
            .. conflicts.Select(c =>
                (c.Second, string.Create(CultureInfo.InvariantCulture, $"has the decisionId of line {c.First} but different content."))
            ),
        ]);

    /// <summary>Looks which ids stand already and marks the lines that repeat them.</summary>
    /// <returns>The batch that holds the first repeat, or the refusal that names the lines with other content.</returns>
    public static async Task<Result<DecisionBatchId>> CompareAsync(GovernanceDbContext db, IntakeBatch batch, CancellationToken ct)
    {
        var wrong = new List<(long Line, string Problem)>();
        DecisionBatchId? first = null;
        foreach (var run in batch.Stored.Select(i => i.Row.Id).ToList().Chunk(Run))
        {
            var stored = await (
                from key in db.DecisionIds.AsNoTracking()
                where run.Contains(key.Id)
                join decision in db.Decisions.AsNoTracking() on new { key.Number, key.Time } equals new { decision.Number, decision.Time }
                select new
                {
                    decision.Id,
                    decision.Number,
                    decision.Seed,
                    decision.Content,
                }
            ).ToListAsync(ct);
            foreach (var one in stored)
            {
                var place = batch.Find(one.Id)!.Value;
                var item = batch.Items[place];
                if (one.Content is null || one.Seed is null)
                {
                    wrong.Add(
                        (
                            item.Line,
                            "names a decision whose content was erased when its retention period ended, so it can no longer be compared."
                        )
                    );
                }
                else if (!DecisionContent.IsOf(one.Content, one.Seed, item.Digest))
                {
                    wrong.Add((item.Line, "has the decisionId of a stored decision but different content."));
                }
                else
                {
                    batch.Repeats(place);
                    first ??= new DecisionNumber(one.Number).Batch;
                }
            }
        }

        return wrong.Count > 0 ? Refuse(wrong) : first ?? default(DecisionBatchId);
    }

    private static Refusal Refuse(List<(long Line, string Problem)> wrong)
    {
        wrong.Sort();
        var lines = string.Join(", ", wrong.Take(MaxNamed).Select(w => w.Line.ToString(CultureInfo.InvariantCulture)));
        Sentence more = wrong.Count > MaxNamed ? (Sentence)$" and {wrong.Count - MaxNamed} more" : $"";
        var which = Sentence.Join("", [Sentence.Verbatim(lines), more]);
        return DecisionRefusals.Conflict(
            wrong.Count == 1
                ? (Sentence)(
                    $"Line {lines}: a decision with the same decisionId is already stored with different content. Stored decisions never "
                    + $"change. Nothing in this batch was stored."
                )
                : $"Lines {which}: a decision with the same decisionId is already stored with different content. Stored decisions never "
                    + $"change. Nothing in this batch was stored.",
            wrong
                .Take(MaxNamed)
                .GroupBy(w => w.Line)
                .ToDictionary(
                    g => string.Create(CultureInfo.InvariantCulture, $"lines[{g.Key}].decisionId"),
                    g => new Sentence[] { $"Line {g.Key} {Sentence.Ours(g.First().Problem)}" },
                    StringComparer.Ordinal
                )
        );
    }
}
