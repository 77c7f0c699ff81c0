using System.Security.Claims;
using Governance.Domain;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>
/// Runs what the command palette offers and what needs no dialog. A feature registers it; without one the palette only leads to pages.
/// </summary>
public interface IPaletteRunner
{
    /// <summary>Runs an action by the key it was offered under. Whether the person may is decided by the action, as on its page.</summary>
    Task<PaletteAnswer> RunAsync(ClaimsPrincipal user, string key, CancellationToken cancellationToken);
}

/// <summary>What came of it.</summary>
/// <param name="Text">A sentence for the person.</param>
/// <param name="Refused">True when nothing was done.</param>
public sealed record PaletteAnswer(Sentence Text, bool Refused)
{
    /// <summary>Takes it back; answers why not, or null. Null when it cannot honestly be undone.</summary>
    public Func<Task<Sentence?>>? Undo { get; init; }
}
