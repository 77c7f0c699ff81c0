using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>The content of a step, shown for a stated purpose.</summary>
/// <param name="Handling">What was done with the content when it arrived.</param>
/// <param name="Salt">Salt of the digests in hexadecimal; with it, a copy can be compared.</param>
/// <param name="Parts">The parts, with their text if it is kept.</param>
public sealed record StepContentView(ContentHandling Handling, string Salt, IReadOnlyList<StepContentPart> Parts);

/// <summary>A part of a step's content.</summary>
/// <param name="Name">prompt, arguments, completion or result.</param>
/// <param name="Sha256">SHA-256(salt ‖ UTF-8 text) of what was sent.</param>
/// <param name="Bytes">How many bytes were sent.</param>
/// <param name="Text">What is kept of it; null where nothing is.</param>
public sealed record StepContentPart(string Name, string Sha256, long Bytes, string? Text);

/// <summary>
/// Shows the kept content of a step to a person who says for which purpose, as values of a decision's input are shown; who, when and the
/// purpose are recorded first.
/// </summary>
public sealed class ReadStepContent(ActionRunner runner)
{
    /// <summary>Name in the log.</summary>
    public const string Action = "agent-content.read";

    /// <summary>Which step, and what for.</summary>
    /// <param name="Agent">The agent; null where the run alone is named.</param>
    /// <param name="Run">The run, as the caller wrote it.</param>
    /// <param name="TraceId">The trace.</param>
    /// <param name="SpanId">The span.</param>
    /// <param name="Purpose">What for.</param>
    public sealed record Command(string? Agent, string Run, string? TraceId, string? SpanId, string? Purpose);

    /// <summary>Runs it.</summary>
    public Task<Result<StepContentView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<StepContentView>(
            actor,
            new Attempt(Action, WholeText.Beginning(command.Run, 128), Permission.UnmaskDecisions),
            (context, token) => ReadAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<StepContentView>> ReadAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<AgentRunId>(command.Run, out var id)
            || await context.Db.AgentRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } run
            || (command.Agent is not null && run.Model != command.Agent)
        )
        {
            return RunRefusals.NotFound;
        }

        if (
            !await context.Db.AgentSteps.AnyAsync(s => s.Run == id && s.TraceId == command.TraceId && s.SpanId == command.SpanId, ct)
            || await context
                .Db.AgentStepContents.AsNoTracking()
                .SingleOrDefaultAsync(c => c.TraceId == command.TraceId && c.SpanId == command.SpanId, ct)
                is not { } content
        )
        {
            return RunRefusals.ContentNotFound;
        }

        if (content.Salt is not { } salt)
        {
            return RunRefusals.ContentErased;
        }

        if (string.IsNullOrWhiteSpace(command.Purpose))
        {
            return DecisionRefusals.PurposeMissing;
        }

        if (command.Purpose.Length > SaltedText.MaxLength)
        {
            return SaltedText.TooLong("purpose");
        }

        if (content.Read() is not { } kept)
        {
            return RecordRefusals.Altered(run.Id.ToString());
        }

        var purpose = SaltedText.Of(command.Purpose.Trim());
        context.Db.AgentContentReadings.Add(
            new AgentContentReading
            {
                Model = run.Model,
                Run = run.Id,
                TraceId = content.TraceId,
                SpanId = content.SpanId,
                Purpose = purpose,
                By = context.Access.Actor.Id,
                At = context.Now,
            }
        );
        context.Append(
            new AuditEvent(
                Action,
                run.Id.ToString(),
                new JsonObject
                {
                    ["agent"] = run.Model,
                    ["trace"] = content.TraceId,
                    ["span"] = content.SpanId,
                    ["contentSha256"] = content.Committed(),
                    ["purposeSha256"] = purpose.Sha256,
                }
            )
        );
        return new StepContentView(
            content.Handling,
            Convert.ToHexStringLower(salt),
            [.. content.Parts.Select(p => new StepContentPart(p.Name, p.Sha256, p.Bytes, kept.GetValueOrDefault(p.Name)))]
        );
    }
}
