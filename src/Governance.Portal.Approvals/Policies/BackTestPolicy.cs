using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>What a changed policy would have said to the gate runs of a time.</summary>
public sealed record BackTestView
{
    public required string Policy { get; init; }

    public required string Version { get; init; }

    /// <summary>Digest of the text that was tested.</summary>
    public required string Sha256 { get; init; }

    public required int Days { get; init; }

    /// <summary>Number of gate runs evaluated.</summary>
    public required int Runs { get; init; }

    public required int Blocked { get; init; }

    public required int LetThrough { get; init; }

    /// <summary>Number of runs with the same gate result but different rule results.</summary>
    public required int RulesDiffer { get; init; }

    public required int Same { get; init; }

    /// <summary>Number of runs that could not be evaluated, because their input or a policy in force at the time can no longer be read.
    /// </summary>
    public required int Skipped { get; init; }

    /// <summary>False if there are more runs in that period than can be evaluated at once; the newest were evaluated.</summary>
    public required bool Complete { get; init; }

    public required IReadOnlyList<BackTestModel> ByModel { get; init; }

    /// <summary>Runs that differ, the most serious first, at most 200.</summary>
    public required IReadOnlyList<BackTestItem> Items { get; init; }
}

/// <summary>What it would have meant for one model.</summary>
public sealed record BackTestModel(string Model, int Runs, int Blocked, int LetThrough);

/// <summary>A run that differs.</summary>
public sealed record BackTestItem(
    GateRunId GateRun,
    string Model,
    string Version,
    Stage Stage,
    DateTimeOffset EvaluatedAt,
    string Before,
    string After,
    BackTestChange Change,
    IReadOnlyList<RuleDifference> Rules
);

/// <summary>Judges the gate runs of the last days again with a changed policy. Stores nothing, unless it is for a proposal.</summary>
public sealed class BackTestPolicy(IDbContextFactory<GovernanceDbContext> dbFactory, ActionRunner runner, TimeProvider clock)
{
    /// <summary>Most runs judged at once.</summary>
    public const int MaxRuns = 5_000;

    private const int MaxItems = 200;
    private const int MaxDays = 3_650;

    /// <summary>Judges a text that need not be stored.</summary>
    public async Task<Result<BackTestView>> RunAsync(string? text, int? days, CancellationToken ct)
    {
        var parsed = PolicyDocument.Parse(Encoding.UTF8.GetBytes(text ?? ""), "policy.yaml");
        if (parsed.Document is not { } policy)
        {
            return ActivatePolicy.NotValid(parsed.Problems, "policy");
        }

        return days is >= 1 and <= MaxDays ? await JudgeAsync(policy, days.Value, ct) : ProposalRefusals.DaysNotBounded;
    }

    /// <summary>Judges a proposal's text and keeps the answer with it.</summary>
    public async Task<Result<BackTestView>> RunAsync(Actor actor, PolicyProposalId id, int? days, CancellationToken ct)
    {
        if (days is not (>= 1 and <= MaxDays))
        {
            return ProposalRefusals.DaysNotBounded;
        }

        byte[]? source;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            source = await db.PolicyProposals.AsNoTracking().Where(p => p.Id == id).Select(p => p.Source).SingleOrDefaultAsync(ct);
        }

        if (source is null || PolicyDocument.Parse(source, "policy.yaml").Document is not { } policy)
        {
            return ProposalRefusals.NotFound;
        }

        var view = await JudgeAsync(policy, days.Value, ct);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Options);
        return await runner.RunAsync<BackTestView>(
            actor,
            new Attempt("proposal.back-tested", id.ToString(), Permission.ProposePolicy),
            async (context, token) =>
            {
                if (await context.Db.PolicyProposals.SingleOrDefaultAsync(p => p.Id == id, token) is not { } proposal)
                {
                    return ProposalRefusals.NotFound;
                }

                if (proposal.RecordBackTest(bytes, view.Days, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "proposal.back-tested",
                        id.ToString(),
                        new JsonObject
                        {
                            ["sha256"] = proposal.Sha256,
                            ["resultSha256"] = Sha256Hex.Of(bytes),
                            ["days"] = view.Days,
                            ["runs"] = view.Runs,
                            ["blocked"] = view.Blocked,
                            ["letThrough"] = view.LetThrough,
                        }
                    )
                );
                return view;
            },
            ct
        );
    }

    private async Task<BackTestView> JudgeAsync(PolicyDocument policy, int days, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var since = clock.GetLocalNow().AddDays(-days);
        var known = new Dictionary<string, PolicyDocument?>(StringComparer.Ordinal);
        var tally = new Tally();
        var left = MaxRuns;
        await foreach (
            var run in db
                .GateRuns.AsNoTracking()
                .Where(r => r.EvaluatedAt >= since && r.Promotion != null)
                .OrderByDescending(r => r.Id)
                .Take(MaxRuns + 1)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (left-- == 0)
            {
                tally.Complete = false;
                break;
            }

            if (
                GateInput.Read(run.Input).Input is not { } input
                || await ActivePolicies.OfRunAsync(dbFactory, run, known, ct) is not { } before
            )
            {
                tally.Skipped++;
                continue;
            }

            tally.Add(run, PolicyBackTest.Judge(before, policy, input));
        }

        return tally.ToView(policy, days);
    }

    private sealed class Tally
    {
        private readonly List<BackTestItem> _items = [];
        private readonly SortedDictionary<string, BackTestModel> _models = new(StringComparer.Ordinal);
        private readonly Dictionary<BackTestChange, int> _counts = [];

        public bool Complete { get; set; } = true;

        public int Skipped { get; set; }

        public void Add(GateRun run, BackTestedRun judged)
        {
            var (blocked, through) = (judged.Change is BackTestChange.Blocked ? 1 : 0, judged.Change is BackTestChange.LetThrough ? 1 : 0);
            var model = _models.GetValueOrDefault(run.Model) ?? new BackTestModel(run.Model, 0, 0, 0);
            _models[run.Model] = model with
            {
                Runs = model.Runs + 1,
                Blocked = model.Blocked + blocked,
                LetThrough = model.LetThrough + through,
            };
            _counts[judged.Change] = Count(judged.Change) + 1;
            if (judged.Change is not BackTestChange.Same)
            {
                _items.Add(
                    new(
                        run.Id,
                        run.Model,
                        run.Version,
                        run.Stage,
                        run.EvaluatedAt,
                        judged.Before.ToWireName(),
                        judged.After.ToWireName(),
                        judged.Change,
                        judged.Rules
                    )
                );
            }
        }

        public BackTestView ToView(PolicyDocument policy, int days) =>
            new()
            {
                Policy = policy.Name,
                Version = policy.Version,
                Sha256 = policy.Sha256,
                Days = days,
                Runs = _counts.Values.Sum(),
                Blocked = Count(BackTestChange.Blocked),
                LetThrough = Count(BackTestChange.LetThrough),
                RulesDiffer = Count(BackTestChange.RulesDiffer),
                Same = Count(BackTestChange.Same),
                Skipped = Skipped,
                Complete = Complete,
                ByModel = [.. _models.Values],
                Items = [.. _items.OrderByDescending(i => i.Change).ThenByDescending(i => i.GateRun.Number).Take(MaxItems)],
            };

        private int Count(BackTestChange change) => _counts.GetValueOrDefault(change);
    }
}
