using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Takes in a decision log that an OPA sends, and answers when it is durable. A decision is known by its id: sent again it is counted, not
/// stored. One batch is one entry of the audit log, with the root over the commitments.
/// </summary>
public sealed class StoreEngineLog(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<OpaOptions> options,
    TimeProvider clock
)
{
    private const string Subject = "engine-decisions";
    private const int ErasedAtOnce = 5_000;
    private static readonly Actor s_job = Actor.OfJob("engine-decisions");

    /// <summary>What was done with a log.</summary>
    /// <param name="Stored">New decisions.</param>
    /// <param name="Duplicates">Decisions that were known.</param>
    /// <param name="Differing">Decisions whose id is known with another content: not stored, and named in the audit log by their
    /// number.</param>
    public sealed record Answer(int Stored, int Duplicates, int Differing);

    /// <summary>Stores.</summary>
    /// <param name="actor">Who sends: a key with decisions:write.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="isPacked">Whether it is packed with gzip.</param>
    /// <param name="ct">Cancels before the save.</param>
    public async Task<Result<Answer>> RunAsync(Actor actor, Stream body, bool isPacked, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        var attempt = new Attempt("verdicts.stored", Subject, Permission.WriteDecisions);
        // May they at all? Before anything of theirs is unpacked.
        var may = await runner.RunAsync<Done>(actor, attempt, (_, _) => Task.FromResult<Result<Done>>(Done.Instance), ct);
        if (may.Refusal is { } forbidden)
        {
            return forbidden;
        }

        var read = await EngineLogReader.ReadAsync(body, isPacked, options.Value.LogBytes, ct);
        return read.Refusal is { } refusal
            ? refusal
            : await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, read.Value, token), ct);
    }

    /// <summary>Erases what has been kept long enough, some thousand a transaction.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> EraseAsync(CancellationToken ct)
    {
        var before = clock.GetLocalNow().AddDays(-options.Value.KeepDays);
        var erased = 0;
        while (await AnyBeforeAsync(before, ct))
        {
            var outcome = await runner.RunAsync<int>(
                s_job,
                new Attempt("verdicts.erased", Subject, null),
                async (context, token) =>
                {
                    var ids = await context
                        .Db.EngineDecisions.Where(d => d.StoredAt < before)
                        .OrderBy(d => d.Id)
                        .Select(d => d.Id)
                        .Take(ErasedAtOnce)
                        .ToListAsync(token);
                    var count = await context.Db.EngineDecisions.Where(d => ids.Contains(d.Id)).ExecuteDeleteAsync(token);
                    context.Append(
                        new AuditEvent(
                            "verdicts.erased",
                            Subject,
                            new JsonObject { ["before"] = CanonicalJson.Time(before), ["count"] = count }
                        )
                    );
                    return count;
                },
                ct
            );
            if (!outcome.IsDone || outcome.Value == 0)
            {
                break;
            }

            erased += outcome.Value;
        }

        return erased;
    }

    private static async Task<Result<Answer>> ActAsync(ActionContext context, IReadOnlyList<ReportedDecision> events, CancellationToken ct)
    {
        var known = new Dictionary<string, EngineDecision>(StringComparer.Ordinal);
        foreach (var ids in events.Select(e => e.Id).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            foreach (var decision in await context.Db.EngineDecisions.AsNoTracking().Where(d => ids.Contains(d.DecisionId)).ToListAsync(ct))
            {
                known[decision.DecisionId] = decision;
            }
        }

        var (fresh, tree, differing) = (new List<EngineDecision>(), new DecisionTree(), 0);
        foreach (var reported in events)
        {
            if (known.TryGetValue(reported.Id, out var before))
            {
                differing += before.Holds(reported.Bytes) ? 0 : 1;
                continue;
            }

            var salt = SaltedText.NewSalt();
            var decision = new EngineDecision
            {
                Position = fresh.Count,
                DecisionId = reported.Id,
                Time = reported.Time,
                Path = reported.Path,
                Outcome = reported.Outcome,
                Bundle = reported.Bundle,
                Salt = salt,
                Commitment = EngineDecision.Commit(salt, reported.Bytes),
                StoredAt = context.Now,
            };
            known.Add(reported.Id, decision);
            fresh.Add(decision);
            tree.Append(decision.Commitment);
        }

        var answer = new Answer(fresh.Count, events.Count - fresh.Count - differing, differing);
        if (fresh.Count + differing == 0)
        {
            return answer; // A repeat leaves nothing: otherwise an engine that sends again fills the log.
        }

        context.Db.EngineDecisions.AddRange(fresh);
        context.Append(
            new AuditEvent(
                "verdicts.stored",
                Subject,
                new JsonObject
                {
                    ["count"] = answer.Stored,
                    ["differing"] = answer.Differing,
                    ["root"] = fresh.Count == 0 ? null : Convert.ToHexStringLower(tree.Root()),
                    ["firstTime"] = fresh.Count == 0 ? null : CanonicalJson.Time(fresh.Min(d => d.Time)),
                    ["lastTime"] = fresh.Count == 0 ? null : CanonicalJson.Time(fresh.Max(d => d.Time)),
                }
            ),
            index => fresh.ForEach(d => d.Entry = index)
        );
        return answer;
    }

    private async Task<bool> AnyBeforeAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.EngineDecisions.AnyAsync(d => d.StoredAt < before, ct);
    }
}
