using Governance.Data;
using Governance.Data.Agents;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Reads runs of agents: filtered, ordered and cut into pages by the database.</summary>
public sealed class ListRuns(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<AgentRunsOptions> options)
{
    /// <summary>Filter of the runs with something wrong.</summary>
    public const string Findings = "findings";

    /// <summary>Filter of the runs with a span that ended with an error.</summary>
    public const string Errors = "errors";

    /// <summary>A page for a program, newest first.</summary>
    public async Task<Result<ApiPage<RunRow>>> RunAsync(string agent, string? with, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<AgentRunId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, agent, with, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var runs = await filtered
            .Value.Where(r => below == null || (int)(object)r.Id < below)
            .OrderByDescending(r => r.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        return new ApiPage<RunRow>(
            [.. runs.Take(take).Select(Row)],
            runs.Count > take ? Cursor.Encode(runs[take - 1].Id.ToString()) : null
        );
    }

    /// <summary>A page for a screen, newest first.</summary>
    public async Task<Result<PageOf<RunRow>>> PageAsync(string agent, string? with, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, agent, with, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var runs = await filtered.Value.OrderByDescending(r => r.Id).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<RunRow>([.. runs.Select(Row)], total);
    }

    /// <summary>A run with its steps, of which it has a bounded number.</summary>
    /// <param name="agent">The agent; null where the run alone is named.</param>
    /// <param name="id">The run, as the caller wrote it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<RunDetail>> GetAsync(string? agent, string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            !DisplayId.TryParse<AgentRunId>(id, out var named)
            || await db.AgentRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == named, ct) is not { } run
            || (agent is not null && run.Model != agent)
        )
        {
            return RunRefusals.NotFound;
        }

        var isRegistered = await db.Agents.AnyAsync(a => a.Model == run.Model, ct);
        // What is kept of content stays in the database: it is read for a purpose.
        var steps = await (
            from step in db.AgentSteps.AsNoTracking()
            where step.Run == named
            join content in db.AgentStepContents.AsNoTracking()
                on new { step.TraceId, step.SpanId } equals new { content.TraceId, content.SpanId }
                into contents
            from content in contents.DefaultIfEmpty()
            orderby step.StartedAt, step.TraceId, step.SpanId
            select new StepRow
            {
                Step = step,
                Handling = (ContentHandling?)content!.Handling,
                Omission = content.Omission,
                Parts = EF.Property<List<StepPart>?>(content, "_parts"),
                IsKept = content.Content != null,
                ErasedAt = content.ErasedAt,
            }
        ).ToListAsync(ct);
        var row = Row(run);
        return new RunDetail
        {
            Id = row.Id,
            Agent = row.Agent,
            Run = row.Run,
            FirstAt = row.FirstAt,
            LastAt = row.LastAt,
            Spans = row.Spans,
            Steps = row.Steps,
            ToolCalls = row.ToolCalls,
            InputTokens = row.InputTokens,
            OutputTokens = row.OutputTokens,
            Cost = row.Cost,
            Currency = row.Currency,
            Errors = row.Errors,
            Findings = row.Findings,
            IsRegistered = isRegistered,
            Timeline = Timeline(steps),
        };
    }

    /// <summary>Calls of a run that were denied and that none of its steps stands for, in the order in which they were asked for.</summary>
    public async Task<IReadOnlyList<DeniedCall>> DeniedAsync(RunDetail run, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(run);
        // As its steps are matched with decisions: by the name of the run, or by that of a trace.
        var names = run.Timeline.Select(s => s.TraceId).Append(run.Run).Distinct(StringComparer.Ordinal).ToList();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var calls = await db
            .AgentCalls.AsNoTracking()
            .Where(c => c.Model == run.Agent && names.Contains(c.Run) && c.Verdict != CallVerdict.Allow)
            .OrderBy(c => c.At)
            .ThenBy(c => c.Id)
            .Take(AgentRun.MaxSteps)
            .ToListAsync(ct);
        var answers = await db.AnswersToAsync(calls, ct);
        var made = run.Timeline.Select(s => s.Decision).OfType<AgentCallId>().ToHashSet();
        return
        [
            .. calls
                .Where(c => !made.Contains(c.Id) && c.VerdictAt(answers.GetValueOrDefault(c.Id), now) is CallVerdict.Deny)
                .Select(c => new DeniedCall(c.Id, c.ToolName, c.At)),
        ];
    }

    private static List<RunStep> Timeline(List<StepRow> rows)
    {
        var bySpan = rows.Select(r => r.Step).ToDictionary(s => (s.TraceId, s.SpanId));
        return [.. rows.Select(r => Step(r, bySpan))];
    }

    private static RunStep Step(StepRow row, Dictionary<(string, string), AgentStep> bySpan)
    {
        var s = row.Step;
        return new RunStep
        {
            TraceId = s.TraceId,
            SpanId = s.SpanId,
            ParentId = s.ParentId,
            Depth = Depth(s, bySpan),
            Kind = s.Kind,
            Name = s.Name,
            Agent = s.Agent,
            Model = s.UsedModel,
            Tool = s.Tool,
            CallId = s.CallId,
            StartedAt = s.StartedAt,
            Milliseconds = (long)s.Duration.TotalMilliseconds,
            InputTokens = s.InputTokens,
            OutputTokens = s.OutputTokens,
            Cost = Money(s.CostMicros),
            Error = s.Error,
            Decision = s.Decision,
            Verdict = s.Verdict,
            DeniedButCalled = RunJudgement.WasDenied(s),
            ArgumentsSha256 = s.ArgumentsSha256,
            SchemaUrl = s.SchemaUrl,
            OtherAttributes = s.OtherAttributes,
            OtherSha256 = s.OtherSha256,
            Content = row.Handling is { } handling ? new(handling, row.Omission, row.Parts ?? [], row.IsKept, row.ErasedAt) : null,
            LogIndex = s.LogIndex,
        };
    }

    // A sender may name spans as each other's parent: no deeper than is shown.
    private static int Depth(AgentStep step, Dictionary<(string, string), AgentStep> bySpan)
    {
        var depth = 0;
        for (var at = step; depth < 8 && at.ParentId is { } parent && bySpan.TryGetValue((at.TraceId, parent), out var around); at = around)
        {
            depth++;
        }

        return depth;
    }

    private static async Task<Result<IQueryable<AgentRun>>> FilterAsync(
        GovernanceDbContext db,
        string agent,
        string? with,
        CancellationToken ct
    )
    {
        var runs = db.AgentRuns.AsNoTracking().Where(r => r.Model == agent);
        // One that is not registered is there as long as a run of it is.
        return !await db.Agents.AnyAsync(a => a.Model == agent, ct) && !await runs.AnyAsync(ct) ? AgentRefusals.NotFound(agent)
            : string.IsNullOrEmpty(with) ? Result<IQueryable<AgentRun>>.Done(runs)
            : with == Findings ? Result<IQueryable<AgentRun>>.Done(runs.Where(r => r.FindingCount > 0))
            : with == Errors ? Result<IQueryable<AgentRun>>.Done(runs.Where(r => r.Errors > 0))
            : RunRefusals.FilterNotValid;
    }

    private RunRow Row(AgentRun run) =>
        new()
        {
            Id = run.Id,
            Agent = run.Model,
            Run = run.Name,
            FirstAt = run.FirstAt,
            LastAt = run.LastAt,
            Spans = run.Spans,
            Steps = run.Steps,
            ToolCalls = run.ToolCalls,
            InputTokens = run.InputTokens,
            OutputTokens = run.OutputTokens,
            Cost = Money(run.CostMicros),
            Currency = run.CostMicros is null ? null : options.Value.Currency,
            Errors = run.Errors,
            Findings = run.Findings,
        };

    private static decimal? Money(long? micros) => micros is { } known ? (decimal)known / 1_000_000 : null;

    // A step with what is known of its content.
    private sealed class StepRow
    {
        public required AgentStep Step { get; init; }

        public ContentHandling? Handling { get; init; }

        public ContentOmission? Omission { get; init; }

        public List<StepPart>? Parts { get; init; }

        public bool IsKept { get; init; }

        public DateTimeOffset? ErasedAt { get; init; }
    }
}
