using Governance.Data.Identity;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// A page opens over a connection that is there already: it is decided on, its frame is drawn, its bell is filled. These stand on one
/// reading of what its reader may do, made for this page, as the parts of a request do (<see cref="AccessMemory"/>). Nothing else stands
/// on it: what the page does once it is open reads again, and so does the next page.
/// </summary>
/// <param name="readers">Says to contexts which reading they stand on.</param>
/// <param name="clock">Measures how old a reading is.</param>
public sealed class PageOpening(DataScopeAccessor readers, TimeProvider clock) : IDisposable
{
    private AccessMemory? _memory;

    /// <summary>A page is about to be decided on: until disposed, what is read of access is read for it.</summary>
    public IDisposable Begin()
    {
        End();
        return readers.Memory is null ? readers.Remembering(_memory = new AccessMemory(clock)) : Nothing();
    }

    /// <summary>What belongs to its opening is read, until disposed.</summary>
    public IDisposable GoOn() => readers.Memory is null ? readers.Remembering(_memory ??= new AccessMemory(clock)) : Nothing();

    /// <summary>It is open.</summary>
    public void End()
    {
        _memory?.End();
        _memory = null;
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    // A request has a reading of its own, and is over when its page is.
    private static OnDispose Nothing() => new(() => { });
}
