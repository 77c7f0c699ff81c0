using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Governance.Data;

/// <content>What was read before, and is read again only where it no longer holds.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>Rows that an action decides by and has not read through this context: compared before it counts.</summary>
    public IList<KnownRows> DecidedBy { get; } = [];

    /// <summary>What was read of access in the request this context is made for; null outside of one.</summary>
    internal AccessMemory? Accesses { get; set; }

    /// <summary>The rights of keys this node keeps; null where none are.</summary>
    internal KeyRights? Rights { get; set; }

    /// <summary>The figures this node keeps; null where none are.</summary>
    internal FigureMemory? Figures { get; set; }

    /// <summary>Where the log stood when this context first asked for such a figure; null before.</summary>
    internal object? LogStand { get; set; }

    private bool _isOpened;

    /// <inheritdoc/>
    public override DatabaseFacade Database
    {
        get
        {
            _isOpened = true;
            return base.Database;
        }
    }

    /// <summary>
    /// True in a transaction, as in every act. A transaction is begun through <see cref="Database"/>: a context whose database no one has
    /// named has none, and is not made ready to be asked. Many parts of a page only look here whether another part has read it already.
    /// </summary>
    internal bool IsInTransaction => _isOpened && base.Database.CurrentTransaction is not null;

    /// <summary>
    /// Reads what several parts of one page or call need: once for all of them in a request, as far as the caller sees. In a transaction,
    /// as in every act, and outside of a request it is read each time. What is read is for reading alone: it is shared.
    /// </summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="what">Names it.</param>
    /// <param name="of">Of which record or caller; null where there is one.</param>
    /// <param name="read">Reads it from this context.</param>
    public Task<T> OncePerRequestAsync<T>(string what, object? of, Func<Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return !IsInTransaction && Accesses is { } memory ? memory.OnceAsync((what, of, DataScope), read) : read();
    }

    /// <summary>
    /// Reads a figure over everything that is registered, which many pages show: once on this node for all who see everything, for as long
    /// as the log shows that it holds (<see cref="FigureMemory"/>). Who sees a part of it reads their own, once in a request, and an act
    /// reads it each time. What is read is for reading alone: it is shared.
    /// </summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="what">Names it.</param>
    /// <param name="of">Of what; null where there is one.</param>
    /// <param name="basis">What it counts.</param>
    /// <param name="read">Reads it from this context.</param>
    /// <param name="ct">Cancels.</param>
    public Task<T> KeptAsync<T>(string what, object? of, FigureBasis basis, Func<Task<T>> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(read);
        return !IsInTransaction && DataScope is null && Figures is { } figures
            ? figures.OfAsync(this, (what, of), basis, read, ct)
            : OncePerRequestAsync(what, of, read);
    }
}
