using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Hosting;

/// <summary>
/// Whether this node should be avoided, and whether writes are accepted: process, database, schema, audit log. What has the same cause on
/// all nodes while reads go on only limits a node: one that is avoided for it leaves nobody to say what is wrong. No detail that helps an
/// attacker; the answer is cached a second.
/// </summary>
public sealed partial class Readiness(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock,
    IEnumerable<IReadinessCheck> checks,
    IEnumerable<IVitalCheck> vital,
    Draining draining,
    ILogger<Readiness> logger
) : INodeReadiness, IDisposable
{
    /// <summary>The status of a node that cannot serve.</summary>
    internal const string Unready = "unready";

    private const string Degraded = "degraded";

    private readonly SemaphoreSlim _gate = new(1);
    private DateTimeOffset _asked;
    private NodeReadiness _answer = new(Unready);

    /// <inheritdoc/>
    public async Task<NodeReadiness> ReadAsync(CancellationToken ct)
    {
        if (draining.IsOn)
        {
            return NodeReadiness.Avoided("shutting-down");
        }

        await _gate.WaitAsync(ct);
        try
        {
            // A clock that was set back must not keep an answer for as long as it was set back.
            var now = clock.GetUtcNow();
            if (now < _asked || now >= _asked.AddSeconds(1))
            {
                _answer = await CheckAsync(ct);
                _asked = clock.GetUtcNow();
            }

            return _answer;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<NodeReadiness> CheckAsync(CancellationToken ct)
    {
        try
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var (missing, unknown) = await SchemaVersions.CompareAsync(db, ct);
            if (missing.Count > 0)
            {
                return NodeReadiness.Avoided("schema", $"The database lacks the migration {missing[^1]}.");
            }

            if (unknown.Count > 0)
            {
                var newer = $"A newer program has upgraded the database to the schema {unknown[^1]}.";
                LogFault(newer);
                return NodeReadiness.Avoided("schema", newer);
            }

            return await JudgeAsync(ct);
        }
#pragma warning disable CA1031 // Whatever keeps the database from answering makes the node unready; the log says what it was.
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnready(e);
            return NodeReadiness.Avoided("database", "The database does not answer.");
        }
    }

    private async Task<NodeReadiness> JudgeAsync(CancellationToken ct)
    {
        var faults = new List<(IVitalCheck Check, string Sentence)>();
        foreach (var check in vital)
        {
            if (await check.FindFaultAsync(ct) is { } fault)
            {
                LogFault(fault);
                faults.Add((check, fault));
            }
        }

        var isLimited = faults.Count > 0;
        foreach (var check in checks)
        {
            isLimited = isLimited || !await check.IsReadyAsync(ct);
        }

        var own = faults.FindAll(f => !f.Check.IsShared);
        return new NodeReadiness(
            own.Count > 0 ? Unready
                : isLimited ? Degraded
                : "ready",
            (own.Count > 0 ? own : faults).Select(f => f.Sentence).FirstOrDefault()
        )
        {
            Reasons = [.. faults.Select(f => f.Check.Reason)],
            WritesRefused = [.. faults.Where(f => f.Check.StopsWrites).Select(f => f.Check.Reason)],
        };
    }

    [LoggerMessage(1202, LogLevel.Error, "The node is not ready")]
    private partial void LogUnready(Exception e);

    [LoggerMessage(1203, LogLevel.Error, "The node is limited or not ready: {Fault}")]
    private partial void LogFault(string fault);
}

/// <summary>Maps the health addresses: whether the process lives, whether to ask another node, whether writes are accepted.</summary>
public static class HealthEndpoints
{
    /// <summary>Whether the process lives.</summary>
    internal const string Alive = "/healthz";

    /// <summary>Whether this node should be asked rather than another.</summary>
    internal const string Ready = "/readyz";

    /// <summary>Whether writes are accepted.</summary>
    internal const string Writes = "/writez";

    /// <summary>Maps them.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Alive, SayAlive).AllowAnonymous().ExcludeFromDescription();
        routes
            .MapGet(Ready, async (Readiness readiness, CancellationToken ct) => Say(await readiness.ReadAsync(ct)))
            .AllowAnonymous()
            .ExcludeFromDescription();
        routes
            .MapGet(Writes, async (Readiness readiness, CancellationToken ct) => SayWrites(await readiness.ReadAsync(ct)))
            .AllowAnonymous()
            .ExcludeFromDescription();
    }

    /// <summary>The answer of a process that lives.</summary>
    internal static IResult SayAlive() => Results.Json(new { status = "ready" });

    /// <summary>The answer of a node in this state.</summary>
    internal static IResult Say(NodeReadiness node) => Answer(node.Status, node.Reasons, node.Status == Readiness.Unready);

    /// <summary>Whether a node in this state accepts writes.</summary>
    internal static IResult SayWrites(NodeReadiness node) =>
        node.WritesRefused.Count == 0 ? Answer("accepted", [], isAway: false) : Answer("refused", node.WritesRefused, isAway: true);

    private static IResult Answer(string status, IReadOnlyList<string> reasons, bool isAway) =>
        Results.Json(
            reasons.Count == 0 ? (object)new { status } : new { status, reasons },
            statusCode: isAway ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
}
