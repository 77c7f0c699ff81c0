using System.Collections.Concurrent;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>
/// Counts the pages that are open on this node. Each holds memory for as long as its browser shows it, and some minutes more where a
/// connection was lost. A node that has as many as it may open opens no further ones and is degraded; those that are open go on.
/// </summary>
internal sealed partial class OpenPages(IOptions<LimitsOptions> limits, ILogger<OpenPages> logger) : CircuitHandler, IReadinessCheck
{
    private readonly ConcurrentDictionary<string, int> _ofPeople = new(StringComparer.Ordinal);
    private int _count;
    private int _wasFull;

    /// <summary>Pages that are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>True when no further page should be opened.</summary>
    public bool IsFull => Count >= limits.Value.OpenPages;

    /// <summary>True when this person should open no further page: they have as many as one may, whatever room there is.</summary>
    public bool IsFullFor(string person) => _ofPeople.GetValueOrDefault(person) >= limits.Value.OpenPagesPerPerson;

    /// <summary>A page of a person was opened, or closed.</summary>
    internal void Change(string person, int more)
    {
        // Nobody without a page is remembered.
        if (_ofPeople.AddOrUpdate(person, Math.Max(0, more), (_, count) => count + more) <= 0)
        {
            _ofPeople.TryRemove(new(person, 0));
        }
    }

    /// <inheritdoc/>
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        // Said once, until there is room again: a crowd at the door is no reason to fill the server's log.
        if (Interlocked.Increment(ref _count) >= limits.Value.OpenPages && Interlocked.Exchange(ref _wasFull, 1) == 0)
        {
            LogFull(limits.Value.OpenPages);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _count) < limits.Value.OpenPages)
        {
            Volatile.Write(ref _wasFull, 0);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> IsReadyAsync(CancellationToken ct) => Task.FromResult(!IsFull);

    [LoggerMessage(
        1226,
        LogLevel.Warning,
        "{Limit} pages are open (Limits__OpenPages): this node opens no further ones until some are closed"
    )]
    private partial void LogFull(int limit);
}
