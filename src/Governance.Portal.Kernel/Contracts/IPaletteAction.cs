using System.Security.Claims;
using Governance.Portal.Kernel.Components.Layout;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>An action of the palette that needs no dialog. Nothing that signs or deletes is one.</summary>
public interface IPaletteAction
{
    /// <summary>What its key begins with, before the colon.</summary>
    string Name { get; }

    /// <summary>Runs it through the same action as its page. Whether the person may is decided there.</summary>
    /// <param name="user">Who.</param>
    /// <param name="subject">What stands behind the colon of the key.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What came of it; null when the subject is none of this action's.</returns>
    Task<PaletteAnswer?> RunAsync(ClaimsPrincipal user, string subject, CancellationToken ct);
}
