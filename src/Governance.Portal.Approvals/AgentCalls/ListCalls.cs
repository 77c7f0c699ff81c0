using Governance.Data;
using Governance.Data.Agents;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>Reads calls of agents: filtered, ordered and cut into pages by the database.</summary>
public sealed class ListCalls(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Filter of the calls that wait for a person.</summary>
    public const string Waiting = "waiting";

    /// <summary>A page for a program, newest first.</summary>
    public async Task<Result<ApiPage<CallRow>>> RunAsync(string agent, string? state, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<AgentCallId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, agent, state, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var calls = await filtered
            .Value.Where(c => below == null || (int)(object)c.Id < below)
            .OrderByDescending(c => c.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        return new ApiPage<CallRow>(
            await RowsAsync(db, [.. calls.Take(take)], ct),
            calls.Count > take ? Cursor.Encode(calls[take - 1].Id.ToString()) : null
        );
    }

    /// <summary>A page for a screen, newest first.</summary>
    public async Task<Result<PageOf<CallRow>>> PageAsync(string agent, string? state, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, agent, state, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var calls = await filtered.Value.OrderByDescending(c => c.Id).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<CallRow>(await RowsAsync(db, calls, ct), total);
    }

    /// <summary>One call as it stands now, compared with the log before it is told.</summary>
    /// <param name="agent">The agent; null where the call alone is named.</param>
    /// <param name="id">The call, as the caller wrote it.</param>
    /// <param name="reader">Who reads it: arguments are for those who may answer.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<CallDetail>> GetAsync(string? agent, string id, CallReader reader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            !DisplayId.TryParse<AgentCallId>(id, out var named)
            || await db.AgentCalls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == named, ct) is not { } call
            || (agent is not null && call.Model != agent)
            || await db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == call.Model, ct) is not { } model
        )
        {
            return CallRefusals.NotFound;
        }

        if (await CallProof.RefusesAsync(db, call, ct) is { } altered)
        {
            return altered;
        }

        var now = clock.GetUtcNow();
        var answer = await db.AgentCallAnswers.AsNoTracking().SingleOrDefaultAsync(a => a.Call == named, ct);
        var stopped =
            await StoppedAgents.OfAsync(db, call.Model, ct)
            ?? (call.Version is { } acted ? await HeldVersions.OfAsync(db, call.Model, acted, ct) : null);
        var before = db
            .AgentCalls.AsNoTracking()
            .Where(c => c.Model == call.Model && c.Run == call.Run && (int)(object)c.Id < named.Number);
        var runCalls = await before.CountAsync(ct);
        var spent = await RunCounts
            .Spending(db, call.Model, now)
            .Where(c => c.Run == call.Run && c.Currency == call.Currency && (int)(object)c.Id < named.Number)
            .SumAsync(c => c.AmountParts, ct);
        // The name of a run is unique for an agent.
        var run = await db
            .AgentRuns.AsNoTracking()
            .Where(r => r.Model == call.Model && r.Name == call.Run)
            .Select(r => (AgentRunId?)r.Id)
            .SingleOrDefaultAsync(ct);
        return Detail(call, answer, model, stopped, reader, now) with
        {
            RunCalls = runCalls,
            RunSpent = (decimal)(spent ?? 0) / CallRequest.Parts,
            RunRecord = run,
        };
    }

    private static CallDetail Detail(
        AgentCall call,
        AgentCallAnswer? answer,
        Model model,
        Refusal? stopped,
        CallReader reader,
        DateTimeOffset now
    )
    {
        var why = reader.Person is { } person ? AgentCallAnswer.WhyNot(call, model, person, reader.Role) : CallRefusals.NotYours;
        var row = Row(call, answer, now);
        return new CallDetail
        {
            Id = row.Id,
            Agent = row.Agent,
            Version = row.Version,
            Run = row.Run,
            Tool = row.Tool,
            Amount = row.Amount,
            Currency = row.Currency,
            // What was allowed and not yet made is not made any more once the agent is stopped, or its version held.
            Decision = stopped is null ? row.Decision : CallVerdict.Deny,
            Decided = row.Decided,
            Reason = stopped?.Message ?? row.Reason,
            Code = stopped?.Code ?? row.Code,
            Policy = row.Policy,
            Rule = row.Rule,
            At = row.At,
            ExpiresAt = row.ExpiresAt,
            AnsweredBy = row.AnsweredBy,
            AnsweredAt = row.AnsweredAt,
            ManifestSha256 = call.ManifestSha256,
            Environment = call.Environment,
            Scopes = call.Scopes,
            Arguments = why is null ? call.Arguments : null,
            ArgumentsErased = call.IsErased,
            ArgumentsSha256 = call.ArgumentsSha256,
            NeedsSignature = call.NeedsSignature,
            AnswerReason = answer?.Reason.Text,
            AuthenticationMethod = answer?.AuthenticationMethod,
            Batch = call.Batch,
            Position = call.Position,
            Commitment = Convert.ToHexStringLower(call.Commitment),
            MayAnswer = why is null && answer is null && call.IsOpen(now),
            WhyNot = why?.Message,
        };
    }

    private async Task<Result<IQueryable<AgentCall>>> FilterAsync(GovernanceDbContext db, string agent, string? state, CancellationToken ct)
    {
        if (!ModelName.IsModel(agent) || !await db.Agents.AnyAsync(a => a.Model == agent, ct))
        {
            return AgentRefusals.NotFound(agent);
        }

        var now = clock.GetUtcNow();
        var calls = db.AgentCalls.AsNoTracking().Where(c => c.Model == agent);
        return string.IsNullOrEmpty(state) ? Result<IQueryable<AgentCall>>.Done(calls)
            : state == Waiting
                ? Result<IQueryable<AgentCall>>.Done(
                    calls.Where(c => c.Verdict == CallVerdict.Ask && c.ExpiresAt > now && !db.AgentCallAnswers.Any(a => a.Call == c.Id))
                )
            : WireName.TryParse<CallVerdict>(state, out var verdict)
                ? Result<IQueryable<AgentCall>>.Done(calls.Where(c => c.Verdict == verdict))
            : CallRefusals.FilterNotValid;
    }

    private async Task<IReadOnlyList<CallRow>> RowsAsync(GovernanceDbContext db, IReadOnlyList<AgentCall> calls, CancellationToken ct)
    {
        var answers = await db.AnswersToAsync(calls, ct);
        var now = clock.GetUtcNow();
        return [.. calls.Select(c => Row(c, answers.GetValueOrDefault(c.Id), now))];
    }

    private static CallRow Row(AgentCall call, AgentCallAnswer? answer, DateTimeOffset now) =>
        new()
        {
            Id = call.Id,
            Agent = call.Model,
            Version = call.Version,
            Run = call.Run,
            Tool = call.ToolName,
            Amount = call.Amount,
            Currency = call.Currency,
            Decision = call.VerdictAt(answer, now),
            Decided = call.Verdict,
            Reason = call.Reason,
            Code = call.Code,
            Policy = call.Policy,
            Rule = call.Rule,
            At = call.At,
            ExpiresAt = call.ExpiresAt,
            AnsweredBy = answer?.PrintedName,
            AnsweredAt = answer?.At,
        };
}
