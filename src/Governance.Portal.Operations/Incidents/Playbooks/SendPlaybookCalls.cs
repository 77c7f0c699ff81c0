using System.Linq.Expressions;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>
/// Sends the calls of steps. Each attempt is written down before it is sent: one that a stopped portal left without an answer is said to be
/// so in the timeline, and is sent again under the same <c>Idempotency-Key</c>. What is sent is made of the incident and the approved
/// playbook, which are compared with the log; the queue says only when.
/// </summary>
public sealed class SendPlaybookCalls(
    IncidentActionRunner work,
    CheckCalls check,
    ICallDestination destinations,
    OutboundClient outbound,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock,
    DatabaseClock time
) : WorkQueue<PlaybookCall>(dbFactory, time)
{
    private const int MaxWords = 500;
    private static readonly TimeSpan s_spare = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>Who sends them, as the log and timelines write it.</summary>
    internal static Actor Job { get; } = Actor.OfJob("playbooks");

    /// <inheritdoc/>
    protected override string Name => "playbook calls";

    /// <summary>The incident counts each attempt before it is sent, and gives up after as many as its playbook allows.</summary>
    protected override bool CountsItself => true;

    /// <inheritdoc/>
    protected override Expression<Func<PlaybookCall, DateTimeOffset>>? DueSince => c => c.NextAt!.Value;

    /// <inheritdoc/>
    protected override IQueryable<PlaybookCall> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db
            .PlaybookCalls.Where(c => c.NextAt != null && c.NextAt <= now)
            .OrderBy(c => c.NextAt)
            .ThenBy(c => c.Incident)
            .ThenBy(c => c.Step)
            .ThenBy(c => c.Number);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.PlaybookCalls.Where(c => c.NextAt != null).OrderBy(c => c.NextAt).Select(c => c.NextAt).FirstOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    protected override void Claim(PlaybookCall row, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(row);
        row.Wait(now + TimeSpan.FromSeconds(CallOut.MaxSeconds) + s_spare);
    }

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(PlaybookCall row) => row?.NextAt;

    /// <inheritdoc/>
    protected override async Task WorkAsync(PlaybookCall row, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (await BeginAsync(row, ct) is { } request)
        {
            await RecordAsync(row, request, await SendAsync(row, request, ct), ct);
        }
    }

    /// <summary>Another node takes it at once: the timeline names the lost attempt, and it is sent again under the same key.</summary>
    protected override async Task ReturnAsync(PlaybookCall row)
    {
        await using var db = await Databases.CreateDbContextAsync(CancellationToken.None);
        (await HeldAsync(db, row, CancellationToken.None)).Wait(await Time.NowAsync(db, CancellationToken.None));
        await SavedAsync(db, CancellationToken.None);
    }

    private async Task<Request?> BeginAsync(PlaybookCall row, CancellationToken ct)
    {
        Request? request = null;
        var begun = await work.RunAsync(
            Job,
            "incident.call-sent",
            row.Incident,
            null,
            async (incident, playbook, context, token) =>
            {
                request = null;
                var queued = await HeldAsync(context.Db, row, token);
                var said = incident.BeginCall(playbook, row.Step, row.Number, context.Now);
                if (said is not { Call.State: CallState.Underway } going)
                {
                    queued.End();
                }
                else
                {
                    request = Request.Of(incident, playbook, going.Call);
                }

                if (said is { } word)
                {
                    Append(
                        context,
                        incident,
                        word.Call.IsLive ? "incident.call-sent" : "incident.call-given-up",
                        word,
                        request,
                        null,
                        null
                    );
                }

                return null;
            },
            ct
        );
        return begun.Refusal is { } refusal ? throw new InvalidOperationException(refusal.Message) : request;
    }

    private async Task<Answer> SendAsync(PlaybookCall row, Request request, CancellationToken ct)
    {
        await EnsureHeldAsync(row, ct);
        var call = request.Asked;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(call.TimeoutSeconds), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [CallOut.Idempotency] = request.Key };
        try
        {
            OutboundAnswer answer;
            if (call.Destination is { } destination)
            {
                answer = await destinations.PostAsync(destination, request.Key, request.Body, call.ContentType, headers, bound.Token);
            }
            else
            {
                foreach (var (name, value) in call.Headers)
                {
                    headers[name] = check.Fill(value, request.Address!);
                }

                answer = await outbound.SendAsync(
                    new HttpMethod(call.Method),
                    request.Address!,
                    request.Body,
                    call.ContentType,
                    headers,
                    bound.Token
                );
            }

            return new Answer(answer, call.Fault(answer.Status, answer.Body));
        }
        catch (OutboundException e)
        {
            return new Answer(null, e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Answer(null, $"No answer came within {call.TimeoutSeconds} seconds.");
        }
    }

    private async Task RecordAsync(PlaybookCall row, Request request, Answer answer, CancellationToken ct)
    {
        var recorded = await work.RunAsync(
            Job,
            "incident.call-answered",
            row.Incident,
            null,
            async (incident, playbook, context, token) =>
            {
                var queued = await HeldAsync(context.Db, row, token);
                var came = answer.Came is { } body ? (body.Status, Sha256Hex.Of(body.Body)) : ((int, string)?)null;
                var fault = answer.Fault is { } problem ? WholeText.Beginning(problem, MaxWords / 2) : null;
                if (incident.EndCall(playbook, request.Call, came, fault, context.Access.PrintedName, context.Now) is not { } ended)
                {
                    return null; // another node took over: its attempt counts
                }

                if (ended.Call.IsLive)
                {
                    queued.Wait(await Time.NowAsync(context.Db, token) + PauseAfter(ended.Call.Attempts, answer.Came?.RetryAfter));
                }
                else
                {
                    queued.End();
                }

                var action = ended.Call.State switch
                {
                    CallState.Done => "incident.call-answered",
                    CallState.Failed => "incident.call-given-up",
                    _ => "incident.call-missed",
                };
                Append(context, incident, action, ended, request, came?.Item2, Words(answer.Came));
                return null;
            },
            ct
        );
        if (recorded.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }
    }

    // Someone waits for it: seconds at first, minutes later, unless the receiver asks for more.
    private static TimeSpan PauseAfter(int attempts, TimeSpan? asked)
    {
        var own = TimeSpan.FromSeconds(10 * (1 << Math.Min(attempts - 1, 5)));
        var pause = asked > own ? asked.Value : own;
        return pause < s_longest ? pause : s_longest;
    }

    // The beginning of an answer, as far as it is text.
    private static string? Words(OutboundAnswer? answer)
    {
        var text = answer is null ? "" : Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, MaxWords * 4)));
        text = new string([.. text.Where(c => c is '\n' or '\t' || !char.IsControl(c))]).Trim();
        return text.Length == 0 ? null : WholeText.Beginning(text, MaxWords);
    }

    private static void Append(
        ActionContext context,
        Incident incident,
        string action,
        (IncidentCall Call, string Said) word,
        Request? request,
        string? answerSha256,
        string? words
    ) =>
        IncidentEvents.Changed(
            context,
            incident,
            new AuditEvent(
                action,
                incident.Id.ToString(),
                new JsonObject
                {
                    ["step"] = word.Call.Step,
                    ["key"] = word.Call.KeyFor(incident.Id),
                    ["attempt"] = word.Call.Attempts,
                    ["target"] = request?.Target,
                    ["bodySha256"] = request is { Body.Length: > 0 } ? Sha256Hex.Of(request.Body) : null,
                    ["status"] = answerSha256 is null ? null : word.Call.Status,
                    ["answerSha256"] = answerSha256,
                }
            ),
            word.Said,
            words
        );

    private sealed record Answer(OutboundAnswer? Came, string? Fault);

    private sealed record Request(IncidentCall Call, CallOut Asked, string Key, string Target, Uri? Address, byte[] Body)
    {
        public static Request Of(Incident incident, Playbook playbook, IncidentCall call)
        {
            var step = playbook.Steps.First(s => s.Id == call.Step);
            var (asked, key) = (step.Call!, call.KeyFor(incident.Id));
            return new(
                call,
                asked,
                key,
                asked.TargetOf(step),
                asked.Destination is null ? asked.AddressFor(incident, step, key) : null,
                asked.BodyFor(incident, step, key)
            );
        }
    }
}
