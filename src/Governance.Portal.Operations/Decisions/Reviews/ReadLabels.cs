using System.Globalization;
using System.Text;
using Governance.Analytics.Io;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>
/// Reads a file of labels that arrived late and keeps, for each decision of the log that it names, what was true in the end. Of several
/// labels for a decision the last one counts.
/// </summary>
internal sealed class ReadLabels(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store, WindowAnalysis analysis)
{
    private const int Run = 500;

    /// <summary>Works on a task that this node took, to its end.</summary>
    public async Task RunAsync(ReviewTask task, CancellationToken ct)
    {
        var (batch, source) = await AboutAsync(task, ct);
        if (batch is null || source is null)
        {
            await EndAsync(task.Id, ct); // the version sends no decisions: there is nothing to know of them
            return;
        }

        using var turn = await analysis.TurnAsync($"labels of {source}", ct);
        await using var data = await store.OpenFileAsync(batch.DataSha256, ct);
        if (
            await analysis.ReadAsync(data, ColumnRoles.Default, null, ct) is not { IsDone: true, Value: var table }
            || table.Columns.OfType<KeyColumn>().FirstOrDefault() is not { } keys
            || table.Find(ColumnRoles.Default.LabelIn(table.SourceColumns)) is not NumericColumn labels
        )
        {
            await EndAsync(task.Id, ct);
            return;
        }

        var revision = task.Revision;
        for (var position = task.Position; position < table.RowCount; position += Run, revision++)
        {
            var to = Math.Min(position + Run, table.RowCount);
            if (!await LearnAsync((task.Id, revision, to), batch, source.Value, Labels(keys, labels, position, to), ct))
            {
                return; // another node has it
            }
        }

        await EndAsync(task.Id, ct);
    }

    private async Task<(LabelBatch? Batch, int? Source)> AboutAsync(ReviewTask task, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var (model, version) = task.Version!.Split('@', 2) is [var before, var after] ? (before, after) : ("", "");
        var batch = await db
            .LabelBatches.AsNoTracking()
            .Where(b => b.Model == model && b.Version == version && b.DataSha256 == task.Labels)
            .OrderBy(b => b.Id)
            .FirstOrDefaultAsync(ct);
        var source = await db
            .DecisionSources.AsNoTracking()
            .Where(s => s.Model == model && s.Version == version)
            .Select(s => (int?)s.Id)
            .SingleOrDefaultAsync(ct);
        return (batch, source);
    }

    private static Dictionary<string, string> Labels(KeyColumn keys, NumericColumn labels, int from, int to)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var row = from; row < to; row++)
        {
            if (!keys[row].IsEmpty && double.IsFinite(labels.Values[row]))
            {
                found[Encoding.UTF8.GetString(keys[row])] = labels.Values[row].ToString("R", CultureInfo.InvariantCulture);
            }
        }

        return found;
    }

    // The labels of some rows and the task's new place are one transaction.
    private async Task<bool> LearnAsync(
        (long Task, int Revision, int To) place,
        LabelBatch batch,
        int source,
        Dictionary<string, string> labels,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.ReviewTasks.SingleOrDefaultAsync(t => t.Id == place.Task && t.Revision == place.Revision, ct) is not { } task)
        {
            return false;
        }

        task.MoveOn(place.To);
        var ids = labels.Keys.ToList();
        var rows = await (
            from key in db.DecisionIds.AsNoTracking()
            where ids.Contains(key.Id)
            join row in db.Decisions.AsNoTracking() on new { key.Number, key.Time } equals new { row.Number, row.Time }
            where row.Source == source && row.Content != null
            select new
            {
                row.Number,
                row.Id,
                row.Time,
            }
        ).ToListAsync(ct);
        var numbers = rows.Select(r => r.Number).ToList();
        var known = await db.DecisionTruths.Where(t => numbers.Contains(t.Decision)).ToDictionaryAsync(t => t.Decision, ct);
        foreach (var row in rows)
        {
            if (!known.TryGetValue(row.Number, out var truth))
            {
                truth = new DecisionTruth
                {
                    Decision = row.Number,
                    Source = source,
                    DecisionTime = row.Time,
                };
                db.DecisionTruths.Add(truth);
            }

            truth.Learn(labels[row.Id], batch.Id, batch.UploadedAt);
        }

        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    private async Task EndAsync(long task, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await db.ReviewTasks.Where(t => t.Id == task).ExecuteDeleteAsync(ct);
    }
}
