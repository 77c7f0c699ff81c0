using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Portal.Models.Lineage.Training;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>
/// Stores lineage events and merges them into nodes, runs and flows, all or nothing. Events may come twice and in any order: what is stored
/// in the end is the same.
/// </summary>
public sealed class StoreLineage(ActionRunner runner, RaiseLineageAlerts alerts, NoteTrainingRuns training) : IDisposable
{
    /// <summary>What lists of lineage listen to, and the log's name for events.</summary>
    public const string Subject = "lineage";

    private const int Tries = 5;
    private const int Chunk = 500;

    // Two senders of one node take turns on the same run: one after the other, instead of one refusing the other.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>What was done.</summary>
    /// <param name="Stored">Events that are new.</param>
    /// <param name="Repeated">Events that were there already.</param>
    /// <param name="Notes">How something was read that could be read in several ways; absent when nothing was.</param>
    public sealed record Answer(
        int Stored,
        int Repeated,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Notes = null
    );

    /// <summary>Said of events whose time names no zone.</summary>
    public const string ZoneNote = "eventTime has no time zone and was taken as UTC.";

    /// <summary>Stores events.</summary>
    public async Task<Result<Answer>> RunAsync(Actor actor, IReadOnlyList<LineageEvent> events, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(events);
        await _turn.WaitAsync(ct);
        try
        {
            for (var again = 1; ; again++)
            {
                var outcome = await runner.RunAsync<Answer>(
                    actor,
                    new Attempt("lineage.stored", Subject, Permission.WriteLineage),
                    (context, cancel) => ActAsync(context, events, cancel),
                    ct
                );
                // Another node of the portal was quicker, three times in a row: the sender would give up on a 409.
                if (outcome.Refusal != ActionRunner.Busy)
                {
                    return outcome;
                }

                if (again == Tries)
                {
                    return LineageRefusals.TryAgain;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<Result<Answer>> ActAsync(ActionContext context, IReadOnlyList<LineageEvent> events, CancellationToken ct)
    {
        var db = context.Db;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in events.Select(e => e.Sha256).Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            known.UnionWith(await db.LineageEvents.Where(e => part.Contains(e.Sha256)).Select(e => e.Sha256).ToListAsync(ct));
        }

        var fresh = events.Where(e => known.Add(e.Sha256)).ToList();
        var answer = new Answer(fresh.Count, events.Count - fresh.Count, events.All(e => e.NamesZone) ? null : [ZoneNote]);
        if (fresh.Count == 0)
        {
            return answer;
        }

        var merge = new MergeLineage(db);
        await merge.RunAsync(fresh, ct);
        await db.SaveChangesAsync(ct); // the alerts look at what is stored
        // Written with the entry that states them: what gates are judged by is no row that no entry names.
        db.LineageEvents.AddRange(
            fresh.Select(e => new StoredLineageEvent
            {
                Sha256 = e.Sha256,
                Kind = e.Kind,
                At = e.At,
                StoredAt = context.Now,
                Run = e.Run,
                Bytes = e.Bytes,
            })
        );
        context.Append(
            new AuditEvent(
                AnchoredLineage.Stored,
                Subject,
                new JsonObject
                {
                    ["events"] = fresh.Count,
                    ["repeated"] = answer.Repeated,
                    ["sha256"] = Sha256Hex.Of(
                        System.Text.Encoding.ASCII.GetBytes(string.Join('\n', fresh.Select(e => e.Sha256).Order(StringComparer.Ordinal)))
                    ),
                }
            )
        );
        await alerts.RunAsync(context, merge.Runs, ct);
        await training.RunAsync(context, merge.Runs, ct);
        return answer;
    }
}
