using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Hosting;

/// <summary>
/// Whether this node can serve: process, database, schema, audit log. No detail that helps an attacker; the answer is cached a second.
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

    private readonly SemaphoreSlim _gate = new(1);
    private DateTimeOffset _asked;
    private NodeReadiness _answer = new(Unready);

    /// <summary><c>ready</c>, <c>degraded</c> or <c>unready</c>.</summary>
    public async Task<string> AskAsync(CancellationToken ct) => (await ReadAsync(ct)).Status;

    /// <inheritdoc/>
    public async Task<NodeReadiness> ReadAsync(CancellationToken ct)
    {
        if (draining.IsOn)
        {
            return new NodeReadiness(Unready);
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
                return new NodeReadiness(Unready, $"The database lacks the migration {missing[^1]}.");
            }

            if (unknown.Count > 0)
            {
                return Faulty($"A newer program has upgraded the database to the schema {unknown[^1]}.");
            }

            foreach (var check in vital)
            {
                if (await check.FindFaultAsync(ct) is { } fault)
                {
                    return Faulty(fault);
                }
            }

            foreach (var check in checks)
            {
                if (!await check.IsReadyAsync(ct))
                {
                    return new NodeReadiness("degraded");
                }
            }

            return new NodeReadiness("ready");
        }
#pragma warning disable CA1031 // Whatever keeps the database from answering makes the node unready; the log says what it was.
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnready(e);
            return new NodeReadiness(Unready, "The database does not answer.");
        }
    }

    private NodeReadiness Faulty(string fault)
    {
        LogFault(fault);
        return new NodeReadiness(Unready, fault);
    }

    [LoggerMessage(1202, LogLevel.Error, "The node is not ready")]
    private partial void LogUnready(Exception e);

    [LoggerMessage(1203, LogLevel.Error, "The node is not ready: {Fault}")]
    private partial void LogFault(string fault);
}

/// <summary>Maps the two health addresses.</summary>
public static class HealthEndpoints
{
    /// <summary>Whether the process lives.</summary>
    internal const string Alive = "/healthz";

    /// <summary>Whether it has everything it needs.</summary>
    internal const string Ready = "/readyz";

    /// <summary><c>/healthz</c> for the process, <c>/readyz</c> for everything it needs.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Alive, SayAlive).AllowAnonymous().ExcludeFromDescription();
        routes
            .MapGet(Ready, async (Readiness readiness, CancellationToken ct) => Say(await readiness.AskAsync(ct)))
            .AllowAnonymous()
            .ExcludeFromDescription();
    }

    /// <summary>The answer of a process that lives.</summary>
    internal static IResult SayAlive() => Results.Json(new { status = "ready" });

    /// <summary>The answer of a node in this state.</summary>
    internal static IResult Say(string status) =>
        Results.Json(
            new { status },
            statusCode: status == Readiness.Unready ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
}
