using System.Runtime.CompilerServices;
using Governance.Data.Reaches;
using Governance.Domain.Identity;

namespace Governance.Portal.Identity;

/// <summary>What the caller of one request, or the person at one open page, reaches. Written whenever their access is read.</summary>
public sealed class HeldReach
{
    /// <summary>Null for everything.</summary>
    public Reach? Reach { get; set; }

    /// <summary>True while an open page shows that what it was asked for lies outside.</summary>
    public bool IsOutside { get; set; }
}

/// <summary>
/// Says for whom a database context is made. An open page is known by the synchronisation context all its code runs in, whoever woke it; a
/// request by its own context. Jobs and the host have neither, and read everything, unless they read for somebody.
/// </summary>
public sealed class ReaderReach(IHttpContextAccessor requests) : IReaderReach
{
    private readonly ConditionalWeakTable<SynchronizationContext, HeldReach> _pages = [];
    private readonly AsyncLocal<Box?> _instead = new();

    /// <inheritdoc/>
    public Reach? Current
    {
        get
        {
            if (_instead.Value is { } instead)
            {
                return instead.Reach;
            }

            return SynchronizationContext.Current is { } page && _pages.TryGetValue(page, out var held)
                ? held.Reach
                : (requests.HttpContext?.Items[typeof(HeldReach)] as HeldReach)?.Reach;
        }
    }

    /// <summary>True when whoever asks works in a role that was given for some systems only.</summary>
    public bool IsLimited => Current is not null;

    /// <summary>True while the open page this runs in shows that what it was asked for lies outside.</summary>
    public bool IsOutside => SynchronizationContext.Current is { } page && _pages.TryGetValue(page, out var held) && held.IsOutside;

    /// <summary>Reads with the reach of somebody else than who asks, until disposed: a job that works for a person.</summary>
    public IDisposable As(Reach? reach)
    {
        var before = _instead.Value;
        _instead.Value = new Box(reach);
        return new Back(this, before);
    }

    /// <summary>Notes what was just read from the database about the caller.</summary>
    public void Note(HttpContext? request, HeldReach held, Reach? reach)
    {
        ArgumentNullException.ThrowIfNull(held);
        held.Reach = reach;
        if (request is not null)
        {
            request.Items[typeof(HeldReach)] = held;
        }
        else if (SynchronizationContext.Current is { } page)
        {
            _pages.AddOrUpdate(page, held);
        }
    }

    private sealed record Box(Reach? Reach);

    private sealed class Back(ReaderReach owner, Box? before) : IDisposable
    {
        public void Dispose() => owner._instead.Value = before;
    }
}
