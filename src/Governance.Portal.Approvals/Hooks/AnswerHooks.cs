using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>
/// Answers the questions of code hosts: asks the gate outside any transaction, calls back, writes down what came of it. While people have
/// still to sign it waits; it never says yes to what it does not know.
/// </summary>
public sealed class AnswerHooks(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    EvaluateDeploymentGate gate,
    GitHubAnswers github,
    GitLabAnswers gitlab,
    IOptions<OutboundOptions> options,
    DatabaseClock time
) : WorkQueue<HookCall>(dbFactory, time)
{
    private const int MaxProblem = 1_000;

    // What the gate may take beside the call.
    private static readonly TimeSpan s_spare = TimeSpan.FromMinutes(1);

    // A version is often registered a little after the push that asks: by the pipeline that runs now.
    private static readonly TimeSpan s_versionPatience = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    protected override string Name => "hook answers";

    /// <inheritdoc/>
    protected override Expression<Func<HookCall, DateTimeOffset>>? DueSince => c => c.NextAt;

    /// <inheritdoc/>
    protected override IQueryable<HookCall> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db.HookCalls.Where(c => c.State == HookState.Waiting && c.NextAt <= now).OrderBy(c => c.NextAt).ThenBy(c => c.Id);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db
            .HookCalls.Where(c => c.State == HookState.Waiting)
            .OrderBy(c => c.NextAt)
            .Select(c => (DateTimeOffset?)c.NextAt)
            .FirstOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    protected override void Claim(HookCall row, DateTimeOffset now) =>
        row.Claim(now, TimeSpan.FromSeconds(options.Value.TimeoutSeconds) + s_spare);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(HookCall row) => row.NextAt;

    /// <inheritdoc/>
    protected override async Task WorkAsync(HookCall row, CancellationToken ct)
    {
        var verdict = await JudgeAsync(row, ct);
        var problem = verdict is null ? null : await SendAsync(row, verdict, ct);
        await RecordAsync(row, verdict, problem, ct);
    }

    /// <summary>Another node answers at once: the host takes the same answer twice.</summary>
    protected override async Task ReturnAsync(HookCall row)
    {
        await using var db = await Databases.CreateDbContextAsync(CancellationToken.None);
        (await HeldAsync(db, row, CancellationToken.None)).Return(await Time.NowAsync(db, CancellationToken.None));
        await SavedAsync(db, CancellationToken.None);
    }

    // Null while the answer waits for people, or for the version.
    private async Task<HookVerdict?> JudgeAsync(HookCall call, CancellationToken ct)
    {
        if (call.Stage is not { } stage)
        {
            return new HookVerdict(false, $"The environment {call.Environment} is not mapped to a stage here (Hooks__Environments).");
        }

        TimeSpan waited;
        string? version;
        await using (var db = await Databases.CreateDbContextAsync(ct))
        {
            waited = await Time.NowAsync(db, ct) - call.AskedAt;
            version = (await HandlePush.VersionOfAsync(db, call.Model, call.Commit, ct))?.Version;
        }

        if (version is null)
        {
            return waited < s_versionPatience
                ? null
                : new HookVerdict(false, $"No version of {call.Model} was registered from commit {call.Commit}.");
        }

        var answer = await gate.JudgeAsync(new(call.Model, version, WireName.Of(stage), null), ct);
        if (answer.Allow)
        {
            return new HookVerdict(
                true,
                $"{call.Model} {version} may go to {WireName.Of(stage)}: {answer.Promotion ?? answer.Override}, {answer.GateRun}."
            );
        }

        return answer.Reasons.Any(r => r.Code is "promotion.open" or "promotion.none") && waited < HookCall.MaxWait
            ? null
            : new HookVerdict(
                false,
                $"{call.Model} {version} may not go to {WireName.Of(stage)}: "
                    + $"{string.Join(" ", answer.Reasons.Select(r => r.Message).Take(5))}"
            );
    }

    private async Task<string?> SendAsync(HookCall call, HookVerdict verdict, CancellationToken ct)
    {
        await EnsureHeldAsync(call, ct);
        try
        {
            return call.Kind switch
            {
                HookKind.DeploymentRule => await github.SendAsync(call, verdict, ct),
                HookKind.StatusCheck => await gitlab.SendAsync(call, verdict, ct),
            };
        }
        catch (Exception e)
            when (e
                    is OutboundException
                        or IOException
                        or UnauthorizedAccessException
                        or System.Security.Cryptography.CryptographicException
                        or ArgumentException
            )
        {
            return e.Message;
        }
    }

    /// <summary>The code host hears nothing, and a new push or deployment asks again.</summary>
    protected override async Task<bool> SetAsideAsync(HookCall row, WorkSetAsideException why, CancellationToken ct)
    {
        await RecordAsync(row, new HookVerdict(false, why.Message), why.Message, ct, isFinal: true);
        return true;
    }

    private Task<Result<HookCallId>> RecordAsync(
        HookCall row,
        HookVerdict? verdict,
        string? problem,
        CancellationToken ct,
        bool isFinal = false
    )
    {
        var id = row.Id;
        return runner.RunAsync<HookCallId>(
            QueueHookCall.Job,
            new Attempt("hook.answered", id.ToString(), null),
            async (context, token) =>
            {
                var call = await HeldAsync(context.Db, row, token);
                var now = await Time.NowAsync(context.Db, token);
                if (verdict is null)
                {
                    call.Wait(now);
                }
                else if (problem is null)
                {
                    call.Answer(verdict.Allow, now);
                    context.Append(
                        new AuditEvent(
                            "hook.answered",
                            id.ToString(),
                            new JsonObject
                            {
                                ["model"] = call.Model,
                                ["commit"] = call.Commit,
                                ["allow"] = verdict.Allow,
                                ["tries"] = call.Tries,
                            }
                        )
                    );
                }
                else
                {
                    call.Miss(WholeText.Beginning(problem, MaxProblem), now, isFinal);
                    if (call.State is HookState.Failed)
                    {
                        context.Append(
                            new AuditEvent(
                                "hook.failed",
                                id.ToString(),
                                new JsonObject
                                {
                                    ["model"] = call.Model,
                                    ["commit"] = call.Commit,
                                    ["tries"] = call.Tries,
                                }
                            )
                        );
                    }
                }

                return id;
            },
            ct
        );
    }
}

/// <summary>What a code host is told.</summary>
/// <param name="Allow">Whether it may go on.</param>
/// <param name="Words">Why, for people.</param>
public sealed record HookVerdict(bool Allow, string Words);
