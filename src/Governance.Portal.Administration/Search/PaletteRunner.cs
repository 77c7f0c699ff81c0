using System.Security.Claims;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Search;

/// <summary>Runs the actions of the palette that need no dialog.</summary>
internal sealed class PaletteRunner(IEnumerable<IPaletteAction> actions) : IPaletteRunner
{
    /// <inheritdoc/>
    public async Task<PaletteAnswer> RunAsync(ClaimsPrincipal user, string key, CancellationToken cancellationToken)
    {
        var parts = key.Split(':', 2);
        return
            parts is [var name, var subject]
            && actions.FirstOrDefault(a => a.Name == name) is { } action
            && await action.RunAsync(user, subject, cancellationToken) is { } answer
            ? answer
            : new PaletteAnswer($"The palette offers no such action.", Refused: true);
    }
}
