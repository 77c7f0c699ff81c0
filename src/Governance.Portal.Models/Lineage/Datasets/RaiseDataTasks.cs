using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Datasets;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>
/// Raises what has to be done when data may not be used any more: its owner deletes it, and the owner of each model made from it, by name
/// or by lineage, retires or retrains the versions that are not retired.
/// </summary>
internal static class RaiseDataTasks
{
    /// <summary>Raises them in the running action.</summary>
    public static async Task RunAsync(
        ActionContext context,
        DatasetRecord record,
        (DataEnd Cause, DateOnly On, string? Scope) end,
        string? why,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var (named, made, _) = await AffectedByDataset.FindAsync(db, record.Name, ct);
        var affected = named.Select(d => (d.Model, d.Version)).Concat(made.Select(v => (v.Model, v.Version))).ToHashSet();
        var names = affected.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var owners = await db
            .Models.IgnoreQueryFilters()
            .Where(m => names.Contains(m.Name))
            .ToDictionaryAsync(m => m.Name, m => m.Owner, ct);
        var live = await db
            .Versions.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(v => names.Contains(v.Model) && v.Stage != Stage.Retired)
            .Select(v => new { v.Model, v.Version })
            .ToListAsync(ct);
        await AddAsync(context, record, end, model: null, why, ct);
        foreach (
            var model in live.Where(v => affected.Contains((v.Model, v.Version)) && owners.ContainsKey(v.Model))
                .GroupBy(v => v.Model, v => v.Version, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
        )
        {
            List<string> versions = [.. model.Order(StringComparer.Ordinal)];
            await AddAsync(context, record, end, (model.Key, owners[model.Key], versions), why: null, ct);
        }
    }

    private static async Task AddAsync(
        ActionContext context,
        DatasetRecord record,
        (DataEnd Cause, DateOnly On, string? Scope) end,
        (string Name, Domain.Identity.UserId Owner, IReadOnlyList<string> Versions)? model,
        string? why,
        CancellationToken ct
    )
    {
        var task = DataTask.Raise(await context.Db.NextIdAsync<DataTaskId>(ct), record, end, model, why, context.Now);
        context.Db.DataTasks.Add(task);
        context.Append(
            new AuditEvent(
                "dataset.task-raised",
                task.Id.ToString(),
                new JsonObject
                {
                    ["dataset"] = record.Id.ToString(),
                    ["cause"] = WireName.Of(task.Cause),
                    ["model"] = model?.Name,
                    ["versions"] = new JsonArray([.. task.Versions.Select(v => (JsonNode)v)]),
                    ["owner"] = task.Owner.ToString(),
                    ["dueOn"] = task.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    ["whySha256"] = task.Why?.Sha256,
                }
            )
            {
                Covers = model is null ? [record.Id.ToString()] : [record.Id.ToString(), model.Value.Name],
            }
        );
    }
}
