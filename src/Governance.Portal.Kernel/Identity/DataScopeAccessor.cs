using System.Runtime.CompilerServices;
using Governance.Data.DataScopes;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Identity;

/// <summary>The data scope of the caller of one request, or of the person at one open page. Written whenever access is read.</summary>
public sealed class CallerDataScope
{
    /// <summary>Null for everything; nothing until it was read.</summary>
    public DataScope? DataScope { get; set; } = DataScope.Empty;

    /// <summary>True while an open page shows that what it was asked for lies outside.</summary>
    public bool IsOutside { get; set; }

    /// <summary>While an open page is refused for want of a record of training: what is missing. Null otherwise.</summary>
    public Refusal? Lacking { get; set; }
}

/// <summary>
/// Says for whom a database context is made. An open page is known by the synchronisation context all its code runs in, no matter who woke
/// it; a request by its own context. Jobs and the commands of the host say that they are the host's, and work that reads for someone else
/// says for whom. Where no one said anything, nothing is read: an oversight shows as an empty list, not as another department's records.
/// </summary>
public sealed class DataScopeAccessor(IHttpContextAccessor requests) : IDataScopeAccessor
{
    private readonly ConditionalWeakTable<SynchronizationContext, CallerDataScope> _pages = [];
    private readonly AsyncLocal<Said?> _instead = new();
    private readonly AsyncLocal<bool> _isHost = new();
    private readonly AsyncLocal<AccessMemory?> _opening = new();

    /// <inheritdoc/>
    public DataScope? Current => Find() is { } said ? said.DataScope : DataScope.Empty;

    /// <inheritdoc/>
    /// <remarks>
    /// An open page is reached through a request that lasts as long as the page: it keeps none. Each part of it asks, but for those that
    /// open a page together (<see cref="PageOpening"/>).
    /// </remarks>
    public AccessMemory? Memory => requests.HttpContext?.Items[typeof(AccessMemory)] as AccessMemory ?? _opening.Value;

    /// <summary>True when it is known for whom is read.</summary>
    public bool IsSaid => Find() is not null;

    /// <summary>True while the open page this runs in shows that what it was asked for lies outside.</summary>
    public bool IsOutside => SynchronizationContext.Current is { } page && _pages.TryGetValue(page, out var held) && held.IsOutside;

    /// <summary>What is missing while the open page this runs in is refused for want of a record of training; null otherwise.</summary>
    public Refusal? Lacking => SynchronizationContext.Current is { } page && _pages.TryGetValue(page, out var held) ? held.Lacking : null;

    /// <summary>
    /// Reads with another data scope than the caller's, until disposed: a job that works for a person, work that is the portal's own no
    /// matter who asked for it (null, everything), or work that leaves the thread of the page it is done for.
    /// </summary>
    public IDisposable As(DataScope? dataScope)
    {
        var before = _instead.Value;
        _instead.Value = new Said(dataScope);
        return new OnDispose(() => _instead.Value = before);
    }

    /// <summary>
    /// Reads everything, until disposed, wherever neither a page nor a request asks: jobs that start meanwhile, and commands of the host.
    /// </summary>
    public IDisposable AsHost()
    {
        var before = _isHost.Value;
        _isHost.Value = true;
        return new OnDispose(() => _isHost.Value = before);
    }

    /// <summary>What a request begins is not the host's, not even when the request is over.</summary>
    public void LeaveHost() => _isHost.Value = false;

    /// <summary>Has the parts of a request stand on one reading of access. The request that carries an open page is none of them.</summary>
    public static void Remember(HttpContext request, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsConnection(request))
        {
            request.Items[typeof(AccessMemory)] = new AccessMemory(clock);
        }
    }

    /// <summary>
    /// The same for a request that asks for the connection of an open page, until it is let in: who asks and whether they may is one
    /// question. What goes on over the connection stands on none of it (<see cref="LetIn"/>).
    /// </summary>
    public static void RememberAtTheDoor(HttpContext request, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (IsConnection(request))
        {
            request.Items[typeof(AccessMemory)] = new AccessMemory(clock);
        }
    }

    /// <summary>The request for a connection is let in.</summary>
    public static void LetIn(HttpContext request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (IsConnection(request) && request.Items.Remove(typeof(AccessMemory), out var memory))
        {
            ((AccessMemory)memory!).End();
        }
    }

    /// <summary>Has what is read until disposed stand on what is in a memory, and keep what it reads there.</summary>
    internal IDisposable Remembering(AccessMemory memory)
    {
        var before = _opening.Value;
        _opening.Value = memory;
        return new OnDispose(() => _opening.Value = before);
    }

    /// <summary>Notes what was just read from the database about the caller.</summary>
    public void Note(HttpContext? request, CallerDataScope held, DataScope? dataScope)
    {
        ArgumentNullException.ThrowIfNull(held);
        held.DataScope = dataScope;
        if (request is not null)
        {
            request.Items[typeof(CallerDataScope)] = held;
        }
        else if (SynchronizationContext.Current is { } page)
        {
            _pages.AddOrUpdate(page, held);
        }
    }

    private Said? Find()
    {
        if (_instead.Value is { } instead)
        {
            return instead;
        }

        if (SynchronizationContext.Current is { } page && _pages.TryGetValue(page, out var held))
        {
            return new Said(held.DataScope);
        }

        if (requests.HttpContext is { } request)
        {
            return request.Items[typeof(CallerDataScope)] is CallerDataScope noted ? new Said(noted.DataScope) : null;
        }

        return _isHost.Value ? new Said(null) : null;
    }

    private static bool IsConnection(HttpContext request) =>
        request.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    private sealed record Said(DataScope? DataScope);
}
